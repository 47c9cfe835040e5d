-- One row per ticket that was resolved, booked by its first resolution.
-- Where an export dates events or states, a reopening, or a state that is not solved, counts within
-- the window after that resolution; where it dates none, is_reopened is null: a count of reopenings
-- does not say when they were. reopen_count is that count.
with
logged as (
    select distinct source_id, true as logs_states
    from ticket_event
    where field = 'status'
        or event_type = 'reopened'
        or (event_type = 'resolved' and coalesce(basis, 'logged') = 'logged')
),
first_resolved as (
    select source_id, ticket_id, min(event_at) as first_resolved_at
    from ticket_event
    where event_type = 'resolved'
    group by all
),
resolution as (
    select
        ticket.source_id,
        ticket.ticket_id,
        ticket.reopen_count,
        coalesce(logged.logs_states, false) as logs_states,
        coalesce(  -- a snapshot's only event of a solve is the latest one
            least(first_resolved.first_resolved_at, ticket.first_resolved_at), ticket.resolved_at
        ) as first_resolved_at
    from ticket
    left join logged using (source_id)
    left join first_resolved using (source_id, ticket_id)
),
reopened as (
    select resolution.source_id, resolution.ticket_id, count(*) as reopenings
    from resolution
    cross join policy
    join ticket_event as event
        on event.source_id = resolution.source_id
        and event.ticket_id = resolution.ticket_id
        and (
            event.event_type = 'reopened'
            or (
                event.field = 'status'
                and event.value_to in ('new', 'open', 'waiting_customer', 'on_hold')
            )
        )
        and event.event_at > resolution.first_resolved_at
        and event.event_at <= resolution.first_resolved_at + to_days(policy.reopen_window_days)
    group by all
)
select
    fact_ticket.*,
    resolution.first_resolved_at,
    cast(date_trunc('month', make_timestamp(
        epoch_us(resolution.first_resolved_at) + half_hour.ahead_us)) as date)
        as first_resolved_month,
    resolution.first_resolved_at + to_days(policy.reopen_window_days) <= clock.as_of as is_mature,
    case when resolution.logs_states then reopened.reopenings is not null end as is_reopened,
    resolution.reopen_count
from fact_ticket
join resolution
    on resolution.source_id = fact_ticket.source_id and resolution.ticket_id = fact_ticket.record
join source_clock as clock on clock.source_id = fact_ticket.source_id
left join half_hour
    on half_hour.site_zone = clock.site_zone
    and half_hour.half_hour = epoch_us(resolution.first_resolved_at) // 1800000000
cross join policy
left join reopened
    on reopened.source_id = fact_ticket.source_id and reopened.ticket_id = fact_ticket.record
where resolution.first_resolved_at is not null
