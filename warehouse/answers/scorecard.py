"""Every KPI of the catalogue exactly once: worst first in an outcome, the rest with its reason."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from warehouse.access import Viewer
from warehouse.answers import bounds, findings, series
from warehouse.answers.annotations import NOTHING, Annotations
from warehouse.answers.marks import Turn
from warehouse.answers.quarters import quarter
from warehouse.answers.segments import final
from warehouse.answers.series import Judged
from warehouse.answers.shapes import Cohort, Month, Scorecard, ScoreRow
from warehouse.answers.stored import catalogue_of, provenance
from warehouse.answers.unavailable import WORDS
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import OUTCOMES, Catalogue, Kpi
from warehouse.connection import reading
from warehouse.period import month_add, quarter_of
from warehouse.stats.false_alarms import Chances, chances

NOT_CLOSED = "no closed month with enough cases"
NO_VERDICT = ("none", "trial")


def scorecard(
    build: BuildRef,
    *,
    source: str = "",
    members: tuple[tuple[str, str], ...] = (),
    notes: Annotations = NOTHING,
    viewer: Viewer,
) -> Scorecard:
    """The newest closed month of every KPI, with its verdicts; `source` "" = all together.

    `members` are dimensions with a member each, all of which hold; KPIs that one of them cannot
    narrow have no figure and say so. `notes` are the rebases and events of the ledger, as
    `annotations` reads them.

    Raises:
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    cohort = Cohort.of(source, members)
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        histories = series.read(database, catalogue, cohort)
        held = () if members else bounds.read(database, catalogue, source=source)
        origin = provenance(database, build, source)
    judge = partial(_judged, catalogue, cohort, notes)
    found = {kpi.id: judge(kpi, histories.get(kpi.id, ())) for kpi in catalogue.kpis.values()}
    rows = [_row(catalogue, catalogue.kpis[name], one, cohort) for name, one in found.items()]
    shown = [row for row in rows if row.latest is not None]
    month = max((row.latest.month for row in shown if row.latest), default=None)
    since = month_add(quarter_of(month), -1) if month else None
    bound_of = {(one.kpi_id, one.month): one for one in held}
    shown = [
        replace(
            row,
            is_stale=row.latest.month != month,
            bound=bound_of.get((row.kpi.id, row.latest.month)),
        )
        for row in shown
        if row.latest
    ]
    firm = _firm([found[row.kpi.id] for row in shown])
    return Scorecard(
        finding=findings.scorecard(shown, len(rows)),
        month=month,
        groups=_groups(shown),
        missing=tuple(row for row in rows if row.latest is None),
        false_alarms=sum(one.last for one in firm) if firm else None,
        provenance=origin,
        cohort=cohort,
        false_marks=sum(one.marks for one in firm) if firm else None,
        since=since,
        turns=_turns(shown, since, histories, judge),
    )


def _judged(
    catalogue: Catalogue, cohort: Cohort, notes: Annotations, kpi: Kpi, history: tuple[Month, ...]
) -> Judged:
    rebases, left_out = notes.rebases_of(kpi, cohort), notes.left_out(kpi, cohort)
    return series.judged(catalogue, kpi, history, rebases, left_out)


def _row(catalogue: Catalogue, kpi: Kpi, found: series.Judged, cohort: Cohort) -> ScoreRow:
    latest = found.latest
    return ScoreRow(
        kpi=kpi,
        latest=latest,
        months=found.months[-catalogue.answers["months_shown"] :],
        limits=found.limits,
        variation=found.state,
        assurance=found.assurance,
        gap=_gap(kpi, found, cohort),
        quarter=quarter(catalogue, kpi, found.months),
    )


def _gap(kpi: Kpi, found: series.Judged, cohort: Cohort) -> str:
    said = []
    other = [name for name, _ in cohort.members if name not in kpi.dimensions]
    if kpi.awaits:
        said.append(f"waits for {kpi.awaits}")
    elif other:
        said.append(f"cannot be narrowed to one {other[0].replace('_', ' ')}")
    elif not found.months:
        said.append(WORDS)
    elif found.latest is None:
        said.append(NOT_CLOSED)
    if kpi.target is None and kpi.better != "neither" and not kpi.awaits:
        said.append("no target")
    if not kpi.owner:
        said.append("no owner")
    return ", ".join(said)


def _to_act_on(row: ScoreRow) -> bool:
    return row.variation.startswith(("concern", "mixed")) or row.assurance == "misses"


def _weight(row: ScoreRow) -> tuple[bool, bool]:
    concern, misses = row.variation.startswith(("concern", "mixed")), row.assurance == "misses"
    return not concern, not misses


def _groups(rows: list[ScoreRow]) -> tuple[tuple[str, tuple[ScoreRow, ...]], ...]:
    """By outcome: the one with most to act on first, then in the catalogue's order."""
    by_outcome = {
        outcome: sorted((row for row in rows if row.kpi.outcome == outcome), key=_weight)
        for outcome in OUTCOMES
    }
    filled = [(outcome, tuple(group)) for outcome, group in by_outcome.items() if group]
    return tuple(sorted(filled, key=lambda entry: -sum(map(_to_act_on, entry[1]))))


def _firm(found: list[Judged]) -> list[Chances]:
    """What chance does on each chart that gives a verdict, from its own number of months."""
    known = []
    for one in found:
        if one.limits is None or one.limits.trial or one.state in NO_VERDICT:
            continue
        closed = sum(final(month) is not None for month in one.current)
        frozen = one.segments[-1].frozen_after is not None
        known.append(chances(closed, one.limits.points if frozen else None))
    return [one for one in known if one is not None]


def _turns(
    rows: list[ScoreRow],
    since: date | None,
    histories: Mapping[str, tuple[Month, ...]],
    judge: Callable[[Kpi, tuple[Month, ...]], Judged],
) -> tuple[Turn, ...]:
    """Verdicts that are others than at the month `since`, those for the worse first."""
    if since is None:
        return ()
    found = []
    for row in rows:
        history = tuple(month for month in histories[row.kpi.id] if month.month <= since)
        before = judge(row.kpi, history)
        if before.latest is None or (row.latest and row.latest.month <= since):
            continue
        about = (row.kpi.id, row.kpi.label)
        if _differs(before.state, row.variation):
            found.append(Turn(*about, before.state, row.variation, is_assurance=False))
        if before.assurance != row.assurance and "none" not in (before.assurance, row.assurance):
            found.append(Turn(*about, before.assurance, row.assurance, is_assurance=True))
    return tuple(sorted(found, key=_worse_first))


def _differs(before: str, now: str) -> bool:
    """Whether a variation icon changed; from no verdict to common cause nothing was learnt."""
    if before in NO_VERDICT or now in NO_VERDICT:
        return now not in (*NO_VERDICT, "common")
    return before != now


def _worse_first(turn: Turn) -> tuple[bool, bool]:
    return not turn.now.startswith(("concern", "mixed")), turn.now != "misses"
