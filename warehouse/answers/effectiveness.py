"""Did a corrective action work? Judged by the criterion that was fixed before it was in place."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from warehouse.access import Viewer
from warehouse.answers import before_after, daily, series
from warehouse.answers import effectiveness_words as words
from warehouse.answers.annotations import NOTHING, Annotations
from warehouse.answers.before_after import Spans
from warehouse.answers.daily import Sum
from warehouse.answers.effectiveness_shapes import (
    Compared,
    Effectiveness,
    Estimate,
    Point,
    Side,
    Terms,
)
from warehouse.answers.segments import final
from warehouse.answers.shapes import Cohort, Month
from warehouse.answers.stored import catalogue_of, checked, kpi_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.connection import Database, reading
from warehouse.period import month_add
from warehouse.registers.actions import CRITERION, NARROWED, Action
from warehouse.registers.records import Change
from warehouse.stats import slopes
from warehouse.stats.criteria import Evidence, Judgement, judge
from warehouse.stats.slopes import Slopes

BASELINE = 12  # months before the action, where the criterion names no other time
NO_CASE = "There is no case before the action to compare with."
NOT_YET = "The action is not in place yet; it is judged from the day after it is."


@dataclass(frozen=True)
class Data:
    """What was read of the build: the cohort's days and months, and the others' days."""

    formula: Formula
    days: tuple[Sum, ...]
    others: tuple[Sum, ...]
    history: tuple[Month, ...]
    spans: Spans
    until: date
    is_over: bool


@dataclass(frozen=True)
class Told:
    """What the data say: figures of the two sides, the change, and the series for the picture."""

    sides: tuple[Side, Side] | None = None
    estimate: Estimate | None = None
    compared: Compared | None = None
    slopes: Slopes | None = None
    points: tuple[Point, ...] = ()
    grain: Literal["week", "month"] = "week"
    first_after: int = 0


def terms_of(action: Action, changes: Sequence[Change], zone: str) -> Terms | None:
    """An action's criterion with the local day on which it last changed; None without one."""
    held = action.criterion
    if held is None:
        return None
    written = [one.at for one in changes if one.field in (*CRITERION, *NARROWED)]
    return Terms(
        action_id=action.action_id,
        kpi_id=held.kpi_id,
        direction=held.direction,
        size=float(held.size),
        months=held.months,
        implemented_on=action.implemented_on,
        cohort=Cohort(dimension=held.dimension or "", member=held.member or ""),
        fixed_on=max(written).astimezone(ZoneInfo(zone)).date(),
        since=held.since,
        until=held.until,
    )


def effectiveness(
    build: BuildRef, terms: Terms, *, notes: Annotations = NOTHING, viewer: Viewer
) -> Effectiveness:
    """The verdict on an action, the figures before and after, and the series around it.

    Raises:
        InputRefused: no such KPI, or one that is not split by the criterion's dimension.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        kpi = kpi_of(catalogue, terms.kpi_id)
        if terms.implemented_on is not None:
            kpi = kpi.at(terms.implemented_on)
        checked(catalogue, kpi, terms.cohort)
        origin = provenance(database, build, terms.cohort.source)
        data = _read(database, catalogue, kpi, terms)
    told = _told(catalogue, data)
    judgement = _judged(catalogue, terms, data, told)
    said: tuple[str, ...] = (words.fixed(kpi, terms),)
    if told.sides is not None:
        said = words.reading(kpi, terms, judgement, told.sides, told.estimate, told.compared)
        said += (words.happened(notes.events_of(kpi, terms.cohort), *told.sides),)
    return Effectiveness(
        kpi=kpi,
        terms=terms,
        judgement=judgement,
        finding=words.finding(kpi, terms, judgement, told.sides or (None, None)),
        reading=said,
        before=told.sides[0] if told.sides else None,
        after=told.sides[1] if told.sides else None,
        window_until=data.until if data else None,
        estimate=told.estimate,
        compared=told.compared,
        slopes=told.slopes,
        points=told.points,
        grain=told.grain,
        first_after=told.first_after,
        why_not=_why_not(kpi, terms, told),
        provenance=origin,
    )


def _read(database: Database, catalogue: Catalogue, kpi: Kpi, terms: Terms) -> Data | None:
    """Days and months around the action; None while it is not in place or has no data."""
    day, formula = terms.implemented_on, kpi.formula()
    if day is None or formula is None:
        return None
    until = _later(day, terms.months)
    before = (terms.since or _later(day, -BASELINE), terms.until or day - daily.DAY)
    source = terms.cohort.source
    known = daily.known_to(database, kpi, source, day.replace(day=1))
    after = (day + daily.DAY, min(until, known or day))
    whole = (min(before[0], day), max(before[1], after[1]))
    mine, others = daily.read(database, catalogue, kpi, terms.cohort, whole)
    return Data(
        formula=formula,
        days=mine,
        others=others,
        history=series.read(database, catalogue, terms.cohort, kpi.id).get(kpi.id, ()),
        spans=Spans(before, after),
        until=until,
        is_over=known is not None and known >= until,
    )


def _later(day: date, months: int) -> date:
    """The same day of a later or earlier month, or that month's last."""
    month = month_add(day.replace(day=1), months)
    return month.replace(day=min(day.day, monthrange(month.year, month.month)[1]))


