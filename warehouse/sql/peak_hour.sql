-- One row per source and peak hour of its week: the top tenth of the 168 site-local hours of a
-- week by contacts offered over the last 12 complete months (17 hours, ties by time of week).
with
entered as (  -- half hours first: there are far fewer of them than contacts
    select
        source_id,
        epoch_us(coalesce(queued_at, started_at)) // 1800000000 as half_hour,
        count(*) as contacts
    from contact_leg
    where direction = 'inbound'
    group by all
),
contact as (
    select
        entered.source_id,
        entered.contacts,
        date_trunc('month', clock.local_as_of) as current_month,
        make_timestamp(entered.half_hour * 1800000000 + half_hour.ahead_us) as local_at
    from entered
    join source_clock as clock using (source_id)
    join half_hour
        on half_hour.site_zone = clock.site_zone and half_hour.half_hour = entered.half_hour
),
hour_of_week as (
    select
        source_id, isodow(local_at) as weekday, hour(local_at) as hour,
        cast(sum(contacts) as bigint) as contacts
    from contact
    where local_at < current_month and local_at >= current_month - interval 12 months
    group by all
)
select source_id, weekday, hour, contacts
from hour_of_week
qualify row_number() over (partition by source_id order by contacts desc, weekday, hour) <= 17
