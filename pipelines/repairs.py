"""Repairs that a profile declares, counted: in how many rows each of them changed what is written.

A repair is a guess that somebody has made once for all rows; how often it was needed belongs to
the account of the file.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl

from pipelines.casts import Moment, cast, naive
from pipelines.dating import dated
from pipelines.mapping import Profile

SWAPPED = "day and month swapped back ([time] swapped)"
REPEATED = "{} of the two hours taken that the clock repeats ([time] ambiguous)"
SKIPPED = "moved an hour on, out of the hour that the clock skips ([time] nonexistent)"
NUMBERED = {
    "day_number": 'day number of a spreadsheet read as a time (as = "day_number")',
    "day_fraction": 'part of a day read as a duration (as = "day_fraction")',
}
MONTHS = 12
FIXED = ("", "UTC")  # zones whose clock never changes


class Repairs:
    """The repairs that a profile may make in one file."""

    def __init__(self, profile: Profile, moment: Moment) -> None:
        self._tests = list(_tests(profile, moment))

    def counted(self, cells: pl.DataFrame) -> dict[str, int]:
        """Repair -> records in which it changed a cell; those that it did not are left out.

        Args:
            cells: text columns and row_number; a record may stand in several rows.
        """
        found: dict[str, list[pl.Expr]] = {}
        for repair, column, test in self._tests:
            if column in cells.columns:
                found.setdefault(repair, []).append(test)
        if not found or cells.is_empty():
            return {}
        hits = cells.select(
            "row_number",
            *(pl.any_horizontal(tests).fill_null(False).alias(r) for r, tests in found.items()),
        )
        counts = {r: hits.filter(pl.col(r))["row_number"].n_unique() for r in found}
        return {repair: rows for repair, rows in counts.items() if rows}


def _tests(profile: Profile, moment: Moment) -> Iterator[tuple[str, str, pl.Expr]]:
    """Repair, column, and whether the cell of a row is repaired."""
    for column, formats in dated(profile, moment).items():
        plain = [f for f in moment.settled.get(column, formats) if "%z" not in f]
        if moment.swapped and plain:
            written = pl.coalesce([naive(pl.col(column), fmt, moment) for fmt in plain])
            day, month = written.dt.day(), written.dt.month()
            yield SWAPPED, column, (day <= MONTHS) & (day != month)
        if local := [f for f in plain if not f.endswith("Z")]:
            clock = pl.coalesce([naive(pl.col(column), fmt, moment) for fmt in local])
            yield from _clock_changes(column, clock, moment)
    for kind, repair in NUMBERED.items():
        for column in _read_as(kind, [v.columns for t in profile.tables for v in t.variants]):
            read = cast(pl.col(column), kind, {"zone": "UTC"}, moment, str)
            yield repair, column, read.is_not_null()


def _clock_changes(
    column: str, local: pl.Expr, moment: Moment
) -> Iterator[tuple[str, str, pl.Expr]]:
    if moment.zone in FIXED:
        return
    known = local.is_not_null()
    skipped = local.dt.replace_time_zone(moment.zone, ambiguous="earliest", non_existent="null")
    if moment.nonexistent == "shift":
        yield SKIPPED, column, known & skipped.is_null()
    if moment.ambiguous in ("earliest", "latest"):
        either = local.dt.replace_time_zone(moment.zone, ambiguous="null", non_existent="null")
        which = {"earliest": "the earlier", "latest": "the later"}[moment.ambiguous]
        twice = known & skipped.is_not_null() & either.is_null()
        yield REPEATED.format(which), column, twice


def _read_as(kind: str, node: Any) -> Iterator[str]:
    """Columns below a declaration that are read as the kind."""
    if isinstance(node, dict):
        if node.get("as") == kind and "from" in node:
            yield node["from"]
        node = list(node.values())
    for child in node if isinstance(node, list) else ():
        yield from _read_as(kind, child)
