-- One row per source and content of a file, in the month in which it was first loaded: records
-- read, and those of them held back in quarantine then.
with
placed as (
    select
        clock.source_id, reading.source_id as of_source, reading.sha256, reading.rows_read,
        reading.quarantined, timezone(clock.site_zone, reading.loaded_at) as local_at
    from file_reading as reading
    cross join book_clock as clock
)
select
    source_id, of_source || ' ' || left(sha256, 16) as record, of_source, local_at,
    cast(date_trunc('month', local_at) as date) as month, rows_read, quarantined
from placed
