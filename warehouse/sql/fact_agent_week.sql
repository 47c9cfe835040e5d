-- One row per agent and calendar week (from Monday) in which the agent answered a contact, between
-- the first evaluation of a source and its as_of; booked by the week's Sunday.
with
span as (
    select
        source_id,
        date_trunc('week', min(local_at)) as first_week,
        date_trunc('week', max(clock.local_as_of)) as current_week,
        max(clock.as_of) as as_of
    from fact_evaluation
    join source_clock as clock using (source_id)
    group by all
),
monitored as (
    select source_id, agent, date_trunc('week', local_at) as week, count(*) as evaluations
    from fact_evaluation
    where status in ('final', 'disputed') and not is_calibration
    group by all
),
worked as (
    select
        agent, date_trunc('week', local_at) as week, count(*) as contacts,
        arg_max(team, local_at) as team, arg_max(site, local_at) as site,
        arg_max(provider, local_at) as provider
    from staffed_leg
    where outcome = 'answered' and agent is not null
    group by all
)
select
    span.source_id,
    worked.agent || ' ' || strftime(worked.week, '%G-W%V') as record,
    cast(worked.week as timestamp) as local_at,
    cast(date_trunc('month', worked.week + interval 6 days) as date) as month,
    span.as_of, worked.agent, worked.team, worked.site, worked.provider, worked.contacts,
    coalesce(monitored.evaluations, 0) as evaluations,
    policy.monitored_per_week,
    worked.week >= span.current_week as is_running
from worked
cross join policy
join span on worked.week between span.first_week and span.current_week
left join monitored
    on monitored.source_id = span.source_id
    and monitored.agent = worked.agent
    and monitored.week = worked.week
