-- One row per complaint with its deadlines: 24 calendar hours, and the end of the Nth working day
-- after the day of receipt (day 0), local. A month for each date that a KPI is booked by.
with
first_day as (
    select number, min(day) as day from working_day group by number
),
local as (
    select
        complaint.*,
        clock.site_zone,
        clock.as_of,
        timezone(clock.site_zone, received_at) as local_at,
        coalesce(resolved_at, if(outcome in ('open', 'unknown'), null, closed_at)) as settled_at,
        coalesce(resolved_at, closed_at) as ended_at,
        count(acknowledged_at) over source > 0 as knows_acknowledgement,
        count(first_response_at) over source > 0 as knows_response,
        count(coalesce(resolved_at, closed_at)) over source > 0 as knows_end
    from complaint
    join source_clock as clock using (source_id)
    window source as (partition by complaint.source_id)
),
due as (
    select
        local.*,
        received_at + to_hours(policy.acknowledge_hours) as acknowledge_due_at,
        respond.day as respond_due_on,
        resolve.day as resolve_due_on
    from local
    cross join policy
    join working_day as receipt on receipt.day = cast(local.local_at as date)
    left join first_day as respond on respond.number = receipt.number + policy.respond_working_days
    left join first_day as resolve on resolve.number = receipt.number + policy.resolve_working_days
)
select
    source_id, src_file, src_row, complaint_id as record, received_at, local_at, as_of,
    cast(date_trunc('month', local_at) as date) as received_month,
    channel, region, provider, product, category, complexity, customer_segment,
    'S' || severity as priority,
    case is_vulnerable when true then 'vulnerable' when false then 'not vulnerable' end as vulnerable,
    coalesce(is_standard, true) as is_standard,
    acknowledged_at, acknowledgement_kind, acknowledge_due_at, knows_acknowledgement,
    cast(date_trunc('month', timezone(site_zone, acknowledge_due_at)) as date) as acknowledge_due_month,
    acknowledge_due_at > as_of as is_acknowledgement_not_due,
    coalesce(acknowledged_at <= acknowledge_due_at, false) as is_acknowledged_in_time,
    first_response_at, respond_due_on, knows_response,
    cast(date_trunc('month', respond_due_on) as date) as respond_due_month,
    timezone(site_zone, cast(respond_due_on + 1 as timestamp)) > as_of as is_response_not_due,
    coalesce(cast(timezone(site_zone, first_response_at) as date) <= respond_due_on, false)
        as is_answered_in_time,
    resolved_at, closed_at, ended_at, resolve_due_on, knows_end,
    cast(date_trunc('month', resolve_due_on) as date) as resolve_due_month,
    timezone(site_zone, cast(resolve_due_on + 1 as timestamp)) > as_of as is_resolution_not_due,
    coalesce(cast(timezone(site_zone, ended_at) as date) <= resolve_due_on, false)
        as is_resolved_in_time,
    cast(date_trunc('month', timezone(site_zone, ended_at)) as date) as ended_month,
    timezone(site_zone, ended_at) as local_ended_at,
    outcome, root_cause, referred_external, timely_response, site_zone
from due
