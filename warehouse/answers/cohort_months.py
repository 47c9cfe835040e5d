"""One KPI by member and month: since when a member differs, each month against its own limits."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from warehouse.access import Viewer
from warehouse.answers import cohort_points, series, wording
from warehouse.answers.choices import WEEK
from warehouse.answers.shapes import Cohort, Month
from warehouse.answers.spread_shapes import Cell, CohortPoint, Grid
from warehouse.answers.stored import catalogue_of, checked, formula_of, kpi_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.connection import reading
from warehouse.period import month_add, months_between


def cohort_months(
    build: BuildRef,
    kpi_id: str,
    dimension: str,
    month: date,
    *,
    source: str = "",
    viewer: Viewer,
) -> Grid:
    """The members of a dimension over the twelve months up to `month`.

    A cell is listed when it lies outside the limits of its own month, as in the funnel; rows come
    with most such cells first, then by cases, people by their name.

    Raises:
        InputRefused: no such KPI or dimension.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        whole = kpi_of(catalogue, kpi_id)
        checked(catalogue, whole.at(month), Cohort(source, dimension))
        formula_of(whole)
        first = month_add(month, 1 - catalogue.answers["months_shown"])
        every = Cohort(source)
        found = cohort_points.members(database, catalogue, whole, dimension, first, month, every)
        total = series.read(database, catalogue, every, kpi_id)
        origin = provenance(database, build, source)
    overall = {one.month: one.value for one in total.get(kpi_id, ())}
    months = months_between(first, month)
    judge = partial(cohort_points.judged, catalogue, ranked=False)
    judged = {one: judge(whole.at(one), found.get(one, {})) for one in months}
    cells = {
        one: {point.member: _cell(catalogue, point, overall.get(one)) for point in each.points}
        for one, each in judged.items()
    }
    members = _ordered(cells)
    return Grid(
        kpi=whole.at(month),
        kind="months",
        first=first,
        last=month,
        rows=members,
        columns=tuple(wording.month(one) for one in months),
        cells=tuple(
            tuple(cells[one].get(member, Cell(None, 0, "empty")) for one in months)
            for member in members
        ),
        overall=overall.get(month),
        n=sum(one.n or 0 for each in found.values() for one in each.values()),
        tested=sum(each.tested for each in judged.values()),
        unplaced=0,
        finding=_finding(dimension, members, cells),
        note=_note(whole, found),
        provenance=origin,
    )


def _cell(catalogue: Catalogue, point: CohortPoint, overall: float | None) -> Cell:
    if point.is_withheld:
        return Cell(None, point.n, "withheld")
    if not point.n or point.value is None:
        return Cell(None, point.n, "empty")
    is_judged = point.n >= catalogue.answers["judged_from"]
    return Cell(
        point.value,
        point.n,
        "judged" if is_judged else "shown",
        None if overall is None else point.value - overall,
        point.mark != "common" if is_judged else None,
    )


def _ordered(cells: Mapping[date, Mapping[str, Cell]]) -> tuple[str, ...]:
    """Members: days in their order; others by listed cells, then by cases."""
    listed: dict[str, int] = {}
    sizes: dict[str, int] = {}
    for each in cells.values():
        for member, one in each.items():
            listed[member] = listed.get(member, 0) + bool(one.is_listed)
            sizes[member] = sizes.get(member, 0) + one.n

    def place(member: str) -> tuple[int, int, int, str]:
        if member in WEEK:
            return WEEK.index(member), 0, 0, member
        return 0, -listed[member], -sizes[member], member

    return tuple(sorted(sizes, key=place))


def _finding(
    dimension: str, members: tuple[str, ...], cells: Mapping[date, Mapping[str, Cell]]
) -> str:
    times = {
        member: sum(bool(each[member].is_listed) for each in cells.values() if member in each)
        for member in members
    }
    out = [member for member in members if times[member]]
    if not out:
        return "No month of any member lies outside its limits"
    if dimension == "agent":
        return f"{wording.capital(wording.number(len(out)))} outside in at least one month"
    said = [f"{name} in {wording.counted(times[name], 'month')}" for name in out]
    return f"Outside their limits: {wording.listed(said)}"


def _note(kpi: Kpi, found: Mapping[date, Mapping[str, Month]]) -> str:
    if not found:
        return "No month has a member."
    side = "their own limits" if kpi.kind == "proportion" else "3.5 robust deviations"
    return (
        f"Each month against the overall figure of that month; numbers where it is outside {side}."
    )
