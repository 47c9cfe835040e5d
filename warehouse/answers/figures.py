"""Figures as a frame: what the command line prints and what goes to paper and spreadsheets."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from warehouse import compose, facts
from warehouse.access import Viewer
from warehouse.answers import bounds, case_intervals, series
from warehouse.answers.stored import catalogue_of, formula_of, kpi_of, one_of
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.connection import Database, reading
from warehouse.errors import InputRefused

BY_SOURCE = "source"  # a dimension of every KPI, held in a column of its own
COLUMNS = {
    "kpi_id": pl.String,
    "formula": pl.String,
    "month": pl.Date,
    "source_id": pl.String,
    "dimension": pl.String,
    "member": pl.String,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "value": pl.Float64,
    "unit": pl.String,
    "n": pl.Int64,
    "status": pl.String,
    "low": pl.Float64,
    "high": pl.Float64,
    "target": pl.Float64,
    "is_revised": pl.Boolean,
    "rows_held_back": pl.Int64,
    "rows_undated": pl.Int64,
    "if_all_good": pl.Float64,
    "if_all_bad": pl.Float64,
}
STORED = """
with changed as (
    select distinct kpi_id, formula, source_id, month, dimension, member, true as is_revised
    from revision
)
select kpi_id, formula, month, source_id, dimension, member, numerator, denominator, value, n,
    deviation, status, coalesce(is_revised, false) as is_revised
from kpi_month
left join changed using (kpi_id, formula, source_id, month, dimension, member)
where kpi_id = $kpi and list_contains($formulas, formula) and dimension = $dimension
    and if($each_source, source_id <> '', source_id = $source)
