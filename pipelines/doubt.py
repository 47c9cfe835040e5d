"""Files that lie: swapped days and months, ids and times that a spreadsheet spoilt, mixed zones.

Each sign is a number that an honest file cannot reach by chance; the refusal quotes it. Nothing
is repaired here: a profile can declare the repair, or trust a column (docs/profiles.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from pipelines import pairs, units
from pipelines.casts import Moment, naive, swapped_back
from pipelines.dating import dated
from pipelines.mapping import Profile
from warehouse.catalogue.tables import tables
from warehouse.errors import InputRefused
from warehouse.load_file import Remark

EVERY, FIRST = 8, 4  # batches looked at: the first ones, then every eighth
FEW = 3  # cells that may be odd in any file
SOME, MOST = 0.05, 0.98  # shares: too many for slips, and as good as all
SWAPPABLE = 12  # days that are months too
EDGE = timedelta(days=13)  # the period of days after the 12th may begin and end that much later
BACK = 10  # steps back in time that swapping undoes: no accident
SERIAL = r"^[3-7]\d{4}(\.\d+)?$"  # days since 1899-12-30, from 1982 to 2119
FRACTION = r"^(0?\.\d{5,}|\d(\.\d+)?[eE]-\d+)$"  # five digits: 0.25 s is no part of a day
SECOND = 1 / 86_400  # of a day
SCIENTIFIC = r"^-?\d(\.\d+)?[eE]\+\d+$"
OFFSET = r"(Z|[+-]\d\d:?\d\d)$"
NAMED = ("_id", "_ref", "_key", "_number")


@dataclass
class Dates:
    """What was seen of a column of dates; counts of cells."""

    formats: tuple[str, ...]
    filled: int = 0
    unread: int = 0
    serial: int = 0
    with_offset: int = 0
    other: dict[str, int] = field(default_factory=dict)
    days: dict[date, int] = field(default_factory=dict)
    steps: tuple[int, int, int, int] = (0, 0, 0, 0)


class Doubt:
    """Looks at the batches of one file, and says at its end whether it can be believed."""

    def __init__(self, profile: Profile, moment: Moment) -> None:
        self._moment, self._profile, self._batches = moment, profile, 0
        self._used = list(profile.used)
        judged = {c: f for c, f in dated(profile, moment).items() if c in self._judged}
        self._dates = {column: Dates(formats) for column, formats in judged.items()}
        self._plain = [(c, kind) for c, kind in _plain(profile) if c in self._judged]
        self._counts: dict[tuple[str, str], list[int]] = {}
        self._pairs = pairs.Pairs(profile, moment)
        self._units = units.Units(profile, moment)

    @property
    def _judged(self) -> set[str]:
        return set(self._used) - self._profile.trusted

    def look(self, batch: pl.DataFrame) -> None:
        """Count the signs in a batch of text cells."""
        self._batches += 1
        if self._batches > FIRST and self._batches % EVERY:
            return
        used = self._used
        cells = batch.select(pl.col(used).str.strip_chars())
        nulls = [*self._profile.null_tokens, ""]
        cells = cells.with_columns(
            pl.when(~pl.col(used).is_in(nulls)).then(pl.col(used)).name.keep()
        )
        for column, seen in self._dates.items():
            self._look_at_dates(cells[column].drop_nulls(), seen)
        for column, kind in self._plain:
            found = self._counts.setdefault((column, kind), [0, 0])
            filled = cells[column].drop_nulls()
            found[0] += filled.len()
            found[1] += _signs(filled, kind)
        self._pairs.look(cells)
        self._units.look(cells)

    def looked(self, frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """The batches, each looked at on its way."""
        for frame in frames:
            self.look(frame)
            yield frame

    def _look_at_dates(self, filled: pl.Series, seen: Dates) -> None:
        cell = pl.col(filled.name)
        read = pl.coalesce([naive(cell, fmt, self._moment) for fmt in plain_formats(seen.formats)])
        looked = filled.to_frame().select(
            cell,
            read.alias("read"),
            cell.str.contains(SERIAL).alias("serial"),
            cell.str.contains(OFFSET).alias("offset"),
            *(naive(cell, _turned(f), self._moment).alias(f) for f in _numeric(seen.formats)),
        )
        seen.filled += looked.height
        seen.unread += looked["read"].null_count()
        seen.serial += looked.filter(pl.col("read").is_null() & pl.col("serial")).height
        seen.with_offset += looked.filter("offset").height
        for fmt in _numeric(seen.formats):
            seen.other[fmt] = seen.other.get(fmt, 0) + looked[fmt].count()
        days = looked["read"].drop_nulls()
        turned = days.to_frame().select(swapped_back(pl.col("read")))["read"]
        for day, count in days.dt.date().value_counts().iter_rows():
            seen.days[day] = seen.days.get(day, 0) + count
        seen.steps = _added(seen.steps, (*_steps(days), *_steps(turned)))

    def judge(self, name: str) -> list[Remark]:
        """Remarks on the file, after its last batch.

        Raises:
            InputRefused: with the sign that shows that the file, or its profile, is wrong.
        """
        remarks = []
        for column, seen in self._dates.items():
            for sign, remedy in (_wrong_format(column, seen), _serial(column, seen)):
                _refuse(name, sign, remedy)
            if not self._moment.swapped:
                _refuse(name, _outside(column, seen) or _disordered(column, seen), SWAPPED)
            if min(seen.with_offset, seen.filled - seen.with_offset) >= FEW:
                shown = f"{seen.with_offset:,} of {seen.filled:,} cells of {column!r} carry one"
                remarks.append(Remark("offsets", OFFSETS, shown))
        for (column, kind), (filled, odd) in self._counts.items():
            sign, remedy = _spoilt(column, kind, filled, odd)
            if kind == "id" and odd < max(FEW, SOME * filled):
                remarks += [Remark("ids", CUT_IDS, sign.split(":")[0])] * (odd > 0)
            else:
                _refuse(name, sign, remedy)
        _refuse(name, self._pairs.sign(), pairs.REMEDY)
        for sign, is_much in self._units.signs():
            _refuse(name, sign if is_much else "", units.REMEDY)
            remarks.append(Remark("units", units.LONG, sign))
        return remarks


OFFSETS = "Some cells of a column carry an offset and the others do not"
CUT_IDS = "A spreadsheet cut numbers off: ids that differ have become one"
SWAPPED = (
    "Export it again without opening it in a spreadsheet; or declare the repair in the profile, "
    "[time] swapped = true; or trusted = [the column], if the file is right."
)


def _refuse(name: str, sign: str, remedy: str) -> None:
    if sign:
        stands = "Nothing was changed; the published build stays current."
        raise InputRefused(f"Cannot load {name!r}", sign, remedy, stands)


def plain_formats(formats: tuple[str, ...]) -> list[str]:
    """The formats without an offset, in which a cell stands as the clock on the wall."""
    return [fmt for fmt in formats if "%z" not in fmt] or ["%Y-%m-%d %H:%M:%S"]


def _numeric(formats: tuple[str, ...]) -> list[str]:
    return [f for f in plain_formats(formats) if "%d" in f and "%m" in f]


def _turned(fmt: str) -> str:
    return fmt.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")


def _steps(instants: pl.Series) -> tuple[int, int]:
    """Steps from row to row that go against the file's order, and all that go anywhere."""
    step = instants.diff().drop_nulls()
    ahead, back = int((step > timedelta()).sum()), int((step < timedelta()).sum())
    return min(ahead, back), ahead + back