def _told(catalogue: Catalogue, data: Data | None) -> Told:
    if data is None:
        return Told()
    formula, spans = data.formula, data.spans
    estimate = before_after.estimated(formula, data.days, data.history, spans)
    untouched = None
    if estimate is not None and data.others:
        untouched = before_after.compared(formula, estimate, data.others, spans)
    weeks = before_after.weeks(data.days, spans)
    values, first_after = before_after.week_values(formula, weeks, spans)
    points, grain, begins = _points(catalogue, data, weeks)
    return Told(
        sides=_sides(data),
        estimate=estimate,
        compared=untouched,
        slopes=slopes.level_and_slope(values, first_after) if data.days else None,
        points=points,
        grain=grain,
        first_after=begins,
    )


def _sides(data: Data) -> tuple[Side, Side] | None:
    """The figures of both sides; from months where no day can be told; None without a case."""
    spans = (data.spans.before, data.spans.after)
    if data.days:
        first, second = (before_after.side(data.formula, data.days, span) for span in spans)
    else:
        first, second = (before_after.months_side(data.history, span) for span in spans)
    return (first, second) if first.n or second.n else None


def _points(
    catalogue: Catalogue, data: Data, weeks: Sequence[Sum]
) -> tuple[tuple[Point, ...], Literal["week", "month"], int]:
    """Weeks, or months where more than a third of the weeks have too few cases to be shown."""
    least = catalogue.answers["withheld_below"]
    found = [
        Point(week.first, daily.value(data.formula, week) if week.n >= least else None, week.n)
        for week in weeks
    ]
    begins = data.spans.after[0]
    grain: Literal["week", "month"] = "week"
    if sum(point.value is None for point in found) * 3 > len(found) or not found:
        first, last = data.spans.before[0].replace(day=1), data.spans.after[1]
        begun = [one for one in data.history if first <= one.month <= last]
        shown = [month for month in begun if month.status in ("final", "withheld", "missing")]
        found = [Point(month.month, month.value, month.n or 0) for month in shown]
        grain = "month"
    first_after = sum(point.first < begins for point in found)
    return tuple(found), grain, first_after


def _judged(catalogue: Catalogue, terms: Terms, data: Data | None, told: Told) -> Judgement:
    least = catalogue.answers["judged_from"]
    enough = told.sides is not None and min(side.n for side in told.sides) >= least
    estimate = told.estimate
    sure = estimate is not None and estimate.is_confirmed
    if told.compared is not None:
        sure = sure and before_after.is_apart(told.compared, terms.better)
    evidence = Evidence(
        effect=estimate.effect if estimate else None,
        interval=estimate.interval if estimate else None,
        complete=data is not None and data.is_over and enough,
        confirmed=sure,
        still_better=data is None or _lasts(terms, data, told),
    )
    return judge(evidence, better=terms.better, smallest=terms.size)


def _lasts(terms: Terms, data: Data, told: Told) -> bool:
    """Whether the newest closed month lies on the better side of the figure before."""
    begins = data.spans.after[0]
    values = [final(month) for month in data.history if month.month >= begins]
    known = [value for value in values if value is not None]
    before = told.sides[0].value if told.sides else None
    if not known or before is None:
        return True
    return known[-1] > before if terms.better == "higher" else known[-1] < before


def _why_not(kpi: Kpi, terms: Terms, told: Told) -> str:
    """Why nothing can be estimated, in words; "" where something can."""
    if told.estimate is not None:
        return ""
    if terms.implemented_on is None:
        return NOT_YET
    if kpi.awaits:
        return f"The KPI waits for {kpi.awaits}."
    if told.sides is None or not told.sides[0].n:
        hint = f" Is {terms.cohort.member!r} written as the data write it?"
        return NO_CASE + (hint if terms.cohort.dimension else "")
    if not told.sides[1].n:
        return "No case since the action is known yet."
    return "Too few days, weeks or months on one side to estimate a change."
