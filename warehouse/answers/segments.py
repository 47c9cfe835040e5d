"""A series cut at its rebases and new definitions: limits of each segment, no rule across a cut.

What a KPI computes is another measure after a change of its definition, so limits begin anew there
as they do where people decided on a rebase.

Source: shared practice of Making Data Count; ISO 7870-2:2023 clause 7 for the interpretation.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from warehouse.answers.marks import Segment
from warehouse.answers.shapes import Month
from warehouse.catalogue.kpis import Kpi
from warehouse.registers.rebases import Rebase
from warehouse.stats import control_limits
from warehouse.stats.control_limits import FIRM_POINTS, Limits, Variation

RARE = 5.0  # events a month; below, a quarter or the days between events say more


def segmented(
    kpi: Kpi,
    history: Sequence[Month],
    rebases: Sequence[Rebase] = (),
    left_out: frozenset[date] = frozenset(),
) -> tuple[tuple[Segment, ...], Variation]:
    """Segments of a whole series, and the verdict on the last, with judgements of every month.

    A cut at a month that is not closed yet waits. Of two from one month the later written
    holds. Limits rest on the final months of their segment, to the end of a frozen baseline and
    without those left out; they are trial limits while the segment has fewer than 13 final months.
    There are none for events that are too rare.
    """
    if not history:
        return (), control_limits.variation([], None, kpi.better)
    cuts = _cuts(kpi, history, rebases)
    starts = sorted({0, *cuts})
    segments: list[Segment] = []
    judgements: list[str | None] = []
    verdict = control_limits.variation([], None, kpi.better)
    for start, end in zip(starts, [*starts[1:], len(history)], strict=True):
        months = history[start:end]
        begun = cuts.get(start, Segment(months[0].month, months[-1].month, None))
        values = [final(month) for month in months]
        rare = too_rare(kpi, months)
        limits = None if rare else _limits(months, values, begun.frozen_after, left_out)
        verdict = control_limits.variation(values, limits, kpi.better)
        judgements += verdict.judgements
        excused = tuple(month.month for month in months if month.month in left_out)
        ends = months[0].month, months[-1].month
        found = replace(begun, first=ends[0], last=ends[1], limits=limits, left_out=excused)
        segments.append(found)
    offset = starts[-1]
    point = None if verdict.point is None else verdict.point + offset
    return tuple(segments), replace(verdict, point=point, judgements=tuple(judgements))


def too_rare(kpi: Kpi, months: Sequence[Month]) -> bool:
    """Whether fewer than five events a month, on average, make single months too thin for limits.

    Of a share the rarer outcome counts. Normal limits of such series flag ordinary months. False
    for means, medians and scores, and where a source gives no parts.
    """
    closed = [month for month in months if month.status == "final"]
    if kpi.kind == "proportion":
        known = [(m.numerator or 0.0, m.denominator) for m in closed if m.denominator]
        rarer = min(sum(x for x, _ in known), sum(n - x for x, n in known))
        return bool(known) and rarer / len(known) < RARE
    if kpi.kind in ("rate", "count"):
        counts = [month.numerator for month in closed if month.numerator is not None]
        return bool(counts) and sum(counts) / len(counts) < RARE
    return False


def final(month: Month) -> float | None:
    """The value of a closed month; a provisional one does not count yet."""
    return month.value if month.status == "final" else None


def _cuts(kpi: Kpi, history: Sequence[Month], rebases: Sequence[Rebase]) -> dict[int, Segment]:
    """Where segments begin, by index; the last closed month lies in the last segment."""
    last = max((i for i, month in enumerate(history) if final(month) is not None), default=-1)
    first = history[0].month
    cuts: dict[int, Segment] = {}
    for one in [*_definitions(kpi, first), *map(_rebased, rebases)]:
        index = (one.first.year - first.year) * 12 + one.first.month - first.month
        if index <= last:
            cuts[max(index, 0)] = one
    return cuts


def _definitions(kpi: Kpi, first: date) -> list[Segment]:
    """Segments to be, one for each change of what is computed after the first month."""
    whys = {version.valid_from: version for version in kpi.versions}
    formulas = [(period.since, period.formula.computes) for period in kpi.periods()]
    changed = [since for (_, a), (since, b) in pairwise(formulas) if a != b and since > first]
    return [
        Segment(
            first=since.replace(day=1),
            last=since,
            limits=None,
            reason=f"new definition: {whys[since].why}" if since in whys else "new definition",
            author=whys[since].author if since in whys else "",
        )
        for since in changed
    ]


def _rebased(rebase: Rebase) -> Segment:
    return Segment(
        first=rebase.from_month,
        last=rebase.from_month,
        limits=None,
        reason=rebase.reason,
        approver=rebase.approver,
        author=rebase.opened_by,
        record_id=rebase.rebase_id,
        frozen_after=rebase.baseline_until,
    )


def _limits(
    months: Sequence[Month],
    values: Sequence[float | None],
    until: date | None,
    left_out: frozenset[date],
) -> Limits | None:
    base = [
        None if month.month in left_out or (until and month.month > until) else value
        for month, value in zip(months, values, strict=True)
    ]
    limits = control_limits.xmr_limits(base)
    if limits is None:
        return None
    known = sum(value is not None for value in values)
    return replace(limits, trial=known < FIRM_POINTS)
