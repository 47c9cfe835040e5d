"""A build of many times the rows of another, made inside DuckDB, to judge at that size.

Not a generator: every copy of a row keeps its times, durations and words, and gets ids, customers
and links of its own, so that keys stay unique and links stay whole. What it is good for is the
cost of judging; its figures are those of the build that it was made from.
"""

from pathlib import Path

from warehouse.catalogue.tables import tables
from warehouse.connection import writing

ROSTER = {
    *("agent", "agent_assignment", "agent_alias", "training_record", "staffed_day"),
    "source_total",
}
OWN = ("_id", "_key")  # endings of columns that tell one case from another
SHARED = {"source_id", "survey_id", "question_id", "item_id", "agent_id"}
LINKS = {"ticket_ref", "contact_ref", "interaction_ref", "record_ref", "ticket_number", "repeat_of"}


def multiply(path: Path, times: int) -> None:
    """Add `times` - 1 copies of every row of a build to it; the roster stays as it is."""
    with writing(path) as database:
        for name, table in tables().items():
            if name in ROSTER:
                continue
            own = [
                f"{column} || '-' || copy as {column}"
                for column in table.columns
                if column in LINKS or (column.endswith(OWN) and column not in SHARED)
            ]
            database.run(
                f"insert into {name} select * exclude (copy) replace ({', '.join(own)}) "
                f"from {name}, range(1, {times}) as copies(copy)"
            )
