"""One KPI by weekday and hour of the site: when it is worse, and where that is more than chance."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from warehouse import compose, facts
from warehouse.access import Viewer
from warehouse.answers import narrowed, wording
from warehouse.answers.choices import WEEK
from warehouse.answers.shapes import Provenance
from warehouse.answers.spread_shapes import Cell, Grid
from warehouse.answers.stored import catalogue_of, formula_of, kpi_of, one_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.connection import Database, reading
from warehouse.period import month_add
from warehouse.stats import discoveries, outliers

MONTHS = 3  # a single month gives too few cases to an hour of the week
DAYS = WEEK[:7]
HOURS = tuple(f"{hour:02}:00" for hour in range(24))
PLACES = ("weekday", "hour")
READ = """
with placed as (
    select *, weekday is not null and hour is not null as is_placed
    from {relation}
    where {near} and {month} between $first and $last and $source in ('', source_id)
        and not ({left_out})
)
select weekday, hour, is_placed, {figures}, cast(coalesce(sum({cases}), 0) as bigint) as n
from placed
group by grouping sets ((weekday, hour), (is_placed))"""


def can_be_asked(catalogue: Catalogue, kpi: Kpi) -> bool:
    """Whether the rows behind a KPI say weekday and hour; counts are never compared by hour."""
    fact = catalogue.facts.get(kpi.fact)
    return fact is not None and kpi.kind != "count" and set(PLACES) <= set(fact.dimensions)


def hours(
    build: BuildRef, kpi_id: str, month: date, *, source: str = "", viewer: Viewer
) -> Grid | None:
    """Weekday by hour over three months up to `month`; None where the rows do not say the hour.

    Shares are tested cell by cell against the pooled share, with false-discovery control; others
    are shown and not tested. Cells of fewer than 5 cases are withheld, and one more where the total
    would give them away.

    Raises:
        InputRefused: no such KPI.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        kpi = kpi_of(catalogue, one_of(kpi_id, catalogue.kpis, "KPI")).at(month)
        if not can_be_asked(catalogue, kpi):
            return None
        rows = _read(database, catalogue, formula_of(kpi), month, source)
        origin = provenance(database, build, source)
    return _drawn(catalogue, kpi, month, rows, origin)


def _read(
    database: Database, catalogue: Catalogue, formula: Formula, month: date, source: str
) -> list[dict[str, Any]]:
    facts.as_written(database)
    figures = (
        f"cast({_sum(formula.numerator)} as double) as numerator, "
        f"cast({_sum(formula.denominator)} as double) as denominator, "
        f"median(cast({formula.value or 'null'} as double)) as middle"
    )
    fact, first = catalogue.facts[formula.fact], month_add(month, 1 - MONTHS)
    near, moments = narrowed.near(fact, formula.month, first, month)
    query = READ.format(
        near=" and ".join(near) or "true",
        figures=figures,
        cases=formula.cases,
        relation=compose.relation(fact),
        month=formula.month,
        left_out=compose.left_out(formula),
    )
    named = {"first": first, "last": month, "source": source, **moments}
    rows = database.frame(query, named).iter_rows(named=True)
    return [{**row, "value": _value(formula, row)} for row in rows]


def _sum(expression: str) -> str:
    return f"sum({expression})" if expression else "null"


def _value(formula: Formula, row: Mapping[str, Any]) -> float | None:
    """The figure of a group of rows; None where its denominator is 0."""
    if formula.kind == "median":
        middle: float | None = row["middle"]
        return middle
    if not row["denominator"] or row["numerator"] is None:
        return None
    return formula.scale * float(row["numerator"]) / float(row["denominator"])


