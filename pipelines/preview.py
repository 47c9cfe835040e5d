"""What a dry run shows: the first conformed rows, and what would go to quarantine and why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from warehouse.catalogue.tables import PROVENANCE, tables
from warehouse.connection import Database, reading
from warehouse.load_file import FileEntry

FIRST = 3  # rows of each table
WORST = 10  # rows of quarantine
LONG = 60  # characters of a cell

Show = Callable[[list[str]], None]


def silent(_lines: list[str]) -> None:
    """Show nobody."""


def lines(staged: Path, files: list[FileEntry]) -> list[str]:
    """The preview of the files' rows in a staged build."""
    ids = [entry.file_id for entry in files]
    with reading(staged) as database:
        told = [line for name in tables() for line in _rows(database, name, ids)]
        return told + _excluded(files) + _quarantine(database, ids)


def _rows(database: Database, table: str, ids: list[int]) -> list[str]:
    mine = f"from {table} where list_contains(?, src_file)"
    count = database.value(f"select count(*) {mine}", [ids])
    if not count:
        return []
    first = database.frame(f"select * {mine} order by src_file, src_row limit {FIRST}", [ids])
    told = [f"{table}: {count:,} rows, the first of them:"]
    for row in first.drop([name for name in PROVENANCE if name != "src_row"]).to_dicts():
        number = row.pop("src_row")
        cells = [f"{name}={_cell(value)}" for name, value in row.items() if value is not None]
        told.append(f"  row {number}: {' '.join(cells)}")
    return told


def _cell(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def _excluded(files: list[FileEntry]) -> list[str]:
    return [
        f"excluded: {rows:,} rows of {entry.name}: {reason}"
        for entry in files
        for reason, rows in entry.excluded.items()
    ]


def _quarantine(database: Database, ids: list[int]) -> list[str]:
    mine = "from quarantine where list_contains(?, file_id)"
    reasons = database.rows(
        f"select regexp_replace(reason, '''.*'' ', ''), count(*) {mine} "
        "group by 1 order by 2 desc, 1",
        [ids],
    )
    worst = database.rows(
        f"select row_number, reason, record {mine} order by file_id, row_number limit {WORST}",
        [ids],
    )
    told = [f"quarantine: {rows:,} rows: {reason}" for reason, rows in reasons[:WORST]]
    return told + [f"  row {number}: {reason}: {record}" for number, reason, record in worst]
