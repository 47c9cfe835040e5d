-- One row per zone and half hour in which something was in a queue: how far local time is ahead.
-- Zones change their offset on half hours, and a look-up costs a tenth of a conversion per row.
with
moment as (
    select distinct clock.site_zone, epoch_us(coalesce(leg.queued_at, leg.started_at)) // 1800000000 as half_hour
    from contact_leg as leg
    join source_clock as clock using (source_id)
)
select
    site_zone,
    half_hour,
    epoch_us(timezone(site_zone, make_timestamptz(half_hour * 1800000000))) - half_hour * 1800000000 as ahead_us
from moment
where site_zone is not null
