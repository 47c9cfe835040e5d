-- One row per escalation, booked by the month in which its answer was due (calendar hours).
with
due as (
    select
        escalation.*,
        clock.site_zone,
        clock.as_of,
        raised_at + to_hours(policy.escalation_hours) as due_at
    from escalation
    join source_clock as clock using (source_id)
    cross join policy
)
select
    due.source_id, due.src_file, due.src_row, due.escalation_id as record, due.record_ref,
    due.raised_at, due.answered_at, due.due_at, due.as_of,
    timezone(due.site_zone, due.raised_at) as local_at,
    cast(date_trunc('month', timezone(due.site_zone, due.due_at)) as date) as due_month,
    due.level, due.reason,
    due.due_at > due.as_of as is_not_due,
    coalesce(due.answered_at <= due.due_at, false) as is_in_time,
    ticket.channel, ticket.queue, ticket.team, ticket.region, ticket.site, ticket.provider,
    ticket.product, ticket.category, ticket.priority, ticket.complexity, ticket.customer_segment,
    ticket.vulnerable
from due
left join fact_ticket as ticket
    on ticket.source_id = due.source_id and ticket.record = due.record_ref
