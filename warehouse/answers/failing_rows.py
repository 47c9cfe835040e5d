"""All rows that fail a check: its stored SQL run again, for reading only, over its build."""

from dataclasses import dataclass

import polars as pl

from warehouse.access import Viewer
from warehouse.answers.shapes import Provenance
from warehouse.answers.stored import one_of, provenance
from warehouse.build import BuildRef
from warehouse.connection import Database, reading
from warehouse.verdicts import is_personal

MOST = 100_000  # rows of one file; a spreadsheet opens them
MASK = "masked"
ROWS = """
select cast(columns(*) as text)
from (select * from ({sql}) limit $limit) as failing{names}"""
NAMES = """
left join (select file_id as src_file, name as file from load_file) using (src_file)"""


@dataclass(frozen=True)
class FailingRows:
    """Whole rows that fail a check, every cell as text; null stays null.

    Cells of columns that point to a person say `masked` where they are filled. `total` counts all
    failing rows, of which the frame holds at most the limit that was asked for. Where the check's
    table knows its files, the first column is the name of the file.
    """

    check_id: str
    label: str
    sql: str
    frame: pl.DataFrame
    total: int
    provenance: Provenance

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than the frame holds."""
        return self.total > self.frame.height


def failing_rows(
    build: BuildRef, check_id: str, *, limit: int = MOST, viewer: Viewer
) -> FailingRows:
    """The rows that fail a check, at most `limit` of them; none where it passed.

    Raises:
        InputRefused: no check of the build has this id.
        NotAllowed: the viewer may not see rows.
    """
    viewer.need("see_rows")
    with reading(build.path) as database:
        known = {
            row[0]: row[1:] for row in database.rows("select check_id, label, sql from verdict")
        }
        label, sql = known[one_of(check_id, known, "check")]
        total = int(database.value(f"select count(*) from ({sql})"))
        frame = _frame(database, sql, limit)
        origin = provenance(database, build)
    return FailingRows(check_id, label, sql, frame, total, origin)


def _frame(database: Database, sql: str, limit: int) -> pl.DataFrame:
    columns = [name for (name,) in database.rows(f"select column_name from (describe {sql})")]
    has_file = "src_file" in columns and "file" not in columns
    frame = database.frame(ROWS.format(sql=sql, names=NAMES if has_file else ""), {"limit": limit})
    masked = [
        pl.when(pl.col(name).is_not_null()).then(pl.lit(MASK)).alias(name)
        for name in frame.columns
        if is_personal(name)
    ]
    frame = frame.with_columns(masked)
    return frame.select("file", pl.exclude("file")) if has_file else frame
