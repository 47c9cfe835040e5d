"""Are people and resources adequate? Occupancy, staffing, absence, training, monitoring, quality.

The series are the catalogue's KPIs of people and quality with the formulas that are measured beside
them. A series without a source says what it waits for; nothing is estimated. Weeks and scores are
counted from the same facts as the KPIs, calibrations always apart.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from warehouse import facts
from warehouse.access import Viewer
from warehouse.answers import series, wording
from warehouse.answers.annotations import NOTHING, Annotations
from warehouse.answers.multiples import Panel
from warehouse.answers.people_shapes import (
    Calibration,
    Monitoring,
    People,
    Resource,
    TeamTraining,
    Watched,
)
from warehouse.answers.shapes import Cohort, Mark
from warehouse.answers.stored import catalogue_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.connection import Database, reading
from warehouse.stats import outliers
from warehouse.stats.intervals import wilson

OUTCOMES = ("people", "quality")
TRAINING = "fact_training"
MOST = 3  # evaluations of an agent-week that are told apart; more are together
WITHIN = 5.0  # points of 100 that two evaluators may lie apart
SOURCES = {  # what a fact without rows waits for
    "fact_staffed_day": "a workforce plan (template staffed_days)",
    TRAINING: "a roster and training records (templates roster and training)",
    "fact_agent_week": "a roster and quality evaluations (templates roster, quality_scorecards)",
    "fact_evaluation": "quality evaluations (template quality_scorecards)",
}
WATCHED = """
create or replace temp table watched as
select agent, team, local_at, evaluations, monitored_per_week
from fact_agent_week
where not is_running and $source in ('', source_id)
qualify local_at > max(local_at) over () - interval 13 week"""
MONITORED = """
select
    agent, arg_max(team, local_at) as team, count(*) as weeks,
    count(*) filter (where evaluations < monitored_per_week) as below,
    sum(evaluations)::bigint as evaluations
from watched
group by agent
order by below desc, agent"""
SPREAD = """
select least(evaluations, $most) as evaluations, count(*)
from watched
group by all"""
SCORES = """
with counted as (
    select *
    from fact_evaluation
    where status in ('final', 'disputed') and score is not null and $source in ('', source_id)
),
newest as (
    select cast(max(month) as date) as last, cast(max(month) - interval 11 month as date) as first
    from counted
)
select
    first, last, cast(avg(score) filter (where not is_calibration) as double),
    count(*) filter (where not is_calibration), cast(avg(score) as double),
    count(*) filter (where is_calibration)
from newest
left join counted on counted.month between first and last
group by first, last"""
DOUBLED = """
select count(*), avg(apart), count(*) filter (where apart <= $within)
from (
    select cast(max(fact.score) - min(fact.score) as double) as apart
    from fact_evaluation as fact
    join (
        select source_id, evaluation_id as record, interaction_ref, evaluator_ref
        from quality_evaluation
        where interaction_ref is not null
    ) as told on told.source_id = fact.source_id and told.record = fact.record
    where fact.is_calibration and fact.status in ('final', 'disputed') and fact.score is not null
        and fact.month between $first and $last and $source in ('', fact.source_id)
    group by fact.source_id, told.interaction_ref
    having count(distinct told.evaluator_ref) > 1
)"""
TEAMS = """
select member, numerator, denominator, n
from kpi_month
where kpi_id = $kpi and formula = '' and source_id = $source and dimension = 'team'
    and month = $month
order by member"""


def people(
    build: BuildRef, *, source: str = "", notes: Annotations = NOTHING, viewer: Viewer
) -> People:
    """Every series of people and quality, of one source or of all together ("").

    Raises:
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        facts.as_written(database)
        resources = _resources(database, catalogue, source, notes)
        monitoring = _monitoring(database, catalogue, source, viewer)
        calibration = _calibration(database, source)
        kpi, month, training = _training(database, catalogue, source, resources)
        origin = provenance(database, build, source)
    return People(
        resources=resources,
        monitoring=monitoring,
        calibration=calibration,
        training_kpi=kpi,
        training_month=month,
        training=training,
        finding=_finding(resources),
        provenance=origin,
    )


def _resources(
    database: Database, catalogue: Catalogue, source: str, notes: Annotations
) -> tuple[Resource, ...]:
    asked: list[tuple[Kpi, str]] = []
    for kpi in catalogue.kpis.values():
        if kpi.outcome in OUTCOMES:
            asked.append((kpi, ""))
            asked += [(_named(kpi, f), f.name) for f in kpi.formulas if f.name and f.is_split]
    order = {name: place for place, name in enumerate(OUTCOMES)}
    asked.sort(key=lambda pair: order[pair[0].outcome])
    return tuple(_resource(database, catalogue, *pair, source, notes) for pair in asked)


def _named(kpi: Kpi, formula: Formula) -> Kpi:
    """A formula as a KPI of its own: the verdicts of its series need kind, unit and label."""
    return replace(kpi, label=formula.label, kind=formula.kind, unit=formula.unit)


