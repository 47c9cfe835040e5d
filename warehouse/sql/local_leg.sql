-- One row per contact leg, with the local time at which it entered the queue and with what its
-- source is known to record.
select
    leg.*,
    leg.rowid as leg_row,
    coalesce(leg.queued_at, leg.started_at) as entered_at,
    make_timestamp(epoch_us(coalesce(leg.queued_at, leg.started_at)) + leg_time.ahead_us)
        as local_at,
    leg_time.* exclude (source_id, quarter_hour, ahead_us)
from contact_leg as leg
join leg_time
    on leg_time.source_id = leg.source_id
    and leg_time.quarter_hour = epoch_us(coalesce(leg.queued_at, leg.started_at)) // 900000000
