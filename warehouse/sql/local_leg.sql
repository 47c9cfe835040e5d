-- One row per contact leg, with the local time at which it entered the queue and with what its
-- source is known to record.
select
    leg.*,
    leg.rowid as leg_row,
    coalesce(leg.queued_at, leg.started_at) as entered_at,
    make_timestamp(epoch_us(coalesce(leg.queued_at, leg.started_at)) + half_hour.ahead_us)
        as local_at,
    clock.as_of,
    coalesce(known.knows_waits, false) as knows_waits,
    coalesce(known.knows_patience, true) as knows_patience,
    coalesce(known.states_resolution, false) as states_resolution,
    known.offers_callbacks
from contact_leg as leg
join source_clock as clock using (source_id)
join half_hour
    on half_hour.site_zone = clock.site_zone
    and half_hour.half_hour = epoch_us(coalesce(leg.queued_at, leg.started_at)) // 1800000000
join source_legs as known using (source_id)
