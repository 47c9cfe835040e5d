-- One row per ticket, spell of being open, and month: from the month in which the spell began to
-- the one in which it ended, months that were over by the source's as_of only.
-- Spells follow the logged resolutions and reopenings; without them a ticket has one spell.
with
turn as (
    select distinct
        source_id, ticket_id, event_at, event_type in ('created', 'reopened') as is_opening
    from ticket_event
    where event_type in ('created', 'reopened', 'resolved', 'closed', 'deleted', 'merged')
        and coalesce(basis, 'logged') = 'logged'
),
logged as (
    select source_id, ticket_id
    from turn
    group by all
    having bool_or(not is_opening)
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
),
spell as (
    select
        source_id, ticket_id, event_at as opened_at, is_opening,
        lead(event_at) over (partition by source_id, ticket_id order by event_at) as ended_at
    from told
    qualify is_opening
    union all
    select
        source_id, ticket_id, created_at, true,
        if(status in ('resolved', 'closed', 'deleted', 'spam'),
            coalesce(resolved_at, closed_at, updated_at, created_at), null)
    from ticket
    anti join logged using (source_id, ticket_id)
),
local as (
    select
        spell.*,
        cast(date_trunc('month', timezone(clock.site_zone, spell.opened_at)) as date) as first_month,
        cast(date_trunc('month', clock.local_as_of) as date) as current_month,
        cast(date_trunc('month', timezone(clock.site_zone, spell.ended_at)) as date) as last_month
    from spell
    join source_clock as clock using (source_id)
),
monthly as (
    select
        *,
        cast(unnest(generate_series(
            first_month,
            least(last_month, cast(current_month - interval 1 month as date)),
            interval 1 month
        )) as date) as month
    from local
)
select
    fact_ticket.* exclude (hour, weekday),
    monthly.month,
    monthly.opened_at,
    monthly.ended_at,
    last_month is not null and monthly.last_month = monthly.month as is_over,
    cast(epoch(cast(monthly.month + interval 1 month as timestamp) - fact_ticket.local_at) / 86400
        as decimal(18, 3)) as age_days
from monthly
join fact_ticket
    on fact_ticket.source_id = monthly.source_id and fact_ticket.record = monthly.ticket_id
