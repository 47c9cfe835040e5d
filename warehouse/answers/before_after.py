"""After against before: the method that a KPI's data allow, with its interval.

Days of a share first, then weeks, then a few months, then two plain samples: see statistics of
effectiveness. What nothing can be said of is None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from warehouse.answers import daily, series
from warehouse.answers.daily import Sum
from warehouse.answers.effectiveness_shapes import Compared, Estimate, Side
from warehouse.answers.segments import final
from warehouse.answers.shapes import Month
from warehouse.catalogue.kpis import Formula
from warehouse.period import month_add
from warehouse.stats import control_limits, effectiveness, interruptions, intervals, two_samples
from warehouse.stats.control_limits import Better

MONTHS_BEFORE, MONTHS_AFTER = 6, 3  # fewer, and chance alone could not be told from anything


@dataclass(frozen=True)
class Spans:
    """The days before and after, ends included; what lies between them belongs to neither."""

    before: tuple[date, date]
    after: tuple[date, date]

    def side(self, first: date, last: date) -> bool | None:
        """True for a period wholly after, False for one wholly before, None for any other."""
        if self.after[0] <= first and last <= self.after[1]:
            return True
        return False if self.before[0] <= first and last <= self.before[1] else None


def side(formula: Formula, days: Sequence[Sum], span: tuple[date, date]) -> Side:
    """The figure of one side, from the first day that has a case."""
    held = [day for day in days if span[0] <= day.first <= span[1]]
    found = daily.total(held, *span)
    low, high = series.bounds(formula, found.numerator, found.denominator, found.n)
    first = held[0].first if held else span[0]
    return Side(first, span[1], daily.value(formula, found), low, high, found.n)


def months_side(history: Sequence[Month], span: tuple[date, date]) -> Side:
    """The figure of one side from whole closed months: the mean of their values, without interval.

    For what cannot be added up, such as medians.
    """
    held = [
        month
        for month in history
        if span[0] <= month.month and month_add(month.month, 1) - daily.DAY <= span[1]
    ]
    values = [value for month in held if (value := final(month)) is not None]
    first = held[0].month if held else span[0]
    value = fmean(values) if values else None
    return Side(first, span[1], value, None, None, sum(month.n or 0 for month in held))


def estimated(
    formula: Formula, days: tuple[Sum, ...], history: Sequence[Month], spans: Spans
) -> Estimate | None:
    """The change by the first method that the data carry; None where none does."""
    return (
        _by_days(formula, days, spans)
        or _by_weeks(formula, days, spans)
        or _by_months(history, spans)
        or _by_samples(formula, days, spans)
    )


def compared(
    formula: Formula, mine: Estimate, others: tuple[Sum, ...], spans: Spans
) -> Compared | None:
    """The difference in differences with the others; None where they carry no estimate."""
    theirs = estimated(formula, others, (), spans)
    if theirs is None or theirs.method != mine.method:
        return None
    interval = intervals.difference(theirs.effect, theirs.interval, mine.effect, mine.interval)
    before, after = (side(formula, others, span) for span in (spans.before, spans.after))
    return Compared(before, after, theirs.effect, mine.effect - theirs.effect, interval)


def is_apart(found: Compared, better: Better) -> bool:
    """Whether the cohort moved to the better side of the others, beyond chance."""
    low, high = found.interval.low, found.interval.high
    if low is None or high is None:
        return False
    return low > 0 if better == "higher" else high < 0


def weeks(days: tuple[Sum, ...], spans: Spans) -> tuple[Sum, ...]:
    """The whole weeks from the first case, or from the beginning of the time before."""
    if not days:
        return ()
    return daily.weeks(days, max(spans.before[0], days[0].first), spans.after[1])


def week_values(
    formula: Formula, held: Sequence[Sum], spans: Spans
) -> tuple[list[float | None], int]:
    """The value of each week, None for one that lies across the action, and the first one after."""
    sides = [spans.side(week.first, week.first + daily.WEEK - daily.DAY) for week in held]
    values = [
        None if place is None else daily.value(formula, week)
        for week, place in zip(held, sides, strict=True)
    ]
    return values, next((i for i, place in enumerate(sides) if place), len(held))


def _by_days(formula: Formula, days: tuple[Sum, ...], spans: Spans) -> Estimate | None:
    """Quasi-binomial, adjusted for weekday; for shares with four weeks on either side."""
    if formula.kind != "proportion":
        return None
    sided = [(day, spans.side(day.first, day.first)) for day in days]
    held = [(day, place) for day, place in sided if place is not None]
    found = effectiveness.daily_shares(
        [round(day.numerator) for day, _ in held],
        [round(day.denominator) for day, _ in held],
        [place for _, place in held],
        [day.first.weekday() for day, _ in held],
    )
    if found is None or not found.enough:
        return None
    return Estimate(
        method="days",
        effect=found.difference,
        interval=found.interval,
        is_confirmed=True,
        dispersion=found.dispersion,
        widening=found.widening,
    )


def _by_weeks(formula: Formula, days: tuple[Sum, ...], spans: Spans) -> Estimate | None:
    """A step with errors that depend on the week before; from 52 weeks, 12 of them after."""
    held = weeks(days, spans)
    values, first_after = week_values(formula, held, spans)
    known = any(value is not None for value in values)
    found = interruptions.step(values, first_after) if known else None
    if found is None or not found.enough:
        return None
    low, high = found.interval_99.low, found.interval_99.high
    sure = low is not None and high is not None and (low > 0 or high < 0)
    return Estimate(
        method="weeks",
        effect=found.step,
        interval=found.interval,
        is_confirmed=sure or _signals(values[:first_after], values[first_after:]),
        phi=found.phi,
    )


def _by_months(history: Sequence[Month], spans: Spans) -> Estimate | None:
    """A few monthly values by Welch's interval, confirmed by the control chart."""
    before: list[float] = []
    after: list[float] = []
    for month in history:
        last = month_add(month.month, 1) - daily.DAY
        place, value = spans.side(month.month, last), final(month)
        if place is not None and value is not None:
            (after if place else before).append(value)
    if len(before) < MONTHS_BEFORE or len(after) < MONTHS_AFTER:
        return None
    found = two_samples.few_values(before, after)
    if found is None or found.interval is None:
        return None
    return Estimate("months", found.difference, found.interval, _signals(before, after))


def _by_samples(formula: Formula, days: tuple[Sum, ...], spans: Spans) -> Estimate | None:
    """Two shares as plain samples, where days are too few or one side has no case of the rarer."""
    if formula.kind != "proportion" or not days:
        return None
    old, new = daily.total(days, *spans.before), daily.total(days, *spans.after)
    found = two_samples.two_shares(
        round(old.numerator), round(old.denominator), round(new.numerator), round(new.denominator)
    )
    return None if found is None else Estimate("samples", found.difference, found.interval, True)


def _signals(before: Sequence[float | None], after: Sequence[float | None]) -> bool:
    """Whether the values after signal a special cause against limits fixed from those before."""
    limits = control_limits.xmr_limits(before)
    return any(control_limits.signals(after, limits)) if limits else False
