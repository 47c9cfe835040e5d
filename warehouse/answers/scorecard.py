"""Every KPI of the catalogue exactly once: worst first in an outcome, the rest with its reason."""

from datetime import date

from warehouse.access import Viewer
from warehouse.answers import findings, series
from warehouse.answers.shapes import Cohort, Scorecard, ScoreRow
from warehouse.answers.stored import catalogue_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import OUTCOMES, Catalogue, Kpi
from warehouse.connection import reading
from warehouse.stats.control_limits import false_alarms_expected

NO_ROWS = "no row of the loaded exports feeds it"
NOT_CLOSED = "no closed month with enough cases"


def scorecard(build: BuildRef, *, source: str = "", viewer: Viewer) -> Scorecard:
    """The newest closed month of every KPI, with its verdicts; `source` "" = all together.

    Raises:
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    cohort = Cohort(source=source)
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        histories = series.read(database, catalogue, cohort)
        origin = provenance(database, build, source)
    rows = [
        _row(catalogue, kpi, series.judged(catalogue, kpi, histories.get(kpi.id, ())))
        for kpi in catalogue.kpis.values()
    ]
    shown = [row for row in rows if row.latest is not None]
    month = max((row.latest.month for row in shown if row.latest), default=None)
    shown = [_dated(row, month) for row in shown]
    return Scorecard(
        finding=findings.scorecard(shown, len(rows)),
        month=month,
        groups=_groups(shown),
        missing=tuple(row for row in rows if row.latest is None),
        false_alarms=_false_alarms(shown),
        provenance=origin,
        cohort=cohort,
    )


def _row(catalogue: Catalogue, kpi: Kpi, found: series.Judged) -> ScoreRow:
    latest = found.latest
    return ScoreRow(
        kpi=kpi,
        latest=latest,
        months=found.months[-catalogue.answers["months_shown"] :],
        limits=found.limits,
        variation=found.state,
        assurance=found.assurance,
        gap=_gap(kpi, found),
    )


def _gap(kpi: Kpi, found: series.Judged) -> str:
    said = []
    if kpi.awaits:
        said.append(f"waits for {kpi.awaits}")
    elif not found.months:
        said.append(NO_ROWS)
    elif found.latest is None:
        said.append(NOT_CLOSED)
    if kpi.target is None and kpi.better != "neither" and not kpi.awaits:
        said.append("no target")
    if not kpi.owner:
        said.append("no owner")
    return ", ".join(said)


def _dated(row: ScoreRow, month: date | None) -> ScoreRow:
    is_stale = row.latest is not None and row.latest.month != month
    return ScoreRow(**{**vars(row), "is_stale": is_stale})


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


def _false_alarms(rows: list[ScoreRow]) -> float | None:
    """False signals to expect a month if nothing had changed; None without firm limits."""
    firm = [row.limits for row in rows if row.limits is not None and not row.limits.trial]
    if not firm:
        return None
    return sum(false_alarms_expected(1, limits.points) for limits in firm)
