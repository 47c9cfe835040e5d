"""What is odd in files that were loaded nevertheless, and what the declared repairs changed."""

from warehouse.connection import Database

Note = tuple[str, str, str, str]  # source, file, what was done or found, what shows it

LAID = "select count(*) = 2 from duckdb_tables() where table_name in ('repair', 'remark')"
NOTES = """
with note as (
    select file_id, 1 as place, text as what, evidence from remark
    union all
    select file_id, 2, 'Repaired as declared: ' || repair,
        format('{:,} of {:,} rows', rows, rows_read)
    from repair join load_file using (file_id)
)
select source_id, name, what, evidence
from note
join load_file using (file_id)
order by source_id, file_id, place, what, evidence"""


def file_notes(database: Database) -> tuple[Note, ...]:
    """Remarks and repairs of every file, by source and file, remarks first.

    A build that was made before they were kept has none.
    """
    if not database.value(LAID):
        return ()
    return tuple((row[0], row[1], row[2], row[3]) for row in database.rows(NOTES))
