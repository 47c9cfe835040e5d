"""Monthly series out of kpi_month: gaps kept, intervals added, small months withheld, judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from warehouse.answers import case_spread, combined
from warehouse.answers.marks import Segment
from warehouse.answers.segments import final, segmented
from warehouse.answers.shapes import Assurance, Cohort, Mark, Month
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.connection import Database
from warehouse.period import months_between
from warehouse.registers.rebases import Rebase
from warehouse.stats import control_limits, intervals
from warehouse.stats.control_limits import Limits, Variation

MARKS: Mapping[str | None, Mark] = {
    "improvement": "improvement",
    "concern": "concern",
    "change": "change",
}
NPS_PARTS = ("promoters", "detractors")  # formulas that an interval of NPS is taken from
READ = """
with changed as (
    select distinct kpi_id, formula, source_id, month, dimension, member, true as is_revised
    from revision
)
select kpi_id, formula, month, numerator, denominator, value, n, deviation, status,
    coalesce(is_revised, false) as is_revised
from kpi_month
left join changed using (kpi_id, formula, source_id, month, dimension, member)
where source_id = $source and dimension = $dimension and member = $member
    and ($kpi = '' or kpi_id = $kpi)
    and list_contains($formulas, formula)
order by kpi_id, formula, month"""


@dataclass(frozen=True)
class Judged:
    """A series with its limits and verdicts; `months` carry their marks."""

    months: tuple[Month, ...]
    limits: Limits | None
    variation: Variation
    state: str
    assurance: Assurance
    segments: tuple[Segment, ...] = ()

    @property
    def current(self) -> tuple[Month, ...]:
        """The months of the last segment: those that the limits are for."""
        first = self.segments[-1].first if self.segments else date.max
        return tuple(month for month in self.months if month.month >= first)

    @property
    def run(self) -> tuple[Month, ...]:
        """Closed months up to the newest on one side of their mean, oldest first; () on it."""
        found: list[Month] = []
        mean, latest = self.limits.mean if self.limits else None, self.latest
        if mean is None or latest is None:
            return ()
        for month in reversed([one for one in self.current if one.month <= latest.month]):
            value = final(month)
            same = value is not None and (value - mean) * ((latest.value or 0.0) - mean) > 0
            if not same:
                break
            found.append(month)
        return tuple(reversed(found))

    @property
    def latest(self) -> Month | None:
        """The newest closed month that has a value; None where there is none."""
        closed = (m for m in reversed(self.months) if m.status == "final" and m.value is not None)
        return next(closed, None)


def read(
    database: Database,
    catalogue: Catalogue,
    cohort: Cohort,
    kpi_id: str = "",
    name: str = "",
) -> dict[str, tuple[Month, ...]]:
    """Whole series of a formula by KPI id, of one KPI or of all, for one cohort.

    One member of one dimension was measured beforehand; several are computed now.

    Each runs from its first to its last month without a hole: a month that nothing was measured
    for is there with status "missing".
    """
    named = {
        "source": cohort.source,
        "dimension": cohort.dimension,
        "member": cohort.member,
        "kpi": kpi_id,
        "formulas": [name, *NPS_PARTS],
    }
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    if cohort.others:
        asked = [catalogue.kpis[kpi_id]] if kpi_id else list(catalogue.kpis.values())
        listed: Iterable[dict[str, Any]] = combined.rows(database, catalogue, asked, cohort, name)
    else:
        listed = database.frame(READ, named).iter_rows(named=True)
    for row in listed:
        rows.setdefault((row["kpi_id"], row["formula"]), []).append(row)
    found = {}
    for kpi_id, variant in rows:
        kpi = catalogue.kpis[kpi_id]
        if variant == name and kpi.formula(name) is not None:
            parts = [
                {row["month"]: row["numerator"] for row in rows.get((kpi_id, part), ())}
                for part in NPS_PARTS
            ]
            found[kpi_id] = _series(catalogue, kpi, name, rows[kpi_id, name], parts)
    return found


def _series(
    catalogue: Catalogue,
    kpi: Kpi,
    name: str,
    rows: list[dict[str, Any]],
    parts: list[dict[date, float]],
) -> tuple[Month, ...]:
    there = {row["month"]: row for row in rows}
    found = []
    for month in months_between(rows[0]["month"], rows[-1]["month"]):
        row = there.get(month)
        if row is None:
            missing = Month(month, None, None, None, None, "missing", target=kpi.target_at(month))
            found.append(missing)
            continue
        both = [part[month] for part in parts if month in part]
        formula = kpi.formula_at(month, name)
        assert formula is not None
        one = shown(catalogue, formula, row, tuple(both))
        found.append(replace(one, target=kpi.target_at(month)))
    return tuple(found)


def shown(
    catalogue: Catalogue,
    formula: Formula,
    row: Mapping[str, Any],
    parts: tuple[float, ...] = (),
) -> Month:
    """A row of kpi_month as it may be shown: withheld when too few cases, else with interval.

    `parts` are the promoters and detractors behind a net promoter score. A row's `rest`, where it
    has one, must not be too few cases either: taking one from the whole would give them away.
    """
    n, least = row["n"], catalogue.answers["withheld_below"]
    if formula.kind != "count" and (0 < n < least or 0 < (row.get("rest") or 0) < least):
        return Month(
            row["month"], None, None, None, n, "withheld", is_revised=row.get("is_revised", False)
        )
    deviation = row.get("deviation")
    low, high = bounds(formula, row["numerator"], row["denominator"], n, parts, deviation)
    return Month(
        month=row["month"],
        value=row["value"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        n=n,
        status=row["status"],
        low=low,
        high=high,
        is_revised=row.get("is_revised", False),
        deviation=deviation,
    )


def bounds(
    formula: Formula,
    numerator: float | None,
    denominator: float | None,
    n: int,
    parts: tuple[float, ...] = (),
    deviation: float | None = None,
) -> tuple[float | None, float | None]:
    """The 95 % interval in the unit of the value; None where the method has none for it.

    Shares by Wilson, NPS by adjusted Wald, rates by Poisson, means by Student's t from the
    standard deviation of their cases. Medians need the cases themselves and have none here.
    """
    if numerator is None or not denominator:
        return None, None
    found = None
    if formula.kind == "proportion" and 0 <= numerator <= denominator:
        found = intervals.wilson(numerator, denominator)
    elif formula.kind == "rate":
        found = intervals.rate(round(numerator), denominator)
    elif formula.kind == "nps" and len(parts) == len(NPS_PARTS) and not formula.name:
        promoters, detractors = (round(part) for part in parts)
        found = intervals.nps(promoters, n - promoters - detractors, detractors)
    elif formula.kind == "mean" and deviation is not None and n >= case_spread.least(formula):
        found = intervals.mean(n, numerator / denominator, deviation)
    if found is None or found.low is None or found.high is None:
        return None, None
    scale = formula.scale if formula.kind in ("rate", "mean") else 1
    return found.low * scale, found.high * scale


def judged(
    catalogue: Catalogue,
    kpi: Kpi,
    history: tuple[Month, ...],
    rebases: Sequence[Rebase] = (),
    left_out: frozenset[date] = frozenset(),
) -> Judged:
    """Limits of each segment, the verdict on the last closed month, marks for drawing.

    Provisional months stay outside limits and rules. A month with too few cases for a verdict
    carries no mark, and where it is the last one there is no verdict.
    """
    segments, variation = segmented(kpi, history, rebases, left_out)
    limits = segments[-1].limits if segments else None
    few = _few(catalogue, kpi, history)
    months = tuple(
        replace(month, mark="common" if scarce else MARKS.get(judgement, "common"))
        for month, judgement, scarce in zip(history, variation.judgements, few, strict=True)
    )
    unsure = variation.point is not None and few[variation.point]
    target = next((month.target for month in reversed(history)), None)
    return Judged(
        months=months,
        limits=limits,
        variation=variation,
        state="none" if unsure else variation.state,
        assurance="none" if unsure else control_limits.assurance(limits, target, kpi.better),
        segments=segments,
    )


def _few(catalogue: Catalogue, kpi: Kpi, history: Iterable[Month]) -> list[bool]:
    least = 0 if kpi.kind == "count" else catalogue.answers["judged_from"]
    return [month.n is not None and month.n < least for month in history]
