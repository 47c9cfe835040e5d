"""Two times of one record that are in different zones in some of the rows.

The clock of one column runs whole hours ahead in a part of the rows, and right in the others: a
column that mixes two zones, such as UTC in one row and the account's zone in the next.
"""

from itertools import pairwise

import polars as pl

from pipelines.casts import Moment, naive
from pipelines.mapping import Profile

ORDERS = (
    ("started_at", "queued_at", "answered_at", "ended_at"),
    ("created_at", "first_reply_at", "resolved_at", "closed_at"),
    ("received_at", "acknowledged_at", "final_response_at", "closed_at"),
    ("sent_at", "opened_at", "completed_at"),
    ("started_at", "submitted_at"),
)
ENOUGH = 20  # rows
FEW, SOME, MOST = 3, 0.05, 0.98  # as in doubt.py
NEAR = 30  # minutes after which nothing follows the other time, but for the hours between zones
HOURS = range(1, 15)
DAY = 24 * 60  # minutes
REMEDY = (
    "Take the tool's column in UTC, or give each kind of row its zone in the profile (case with "
    "zone); or trusted = [the column], if the file is right."
)


class Pairs:
    """Counts how many minutes lie between two times of the rows."""

    def __init__(self, profile: Profile, moment: Moment) -> None:
        self._moment = moment
        self._formats = _ordered(profile, moment)
        self._minutes: dict[tuple[str, str], dict[int, int]] = {pair: {} for pair in self._formats}

    def look(self, cells: pl.DataFrame) -> None:
        """Count the minutes in a batch of cleaned text cells."""
        for (first, second), formats in self._formats.items():
            start, end = (
                pl.coalesce([naive(pl.col(column), fmt, self._moment) for fmt in several])
                for column, several in zip((first, second), formats, strict=True)
            )
            minutes = cells.select(((end - start).dt.total_seconds() // 60).alias("m"))["m"]
            near = minutes.filter(minutes.abs() < DAY)
            found = self._minutes[first, second]
            for minute, rows in near.value_counts().iter_rows():
                found[minute] = found.get(minute, 0) + rows

    def sign(self) -> str:
        """The rows whose two times lie whole hours apart, in words; empty when there are none."""
        for (first, second), minutes in self._minutes.items():
            rows = sum(minutes.values())
            together = sum(n for m, n in minutes.items() if 0 <= m < NEAR)
            for hours in HOURS if rows >= ENOUGH else ():
                for side in (-1, 1):
                    start = side * hours * 60
                    apart = sum(n for m, n in minutes.items() if start <= m < start + NEAR)
                    enough = min(apart, together) >= max(FEW, SOME * rows)
                    if enough and apart + together >= MOST * rows:
                        where = "before" if side < 0 else "after"
                        return (
                            f"in {apart:,} of {rows:,} rows {second!r} lies {hours} hour(s) "
                            f"{where} {first!r} and a few minutes on, in the others a few "
                            "minutes after it: one of the two mixes time zones"
                        )
        return ""


def _ordered(
    profile: Profile, moment: Moment
) -> dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]]:
    """Pairs of columns that hold times of one record in their order, with their formats."""
    found = {}
    for table in profile.tables:
        for variant in table.variants:
            read = {
                name: (spec["from"], moment.formats_of(spec))
                for name, spec in variant.columns.items()
                if set(spec) <= {"from", "formats"}
                and isinstance(spec.get("from"), str)
                and spec["from"] in set(profile.used) - profile.trusted
                and not any("%z" in fmt or fmt.endswith("Z") for fmt in moment.formats_of(spec))
            }
            for order in ORDERS:
                for first, second in pairwise(name for name in order if name in read):
                    (a, formats), (b, others) = read[first], read[second]
                    if a != b:
                        found[a, b] = (formats, others)
    return found
