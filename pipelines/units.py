"""Durations in the wrong unit: a telephone call that would last longer than a day.

Milliseconds read as seconds are a thousand times too long, and nothing in the file says so.
"""

from typing import Any

import polars as pl

from pipelines import casts
from pipelines.mapping import Profile, Spec

TABLE = "contact_leg"  # tickets may well take longer than a day
PARTS = {"ivr_s", "wait_s", "ring_s", "talk_s", "hold_s", "acw_s", "handle_s"}
KINDS = ("number", "duration")
SPOKEN = {"voice", "callback"}
DAY = 86_400  # s
FEW, SOME = 3, 0.05  # as in doubt.py
LONG = "A few calls would be longer than a day"
REMEDY = (
    "If they are milliseconds, declare scale = 0.001 for the column in the profile; or "
    "trusted = [the column], if the file is right."
)


class Units:
    """Counts durations of calls that pass a day, column by column."""

    def __init__(self, profile: Profile, moment: casts.Moment) -> None:
        self._moment = moment
        self._columns = _durations(profile)
        self._filled = dict.fromkeys(self._columns, 0)
        self._long = dict.fromkeys(self._columns, 0)

    def look(self, cells: pl.DataFrame) -> None:
        """Count in a batch of cleaned text cells."""
        for column, (kind, scale) in self._columns.items():
            value = casts.cast(pl.col(column), kind, {}, self._moment, str) * scale
            seen = cells.select(
                pl.col(column).count().alias("filled"), (value.abs() > DAY).sum().alias("long")
            )
            self._filled[column] += seen["filled"][0]
            self._long[column] += seen["long"][0]

    def signs(self) -> list[tuple[str, bool]]:
        """What is odd, in words, and whether it is too much for slips."""
        return [
            (
                f"{long:,} of {self._filled[column]:,} cells of {column!r} would be calls longer "
                f"than a day ({DAY:,} s)",
                long >= max(FEW, SOME * self._filled[column]),
            )
            for column, long in self._long.items()
            if long
        ]


def _durations(profile: Profile) -> dict[str, tuple[str, float]]:
    """Column -> how it is read as seconds of a call, and by what it is multiplied."""
    judged = set(profile.used) - profile.trusted  # columns of the file, not those of its groups
    found: dict[str, tuple[str, float]] = {}
    for table in profile.tables:
        for variant in table.variants if table.name == TABLE else ():
            if not _is_spoken(variant.columns.get("channel", {}), profile):
                continue
            for name, spec in variant.columns.items():
                kind, column = spec.get("as", "number"), spec.get("from", "")
                plain = set(spec) <= {"from", "as", "scale", "min", "when", "lenient"}
                if name in PARTS and plain and column in judged and kind in KINDS:
                    found[column] = (kind, spec.get("scale", 1))
    return found


def _is_spoken(channel: Spec, profile: Profile) -> bool:
    """Whether the rows may be calls; a chat or a message can stay open for days."""
    words: Any = channel.get("const", channel.get("map", ""))
    named = profile.values.get(words, {}) if isinstance(words, str) else words
    return words in SPOKEN or (isinstance(named, dict) and not SPOKEN.isdisjoint(named.values()))
