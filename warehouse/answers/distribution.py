"""How one KPI's cases are spread in one month: never the mean alone."""

from datetime import date

import numpy as np
import numpy.typing as npt

from warehouse import compose, facts
from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.shapes import Cohort, Provenance
from warehouse.answers.spread_shapes import Bar, Distribution
from warehouse.answers.stored import catalogue_of, checked, formula_of, kpi_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.connection import Database, reading
from warehouse.errors import InputRefused
from warehouse.stats import distributions

PERCENTILES = (50, 80, 90, 95, 99)
CURVE_POINTS = 201  # of the cumulative curve; more are not seen at screen size

Values = npt.NDArray[np.float64]


def distribution(
    build: BuildRef,
    kpi_id: str,
    month: date,
    *,
    cohort: Cohort | None = None,
    viewer: Viewer,
) -> Distribution:
    """Histogram, percentiles and share beyond the target of the counted cases of a month.

    Only for KPIs with a value per case; an interval report has none, so it adds nothing here.

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
        values = _values(database, catalogue, kpi, month, cohort)
        origin = provenance(database, build, cohort.source)
    if values.size < catalogue.answers["withheld_below"]:
        values = values[:0]
    return _described(kpi, cohort, month, values, origin)


def _values(
    database: Database, catalogue: Catalogue, kpi: Kpi, month: date, cohort: Cohort
) -> Values:
    formula = formula_of(kpi)
    if not formula.value:
        raise InputRefused(
            f"Cannot draw the distribution of {kpi.id!r}",
            f"a {formula.kind} has no value per case",
            "Choose a KPI that is a mean or a median.",
        )
    facts.as_written(database)
    where, named = compose.scope(formula, month, cohort.source, cohort.dimension, cohort.member)
    frame = database.frame(
        f"select cast({formula.value} as double) as value "
        f"from {compose.relation(catalogue.facts[formula.fact])} "
        f"where {where} and not ({compose.left_out(formula)}) and ({formula.value}) is not null",
        named,
    )
    return frame["value"].to_numpy()


def _described(
    kpi: Kpi, cohort: Cohort, month: date, values: Values, origin: Provenance
) -> Distribution:
    listed = values.tolist()
    found = distributions.percentiles(listed, [p / 100 for p in PERCENTILES])
    percentiles = tuple(
        (p, value) for p, value in zip(PERCENTILES, found, strict=True) if value is not None
    )
    beyond = None
    if kpi.target is not None and kpi.better != "neither":
        beyond = distributions.share_beyond(listed, kpi.target, kpi.better).share
    gap = distributions.mean_gap(listed)
    return Distribution(
        kpi=kpi,
        cohort=cohort,
        month=month,
        n=len(listed),
        mean=gap.mean if gap else None,
        percentiles=percentiles,
        longest=max(listed, default=None),
        target=kpi.target,
        share_beyond=beyond,
        bars=_bars(listed),
        curve=_curve(values),
        finding=_finding(kpi, month, dict(percentiles), beyond, len(listed)),
        mean_misleads=_misleads(kpi, gap),
        provenance=origin,
    )


def _bars(values: list[float]) -> tuple[Bar, ...]:
    """Bars up to the 99th percentile; the longest case says how far the rest reaches."""
    found = distributions.histogram(values)
    if found is None:
        return ()
    edges = zip(found.edges, found.edges[1:], strict=False)
    return tuple(
        Bar(low, high, count) for (low, high), count in zip(edges, found.counts, strict=True)
    )


def _curve(values: Values) -> tuple[tuple[float, float], ...]:
    """Points of the cumulative curve: each the share of cases at or below a value."""
    if not values.size:
        return ()
    ordered = np.sort(values)
    picked = np.unique(np.linspace(0, values.size - 1, CURVE_POINTS).round().astype(int))
    marks = np.unique(ordered[picked])
    shares = np.searchsorted(ordered, marks, side="right") / values.size
    return tuple(zip(marks.tolist(), shares.tolist(), strict=True))


def _finding(
    kpi: Kpi, month: date, percentiles: dict[int, float], beyond: float | None, n: int
) -> str:
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
