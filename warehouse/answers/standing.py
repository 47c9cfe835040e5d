"""What every KPI makes of one record: counted, or excluded because …, in which month."""

from collections.abc import Sequence
from datetime import date

from warehouse import compose
from warehouse.answers.record_shapes import state_of
from warehouse.answers.story_shapes import Place, Standing
from warehouse.catalogue.kpis import Catalogue, Fact, Kpi
from warehouse.catalogue.stories import told
from warehouse.connection import Database

NO_MONTH = "in no month: what dates it has not happened, or is not known"


def standings(
    database: Database, catalogue: Catalogue, place: Place, records: Sequence[str]
) -> tuple[Standing, ...]:
    """One line a KPI and month that the records can count in; none where they are no cases.

    Of several rows in one KPI and month (the answers of one response) those that count are told,
    the reasons of the others only where none counts.
    """
    names = told()[place.table].facts
    names += ("fact_answer",) if place.table == "survey_response" else ()
    found: list[Standing] = []
    for name in dict.fromkeys(names):
        kpis = [kpi for kpi in catalogue.kpis.values() if kpi.fact == name and kpi.formulas]
        if kpis and name in catalogue.facts and records:
            found += _of(database, catalogue.facts[name], kpis, place, records)
    return tuple(found)


def _of(
    database: Database, fact: Fact, kpis: list[Kpi], place: Place, records: Sequence[str]
) -> list[Standing]:
    expressions = [
        f"cast({kpi.month} as date) as month_{i}, {_judgement(kpi)} as judgement_{i}"
        for i, kpi in enumerate(kpis)
    ]
    rows = database.rows(
        f"select distinct {', '.join(expressions)} from {compose.relation(fact)} "
        f"where record in ({', '.join(f'$record_{i}' for i in range(len(records)))}) "
        "and source_id = $source order by all",
        {f"record_{i}": one for i, one in enumerate(records)} | {"source": place.source},
    )
    found: dict[tuple[str, date | None, str], Standing] = {}
    for row in rows:
        for i, kpi in enumerate(kpis):
            month, judgement = row[2 * i], row[2 * i + 1]
            if month is None:
                judgement = NO_MONTH
            key = (kpi.id, month, judgement)
            found.setdefault(key, Standing(kpi, month, judgement, state_of(judgement)))
    inside = {(one.kpi.id, one.month) for one in found.values() if one.state != "excluded"}
    shown = [
        one
        for one in found.values()
        if one.state != "excluded" or (one.kpi.id, one.month) not in inside
    ]
    order = [kpi.id for kpi in kpis]
    return sorted(shown, key=lambda one: (order.index(one.kpi.id), one.month or date.max))


def _judgement(kpi: Kpi) -> str:
    """The judgement by the definition that was in force in the row's month."""
    cases = " ".join(
        f"when {period.formula.month} >= date '{period.since}' "
        f"and {period.formula.month} < date '{period.until}' then {compose.reason(period.formula)}"
        for period in kpi.periods()
    )
    return f"case {cases} end"
