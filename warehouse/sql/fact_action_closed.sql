-- One row per corrective action and closing of it, in the month of the closing: reopened_at = when
-- it was first opened again; is_over = its twelve months are over by the newest source's as_of.
with
step as (
    select
        revision.action_id, revision.revision, clock.source_id, clock.local_as_of,
        timezone(clock.site_zone, revision.written_at) as local_at, revision.is_done,
        lag(revision.is_done, 1, false) over history as was_done,
        min(if(revision.is_done, null, timezone(clock.site_zone, revision.written_at))) over (
            partition by revision.action_id order by revision.revision
            rows between 1 following and unbounded following
        ) as reopened_at
    from action_revision as revision
    cross join book_clock as clock
    window history as (partition by revision.action_id order by revision.revision)
)
select
    source_id, action_id || ' ' || revision as record, local_at,
    cast(date_trunc('month', local_at) as date) as month, reopened_at,
    coalesce(reopened_at <= local_at + interval 12 months, false) as is_back,
    local_at + interval 12 months <= local_as_of as is_over
from step
where is_done and not was_done
