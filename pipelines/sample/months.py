"""The months of the sample in the site's time: days, UTC offsets, quarters and volumes."""

import calendar
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.sample.effects import Effects

EPOCH = date(1970, 1, 1)
DAY_S = 86_400
MARGIN_DAYS = 200  # days around the months for which offsets are known: things end later
SATURDAY, SUNDAY = 0.45, 0.20  # contacts against the mean of Tuesday to Friday
QUIET_DAYS = {(1, 1): 0.25, (12, 25): 0.15, (12, 26): 0.25}  # month and day: closed but for leaks
DAY_NOISE, MONTH_NOISE = 0.04, 0.008  # deviations of the logarithm


@dataclass(frozen=True)
class Month:
    """One month: `index` from 0, `back` from −1 (the last); begin and end in epoch seconds."""

    index: int
    back: int
    first: date
    begin_s: int
    end_s: int

    @property
    def days(self) -> list[int]:
        """Its days as days since 1970."""
        start = (self.first - EPOCH).days
        return list(range(start, start + calendar.monthrange(self.first.year, self.first.month)[1]))

    @property
    def quarter(self) -> tuple[int, int]:
        """Year and calendar quarter."""
        return self.first.year, (self.first.month + 2) // 3


@dataclass(frozen=True)
class Span:
    """All months, and the site's offset from UTC at noon of each day from `day0` on."""

    months: tuple[Month, ...]
    day0: int
    offsets: pl.Series

    @property
    def end_s(self) -> int:
        """The end of the last month in epoch seconds."""
        return self.months[-1].end_s

    def instant(self, day: pl.Expr, second: pl.Expr) -> pl.Expr:
        """Epoch seconds of a local day (days since 1970) and a second of that day."""
        offset = pl.lit(self.offsets).gather((day - self.day0).cast(pl.UInt32))
        return day.cast(pl.Int64) * DAY_S + second.cast(pl.Int64) - offset

    def local(self, instant_s: pl.Expr) -> pl.Expr:
        """Epoch seconds moved so that division by 86,400 gives the site's day."""
        day = (instant_s // DAY_S - self.day0).clip(0, len(self.offsets) - 1)
        return instant_s + pl.lit(self.offsets).gather(day.cast(pl.UInt32))

    def reversal(self, action: int) -> tuple[int, int] | None:
        """Index of the first month of the two quarters of the mix shift; None = no room.

        The first whole calendar quarter and the one after it, if that one is over before the
        corrective action of month `action` (counted back) begins.
        """
        first = next((m.index for m in self.months if m.first.month % 3 == 1), None)
        if first is None or first + 6 > len(self.months) + action:
            return None
        return first, first + 3


def span(months: int, until: date, zone: str) -> Span:
    """The `months` months that end with the month of `until` (its first day)."""
    firsts = [_shifted(until, -back) for back in range(months - 1, -1, -1)]
    site = ZoneInfo(zone)
    listed = tuple(
        Month(
            index,
            index - months,
            first,
            _midnight(first, site),
            _midnight(_shifted(first, 1), site),
        )
        for index, first in enumerate(firsts)
    )
    day0 = (firsts[0] - EPOCH).days - MARGIN_DAYS
    days = listed[-1].days[-1] + MARGIN_DAYS - day0
    offsets = [_offset(EPOCH + timedelta(days=day0 + n), site) for n in range(days)]
    return Span(listed, day0, pl.Series(offsets, dtype=pl.Int64))


def last_complete(today: date) -> date:
    """The first day of the month before the one of `today`."""
    return _shifted(today, -1)


def day_weights(month: Month, effects: Effects) -> list[float]:
    """What each day of the month weighs, before noise; an ordinary Tuesday in spring is 1."""
    return [_weekday(day, effects.monday.ratio) * _quiet(day) for day in month.days]


def budgets(span_: Span, effects: Effects, contacts: int, noise: list[float]) -> list[int]:
    """Contacts of each month: they sum to `contacts`; noise is standard normal, one a month."""
    weights = []
    for month, bump in zip(span_.months, noise, strict=True):
        growth = (1 + effects.growth.per_month_share) ** month.index
        season = effects.season.by_month[month.first.month - 1]
        days = math.fsum(day_weights(month, effects))
        weights.append(days * growth * season * math.exp(MONTH_NOISE * bump))
    scale = contacts / math.fsum(weights)
    exact = [weight * scale for weight in weights]
    whole = [math.floor(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: whole[n] - exact[n])
    for n in by_remainder[: contacts - sum(whole)]:
        whole[n] += 1
    return whole


def _weekday(day: int, monday: float) -> float:
    # 1 January 1970 was a Thursday; 0 is Monday here.
    return (monday, 1.0, 1.0, 1.0, 1.0, SATURDAY, SUNDAY)[(day + 3) % 7]


def _quiet(day: int) -> float:
    when = EPOCH + timedelta(days=day)
    return QUIET_DAYS.get((when.month, when.day), 1.0)


def _shifted(first: date, months: int) -> date:
    total = first.year * 12 + first.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _offset(day: date, zone: ZoneInfo) -> int:
    noon = datetime.combine(day, time(12))
    return int((noon.replace(tzinfo=UTC) - noon.replace(tzinfo=zone)).total_seconds())


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).astimezone(UTC).timestamp())
