-- One row per risk and month that was over by the newest source's as_of, from the one in which it
-- was written down: as it stood at the end of that month, at the site's midnight.
with
stood as (
    select
        revision.risk_id, clock.source_id, clock.local_as_of, revision.is_open, revision.level,
        revision.is_above_appetite, timezone(clock.site_zone, revision.written_at) as local_at,
        lead(timezone(clock.site_zone, revision.written_at)) over (
            partition by revision.risk_id order by revision.revision
        ) as next_at
    from risk_revision as revision
    cross join book_clock as clock
),
monthly as (
    select
        *,
        cast(unnest(generate_series(
            date_trunc('month', local_at),
            date_trunc('month', local_as_of) - interval 1 month,
            interval 1 month
        )) as date) as month
    from stood
)
select source_id, risk_id as record, local_at, month, is_open, level, is_above_appetite
from monthly
where next_at is null or next_at >= month + interval 1 month
