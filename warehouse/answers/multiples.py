"""One KPI by the members of one dimension over time: a small control chart each, on one scale.

Ordered by signal and by distance from the member's own mean, never by the raw rate. A month with
too few cases is withheld, and with it as many more of that month as it takes that none can be
worked out from the total.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.annotations import NOTHING, Annotations
from warehouse.answers.segments import segmented
from warehouse.answers.shapes import Cohort, Mark, Month, Provenance
from warehouse.answers.stored import catalogue_of, checked, kpi_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.connection import Database, reading
from warehouse.period import months_between
from warehouse.stats import outliers
from warehouse.stats.control_limits import FIRM_POINTS, Limits
from warehouse.stats.false_alarms import chances

MOST = 12  # charts; further members are counted
ORDER: tuple[Mark, ...] = ("concern", "change", "improvement", "common")
READ = """
select member, month, numerator, denominator, value, n, deviation, status
from kpi_month
where kpi_id = $kpi and formula = '' and source_id = $source and dimension = $dimension
order by member, month"""


@dataclass(frozen=True)
class Panel:
    """One member: its months drawn, limits of its own, the mark of its newest closed month.

    `distance` is that month from the member's own mean in standard deviations of its limits; None
    without limits.
    """

    member: str
    months: tuple[Month, ...]
    limits: Limits | None
    latest: Month | None
    mark: Mark
    distance: float | None


@dataclass(frozen=True)
class Multiples:
    """The members that can be drawn, those with a signal first; `others` are too many or too small.

    `false_alarms` is how many of these marks chance alone raises a month; None where no member has
    firm limits.
    """

    kpi: Kpi
    dimension: str
    panels: tuple[Panel, ...]
    others: tuple[str, ...]
    false_alarms: float | None
    finding: str
    provenance: Provenance


def multiples(
    build: BuildRef,
    kpi_id: str,
    dimension: str,
    *,
    source: str = "",
    notes: Annotations = NOTHING,
    viewer: Viewer,
) -> Multiples:
    """The same chart for each member of a dimension; `source` "" = all together.

    Raises:
        InputRefused: no such KPI or dimension.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        kpi = kpi_of(catalogue, kpi_id)
        checked(catalogue, kpi, Cohort(source, dimension))
        series = by_member(database, catalogue, kpi, source, dimension)
        origin = provenance(database, build, source)
    panels = [
        panel(catalogue, kpi, months, Cohort(source, dimension, member), notes)
        for member, months in series.items()
    ]
    drawn = sorted((one for one in panels if one.latest), key=_order)
    firm = [one.limits.points for one in drawn[:MOST] if one.limits]
    chance = [found.last for points in firm if (found := chances(points))]
    return Multiples(
        kpi=kpi,
        dimension=dimension,
        panels=tuple(drawn[:MOST]),
        others=tuple(p.member for p in (*drawn[MOST:], *(p for p in panels if not p.latest))),
        false_alarms=sum(chance) if chance else None,
        finding=_finding(dimension, drawn[:MOST]),
        provenance=origin,
    )


def by_member(
    database: Database, catalogue: Catalogue, kpi: Kpi, source: str, dimension: str
) -> dict[str, tuple[Month, ...]]:
    """Each member's months over one span, gaps kept, small cells withheld."""
    rows: dict[date, dict[str, Mapping[str, Any]]] = {}
    named = {"kpi": kpi.id, "source": source, "dimension": dimension}
    for row in database.frame(READ, named).iter_rows(named=True):
        rows.setdefault(row["month"], {})[row["member"]] = row
    if not rows:
        return {}
    members = sorted({member for there in rows.values() for member in there})
    found: dict[str, list[Month]] = {member: [] for member in members}
    for month in months_between(min(rows), max(rows)):
        there = rows.get(month, {})
        hidden = _withheld(catalogue, kpi, there)
        for member in members:
            one = _month(month, there.get(member), member in hidden)
            found[member].append(replace(one, target=kpi.target_at(month)))
    return {member: tuple(months) for member, months in found.items()}


def _withheld(
    catalogue: Catalogue, kpi: Kpi, there: Mapping[str, Mapping[str, Any]]
) -> frozenset[str]:
    if kpi.kind == "count":
        return frozenset()
    standing = outliers.ladder(
        [row["n"] or 0 for row in there.values()],
        withheld_below=catalogue.answers["withheld_below"],
        judged_from=catalogue.answers["judged_from"],
    )
    return frozenset(
        member for member, state in zip(there, standing, strict=True) if state == "withheld"
    )


def _month(month: date, row: Mapping[str, Any] | None, is_hidden: bool) -> Month:
    if row is None:
        return Month(month, None, None, None, None, "missing")
    if is_hidden:
        return Month(month, None, None, None, row["n"], "withheld")
    parts = (row["value"], row["numerator"], row["denominator"], row["n"], row["status"])
    return Month(month, *parts)


def panel(
    catalogue: Catalogue, kpi: Kpi, history: tuple[Month, ...], cohort: Cohort, notes: Annotations
) -> Panel:
    """The chart of one member, judged by limits of its own."""
    segments, verdict = segmented(
        kpi, history, notes.rebases_of(kpi, cohort), notes.left_out(kpi, cohort)
    )
    limits = segments[-1].limits if segments else None
    latest = None if verdict.point is None else history[verdict.point]
    mark: Mark = "common"
    if (
        latest is not None
        and limits is not None
        and not limits.trial
        and _is_judged(catalogue, kpi, latest)
    ):
        judgement = verdict.judgements[verdict.point or 0]
        mark = next((one for one in ORDER if one == judgement), "common")
    half = limits.upper - limits.mean if limits else 0.0
    return Panel(
        member=cohort.member,
        months=history[-catalogue.answers["months_shown"] :],
        limits=limits,
        latest=latest,
        mark=mark,
        distance=(latest.value - limits.mean) / half * 3
        if latest and latest.value is not None and limits and half
        else None,
    )


def _is_judged(catalogue: Catalogue, kpi: Kpi, month: Month) -> bool:
    return kpi.kind == "count" or (month.n or 0) >= catalogue.answers["judged_from"]


def _order(one: Panel) -> tuple[int, float, str]:
    return ORDER.index(one.mark), -abs(one.distance or 0.0), one.member


def _finding(dimension: str, panels: list[Panel]) -> str:
    kind = dimension.replace("_", " ")
    if not panels:
        return f"No {kind} has a month with enough cases"
    firm = [panel for panel in panels if panel.limits and not panel.limits.trial]
    if not firm:
        return f"By {kind}: fewer than {FIRM_POINTS} closed months, so no verdict on any"
    odd = [panel.member for panel in panels if panel.mark != "common"]
    if not odd:
        return f"By {kind}: none of {len(firm)} gives a signal of its own"
    if len(odd) == len(firm):
        every = "both" if len(firm) == 2 else f"all {len(firm)}"
        return f"By {kind}: {every} give a signal" if len(firm) > 1 else f"{odd[0]} gives a signal"
    verb = "alone gives a signal" if len(odd) == 1 else "give a signal"
    rest = len(panels) - len(odd)
    others = "the other one does not" if rest == 1 else f"the other {wording.number(rest)} do not"
    return wording.capital(f"{wording.listed(odd)} {verb}; {others}")
