-- One row per ticket and spell of being open; ended_at is null while it is open.
-- Spells follow the logged resolutions and reopenings. Without a log they follow the first and the
-- latest resolution and the reopening between, where the export tells of one and says when; else a
-- ticket has one spell.
with
turn as (
    select distinct
        source_id, ticket_id, event_at,
        event_type not in ('resolved', 'closed', 'deleted', 'merged') as is_opening
    from ticket_event
    where coalesce(basis, 'logged') = 'logged'
        and (
            event_type in ('created', 'reopened', 'resolved', 'closed', 'deleted', 'merged')
            or (
                field = 'status' and value_to in ('new', 'open', 'waiting_customer', 'on_hold')
            )
        )
),
logged as (
    select source_id, ticket_id
    from turn
    group by all
    having bool_or(not is_opening)
),
once as (  -- a single reopening in a snapshot: the ticket was solved from first_resolved_at to then
    select ticket.source_id, ticket.ticket_id, ticket.first_resolved_at, event.event_at
    from ticket
    join ticket_event as event using (source_id, ticket_id)
    anti join logged using (source_id, ticket_id)
    where event.event_type = 'reopened' and coalesce(ticket.reopen_count, 1) = 1
        and event.event_at > ticket.first_resolved_at
    qualify count(*) over (partition by ticket.source_id, ticket.ticket_id) = 1
),
change as (  -- the same state told twice is told once; at one moment the later state wins
    select source_id, ticket_id, event_at, bool_or(is_opening) as is_opening
    from (
        select * from turn semi join logged using (source_id, ticket_id)
        union all
        select source_id, ticket_id, created_at, true
        from ticket
        semi join logged using (source_id, ticket_id)
    )
    group by all
),
told as (
    select *
    from change
    qualify is_opening is distinct from lag(is_opening) over (
        partition by source_id, ticket_id order by event_at
    )
)
select
    source_id, ticket_id, event_at as opened_at, is_opening,
    lead(event_at) over (partition by source_id, ticket_id order by event_at) as ended_at
from told
qualify is_opening
union all
select source_id, ticket_id, created_at, true, once.first_resolved_at
from ticket
join once using (source_id, ticket_id)
union all
select
    ticket.source_id, ticket.ticket_id, coalesce(once.event_at, ticket.created_at), true,
    if(ticket.status in ('resolved', 'closed', 'deleted', 'spam'),
        coalesce(ticket.resolved_at, ticket.closed_at, ticket.updated_at, ticket.created_at), null)
from ticket
anti join logged using (source_id, ticket_id)
left join once using (source_id, ticket_id)
