"""How long cases last when some are not over: Kaplan–Meier beside what the ended ones alone say.

Cases are those that began in the month. A case that is not over counts with its length so far, as
of the export; leaving it out would make waits look short.
"""

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from warehouse import compose, facts
from warehouse.answers import narrowed, wording
from warehouse.answers.shapes import Cohort
from warehouse.answers.spread_shapes import Lasting
from warehouse.catalogue.kpis import Catalogue, Censored, Formula, Kpi
from warehouse.connection import Database
from warehouse.stats import survival
from warehouse.stats.survival import Curve

CURVE_POINTS = 200  # more are not seen at screen size
TABLED = 6  # times at most at which the cases under observation are counted
REST = 0.02  # the curve is drawn until this share is left,
FEW = 5  # or until fewer cases are under observation
STEPS = {
    "seconds": (1, 2, 5, 10, 20, 30, 60, 90, 120, 180, 300, 600, 1200, 1800, 3600, 7200),
    "hours": (0.25, 0.5, 1, 2, 4, 6, 12, 24, 48, 72, 96, 120, 168, 240, 336, 720, 1440, 2160),
}
READ = """
select cast({value} as double) as value, ({is_event}) as is_event
from {relation}
where {where} and not ({left_out}) and ({value}) is not null"""
LEFT_OUT = "select count(*) from {relation} where {where} and ({left_out})"


def lasting(
    database: Database, catalogue: Catalogue, kpi: Kpi, month: date, cohort: Cohort
) -> Lasting | None:
    """The curve of the cases that began in a month.

    None where the KPI declares no censored form, for fewer than 5 cases, and where no case is open
    and the KPI has a value per case: then its percentiles say the same.
    """
    censored = kpi.censored
    if censored is None:
        return None
    formula = censored.formula
    fact = catalogue.facts[formula.fact]
    if not {dimension for dimension, _ in cohort.members} <= set(fact.dimensions):
        return None
    facts.as_written(database)
    where, named = narrowed.scope(fact, formula, month, cohort)
    parts = {
        "relation": compose.relation(fact),
        "where": where,
        "left_out": compose.left_out(formula),
    }
    query = READ.format(value=formula.value, is_event=censored.is_event, **parts)
    frame = database.frame(query, named)
    left_out = database.value(LEFT_OUT.format(**parts), named)
    if frame.height < catalogue.answers["withheld_below"]:
        return None
    ended = frame["is_event"].fill_null(value=False)
    curve = survival.kaplan_meier(frame["value"].to_list(), ended.to_list())
    if curve is None or (curve.events == curve.n and kpi.value):
        return None
    naive = frame["value"].filter(ended).median()
    alone = float(naive) if isinstance(naive, int | float) else None
    end = _end(curve, frame["value"].to_list())
    return _told(censored, curve, alone, int(left_out or 0), end)


def _told(
    censored: Censored, curve: Curve, naive: float | None, left_out: int, end: float
) -> Lasting:
    middle = curve.percentile(0.5) if curve.enough else None
    return Lasting(
        event=censored.ended,
        censored=censored.going,
        unit=censored.formula.unit,
        n=curve.n,
        events=curve.events,
        median=middle.value if middle else None,
        low=middle.interval.low if middle else None,
        high=middle.interval.high if middle else None,
        naive=naive,
        longest=curve.longest,
        enough=curve.enough,
        curve=_points(curve, end),
        at_risk=tuple(
            (time, found.at_risk)
            for time in _times(censored.formula, end)
            if (found := curve.at(time)) is not None
        ),
        left_out=left_out,
        sentence=_sentence(censored, curve, naive),
    )


def _end(curve: Curve, times: Sequence[float]) -> float:
    """Where the drawing ends: when hardly anything is left, or hardly anything is observed."""
    gone = [time for time, share in zip(curve.times, curve.survival, strict=True) if share <= REST]
    least = min(math.ceil(max(FEW, curve.n * REST / 2)), curve.n)
    few = sorted(times, reverse=True)[least - 1]
    middle = curve.percentile(0.5).value or 0.0
    return min([*gone[:1], max(few, middle), curve.longest])


def _points(
    curve: Curve, end: float
) -> tuple[tuple[float, float, float | None, float | None], ...]:
    """Steps of the curve with its band, at most 200, from the beginning to the end."""
    inside = [time for time in curve.times if time <= end]
    picked: list[float] = []
    if inside:
        places = np.linspace(0, len(inside) - 1, min(CURVE_POINTS, len(inside)))
        picked = [inside[i] for i in np.unique(places.round().astype(int)).tolist()]
    points: list[tuple[float, float, float | None, float | None]] = [(0.0, 1.0, None, None)]
    for time in [*picked, end]:
        found = curve.at(time)
        if found is not None and (time > 0 or found.share < 1):
            band = found.interval
            points.append(
                (time, found.share, band.low if band else None, band.high if band else None)
            )
    return tuple(points)


def _times(formula: Formula, end: float) -> list[float]:
    """Round times from 0 to the end of the drawing, seven at most."""
    steps = STEPS[formula.unit]
    step = next((step for step in steps if end / step <= TABLED), end / TABLED)
    return [step * i for i in range(int(end / step) + 1)] if step else [0.0]


def _sentence(censored: Censored, curve: Curve, naive: float | None) -> str:
    """Both medians and their difference in words."""
    unit, open_ones = censored.formula.unit, curve.n - curve.events
    none_or = f"{wording.whole(open_ones)}" if open_ones else "none"
    counted = f"{wording.whole(curve.events)} {censored.ended} and {none_or} of {censored.going}"
    if not curve.enough:
        return (
            f"{wording.capital(counted)}: fewer than {survival.ENOUGH_EVENTS} have ended, too few "
            "for a median."
        )
    middle = curve.percentile(0.5)
    alone = wording.amount(naive, unit)
    if middle.value is None:
        return (
            f"With {counted} the median is more than {wording.amount(curve.longest, unit)}, the "
            f"longest on record; the {censored.ended} alone would say {alone}."
        )
    low, high = middle.interval.low, middle.interval.high
    top = f"more than {wording.amount(curve.longest, unit)}"
    ends = f"{wording.amount(low, unit)} to {top if high is None else wording.amount(high, unit)}"
    said = (
        f"With {counted} the median is {wording.amount(middle.value, unit)} "
        f"(95 % interval {ends}); the {censored.ended} alone would say {alone}"
    )
    return f"{said}{_apart(middle.value, naive, unit)}."


def _apart(value: float, naive: float | None, unit: str) -> str:
    if not naive or value == naive:
        return ""
    side = "too short" if value > naive else "too long"
    return f", {wording.amount(abs(value - naive), unit)} {side}"
