-- One row per zone and half hour in which somebody entered a queue or was invited to a survey: how
-- far local time is ahead of UTC. Zones change their offset on half hours, and a look-up costs a
-- tenth of a conversion per row.
with
moment as (
    select source_id, epoch_us(coalesce(queued_at, started_at)) // 1800000000 as half_hour
    from contact_leg
    union
    select source_id, epoch_us(sent_at) // 1800000000
    from survey_invitation
    where sent_at is not null
),
zoned as (
    select distinct clock.site_zone, moment.half_hour
    from moment
    join source_clock as clock using (source_id)
    where clock.site_zone is not null
)
select
    site_zone,
    half_hour,
    epoch_us(timezone(site_zone, make_timestamptz(half_hour * 1800000000)))
        - half_hour * 1800000000 as ahead_us
from zoned
