-- One row per source and month of loading: in the newest load of that month, how many local days
-- lay between its newest record and the load; null = the source dates nothing.
with
placed as (
    select
        clock.source_id, age.source_id as of_source, age.loaded_at,
        timezone(clock.site_zone, age.loaded_at) as local_at,
        timezone(clock.site_zone, age.newest_event_at) as newest_at
    from source_age as age
    cross join book_clock as clock
),
monthly as (
    select *, cast(date_trunc('month', local_at) as date) as month
    from placed
)
select
    source_id, of_source as record, of_source, local_at, month, newest_at,
    date_diff('day', cast(newest_at as date), cast(local_at as date)) as age_days
from monthly
qualify loaded_at = max(loaded_at) over (partition by month)
