-- One row per ticket, by its months of creation and of its latest resolution in site-local time.
with
local as (
    select
        ticket.*,
        clock.as_of,
        make_timestamp(epoch_us(ticket.created_at) + created.ahead_us) as local_at,
        make_timestamp(epoch_us(ticket.resolved_at) + resolved.ahead_us) as local_resolved_at
    from ticket
    join source_clock as clock using (source_id)
    left join half_hour as created
        on created.site_zone = clock.site_zone
        and created.half_hour = epoch_us(ticket.created_at) // 1800000000
    left join half_hour as resolved
        on resolved.site_zone = clock.site_zone
        and resolved.half_hour = epoch_us(ticket.resolved_at) // 1800000000
),
merged as (
    select distinct source_id, ticket_id
    from ticket_event
    where event_type = 'merged'
)
select
    ticket.source_id, ticket.src_file, ticket.src_row, ticket.ticket_id as record,
    ticket.ticket_number, ticket.as_of,
    ticket.created_at,
    ticket.local_at,
    cast(date_trunc('month', ticket.local_at) as date) as created_month,
    ticket.resolved_at,
    cast(date_trunc('month', ticket.local_resolved_at) as date) as resolved_month,
    ticket.channel, ticket.group_name as queue, roster.team,
    coalesce(roster.agent_id, ticket.assignee_ref) as agent,
    ticket.region, roster.site, coalesce(ticket.provider, roster.provider) as provider,
    ticket.product, ticket.category, 'P' || ticket.priority as priority, ticket.complexity,
    ticket.customer_segment,
    case ticket.is_vulnerable when true then 'vulnerable' when false then 'not vulnerable' end
        as vulnerable,
    lpad(cast(hour(ticket.local_at) as text), 2, '0') || ':00' as hour,
    dayname(ticket.local_at) as weekday,
    ticket.status,
    coalesce(ticket.is_test, false) as is_test,
    ticket.status in ('deleted', 'spam') as is_discarded,
    merged.ticket_id is not null as is_merged,
    ticket.first_reply_at,
    coalesce(ticket.first_reply_s_calendar,
        cast(epoch(ticket.first_reply_at - ticket.created_at) as decimal(18, 3))) as first_reply_s,
    ticket.first_reply_s_business,
    coalesce(ticket.resolution_s_calendar,
        cast(epoch(ticket.resolved_at - ticket.created_at) as decimal(18, 3))) as resolution_s,
    cast(epoch(ticket.first_resolved_at - ticket.created_at) as decimal(18, 3))
        as first_resolution_s,
    ticket.resolution_s_business,
    ticket.requester_wait_s,
    ticket.reply_count,
    ticket.sla_first_reply_met, ticket.sla_resolution_met
from local as ticket
left join merged
    on merged.source_id = ticket.source_id and merged.ticket_id = ticket.ticket_id
left join roster
    on roster.agent_ref = ticket.assignee_ref
    and cast(coalesce(ticket.local_resolved_at, ticket.local_at) as date)
        between roster.from_on and roster.to_on
