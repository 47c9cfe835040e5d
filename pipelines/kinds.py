"""What the cells of an unknown column could be, with the evidence for it.

Only proposals are made of this (proposal.py); a load reads what its profile declares.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import polars as pl

from pipelines.months import NAMES, english

FEW = 12  # distinct cells up to which a column is a set of words
SPREAD = 3  # candidates of a date format that are worth telling
DAYS = [
    "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y",
    "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d %b %Y", "%d-%b-%Y", "%d/%b/%y", "%b %d, %Y",
    "%a, %d %b %Y",
]  # fmt: skip
CLOCKS = [
    "", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "T%H:%M:%S", "T%H:%M:%SZ",
    "T%H:%M:%S%.fZ", "T%H:%M:%S%z", "T%H:%M:%S%.f%z", " %H:%M:%S%.f", " %H:%M:%S %z",
]  # fmt: skip
DURATION = r"^-?[0-9]+:[0-9][0-9](:[0-9][0-9])?(\.[0-9]+)?$"
SCIENTIFIC = r"^-?[0-9](\.[0-9]+)?[eE]\+[0-9]+$"
WHOLE = r"^-?[0-9]+$"
NUMBER = r"^-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?$"
DATELIKE = r"^\d{1,4}[-/. ]([A-Za-z]{3}|\d{1,2})[-/. ]\d{2,4}|^[A-Za-z]{3},? \d{1,2},? "
NAMED = r"^\d{1,2}[-/. ]+\p{L}{3,}\.?[-/. ]+\d{2,4}"  # a day whose month is a word
NAMED_DAYS = ["%d. %b %Y", "%d %b %Y", "%d-%b-%Y", "%d/%b/%y", "%d %b %y"]
ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
BOOLEAN = {"true", "false", "yes", "no", "t", "f", "y", "n"}
YEARS = (946_684_800, 4_102_444_800)  # 2000 and 2100 in epoch seconds


@dataclass(frozen=True)
class Dates:
    """A date format, how many filled cells it reads, and the time that they span then."""

    format: str
    fits: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Column:
    """A column of an unknown export.

    Attributes:
        kind: datetime, date, duration, epoch, integer, number, boolean, text or empty.
        words: its distinct cells, commonest first, when there are few of them.
        least, most: of numbers; null where it has none.
        dates: formats that read its cells, the best first.
        is_damaged: holds numbers in scientific notation.
        language: of the months' names in its dates; empty for English, or where there are none.
        is_address: most of its cells are e-mail addresses.
    """

    name: str
    kind: str
    rows: int
    filled: int
    distinct: int
    words: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    dates: tuple[Dates, ...] = ()
    is_damaged: bool = False
    language: str = ""
    is_address: bool = False

    @property
    def is_unique(self) -> bool:
        """Filled in every row, and never the same."""
        return self.rows > 0 and self.filled == self.rows == self.distinct


def column(name: str, cells: pl.Series) -> Column:
    """What the column could be.

    Args:
        cells: text; blanks and "-" count as empty.
    """
    if cells.null_count() == cells.len():
        return Column(name, "empty", cells.len(), 0, 0)
    text = cells.str.strip_chars()
    filled = text.filter(text.is_not_null() & ~text.is_in(["", "-"]))
    rows, count, distinct = cells.len(), filled.len(), filled.n_unique()
    if not count:
        return Column(name, "empty", rows, 0, 0)
    found, language = dates(filled), ""
    if not found or found[0].fits < count:
        found, language = max(((found, ""), *_foreign(filled)), key=_fits)
    if found and found[0].fits * 2 > count:
        kind = "datetime" if "%H" in found[0].format or "%I" in found[0].format else "date"
        return Column(name, kind, rows, count, distinct, dates=found, language=language)
    kind = _plain(filled)
    least, most = _range(filled) if kind in ("integer", "number", "epoch") else (None, None)
    damaged = bool(filled.str.contains(SCIENTIFIC).any())
    address = bool(filled.str.contains(ADDRESS).sum() * 2 > count)
    words = _words(filled)
    return Column(
        name, kind, rows, count, distinct, words, least, most, (), damaged, is_address=address
    )


def dates(filled: pl.Series) -> tuple[Dates, ...]:
    """The formats that read most cells; of those that read as many, the shortest span first."""
    return _reading(filled, DAYS) if filled.str.contains(DATELIKE).any() else ()


def _fits(read: tuple[tuple[Dates, ...], str]) -> int:
    return read[0][0].fits if read[0] else 0


def _foreign(filled: pl.Series) -> Iterator[tuple[tuple[Dates, ...], str]]:
    """The formats that read the cells in each other language of months' names."""
    if filled.str.contains(NAMED).any():
        for language in NAMES:
            text = filled.to_frame().select(english(pl.col(filled.name), (language,)))
            yield _reading(text.to_series(), NAMED_DAYS), language


def _reading(filled: pl.Series, days: list[str]) -> tuple[Dates, ...]:
    """Those of the formats that read a cell, the best first."""
    found = []
    for day, clock in product(days, CLOCKS):
        fmt = day + clock
        read = _read(filled, fmt).drop_nulls()
        if read.len():
            first, last = read.min(), read.max()
            found.append(Dates(fmt, read.len(), first, last))  # type: ignore[arg-type]
    return tuple(sorted(found, key=lambda d: (-d.fits, d.last - d.first)))[:SPREAD]


def _read(filled: pl.Series, fmt: str) -> pl.Series:
    if "%z" in fmt:
        instants = filled.str.to_datetime(fmt, strict=False, time_zone="UTC", time_unit="us")
        return instants.dt.replace_time_zone(None)
    if "%H" in fmt or "%I" in fmt:
        return filled.str.to_datetime(fmt, strict=False, time_unit="us")
    return filled.str.to_date(fmt, strict=False).cast(pl.Datetime("us"))


def _plain(filled: pl.Series) -> str:
    if filled.str.contains(DURATION).all():
        return "duration"
    if set(filled.str.to_lowercase().unique()) <= BOOLEAN:
        return "boolean"
    if filled.str.contains(WHOLE).all():
        least, most = _range(filled)
        return "epoch" if YEARS[0] <= least and most <= YEARS[1] else "integer"
    return "number" if filled.str.contains(NUMBER).all() else "text"


def _range(filled: pl.Series) -> tuple[float, float]:
    numbers = filled.str.replace_all(",", "").cast(pl.Float64)
    return float(numbers.min()), float(numbers.max())  # type: ignore[arg-type]


def _words(filled: pl.Series) -> tuple[str, ...]:
    if filled.n_unique() > FEW:
        return ()
    counts = filled.value_counts().sort(["count", filled.name], descending=[True, False])
    return tuple(counts[filled.name])