def _resource(
    database: Database,
    catalogue: Catalogue,
    kpi: Kpi,
    formula: str,
    source: str,
    notes: Annotations,
) -> Resource:
    cohort = Cohort(source)
    history = series.read(database, catalogue, cohort, kpi.id, formula).get(kpi.id, ())
    rebases = notes.rebases_of(kpi, cohort) if not formula else ()
    found = series.judged(catalogue, kpi, history, rebases, notes.left_out(kpi, cohort))
    latest = found.latest
    if latest is None:
        return Resource(kpi, formula, None, "none", "none", None, _gap(kpi, bool(history)))
    is_firm = found.limits is not None and not found.limits.trial and found.state != "none"
    mark: Mark = latest.mark if is_firm else "common"
    months = found.months[-catalogue.answers["months_shown"] :]
    enough = (latest.n or 0) >= catalogue.answers["judged_from"]
    return Resource(
        kpi=kpi,
        formula=formula,
        panel=Panel(kpi.label, months, found.limits, latest, mark, None),
        variation=found.state,
        assurance=found.assurance,
        meets=kpi.at(latest.month).meets(latest.value) if enough else None,
        gap="",
    )


def _gap(kpi: Kpi, has_months: bool) -> str:
    if kpi.awaits:
        return kpi.awaits
    return "a closed month with enough cases" if has_months else SOURCES.get(kpi.fact, "a source")


def _monitoring(
    database: Database, catalogue: Catalogue, source: str, viewer: Viewer
) -> Monitoring:
    minimum = catalogue.policy["monitored_per_week"]
    database.run(WATCHED, {"source": source})  # in memory: the view is costly, and read twice
    first, last = database.rows("select min(local_at), max(local_at) from watched")[0]
    if last is None:
        return Monitoring(minimum, None, None, 0, 0, 0, 0, (), ())
    rows = [Watched(*row) for row in database.rows(MONITORED)]
    spread = dict(database.rows(SPREAD, {"most": MOST}))
    below = tuple(one for one in rows if one.below)
    return Monitoring(
        minimum=minimum,
        first=first.date(),
        last=last.date(),
        agents=len(rows),
        agents_below=len(below),
        agent_weeks=sum(one.weeks for one in rows),
        weeks_below=sum(one.below for one in rows),
        spread=tuple((number, spread.get(number, 0)) for number in range(MOST + 1)),
        below=below if "see_rows" in viewer.rights else (),
    )


def _calibration(database: Database, source: str) -> Calibration:
    first, last, score, n, mixed, calibrations = database.rows(SCORES, {"source": source})[0]
    if first is None:
        return Calibration(None, None, None, 0, None, 0, 0, None, 0, WITHIN)
    asked: dict[str, Any] = {"first": first, "last": last, "source": source, "within": WITHIN}
    doubled, apart, close = database.rows(DOUBLED, asked)[0]
    return Calibration(first, last, score, n, mixed, calibrations, doubled, apart, close, WITHIN)


def _training(
    database: Database, catalogue: Catalogue, source: str, resources: tuple[Resource, ...]
) -> tuple[Kpi | None, date | None, tuple[TeamTraining, ...]]:
    """Refreshers in date by team in the newest closed month."""
    told = next((one for one in resources if one.kpi.fact == TRAINING and one.panel), None)
    if told is None or told.panel is None or told.panel.latest is None:
        return None, None, ()
    month = told.panel.latest.month
    rows = database.rows(TEAMS, {"kpi": told.kpi.id, "source": source, "month": month})
    standing = outliers.ladder(
        [n for *_, n in rows],
        withheld_below=catalogue.answers["withheld_below"],
        judged_from=catalogue.answers["judged_from"],
    )
    found = []
    for (team, current, agents, n), state in zip(rows, standing, strict=True):
        shown = state in ("shown", "judged")
        around = wilson(current, agents) if shown else None
        found.append(
            TeamTraining(
                team=team,
                current=int(current),
                n=n,
                share=current / agents if shown else None,
                low=around.low if around else None,
                high=around.high if around else None,
                is_few=state != "judged",
            )
        )
    return told.kpi, month, tuple(found)


def _finding(resources: tuple[Resource, ...]) -> str:
    known = [one for one in resources if one.panel]
    if not known:
        return "No series of people and resources has a source yet"
    missed = [one for one in known if one.meets is False]
    odd = [one for one in known if one.panel and one.panel.mark == "concern"]
    aimed = [one for one in known if one.meets is not None]
    said = f"{len(known)} of {len(resources)} series of people and resources have a figure"
    if aimed:
        said += f"; {len(missed)} of {wording.counted(len(aimed), 'target')} missed"
    if odd:
        names = wording.listed([wording.lowered(one.kpi.label) for one in odd])
        said += f"; {names} {'is' if len(odd) == 1 else 'are'} a concern"
    return said