def _drawn(
    catalogue: Catalogue,
    kpi: Kpi,
    month: date,
    rows: Sequence[Mapping[str, Any]],
    origin: Provenance,
) -> Grid:
    there = {(row["weekday"], row["hour"]): row for row in rows}
    sides = {row["is_placed"]: row for row in rows if row["is_placed"] is not None}
    placed = [there.get((day, hour)) for day in DAYS for hour in HOURS]
    standing = outliers.ladder(
        [row["n"] if row else 0 for row in placed],
        withheld_below=catalogue.answers["withheld_below"],
        judged_from=catalogue.answers["judged_from"],
    )
    overall = sides[True]["value"] if True in sides else None
    listed, tested = _listed(kpi, placed)
    cells = [
        cell(row, state, overall, flag)
        for row, state, flag in zip(placed, standing, listed, strict=True)
    ]
    wide = len(HOURS)
    grid = tuple(tuple(cells[i * wide : (i + 1) * wide]) for i in range(len(DAYS)))
    return Grid(
        kpi=kpi,
        kind="hours",
        first=month_add(month, 1 - MONTHS),
        last=month,
        rows=DAYS,
        columns=HOURS,
        cells=grid,
        overall=overall,
        n=sides[True]["n"] if True in sides else 0,
        tested=tested,
        unplaced=sides[False]["n"] if False in sides else 0,
        finding=_finding(kpi, grid, tested, overall),
        note=_note(kpi, cells, tested),
        provenance=origin,
    )


def _listed(kpi: Kpi, placed: Sequence[Mapping[str, Any] | None]) -> tuple[list[bool | None], int]:
    """Whether each cell is listed, None where it is too small or none is; how many were tested."""
    counts = [
        (round(row["numerator"] or 0), round(row["denominator"] or 0)) if row else (0, 0)
        for row in placed
    ]
    if kpi.kind != "proportion" or any(not 0 <= x <= n for x, n in counts):
        return [None] * len(placed), 0
    found = discoveries.heat_map([[x for x, _ in counts]], [[n for _, n in counts]])
    tested = sum(one.p_value is not None for one in found.rows[0])
    return [None if one.small else one.listed for one in found.rows[0]], tested


def cell(
    row: Mapping[str, Any] | None,
    state: outliers.Standing,
    overall: float | None,
    is_listed: bool | None,
) -> Cell:
    """A place of the grid; withheld and empty ones say nothing but n."""
    if row is None or not row["n"]:
        return Cell(None, 0, "empty")
    if state == "withheld" or row["value"] is None:
        return Cell(None, row["n"], "withheld" if state == "withheld" else "empty")
    distance = None if overall is None else row["value"] - overall
    return Cell(row["value"], row["n"], state, distance, is_listed)


def _finding(kpi: Kpi, grid: Sequence[Sequence[Cell]], tested: int, overall: float | None) -> str:
    if overall is None:
        return "No case says its hour"
    worse = [
        (abs(one.distance or 0.0), f"{day} {hour[:2]} h")
        for day, line in zip(DAYS, grid, strict=True)
        for hour, one in zip(HOURS, line, strict=True)
        if one.is_listed and is_worse(kpi, one.distance)
    ]
    if not tested:
        return "By hour of the week, not tested"
    if not worse:
        side = "" if kpi.better == "neither" else " for the worse"
        return f"No hour of the week stands out{side}"
    names = [name for _, name in sorted(worse, reverse=True)]
    side = "Different" if kpi.better == "neither" else "Worse"
    return f"{side} by more than chance: {wording.listed(names)}"


def is_worse(kpi: Kpi, distance: float | None) -> bool:
    """Whether a figure away from the overall one is on the worse side; either where none is."""
    if not distance:
        return False
    return kpi.better == "neither" or (distance < 0) == (kpi.better == "higher")


def _note(kpi: Kpi, cells: Sequence[Cell], tested: int) -> str:
    if not tested:
        return "Cells are shown against the overall figure and not tested: only shares are."
    listed = sum(bool(one.is_listed) for one in cells)
    return (
        f"{tested} hours tested at once, {listed} listed (false discoveries held at "
        f"{round(100 * discoveries.LISTED_AT)}{wording.NARROW}%)."
    )