def _added(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, int, int, int]:
    one, two, three, four = (x + y for x, y in zip(a, b, strict=True))
    return one, two, three, four


def _wrong_format(column: str, seen: Dates) -> tuple[str, str]:
    for fmt, read in seen.other.items():
        if seen.unread >= max(FEW, SOME * seen.filled) and read >= MOST * seen.filled:
            return (
                f"{fmt!r} reads {seen.filled - seen.unread:,} of {seen.filled:,} cells of "
                f"{column!r}, {_turned(fmt)!r} reads {read:,}: day and month are "
                "the other way round",
                "Put the other format into the profile, [time] formats.",
            )
    return "", ""


def _serial(column: str, seen: Dates) -> tuple[str, str]:
    if seen.serial < max(FEW, seen.filled / 2):
        return "", ""
    return (
        f"{seen.serial:,} of {seen.filled:,} cells of {column!r} are day numbers of a spreadsheet "
        "instead of times",
        'Export it again as the tool writes it, or declare as = "day_number" in the profile.',
    )


def _outside(column: str, seen: Dates) -> str:
    """Days up to the 12th that leave the period of the others, and enter it when swapped."""
    fixed = sorted(day for day in seen.days if day.day > SWAPPABLE)
    loose = {d: n for d, n in seen.days.items() if d.day <= SWAPPABLE and d.day != d.month}
    if not fixed or sum(seen.days[day] for day in fixed) < FEW:
        return ""
    first, last = fixed[0] - EDGE, fixed[-1] + EDGE
    out = {day: n for day, n in loose.items() if not first <= day <= last}
    back = sum(n for d, n in out.items() if first <= date(d.year, d.day, d.month) <= last)
    rows = sum(out.values())
    if rows < max(FEW, 2 * SOME * sum(loose.values())) or back < MOST * rows:
        return ""
    return (
        f"{rows:,} cells of {column!r} with a day up to 12 fall outside the period of the others, "
        f"{fixed[0]} to {fixed[-1]}; swapping day and month puts {_all(back, rows)} inside"
    )


