-- One row per employed agent and month end, from a year after the first completed course of a
-- source to its as_of; is_current = some course was completed within the year before that day.
-- Before, a course of that year may lie outside the export: not known is not out of date.
with
span as (
    select
        training.source_id,
        cast(
            date_trunc('month', min(training.completed_on) + max(policy.training_days)) as date
        ) as first_month,
        cast(date_trunc('month', max(clock.local_as_of)) - interval 1 month as date)
            as last_month,
        max(clock.as_of) as as_of
    from training_record as training
    cross join policy
    join source_clock as clock using (source_id)
    group by all
),
month_end as (
    select
        source_id, as_of, cast(month as date) as month,
        cast(month + interval 1 month - interval 1 day as date) as ends_on
    from (
        select source_id, as_of, unnest(generate_series(first_month, last_month, interval 1 month)) as month
        from span
    )
),
employed as (
    select
        agent_id, min(employment_start_on) as start_on,
        if(count(*) = count(employment_end_on), max(employment_end_on), null) as end_on
    from agent
    group by all
),
latest as (
    select month_end.source_id, month_end.month, training.agent_id, max(training.completed_on) as completed_on
    from month_end
    join training_record as training
        on training.source_id = month_end.source_id and training.completed_on <= month_end.ends_on
    group by all
)
select
    month_end.source_id, employed.agent_id || ' ' || month_end.month as record,
    cast(month_end.ends_on as timestamp) as local_at, month_end.month, month_end.as_of,
    employed.agent_id as agent, roster.team, roster.site, roster.provider, latest.completed_on,
    coalesce(latest.completed_on > month_end.ends_on - policy.training_days, false) as is_current
from month_end
cross join policy
join employed
    on coalesce(employed.start_on <= month_end.ends_on, true)
    and coalesce(employed.end_on > month_end.ends_on, true)
left join latest
    on latest.source_id = month_end.source_id
    and latest.month = month_end.month
    and latest.agent_id = employed.agent_id
left join roster
    on roster.agent_ref = employed.agent_id
    and month_end.ends_on between roster.from_on and roster.to_on
