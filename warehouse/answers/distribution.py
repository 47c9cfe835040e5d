"""How one KPI's cases are spread in one month: never the mean alone."""

from datetime import date

import numpy as np
import numpy.typing as npt

from warehouse import compose, facts
from warehouse.access import Viewer
from warehouse.answers import narrowed, wording
from warehouse.answers.lasting import lasting
from warehouse.answers.shapes import Cohort, Provenance
from warehouse.answers.spread_shapes import Bar, Distribution, Lasting
from warehouse.answers.stored import catalogue_of, checked, formula_of, kpi_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.connection import Database, reading
from warehouse.errors import InputRefused
from warehouse.period import month_add
from warehouse.stats import distributions, intervals
from warehouse.stats.distributions import Beyond
from warehouse.stats.intervals import Interval

PERCENTILES = (50, 80, 90, 95, 99)
TAIL = (90, 95, 99)
CURVE_POINTS = 201  # of the cumulative curve; more are not seen at screen size
BEFORE = (1, 12)  # months that are laid over the chosen one
LONGEST = 10  # cases that are listed
LONGEST_CASES = """
select cast(record as text), source_id, cast({value} as double) as value
from {relation}
where {where} and not ({left_out}) and ({value}) is not null
order by value {direction}, record
limit $most"""

Values = npt.NDArray[np.float64]
Curve = tuple[tuple[float, float], ...]


