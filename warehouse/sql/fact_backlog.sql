-- One row per ticket, spell of being open, and month: from the month in which the spell began to
-- the one in which it ended, months that were over by the source's as_of only.
with
local as (
    select
        spell.*,
        cast(date_trunc('month', make_timestamp(epoch_us(opened_at) + opened.ahead_us)) as date)
            as first_month,
        cast(date_trunc('month', clock.local_as_of) as date) as current_month,
        cast(date_trunc('month', make_timestamp(epoch_us(ended_at) + ended.ahead_us)) as date)
            as last_month
    from ticket_spell as spell
    join source_clock as clock using (source_id)
    left join half_hour as opened
        on opened.site_zone = clock.site_zone
        and opened.half_hour = epoch_us(spell.opened_at) // 1800000000
    left join half_hour as ended
        on ended.site_zone = clock.site_zone
        and ended.half_hour = epoch_us(spell.ended_at) // 1800000000
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