order by month, source_id, member, formula"""


def figures(
    build: BuildRef,
    *,
    kpi: str | None = None,
    by: str | None = None,
    first: date | None = None,
    last: date | None = None,
    source: str | None = None,
    formula: str | None = None,
    viewer: Viewer,
) -> pl.DataFrame:
    """Monthly figures with n, status and interval; of all KPIs unless one is named.

    Args:
        kpi: a KPI's id.
        by: a dimension, or "source".
        first: first month, included.
        last: last month, included.
        source: one source; all together where None.
        formula: a formula of the KPI, with its parameter after a colon ("answered_only:60");
            "restated" is the present definition where months were computed by another one.

    Returns:
        kpi_id, formula, month, source_id ("" = all), dimension, member ("" = none), numerator,
        denominator, value, unit, n, status (final, provisional, withheld), low, high, target (in
        force on the month's first day), is_revised (was final with another figure). Values are
        null where a month has no case or too few to show; low and high of means and medians are
        there when one KPI is named, and null where rows stand for several cases.

    Raises:
        InputRefused: an unknown KPI, formula, dimension or source.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        if source:
            known = [name for (name,) in database.rows("select source_id from source")]
            one_of(source, known, "source")
        if formula and not kpi:
            raise InputRefused("Cannot choose a formula", "no KPI is named", "Add --kpi.")
        asked = [kpi_of(catalogue, kpi)] if kpi else list(catalogue.kpis.values())
        found: list[dict[str, Any]] = []
        for one in asked:
            found += _of_kpi(database, catalogue, one, by or "", source or "", formula or "")
        if kpi and ":" not in (formula or ""):  # of all KPIs it would take a pass for each
            case_intervals.of_rows(database, catalogue, asked[0], formula or "", found)
        if not formula and by in (None, "", BY_SOURCE):
            bounds.beside(database, catalogue, found, kpi or "")
    rows = [
        row
        for row in found
        if (first is None or row["month"] >= first) and (last is None or row["month"] <= last)
    ]
    return pl.DataFrame(rows, schema=COLUMNS)


def _of_kpi(
    database: Database, catalogue: Catalogue, kpi: Kpi, by: str, source: str, formula: str
) -> list[dict[str, Any]]:
    if by and by != BY_SOURCE and by not in kpi.dimensions:
        one_of(by, [BY_SOURCE, *_dimensions(catalogue)], "dimension")
        return []  # a dimension of other KPIs
    if not kpi.formulas:
        if formula:
            formula_of(kpi, formula)
        return []
    name, _, parameter = formula.partition(":")
    chosen = formula_of(kpi, name)
    if parameter and not chosen.parameter:
        raise InputRefused(
            f"Cannot use the formula {formula!r}", f"{name!r} takes no parameter", "Leave it out."
        )
    if parameter or (by not in ("", BY_SOURCE) and not chosen.is_split):
        return _live(database, catalogue, kpi, chosen, by, source, parameter)
    return _stored(database, catalogue, kpi, chosen, by, source)


def _dimensions(catalogue: Catalogue) -> list[str]:
    return sorted({name for kpi in catalogue.kpis.values() for name in kpi.dimensions})


def _stored(
    database: Database, catalogue: Catalogue, kpi: Kpi, formula: Formula, by: str, source: str
) -> list[dict[str, Any]]:
    parts = list(series.NPS_PARTS) if formula.kind == "nps" else []
    named = {
        "kpi": kpi.id,
        "formulas": [formula.name, *parts],
        "dimension": "" if by == BY_SOURCE else by,
        "each_source": by == BY_SOURCE and not source,
        "source": source,
    }
    rows = list(database.frame(STORED, named).iter_rows(named=True))
    beside: dict[tuple[Any, ...], dict[str, float]] = {}
    for row in rows:
        if row["formula"] in parts:
            beside.setdefault(_place(row), {})[row["formula"]] = row["numerator"]
    return [
        _figure(catalogue, kpi, formula, row, beside.get(_place(row), {}))
        for row in rows
        if row["formula"] == formula.name
    ]


def _place(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["month"], row["source_id"], row["member"]


def _live(
    database: Database,
    catalogue: Catalogue,
    kpi: Kpi,
    formula: Formula,
    by: str,
    source: str,
    parameter: str,
) -> list[dict[str, Any]]:
    """Computed now, each month as defined then: what was not measured beforehand."""
    dimension = () if by in ("", BY_SOURCE) else (by,)
    named: dict[str, Any] = {
        "kpi": kpi.id,
        "formula": f"{formula.name}:{parameter}" if parameter else formula.name,
        "not_stated": compose.NOT_STATED,
        "dimensions": ["", *dimension],
        "source": source,
    }
    if parameter:
        named["parameter"] = _number(formula, parameter)
    facts.as_written(database)
    found: list[dict[str, Any]] = []
    for period in kpi.periods(formula.name):
        query = _query(
            catalogue,
            period.formula,
            dimension,
            is_combined=not source and by != BY_SOURCE,
            parameter=period.formula.parameter if parameter else "",
        )
        rows = database.frame(
            query,
            named
            | {"maturity": period.maturity_days, "since": period.since, "until": period.until},
        )
        found += [
            _figure(catalogue, kpi, period.formula, row, {}) for row in rows.iter_rows(named=True)
        ]
    return found


def _query(
    catalogue: Catalogue,
    formula: Formula,
    dimension: tuple[str, ...],
    *,
    is_combined: bool,
    parameter: str,
) -> str:
    groups = [("source_id", "month", *dimension), ("month", *dimension)]
    summed, (sums,) = compose.sums(
        catalogue.facts[formula.fact],
        formula.month,
        [formula],
        groups if formula.kind == "median" else groups[:1],
        where=f"$source in ('', source_id) and {formula.month} >= $since "
        f"and {formula.month} < $until",
        parameter=parameter,
    )
    query = compose.settled(formula, sums, f"({compose.stated(summed)})", is_combined=is_combined)
    return f"{query} order by month, source_id, member"


def _number(formula: Formula, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputRefused(
            f"Cannot use the formula '{formula.name}:{text}'",
            f"its parameter {formula.parameter} must be a number",
            f"Write it like '{formula.name}:60'.",
        ) from None


def _figure(
    catalogue: Catalogue,
    kpi: Kpi,
    formula: Formula,
    row: Mapping[str, Any],
    parts: Mapping[str, float],
) -> dict[str, Any]:
    both = tuple(parts[part] for part in series.NPS_PARTS if part in parts)
    month = series.shown(catalogue, formula, row, both)
    target = kpi.target_at(row["month"])
    shown = {**row, **vars(month), "unit": formula.unit, "target": target}
    return {column: shown.get(column) for column in COLUMNS}
