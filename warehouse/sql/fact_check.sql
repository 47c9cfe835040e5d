-- One row per data check and month of loading: its verdict in the newest load of that month. The
-- id of a build is the time (UTC) at which its load began.
with
judged as (
    select
        clock.source_id, history.check_id, history.passed, history.build_id,
        timezone(
            clock.site_zone,
            timezone('UTC', try_strptime(left(history.build_id, 17), '%Y-%m-%dT%H%M%S'))
        ) as local_at
    from verdict_history as history
    cross join book_clock as clock
),
monthly as (
    select *, cast(date_trunc('month', local_at) as date) as month
    from judged
)
select source_id, check_id as record, local_at, month, build_id, passed
from monthly
qualify build_id = max(build_id) over (partition by month)
