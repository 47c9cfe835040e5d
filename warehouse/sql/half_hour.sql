-- One row per zone and half hour in which something happened that is counted by local time: how
-- far local time is ahead of UTC. Zones change their offset on half hours, and a look-up costs a
-- tenth of a conversion per row.
with
moment as (
    select source_id, coalesce(queued_at, started_at) as happened_at from contact_leg
    union all
    select
        source_id,
        unnest([created_at, first_resolved_at, resolved_at, closed_at, updated_at])
    from ticket
    union all
    select source_id, event_at from ticket_event
    union all
    select source_id, sent_at from survey_invitation
),
zoned as (
    select distinct clock.site_zone, epoch_us(moment.happened_at) // 1800000000 as half_hour
    from moment
    join source_clock as clock using (source_id)
    where moment.happened_at is not null and clock.site_zone is not null
)
select
    site_zone,
    half_hour,
    epoch_us(timezone(site_zone, make_timestamptz(half_hour * 1800000000)))
        - half_hour * 1800000000 as ahead_us
from zoned
