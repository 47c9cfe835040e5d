"""Measures every KPI of the catalogue into `kpi_month`, one query per fact, month and purpose.

Each fact is computed once into a temporary table, in the order in which facts build on one
another. Sums stay DECIMAL until they are whole, so a full load and an incremental one of the same
files give the same figures, row for row.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from warehouse import compose, facts
from warehouse.catalogue.kpis import Catalogue, Fact, Formula, Kpi
from warehouse.connection import Database

# DuckDB 1.5.5 takes a join with a source of half a million rows for a small one and builds its
# hash table from the contacts; the written order is right here: the large side first.
AS_WRITTEN = "set disabled_optimizers = 'join_order,build_side_probe_side'"
AS_USUAL = "set disabled_optimizers = ''"

# A dimension that a source never states says nothing about that source.
UNSTATED = """
delete from wide
where dimension <> '' and (coalesce(source_id, ''), dimension) in (
    select (coalesce(source_id, ''), dimension)
    from wide
    group by source_id, dimension
    having count(member) = 0
)"""

WRITE = """
insert into kpi_month
with part as (
    select
        wide.* replace (coalesce(wide.member, $not_stated) as member),
        coalesce(clock.local_as_of, (select min(local_as_of) from source_clock)) as local_as_of
    from wide
    left join source_clock as clock using (source_id)
    where wide.{counted} > 0
        and list_contains($dimensions, wide.dimension)
        and (wide.source_id is null) = $is_whole
)
select
    $kpi, $formula, {source}, month, dimension, member,
    cast({numerator} as double), cast({denominator} as double), {value},
    cast(coalesce({cases}, 0) as bigint),
    case
        when month + interval 1 month + to_days($maturity) <= {as_of} then 'final'
        else 'provisional'
    end
from part
{group}"""


@dataclass(frozen=True)
class Task:
    """One formula of one KPI."""

    kpi: Kpi
    formula: Formula


def measure(
    database: Database, catalogue: Catalogue, *, progress: Callable[[str], None] | None = None
) -> None:
    """Fill kpi_month, lay the facts and keep the catalogue's texts in a staged build.

    `progress` is told the name of each relation that is about to be computed.
    """
    facts.lay(database, catalogue)
    database.run("delete from kpi_month")
    _keep(database, catalogue)
    database.run(AS_WRITTEN)
    computed = [name for name in catalogue.order if name not in catalogue.stored]
    alive: list[str] = []
    try:
        for place, name in enumerate(computed):
            if progress:
                progress(name)
            database.run(f"create temp table {name} as {facts.sql(name)}")
            alive.append(name)
            if name in catalogue.facts:
                _fact(database, catalogue, catalogue.facts[name])
            later = " ".join(facts.sql(other) for other in computed[place + 1 :])
            for done in [other for other in alive if not re.search(rf"\b{other}\b", later)]:
                database.run(f"drop table temp.{done}")
                alive.remove(done)
    finally:
        database.run(AS_USUAL)


def _keep(database: Database, catalogue: Catalogue) -> None:
    database.run("delete from catalogue where kind = 'kpi'")
    for name, text in catalogue.texts.items():
        database.run("insert into catalogue values ('kpi', ?, ?)", [name, text])


def _fact(database: Database, catalogue: Catalogue, fact: Fact) -> None:
    by_query: dict[tuple[str, bool, bool], list[Task]] = {}
    for kpi in catalogue.kpis.values():
        for formula in kpi.formulas:
            if formula.fact == fact.name:
                key = (formula.month, formula.is_split, formula.kind == "median")
                by_query.setdefault(key, []).append(Task(kpi, formula))
    for (month, is_split, is_median), tasks in by_query.items():
        used = {name for task in tasks for name in task.kpi.dimensions} if is_split else set()
        by = sorted(used & set(fact.dimensions))
        groups = [("source_id", "month"), *(("source_id", "month", name) for name in by)]
        if is_median:
            groups += [("month",), *(("month", name) for name in by)]
        query, found = compose.sums(fact, month, [task.formula for task in tasks], groups)
        database.run(f"create or replace temp table wide as {query}")
        database.run(UNSTATED)
        for task, sums in zip(tasks, found, strict=True):
            if not task.kpi.is_combined_only:
                _write(database, task, sums, is_combined=False)
            _write(database, task, sums, is_combined=True)


def _write(database: Database, task: Task, sums: compose.Sums, *, is_combined: bool) -> None:
    """Write one formula's rows: of each source, or of all sources together (source_id '').

    Combined figures are added up from the sources' sums, a median is taken anew; they are
    provisional where one of their parts is.
    """
    formula = task.formula
    is_median = formula.kind == "median"
    adds = is_combined and not is_median

    def whole(column: str) -> str:
        return f"sum({column})" if adds and column != "null" else column

    numerator, denominator = whole(sums.numerator), whole(sums.denominator)
    statement = WRITE.format(
        counted=sums.counted,
        source="''" if is_combined else "source_id",
        numerator=numerator,
        denominator=denominator,
        value=compose.value(formula, numerator, denominator, sums.holistic),
        cases=whole(sums.cases),
        as_of="min(local_as_of)" if adds else "local_as_of",
        group="group by month, dimension, member" if adds else "",
    )
    named = {
        "kpi": task.kpi.id,
        "formula": formula.name,
        "not_stated": compose.NOT_STATED,
        "dimensions": ["", *task.kpi.dimensions],
        "is_whole": is_combined and is_median,
        "maturity": task.kpi.maturity_days,
    }
    database.run(statement, named)
