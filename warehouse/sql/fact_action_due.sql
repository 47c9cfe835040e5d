-- One row per corrective action, in the month of its first due date, once that day is over by the
-- newest source's as_of; closed_on = the local day on which it was first closed, null = never.
with
action as (
    select
        revision.action_id, clock.source_id, clock.local_as_of,
        min(revision.original_due_on) as due_on,
        cast(min(timezone(clock.site_zone, revision.written_at)) filter (where revision.is_done) as date)
            as closed_on
    from action_revision as revision
    cross join book_clock as clock
    group by all
)
select
    source_id, action_id as record, cast(due_on as timestamp) as local_at,
    cast(date_trunc('month', due_on) as date) as month, due_on, closed_on,
    coalesce(closed_on <= due_on, false) as is_on_time
from action
where due_on < cast(local_as_of as date)
