"""What the rows that are not counted could change: bounds of a figure if all were good, or all bad.

Defined in warehouse/bounding.py, measured with the figures, and stored beside them.
"""

from datetime import date
from typing import Any

from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.bound_shapes import Bound
from warehouse.answers.stored import catalogue_of
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.connection import Database, reading

STORED = """
select kpi_id, source_id, month, held, unusable, undated, low, high, why
from kpi_bound
where ($kpi = '' or kpi_id = $kpi) and ($each_source or source_id = $source)
order by kpi_id, source_id, month"""
THERE = "select count(*) from information_schema.tables where table_name = 'kpi_bound'"


def bounds(
    build: BuildRef,
    kpi_id: str = "",
    *,
    source: str = "",
    each_source: bool = False,
    viewer: Viewer,
) -> tuple[Bound, ...]:
    """The bounds of one KPI or of all, by month; months in which every row counted have none.

    Args:
        kpi_id: one KPI; every one where it is empty.
        source: one source; all together where it is empty.
        each_source: every source, and all together.

    Raises:
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        return read(database, catalogue, kpi_id, source, each_source=each_source)


def read(
    database: Database,
    catalogue: Catalogue,
    kpi_id: str = "",
    source: str = "",
    *,
    each_source: bool = False,
) -> tuple[Bound, ...]:
    """The same of an open build; empty where the build was measured before bounds were."""
    if not database.value(THERE):
        return ()
    named = {"kpi": kpi_id, "source": source, "each_source": each_source}
    return tuple(
        _bound(catalogue.kpis[row["kpi_id"]], row)
        for row in database.frame(STORED, named).iter_rows(named=True)
    )


def beside(
    database: Database, catalogue: Catalogue, rows: list[dict[str, Any]], kpi_id: str = ""
) -> None:
    """Write the bounds into rows of figures that have kpi_id, source_id, month and no dimension.

    Adds rows_held_back, rows_undated, if_all_good, if_all_bad. Where every row counted the first
    two are 0 and the others the value; where the value is withheld they are null.
    """
    found = read(database, catalogue, kpi_id, each_source=True)
    known = {(one.kpi_id, one.source, one.month): one for one in found}
    for row in rows:
        one = known.get((row["kpi_id"], row["source_id"], row["month"]))
        withheld = row["status"] == "withheld"
        row["rows_held_back"] = one.rows if one else 0
        row["rows_undated"] = one.undated if one else 0
        row["if_all_good"] = None if withheld else one.if_good if one else row["value"]
        row["if_all_bad"] = None if withheld else one.if_bad if one else row["value"]


def _bound(kpi: Kpi, row: dict[str, Any]) -> Bound:
    ends = (row["low"], row["high"])
    good, bad = ends if kpi.better == "lower" else ends[::-1]
    return Bound(
        kpi_id=row["kpi_id"],
        source=row["source_id"],
        month=row["month"],
        held=row["held"],
        unusable=row["unusable"],
        undated=row["undated"],
        low=row["low"],
        high=row["high"],
        if_good=good,
        if_bad=bad,
        why=row["why"],
    )


def at(found: tuple[Bound, ...], month: date) -> Bound | None:
    """The bound of a month; None where every row of it counted."""
    return next((one for one in found if one.month == month), None)


def said(kpi: Kpi, bound: Bound | None, n: int | None = None) -> str:
    """The bounds in words; empty where every row of the month counted.

    `5.6 – 5.9 % if the 14 rows held back were all good or all bad`.
    """
    if bound is None or not (bound.rows or bound.undated):
        return ""
    parts = []
    if bound.rows:
        named, verb = (
            ("row", "was") if bound.rows == 1 else (wording.counted(bound.rows, "row"), "were")
        )
        if bound.low is None or bound.high is None:
            parts.append(
                f"{wording.counted(bound.rows, 'row')} held back, not bounded: {bound.why}"
            )
        else:
            ends = "counted too" if kpi.kind == "count" else f"{verb} all good or all bad"
            parts.append(f"{_span(kpi, bound.low, bound.high, n)} if the {named} held back {ends}")
    if bound.undated:
        parts.append(
            f"{wording.counted(bound.undated, 'row')} of its files without a readable time"
        )
    return "; ".join(parts)


def _span(kpi: Kpi, low: float, high: float, n: int | None) -> str:
    ends = {wording.amount(end, kpi.unit, n) for end in (low, high)}
    return ends.pop() if len(ends) == 1 else wording.interval(low, high, kpi.unit, n)
