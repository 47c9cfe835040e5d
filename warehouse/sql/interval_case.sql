-- One row per queue and period of an interval report, with sums for counts.
-- It is replaced where calls of the same queue and local days are loaded: from any source where
-- the report names the queue, from the same source where it speaks of all queues together.
with
called as (  -- nothing is read where there is no report
    select distinct source_id, queue_name, channel, day
    from local_leg
    semi join queue_interval using (channel)
    where direction = 'inbound'
),
period as (
    select
        report.*,
        clock.as_of,
        -- a moment inside the last day: a report of a month ends where the next month begins
        cast(timezone(clock.site_zone, report.period_end_at - interval 1 second) as date) as last_on
    from queue_interval as report
    join source_clock as clock using (source_id)
),
replaced as (
    select distinct period.source_id, period.interval_id
    from period
    join called
        on called.channel = period.channel
        and called.day between period.period_start_on and period.last_on
        and (
            called.queue_name = period.queue_name
            or (period.queue_name is null and called.source_id = period.source_id)
        )
)
select
    period.*,
    cast(date_trunc('month', period.period_start_on) as date) as month,
    replaced.interval_id is not null as is_replaced
from period
left join replaced using (source_id, interval_id)
