"""Will a target be met: the mean of the months to come, if today's variation goes on.

Next quarter is the mean of the next three months. Year end is volume-weighted: what is done counts,
and the rest must bring what is still required, with volumes as in the closed months of the year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from warehouse.access import Viewer
from warehouse.answers import series, wording
from warehouse.answers.annotations import NOTHING, Annotations
from warehouse.answers.segments import final
from warehouse.answers.series import Judged
from warehouse.answers.shapes import Cohort, Month
from warehouse.answers.stored import catalogue_of, checked, kpi_of
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Kpi
from warehouse.connection import reading
from warehouse.stats import forecast
from warehouse.stats.forecast import Forecast

QUARTER, YEAR = 3, 12
OBSTACLES = {
    "too_few_points": f"fewer than {forecast.LEAST_POINTS} closed months",
    "no_variation": "the months do not vary",
    "not_stable": "the process is not stable",
}
BRIEF = {"too_few_points": "few months", "no_variation": "no variation"}
NOT_STABLE, OUT_OF_REACH = "not stable", "out of reach"


@dataclass(frozen=True)
class Prospect:
    """The chance 0–1 that the mean of the next `months` meets `needed`, in the KPI's unit.

    `needed` is the target, or for the year what the rest of it must bring. `chance` is None
    where nothing can be said, and then `why_not` says why; `words` say either, `brief` in the room
    of a cell. `forecast` is None where the chance is not one of a distribution.
    """

    months: int
    needed: float | None
    chance: float | None
    words: str
    brief: str
    why_not: str = ""
    forecast: Forecast | None = None


@dataclass(frozen=True)
class Outlook:
    """A KPI against its target: the year so far, the next quarter and the end of the year.

    `so_far` is the year's figure from sums, a mean of months where these have none. `met` of
    `judged` closed months of the year met the target of their time; months with too few cases are
    not judged. All None without a closed month in the year.
    """

    year: int
    so_far: float | None
    n: int
    met: int
    judged: int
    quarter: Prospect
    year_end: Prospect


def prospects(
    build: BuildRef,
    kpi_id: str,
    *,
    cohort: Cohort | None = None,
    notes: Annotations = NOTHING,
    viewer: Viewer,
) -> Outlook | None:
    """The outlook of one series; None for a KPI without target or better side, or without months.

    Raises:
        InputRefused: no such KPI or dimension.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    cohort = cohort or Cohort()
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        kpi = kpi_of(catalogue, kpi_id)
        checked(catalogue, kpi, cohort)
        history = series.read(database, catalogue, cohort, kpi_id).get(kpi_id, ())
    left_out = notes.left_out(kpi, cohort)
    found = series.judged(catalogue, kpi, history, notes.rebases_of(kpi, cohort), left_out)
    return outlook(kpi, found, catalogue.answers["judged_from"], left_out)


def outlook(
    kpi: Kpi,
    found: Judged,
    least: int,
    left_out: frozenset[date] = frozenset(),
    year: int | None = None,
) -> Outlook | None:
    """The outlook of a judged series; `year` is that of its newest closed month unless told.

    `least` is how many cases a month is judged from, `left_out` the months of known causes.
    """
    if kpi.target is None or kpi.better == "neither" or found.latest is None:
        return None
    year = year or found.latest.month.year
    closed = [one for one in found.months if one.month.year == year and final(one) is not None]
    judged = [one for one in closed if kpi.kind == "count" or (one.n or 0) >= least]
    met = sum(kpi.at(one.month).meets(one.value, one.target) is True for one in judged)
    values = [None if one.month in left_out else final(one) for one in found.current]
    rest = YEAR - (closed[-1].month.month if closed else YEAR)
    return Outlook(
        year=year,
        so_far=_so_far(kpi, closed),
        n=sum(one.n or 0 for one in closed),
        met=met,
        judged=len(judged),
        quarter=_prospect(kpi, values, QUARTER, kpi.target),
        year_end=_year_end(kpi, values, closed, rest),
    )


def _so_far(kpi: Kpi, closed: Sequence[Month]) -> float | None:
    parts = _parts(kpi, closed)
    if not parts:
        return None
    total = sum(weight for _, weight in parts)
    return sum(value * weight for value, weight in parts) / total


def _parts(kpi: Kpi, closed: Sequence[Month]) -> list[tuple[float, float]]:
    """Value and weight of each month: its denominator, or 1 where a month has none."""
    summed = kpi.kind in ("proportion", "mean", "rate", "nps")
    weighted = summed and all(one.denominator for one in closed)
    return [
        (one.value, (one.denominator or 0.0) if weighted else 1.0)
        for one in closed
        if one.value is not None
    ]


def _year_end(
    kpi: Kpi, values: Sequence[float | None], closed: Sequence[Month], rest: int
) -> Prospect:
    parts = _parts(kpi, closed)
    if not parts or kpi.target is None:
        why = "no closed month in the year"
        return Prospect(rest, None, None, f"no forecast: {why}", "no month", why)
    done, volume = sum(v * w for v, w in parts), sum(w for _, w in parts)
    if not rest:
        is_met = kpi.meets(done / volume)
        told = "met" if is_met else "not met"
        return Prospect(0, None, float(bool(is_met)), told, told)
    planned = volume / len(parts) * rest
    needed = (kpi.target * (volume + planned) - done) / planned
    if _out_of_reach(kpi, needed):
        return Prospect(rest, needed, 0.0, f"{OUT_OF_REACH} by arithmetic", OUT_OF_REACH)
    return _prospect(kpi, values, rest, needed)


def _out_of_reach(kpi: Kpi, needed: float) -> bool:
    """Whether not even a perfect rest of the year would do; only shares have a known best."""
    if kpi.unit != "share":
        return kpi.better == "lower" and needed < 0
    return needed > 1 if kpi.better == "higher" else needed < 0


def _prospect(kpi: Kpi, values: Sequence[float | None], months: int, needed: float) -> Prospect:
    """The chance for some months, or why none is given; a process out of control has none."""
    if obstacle := forecast.obstacle(values):
        why, brief = OBSTACLES[obstacle], BRIEF.get(obstacle, NOT_STABLE)
        return Prospect(months, needed, None, f"no forecast: {why}", brief, why)
    found = forecast.next_mean(values, months, needed, kpi.better)
    if found is None:
        why, brief = OBSTACLES["no_variation"], BRIEF["no_variation"]
        return Prospect(months, needed, None, f"no forecast: {why}", brief, why)
    return Prospect(months, needed, found.chance, found.words, found.words, forecast=found)


def said(found: Prospect) -> str:
    """A prospect in words: `likely (72 %)`, or why there is none."""
    if found.chance is None or found.forecast is None:
        return found.words
    if found.chance < 0.01 or found.chance > 0.99:
        side = "under 1" if found.chance < 0.01 else "over 99"
        return f"{found.words} ({side}{wording.NARROW}%)"
    return f"{found.words} ({wording.amount(found.chance, 'share', 1)})"