def _all(part: int, whole: int) -> str:
    return "all of them" if part == whole else f"{part:,} of them"


def _disordered(column: str, seen: Dates) -> str:
    back, steps, back_swapped, _ = seen.steps
    if back < BACK or back_swapped > SOME * back:
        return ""
    return (
        f"{back:,} of {steps:,} steps from row to row of {column!r} go back in time; swapping day "
        f"and month where the day is at most 12 leaves {back_swapped:,}"
    )


def _plain(profile: Profile) -> list[tuple[str, str]]:
    """Columns that are read as ids, durations or seconds, each with what may be wrong with it."""
    found: dict[tuple[str, str], None] = {}
    for table in profile.tables:
        canonical = tables()[table.name]
        for variant in table.variants:
            for name, spec in variant.columns.items():
                column = spec.get("from")
                if not isinstance(column, str):
                    continue
                kind = spec.get("as", "hash" if name.endswith("_key") else "")
                if name in canonical.key or name.endswith(NAMED):
                    found[column, "key" if name in canonical.key else "id"] = None
                elif kind == "duration" or (name.endswith("_s") and kind in ("", "number")):
                    found[column, "duration" if kind == "duration" else "seconds"] = None
    return list(found)


def _signs(filled: pl.Series, kind: str) -> int:
    if kind in ("key", "id"):
        return int(filled.str.contains(SCIENTIFIC).sum())
    small = filled.filter(filled.str.contains(FRACTION))
    seconds = small.cast(pl.Float64, strict=False) / SECOND
    return int(((seconds - seconds.round()).abs() < SOME).sum())


def _spoilt(column: str, kind: str, filled: int, odd: int) -> tuple[str, str]:
    if kind in ("key", "id") and odd:
        return (
            f"{odd:,} of {filled:,} cells of {column!r} are numbers such as 1.03E+13: a "
            "spreadsheet cut them off, and ids that differ have become one",
            "Export it again and load it unopened; what was cut off cannot be repaired.",
        )
    if kind in ("duration", "seconds") and odd >= max(FEW, filled / 2):
        return (
            f"{odd:,} of {filled:,} cells of {column!r} are parts of a day (0.00347 is five "
            "minutes) instead of durations",
            'Export it again as the tool writes it, or declare as = "day_fraction" in the profile.',
        )
    return "", ""
