"""What each load adds to the program's own books, so that its past months can be told again.

A build that begins empty takes the books over from the published one (build.py): reading the same
files again changes no figure of a past month.

| table        | one row                                                                        |
|--------------|--------------------------------------------------------------------------------|
| file_reading | per source and content of a file: when first loaded, records read and held back |
| source_age   | per load and source: when it was loaded, and the newest record there was then  |

Beside them lie copies of the registers (registers/copying.py), made anew by each load.
"""

from warehouse.connection import Database

LAID = (
    "create table if not exists file_reading (source_id text, sha256 text, loaded_at timestamptz, "
    "rows_read bigint, quarantined bigint)",
    "create table if not exists source_age (source_id text, loaded_at timestamptz, "
    "newest_event_at timestamptz)",
    "create table if not exists action_revision (action_id text, revision integer, "
    "written_at timestamptz, is_done boolean, original_due_on date)",
    "create table if not exists risk_revision (risk_id text, revision integer, "
    "written_at timestamptz, is_open boolean, level integer, is_above_appetite boolean)",
)
CARRIED = ("file_reading", "source_age")
READINGS = """
insert into file_reading
select source_id, sha256, loaded_at, rows_read, quarantined
from load_file
anti join file_reading using (source_id, sha256)
qualify row_number() over (partition by source_id, sha256 order by file_id) = 1"""
AGES = """
insert into source_age
select source_id, loaded_at, max(newest_event_at)
from source
join (select max(loaded_at) as loaded_at from load_file) on loaded_at is not null
anti join source_age using (source_id, loaded_at)
group by all"""


def lay(database: Database) -> None:
    """Lay the books, empty, where a build does not have them."""
    for statement in LAID:
        database.run(statement)


def keep(database: Database) -> None:
    """Write the present load into the books of a staged build; writing it again adds nothing."""
    lay(database)
    database.run(READINGS)
    database.run(AGES)
