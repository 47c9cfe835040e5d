-- One row per source and peak hour of its week: the top tenth of the 168 site-local hours of a
-- week by contacts offered over the last 12 complete months (17 hours, ties by time of week).
with
contact as (
    select
        leg.source_id,
        date_trunc('month', clock.local_as_of) as current_month,
        make_timestamp(epoch_us(coalesce(leg.queued_at, leg.started_at)) + half_hour.ahead_us) as local_at
    from contact_leg as leg
    join source_clock as clock using (source_id)
    join half_hour
        on half_hour.site_zone = clock.site_zone
        and half_hour.half_hour = epoch_us(coalesce(leg.queued_at, leg.started_at)) // 1800000000
    where leg.direction = 'inbound'
),
hour_of_week as (
    select source_id, isodow(local_at) as weekday, hour(local_at) as hour, count(*) as contacts
    from contact
    where local_at < current_month and local_at >= current_month - interval 12 months
    group by all
)
select source_id, weekday, hour, contacts
from hour_of_week
qualify row_number() over (partition by source_id order by contacts desc, weekday, hour) <= 17