def distribution(
    build: BuildRef,
    kpi_id: str,
    month: date,
    *,
    cohort: Cohort | None = None,
    viewer: Viewer,
) -> Distribution:
    """Histogram, percentiles and share beyond the target of the counted cases of a month.

    Only for KPIs with a value per case; an interval report has none, so it adds nothing here. A
    KPI that only declares how long its cases last has `lasting` and no cases. The longest cases
    are named to who may see rows.

    Raises:
        InputRefused: no such KPI or dimension, or a KPI without a value per case.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    cohort = cohort or Cohort()
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        kpi = kpi_of(catalogue, kpi_id).at(month)
        checked(catalogue, kpi, cohort)
        formula = formula_of(kpi)
        if not formula.value and kpi.censored is None:
            raise InputRefused(
                f"Cannot draw the distribution of {kpi.id!r}",
                f"a {formula.kind} has no value per case",
                "Choose a KPI that is a mean or a median.",
            )
        values = _shown(database, catalogue, formula, month, cohort)
        before = [month_add(month, -back) for back in BEFORE] if values.size else []
        others = [(one, _shown(database, catalogue, formula, one, cohort)) for one in before]
        cases = (
            _longest(database, catalogue, kpi, formula, month, cohort)
            if values.size and "see_rows" in viewer.rights
            else ()
        )
        lasts = lasting(database, catalogue, kpi, month, cohort)
        origin = provenance(database, build, cohort.source)
    overlaid = tuple((one, found.size, _curve(found)) for one, found in others if found.size)
    return _described(kpi, cohort, month, values, overlaid, cases, lasts, origin)


def _shown(
    database: Database, catalogue: Catalogue, formula: Formula, month: date, cohort: Cohort
) -> Values:
    """The values of the counted cases, ordered; none where they are too few to be shown."""
    if not formula.value:
        return np.empty(0)
    facts.as_written(database)
    where, named = narrowed.scope(catalogue.facts[formula.fact], formula, month, cohort)
    frame = database.frame(
        f"select cast({formula.value} as double) as value "
        f"from {compose.relation(catalogue.facts[formula.fact])} "
        f"where {where} and not ({compose.left_out(formula)}) and ({formula.value}) is not null",
        named,
    )
    values = np.sort(frame["value"].to_numpy())
    return values if values.size >= catalogue.answers["withheld_below"] else values[:0]


def _longest(
    database: Database,
    catalogue: Catalogue,
    kpi: Kpi,
    formula: Formula,
    month: date,
    cohort: Cohort,
) -> tuple[tuple[str, str, float], ...]:
    """The ten worst cases: the highest, or the lowest where more is better."""
    where, named = narrowed.scope(catalogue.facts[formula.fact], formula, month, cohort)
    query = LONGEST_CASES.format(
        value=formula.value,
        relation=compose.relation(catalogue.facts[formula.fact]),
        where=where,
        left_out=compose.left_out(formula),
        direction="asc" if kpi.better == "higher" else "desc",
    )
    rows = database.rows(query, {**named, "most": LONGEST})
    return tuple((record, source, value) for record, source, value in rows)


def _described(
    kpi: Kpi,
    cohort: Cohort,
    month: date,
    values: Values,
    others: tuple[tuple[date, int, Curve], ...],
    cases: tuple[tuple[str, str, float], ...],
    lasts: Lasting | None,
    origin: Provenance,
) -> Distribution:
    listed = values.tolist()
    found = distributions.percentiles(listed, [p / 100 for p in PERCENTILES])
    percentiles = tuple(
        (p, value) for p, value in zip(PERCENTILES, found, strict=True) if value is not None
    )
    beyond = Beyond(0, 0, None, None)
    if kpi.target is not None and kpi.better != "neither" and formula_of(kpi).value:
        beyond = distributions.share_beyond(listed, kpi.target, kpi.better)
    gap = distributions.mean_gap(listed)
    return Distribution(
        kpi=kpi,
        cohort=cohort,
        month=month,
        n=len(listed),
        mean=gap.mean if gap else None,
        percentiles=percentiles,
        longest=max(listed, default=None),
        target=kpi.target if formula_of(kpi).value else None,
        share_beyond=beyond.share,
        bars=_bars(listed),
        curve=_curve(values),
        finding=_finding(kpi, month, dict(percentiles), beyond.share, len(listed), lasts),
        mean_misleads=_misleads(kpi, gap),
        provenance=origin,
        intervals=tuple(_interval(values, p) for p, _ in percentiles),
        beyond=beyond.interval,
        beyond_count=beyond.count if beyond.n else None,
        others=others,
        tail=_tail(kpi, values),
        cases=cases,
        lasting=lasts,
    )


def _interval(values: Values, percentile: int) -> Interval:
    """Two of the ordered values around a percentile; a limit is None where too few bound it."""
    low, high = intervals.percentile_ranks(values.size, percentile / 100)
    return Interval(
        None if low is None else float(values[low - 1]),
        None if high is None else float(values[high - 1]),
    )


def _tail(kpi: Kpi, values: Values) -> tuple[tuple[int, float, int, float | None], ...]:
    """Beyond each percentile of the worse end: how many cases, and their share of all time."""
    if not values.size:
        return ()
    is_low = kpi.better == "higher"
    is_time = kpi.unit in ("seconds", "hours") and values[0] >= 0 and values[-1] > 0
    found = []
    for percentile in (100 - p if is_low else p for p in TAIL):
        edge = float(np.quantile(values, percentile / 100))
        beyond = values[values < edge] if is_low else values[values > edge]
        share = float(beyond.sum() / values.sum()) if is_time else None
        found.append((percentile, edge, int(beyond.size), share))
    return tuple(found)


def _bars(values: list[float]) -> tuple[Bar, ...]:
    """Bars up to the 99th percentile; the longest case says how far the rest reaches."""
    found = distributions.histogram(values)
    if found is None:
        return ()
    edges = zip(found.edges, found.edges[1:], strict=False)
    return tuple(
        Bar(low, high, count) for (low, high), count in zip(edges, found.counts, strict=True)
    )


def _curve(ordered: Values) -> Curve:
    """Points of the cumulative curve: each the share of cases at or below a value."""
    if not ordered.size:
        return ()
    picked = np.unique(np.linspace(0, ordered.size - 1, CURVE_POINTS).round().astype(int))
    marks = np.unique(ordered[picked])
    shares = np.searchsorted(ordered, marks, side="right") / ordered.size
    return tuple(zip(marks.tolist(), shares.tolist(), strict=True))


def _finding(
    kpi: Kpi,
    month: date,
    percentiles: dict[int, float],
    beyond: float | None,
    n: int,
    lasts: Lasting | None,
) -> str:
    if not n and lasts is not None and lasts.median is not None:
        middle = wording.amount(lasts.median, lasts.unit)
        return f"Half of the cases that began in {wording.month(month)} last {middle} or longer"
    if not n:
        return (
            f"Too few single cases to draw {wording.lowered(kpi.label)} in {wording.month(month)}"
        )
    half, tail = (wording.amount(percentiles[p], kpi.unit) for p in (50, 90))
    spread = f"half of the cases lie at {half} or below, one in ten above {tail}"
    if beyond is None or kpi.target is None:
        return wording.capital(spread)
    side = "above" if kpi.better == "lower" else "below"
    goal = wording.amount(kpi.target, kpi.unit)
    return f"{wording.amount(beyond, 'share', n)} of the cases lie {side} {goal}: {spread}"


def _misleads(kpi: Kpi, gap: distributions.Gap | None) -> str:
    if gap is None or not gap.misleads:
        return ""
    mean, median = (wording.amount(value, kpi.unit) for value in (gap.mean, gap.median))
    below = wording.amount(gap.below, "share", gap.n)
    return f"The mean misleads here: {mean} against a median of {median}; {below} lie below it."
