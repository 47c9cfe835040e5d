"""One KPI by the members of one dimension: who differs from the rest by more than chance."""

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from warehouse.access import Viewer
from warehouse.answers import case_intervals, cohort_points, series, wording
from warehouse.answers.shapes import Cohort
from warehouse.answers.spread_shapes import CohortPoint, Funnel
from warehouse.answers.stored import catalogue_of, checked, formula_of, kpi_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.connection import reading
from warehouse.stats import discoveries, outliers

BAND_POINTS = 60
COUNT_NOTE = "Counts grow with the size of a member: none is judged by them. Compare a rate."


def funnel(
    build: BuildRef,
    kpi_id: str,
    dimension: str,
    month: date,
    *,
    source: str = "",
    within: tuple[tuple[str, str], ...] = (),
    viewer: Viewer,
) -> Funnel:
    """The members of a dimension in one month, against limits around the pooled share.

    Shares have funnel limits, false-discovery control and a rank by their shrunken value; other
    figures are compared by their robust distance from the median member. Members with too few
    cases are withheld, and with them as many more as it takes that none can be worked out from the
    total. `within` are members of other dimensions: only cases that have all of them are compared.

    Raises:
        InputRefused: no such KPI or dimension.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        kpi = kpi_of(catalogue, kpi_id).at(month)
        split = Cohort(source, dimension, others=within)
        whole = Cohort.of(source, within)
        checked(catalogue, kpi, split)
        formula_of(kpi)
        found = cohort_points.members(
            database, catalogue, kpi_of(catalogue, kpi_id), dimension, month, month, whole
        ).get(month, {})
        found = case_intervals.of_members(database, catalogue, kpi, split, month, found)
        total = series.read(database, catalogue, whole, kpi_id).get(kpi_id, ())
        origin = provenance(database, build, source)
    judged = cohort_points.judged(catalogue, kpi, found)
    unbanded = _unbanded(kpi, dimension, within)
    if unbanded:
        judged = cohort_points.uncompared(judged)
    plot = judged.plot
    is_estimable = plot is not None and plot.tested >= outliers.LEAST_COHORTS
    return Funnel(
        kpi=kpi,
        dimension=dimension,
        month=month,
        points=judged.points,
        centre=(
            next((one.value for one in total if one.month == month), None)
            if plot is None
            else plot.centre
        ),
        target=kpi.target,
        overdispersion=plot.phi if plot is not None and is_estimable else None,
        band=() if plot is None else _band(plot, [one.n or 0 for one in found.values()]),
        finding=_finding(kpi, dimension, month, judged.points, unbanded),
        note=unbanded or " ".join(_notes(catalogue, kpi, judged)),
        provenance=origin,
        tested=judged.tested,
    )


def _band(
    plot: outliers.Funnel, sizes: Sequence[int]
) -> tuple[tuple[float, float, float, float, float], ...]:
    """Limits over sizes, on a logarithmic scale: n, 99.8 and 95 % low, 95 and 99.8 % high."""
    if not sizes or max(sizes) < 1:
        return ()
    ends = math.log(max(min(sizes), 1)), math.log(max(sizes) * 1.05 + 1)
    found = []
    for n in np.unique(np.exp(np.linspace(*ends, BAND_POINTS)).round().astype(int)).tolist():
        wide, near = plot.band(n, 0.998), plot.band(n, 0.95)
        if wide is not None and near is not None:
            found.append((float(n), wide.low, near.low, near.high, wide.high))
    return tuple(found)


def _finding(
    kpi: Kpi, dimension: str, month: date, points: Sequence[CohortPoint], unbanded: str
) -> str:
    shown = [point for point in points if point.value is not None]
    when = wording.month(month)
    kind = dimension.replace("_", " ")
    if not shown:
        return f"No {kind} has enough cases to show in {when}"
    if kpi.kind == "count":
        return f"{kpi.label} by {kind} in {when}"
    if unbanded:
        return f"{kpi.label} is not compared across {kpi.compare_within.replace('_', ' ')}"
    out = [point for point in shown if point.mark != "common"]
    if not out:
        return f"No {kind} stands outside what chance explains in {when}"
    names = "" if dimension == "agent" else f": {wording.listed([p.member for p in out])}"
    verb = "stands" if len(out) == 1 else "stand"
    return f"{len(out)} of {len(shown)} by {kind} {verb} outside what chance explains{names}"


def _unbanded(kpi: Kpi, dimension: str, within: Sequence[tuple[str, str]]) -> str:
    """Why members are listed and not compared; empty where they may be."""
    if kpi.compare_within in ("", dimension, *(name for name, _ in within)):
        return ""
    kind = kpi.compare_within.replace("_", " ")
    return (
        f"Listed by size, not compared: {wording.lowered(kpi.label)} follows {kind}, so members "
        f"are compared within one {kind} only. Choose one in the filters, or compare by {kind}."
    )


def _notes(catalogue: Catalogue, kpi: Kpi, judged: cohort_points.Judged) -> list[str]:
    """How the members were judged, how many at once, and how many are withheld."""
    if kpi.kind == "count":
        said = [COUNT_NOTE]
    elif judged.plot is None:
        said = [
            f"{wording.capital(wording.number(judged.tested))} compared; no limits by size, which "
            "need a share: members stand out when they lie more than "
            f"{outliers.ROBUST_Z} robust standard deviations from the median member."
        ]
    else:
        said = _share_notes(judged.plot, judged)
    withheld = sum(point.is_withheld for point in judged.points)
    if withheld:
        least = catalogue.answers["withheld_below"]
        said.append(
            f"{wording.capital(wording.number(withheld))} withheld: fewer than {least} cases, or "
            "needed to protect one that has."
        )
    return said


def _share_notes(plot: outliers.Funnel, judged: cohort_points.Judged) -> list[str]:
    if not plot.tested:
        return ["Too few cases in each to judge one."]
    said = [f"{wording.capital(wording.number(judged.tested))} tested at once."]
    if plot.adjusted:
        phi = wording.decimal(plot.phi or 0, 1)
        said.append(f"φ = {phi}: limits carry the variation between them.")
    else:
        said.append(
            f"With fewer than {outliers.LEAST_COHORTS} to compare, limits show chance alone: "
            "read them as a description."
        )
    if plot.overdispersed:
        said.append("They differ in general by more than chance: look at mix and process first.")
    listed = sum(point.is_listed for point in judged.points)
    if listed:
        share = round(1 / discoveries.LISTED_AT)
        said.append(
            f"{wording.capital(wording.number(listed))} on the watch list (false discoveries "
            f"controlled): expect about 1 in {share} of such entries to be noise."
        )
    return said
