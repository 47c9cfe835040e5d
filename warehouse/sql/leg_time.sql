-- One row per source and quarter of an hour in which a contact leg entered: how far local time is
-- ahead of UTC then, what local time says (no zone shifts within a quarter), and what the source is
-- known to record. One look-up a leg costs a third of asking each leg.
with
entered as (
    select distinct
        source_id, epoch_us(coalesce(queued_at, started_at)) // 900000000 as quarter_hour
    from contact_leg
),
placed as (
    select
        entered.*, half_hour.ahead_us, clock.as_of,
        make_timestamp(entered.quarter_hour * 900000000 + half_hour.ahead_us) as local_at
    from entered
    join source_clock as clock using (source_id)
    join half_hour
        on half_hour.site_zone = clock.site_zone
        and half_hour.half_hour = entered.quarter_hour // 2
)
select
    placed.source_id, placed.quarter_hour, placed.ahead_us, placed.as_of,
    cast(date_trunc('month', placed.local_at) as date) as month,
    cast(placed.local_at as date) as day,
    lpad(cast(hour(placed.local_at) as text), 2, '0') || ':00' as hour,
    dayname(placed.local_at) as weekday,
    if(peak_hour.hour is null, 'off-peak', 'peak') as peak,
    coalesce(known.knows_waits, false) as knows_waits,
    coalesce(known.knows_patience, true) as knows_patience,
    coalesce(known.states_resolution, false) as states_resolution,
    known.offers_callbacks
from placed
join source_legs as known using (source_id)
left join peak_hour
    on peak_hour.source_id = placed.source_id
    and peak_hour.weekday = isodow(placed.local_at)
    and peak_hour.hour = hour(placed.local_at)
