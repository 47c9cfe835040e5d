"""One KPI by the members of one dimension: who differs from the rest by more than chance."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from warehouse.access import Viewer
from warehouse.answers import series, wording
from warehouse.answers.shapes import Cohort, CohortPoint, Funnel, Mark, Month, Provenance
from warehouse.answers.stored import catalogue_of, checked, formula_of, kpi_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.connection import Database, reading
from warehouse.stats import outliers

BAND_POINTS = 60
VALUE_NOTE = (
    "No limits by size, which need a share: members stand out when they lie more than "
    f"{outliers.ROBUST_Z} robust standard deviations from the median member."
)
COUNT_NOTE = "Counts grow with the size of a member: none is judged by them. Compare a rate."
READ = """
select member, formula, month, numerator, denominator, value, n, status
from kpi_month
where kpi_id = $kpi and list_contains($formulas, formula) and source_id = $source
    and dimension = $dimension and month = $month
order by member"""


def funnel(
    build: BuildRef,
    kpi_id: str,
    dimension: str,
    month: date,
    *,
    source: str = "",
    viewer: Viewer,
) -> Funnel:
    """The members of a dimension in one month, against limits around the pooled share.

    Shares have funnel limits; other figures are compared by their robust distance from the
    median member. Members with too few cases are withheld, and with them as many more as it takes
    that none can be worked out from the total.

    Raises:
        InputRefused: no such KPI or dimension.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        kpi = kpi_of(catalogue, kpi_id).at(month)
        checked(catalogue, kpi, Cohort(source, dimension))
        formula = formula_of(kpi)
        members = _members(database, catalogue, formula, kpi, dimension, month, source)
        total = series.read(database, catalogue, Cohort(source), kpi_id).get(kpi_id, ())
        origin = provenance(database, build, source)
    centre = next((one.value for one in total if one.month == month), None)
    if formula.kind == "proportion":
        return _of_shares(catalogue, kpi, dimension, month, members, origin)
    return _of_values(catalogue, kpi, dimension, month, members, centre, origin)


def _members(
    database: Database,
    catalogue: Catalogue,
    formula: Formula,
    kpi: Kpi,
    dimension: str,
    month: date,
    source: str,
) -> dict[str, Month]:
    """Each member's month with its interval; nothing is withheld yet."""
    named = {
        "kpi": kpi.id,
        "formulas": ["", *series.NPS_PARTS],
        "source": source,
        "dimension": dimension,
        "month": month,
    }
    open_to_all = replace(catalogue, answers={**catalogue.answers, "withheld_below": 0})
    parts: dict[str, dict[str, float]] = {}
    rows: list[dict[str, Any]] = []
    for row in database.frame(READ, named).iter_rows(named=True):
        if row["formula"]:
            parts.setdefault(row["member"], {})[row["formula"]] = row["numerator"]
        else:
            rows.append(row)
    found = {}
    for row in rows:
        beside: Mapping[str, float] = parts.get(row["member"], {})
        both = tuple(beside[name] for name in series.NPS_PARTS if name in beside)
        found[row["member"]] = series.shown(open_to_all, formula, row, both)
    return found


def _of_shares(
    catalogue: Catalogue,
    kpi: Kpi,
    dimension: str,
    month: date,
    members: Mapping[str, Month],
    origin: Provenance,
) -> Funnel:
    known = {
        name: one
        for name, one in members.items()
        if one.denominator and 0 <= (one.numerator or 0) <= one.denominator
    }
    plot = outliers.funnel(
        list(known),
        [round(one.numerator or 0) for one in known.values()],
        [round(one.denominator or 0) for one in known.values()],
        withheld_below=catalogue.answers["withheld_below"],
        judged_from=catalogue.answers["judged_from"],
    )
    placed = {cohort.name: cohort for cohort in plot.cohorts}
    points = tuple(  # a member whose parts contradict each other is shown and not judged
        _point(
            name,
            one,
            name in placed and placed[name].standing == "withheld",
            _mark(kpi, placed[name].at_998 if name in placed else None),
        )
        for name, one in members.items()
    )
    return Funnel(
        kpi=kpi,
        dimension=dimension,
        month=month,
        points=points,
        centre=plot.centre,
        target=kpi.target,
        overdispersion=plot.phi if plot.tested >= outliers.LEAST_COHORTS else None,
        band=_band(plot, [one.n or 0 for one in known.values()]),
        finding=_finding(kpi, dimension, month, points),
        note=_share_note(plot),
        provenance=origin,
    )


def _of_values(
    catalogue: Catalogue,
    kpi: Kpi,
    dimension: str,
    month: date,
    members: Mapping[str, Month],
    centre: float | None,
    origin: Provenance,
) -> Funnel:
    least = catalogue.answers["judged_from"]
    sizes = [one.n or 0 for one in members.values()]
    below = catalogue.answers["withheld_below"]
    standing = outliers.ladder(sizes, withheld_below=below, judged_from=least)
    is_count = kpi.kind == "count"
    judged = [
        one.value if state == "judged" and not is_count else None
        for one, state in zip(members.values(), standing, strict=True)
    ]
    marks = [
        _mark(kpi, None if z is None or abs(z) <= outliers.ROBUST_Z else "high" if z > 0 else "low")
        for z in outliers.robust_z(judged)
    ]
    points = tuple(
        _point(name, one, state == "withheld", mark)
        for (name, one), state, mark in zip(members.items(), standing, marks, strict=True)
    )
    return Funnel(
        kpi=kpi,
        dimension=dimension,
        month=month,
        points=points,
        centre=centre,
        target=kpi.target,
        overdispersion=None,
        band=(),
        finding=_finding(kpi, dimension, month, points),
        note=COUNT_NOTE if is_count else VALUE_NOTE,
        provenance=origin,
    )


def _point(name: str, one: Month, is_withheld: bool, mark: Mark) -> CohortPoint:
    if is_withheld:
        return CohortPoint(name, None, None, one.n or 0, None, None, "common", True)
    return CohortPoint(name, one.value, one.numerator, one.n or 0, one.low, one.high, mark, False)


def _mark(kpi: Kpi, place: str | None) -> Mark:
    if place not in ("low", "high"):
        return "common"
    if kpi.better == "neither":
        return "change"
    return "improvement" if (place == "high") == (kpi.better == "higher") else "concern"


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


def _finding(kpi: Kpi, dimension: str, month: date, points: Sequence[CohortPoint]) -> str:
    shown = [point for point in points if point.value is not None]
    when = wording.month(month)
    kind = dimension.replace("_", " ")
    if not shown:
        return f"No {kind} has enough cases to show in {when}"
    if kpi.kind == "count":
        return f"{kpi.label} by {kind} in {when}"
    out = [point for point in shown if point.mark != "common"]
    if not out:
        return f"No {kind} stands outside what chance explains in {when}"
    names = "" if dimension == "agent" else f": {wording.listed([p.member for p in out])}"
    verb = "stands" if len(out) == 1 else "stand"
    return f"{len(out)} of {len(shown)} by {kind} {verb} outside what chance explains{names}"


def _share_note(plot: outliers.Funnel) -> str:
    if not plot.tested:
        return "Too few cases in each to judge one."
    if not plot.adjusted:
        return (
            f"With fewer than {outliers.LEAST_COHORTS} to compare, limits show chance alone: "
            "read them as a description."
        )
    said = f"φ = {wording.decimal(plot.phi or 0, 1)}: limits carry the variation between them."
    if plot.overdispersed:
        said += " They differ in general by more than chance: look at mix and process first."
    return said
