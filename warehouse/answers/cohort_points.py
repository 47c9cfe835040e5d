"""The members of a dimension in one month, each judged against the others.

Shares lie against funnel limits that carry the variation between members; a member is out when it
lies beyond the 99.8 % limits and stays on the list after false-discovery control. Other figures
are compared by their robust distance from the median member. Only members of 30 cases are judged
or ranked, and shares are ranked by their shrunken value, never as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from warehouse.answers import combined, series
from warehouse.answers.shapes import Cohort, Mark, Month
from warehouse.answers.spread_shapes import CohortPoint
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.connection import Database
from warehouse.stats import discoveries, outliers, shrinkage

READ = """
select member, formula, month, numerator, denominator, value, n, deviation, status
from kpi_month
where kpi_id = $kpi and list_contains($formulas, formula) and source_id = $source
    and dimension = $dimension and month between $first and $last
order by month, member"""

Members = Mapping[str, Month]


@dataclass(frozen=True)
class Judged:
    """Every member as a point, how many were tested at once, and the funnel of shares."""

    points: tuple[CohortPoint, ...]
    tested: int
    plot: outliers.Funnel | None


def members(
    database: Database,
    catalogue: Catalogue,
    kpi: Kpi,
    dimension: str,
    first: date,
    last: date,
    whom: Cohort,
) -> dict[date, dict[str, Month]]:
    """Each member's figure with its interval, by month; nothing is withheld yet.

    `whom` is the cohort that the members are parts of: a source, and members of other dimensions.
    """
    named = {
        "kpi": kpi.id,
        "formulas": ["", *series.NPS_PARTS],
        "source": whom.source,
        "dimension": dimension,
        "first": first,
        "last": last,
    }
    open_to_all = replace(catalogue, answers={**catalogue.answers, "withheld_below": 0})
    parts: dict[tuple[date, str], dict[str, float]] = {}
    rows: list[dict[str, Any]] = []
    if whom.members:
        listed = combined.by_member(database, catalogue, kpi, whom, dimension, first, last)
    else:
        listed = list(database.frame(READ, named).iter_rows(named=True))
    for row in listed:
        if row["formula"]:
            place = row["month"], row["member"]
            parts.setdefault(place, {})[row["formula"]] = row["numerator"]
        else:
            rows.append(row)
    found: dict[date, dict[str, Month]] = {}
    for row in rows:
        beside = parts.get((row["month"], row["member"]), {})
        both = tuple(beside[name] for name in series.NPS_PARTS if name in beside)
        formula = _formula(kpi, row["month"])
        one = series.shown(open_to_all, formula, row, both)
        found.setdefault(row["month"], {})[row["member"]] = one
    return found


def judged(catalogue: Catalogue, kpi: Kpi, found: Members, *, ranked: bool = True) -> Judged:
    """Points of one month's members: withheld, shown, or judged with mark, list and rank.

    Without `ranked` there are no shrunken shares and no ranks, which cost most of the time.
    """
    if kpi.kind == "proportion":
        return _of_shares(catalogue, kpi, found, ranked=ranked)
    return _of_values(catalogue, kpi, found)


def _formula(kpi: Kpi, month: date) -> Formula:
    formula = kpi.formula_at(month)
    assert formula is not None  # the month was measured by one
    return formula


def _of_shares(catalogue: Catalogue, kpi: Kpi, found: Members, *, ranked: bool) -> Judged:
    known = {
        name: one
        for name, one in found.items()
        if one.denominator and 0 <= (one.numerator or 0) <= one.denominator
    }
    x = [round(one.numerator or 0) for one in known.values()]
    n = [round(one.denominator or 0) for one in known.values()]
    plot = outliers.funnel(
        list(known),
        x,
        n,
        withheld_below=catalogue.answers["withheld_below"],
        judged_from=catalogue.answers["judged_from"],
    )
    placed = {cohort.name: cohort for cohort in plot.cohorts}
    listed = discoveries.unusual_cohorts(x, n)
    chance = dict(zip(known, zip(listed.adjusted, listed.listed, strict=True), strict=True))
    drawn = shrinkage.shrunken(x, n) if ranked else None
    shrunk = {} if drawn is None else dict(zip(known, drawn.cohorts, strict=True))
    points = []
    for name, one in found.items():  # one whose parts contradict each other is not judged
        cohort = placed.get(name)
        if cohort is not None and cohort.standing == "withheld":
            points.append(_withheld(name, one))
            continue
        adjusted, is_listed = chance.get(name, (None, None))
        place = cohort.at_998 if cohort is not None and is_listed else None
        point = _point(name, one, mark(kpi, place))
        points.append(
            replace(
                point,
                shrunken=shrunk[name].share if name in shrunk else None,
                adjusted=adjusted,
                is_listed=bool(is_listed),
                rank=0 if cohort is not None and cohort.standing == "judged" else None,
            )
        )
    return Judged(_ranked(kpi, points), listed.tested, plot)


def _ranked(kpi: Kpi, points: Sequence[CohortPoint]) -> tuple[CohortPoint, ...]:
    """Ranks of the judged members by their shrunken share, the worst (or highest) first."""
    side = 1 if kpi.better == "higher" else -1
    judged = [point for point in points if point.rank is not None and point.shrunken is not None]
    order = sorted(judged, key=lambda point: (side * (point.shrunken or 0.0), point.member))
    ranks = {point.member: rank for rank, point in enumerate(order, 1)}
    return tuple(replace(point, rank=ranks.get(point.member)) for point in points)


def _of_values(catalogue: Catalogue, kpi: Kpi, found: Members) -> Judged:
    standing = outliers.ladder(
        [one.n or 0 for one in found.values()],
        withheld_below=catalogue.answers["withheld_below"],
        judged_from=catalogue.answers["judged_from"],
    )
    is_count = kpi.kind == "count"
    values = [
        one.value if state == "judged" and not is_count else None
        for one, state in zip(found.values(), standing, strict=True)
    ]
    points = []
    distances = outliers.robust_z(values)
    for (name, one), state, z in zip(found.items(), standing, distances, strict=True):
        if state == "withheld":
            points.append(_withheld(name, one))
            continue
        is_out = z is not None and abs(z) > outliers.ROBUST_Z
        place = ("high" if (z or 0) > 0 else "low") if is_out else None
        points.append(replace(_point(name, one, mark(kpi, place)), is_listed=is_out))
    return Judged(tuple(points), sum(value is not None for value in values), None)


def _point(name: str, one: Month, marked: Mark) -> CohortPoint:
    return CohortPoint(name, one.value, one.numerator, one.n or 0, one.low, one.high, marked, False)


def _withheld(name: str, one: Month) -> CohortPoint:
    return CohortPoint(name, None, None, one.n or 0, None, None, "common", True)


def mark(kpi: Kpi, place: str | None) -> Mark:
    """What lying high or low means for the KPI; common for any other place."""
    if place not in ("low", "high"):
        return "common"
    if kpi.better == "neither":
        return "change"
    return "improvement" if (place == "high") == (kpi.better == "higher") else "concern"


def uncompared(found: Judged) -> Judged:
    """The members without any judgement of one against another: no mark, no rank, no limits."""
    plain = [
        replace(one, mark="common", shrunken=None, rank=None, adjusted=None, is_listed=False)
        for one in found.points
    ]
    return Judged(tuple(plain), 0, None)
