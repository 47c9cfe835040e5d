"""Measures every KPI of the catalogue into `kpi_month`, one query per fact, month and purpose.

Each fact is computed once into a temporary table, in the order in which facts build on one
another. Sums stay DECIMAL until they are whole, so a full load and an incremental one of the same
files give the same figures, row for row.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from warehouse import books, bounding, build, compose, facts, packing, reported, uncounted
from warehouse.catalogue.kpis import RESTATED, Catalogue, Fact, Formula, Kpi, Period
from warehouse.connection import Database


@dataclass(frozen=True)
class Task:
    """One formula of one KPI, for the months that it is in force for."""

    kpi: Kpi
    period: Period

    @property
    def formula(self) -> Formula:
        """The formula."""
        return self.period.formula

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What it is measured by beforehand."""
        return self.kpi.dimensions if self.formula.is_split else ()


def measure(
    database: Database, catalogue: Catalogue, *, progress: Callable[[str], None] | None = None
) -> None:
    """Fill kpi_month, lay the facts and keep the catalogue's texts in a staged build.

    Each month is computed by the version of its KPI that was in force on its first day; where
    versions compute differently, the present one's figures of all months are kept beside them.

    `progress` is told the name of each relation that is about to be computed.
    """
    catalogue = catalogue.known_on(database.value("select cast(max(as_of) as date) from source"))
    database.give_room()
    books.keep(database)
    facts.as_written(database)
    facts.lay(database, catalogue)
    uncounted.begin(database)
    database.run("delete from kpi_month")
    _keep(database, catalogue)
    database.run("create or replace temp table measured as from kpi_month limit 0")
    computed = [name for name in catalogue.order if name not in catalogue.stored]
    alive: list[str] = []
    try:
        for place, name in enumerate(computed):
            if progress:
                progress(name)
            database.run(f"create temp {_kind(catalogue, name)} {name} as {facts.sql(name)}")
            alive.append(name)
            if name in catalogue.facts:
                _fact(database, catalogue, catalogue.facts[name])
            for done in _done(catalogue, alive, computed[place + 1 :]):
                database.run(f"drop {_kind(catalogue, done)} temp.{done}")
                alive.remove(done)
    finally:
        facts.as_usual(database)
    # One statement, because each one that writes into the file waits for the disk.
    database.run("insert into kpi_month from measured")
    database.run("drop table measured")
    bounding.bound(database, catalogue)


def _done(catalogue: Catalogue, alive: list[str], later: list[str]) -> list[str]:
    """The computed relations that nothing later reads, directly or through a passing view."""
    text = " ".join(facts.sql(name) for name in later)
    for name in reversed(alive):
        if name in catalogue.passing and re.search(rf"\b{name}\b", text):
            text += facts.sql(name)
    return [name for name in reversed(alive) if not re.search(rf"\b{name}\b", text)]


def _kind(catalogue: Catalogue, name: str) -> str:
    return "view" if name in catalogue.passing else "table"


def _keep(database: Database, catalogue: Catalogue) -> None:
    database.run("delete from catalogue where kind in ('kpi', 'sql')")
    build.keep(database, "kpi", catalogue.texts)
    build.keep(database, "sql", {name: facts.sql(name) for name in catalogue.order})
    reported.in_force(database, catalogue)


def _fact(database: Database, catalogue: Catalogue, fact: Fact) -> None:
    by_month: dict[str, list[Task]] = {}
    for kpi in catalogue.kpis.values():
        for period in _periods(kpi):
            if period.formula.fact == fact.name:
                by_month.setdefault(period.formula.month, []).append(Task(kpi, period))
    for month, tasks in by_month.items():
        sums = [task for task in tasks if task.formula.kind != "median"]
        _sums(database, fact, month, sums, uncounted.formulas(catalogue, fact, month))
        for is_split in (False, True):
            medians = [task for task in tasks if task not in sums]
            alike = [task for task in medians if task.formula.is_split == is_split]
            _medians(database, fact, month, alike)


def _sums(
    database: Database,
    fact: Fact,
    month: str,
    tasks: list[Task],
    unusable: list[tuple[str, Formula]],
) -> None:
    """Measure what can be added up, and count unusable rows, in one pass over the fact."""
    formulas = [*(task.formula for task in tasks), *(formula for _, formula in unusable)]
    if not formulas:
        return
    by = packing.packs(fact, {name for task in tasks for name in task.dimensions})
    query, found, added = packing.packed(fact, month, formulas, by)
    database.run(f"create or replace temp table packed as {query}")
    sources = database.value("select count(distinct source_id) from packed")
    if sources:
        for (kpi, _), sums in zip(unusable, found[len(tasks) :], strict=True):
            uncounted.keep(database, kpi, sums.counted, "packed where pack = 0")
        wide = compose.stated(packing.unpacked("packed", by, added))
        database.run(f"create or replace temp table wide as {wide}")
        for task, sums in zip(tasks, found[: len(tasks)], strict=True):
            _write(database, task, sums, is_alone=sources == 1)


def _medians(database: Database, fact: Fact, month: str, tasks: list[Task]) -> None:
    """Measure what cannot be added up: each dimension costs a pass."""
    if not tasks:
        return
    counts = ["count(distinct source_id)", *(f"count({name})" for name in fact.dimensions)]
    ((sources, *stated),) = database.rows(f"select {', '.join(counts)} from {fact.name}")
    if not sources:
        return
    known = {name for name, rows in zip(fact.dimensions, stated, strict=True) if rows}
    by = sorted(known.intersection(*(task.dimensions for task in tasks)))
    groups = [("source_id", "month"), *(("source_id", "month", name) for name in by)]
    if sources > 1:
        groups += [("month",), *(("month", name) for name in by)]
    query, found = compose.sums(fact, month, [task.formula for task in tasks], groups)
    database.run(f"create or replace temp table wide as {compose.stated(query)}")
    for task, sums in zip(tasks, found, strict=True):
        _write(database, task, sums, is_alone=sources == 1)


def _periods(kpi: Kpi) -> list[Period]:
    """Every formula as defined then, and the present definition where months had others."""
    names = [formula.name for formula in kpi.formulas] + [RESTATED] * kpi.is_restated
    return [period for name in names for period in kpi.periods(name)]


def _write(database: Database, task: Task, sums: compose.Sums, *, is_alone: bool) -> None:
    """Write one formula's rows: of each source, and of all together.

    Of a fact with one source alone all together is that source.
    """
    named = {
        "kpi": task.kpi.id,
        "formula": task.formula.name,
        "not_stated": compose.NOT_STATED,
        "dimensions": ["", *task.dimensions],
        "maturity": task.period.maturity_days,
        "since": task.period.since,
        "until": task.period.until,
    }
    of_each = compose.settled(task.formula, sums, "wide", is_combined=False)
    if is_alone:
        together = f"select * replace ('' as source_id) from ({of_each})"
    else:
        together = compose.settled(task.formula, sums, "wide", is_combined=True)
    parts = [together] if task.kpi.is_combined_only else [of_each, together]
    for query in parts:
        database.run(
            f"insert into measured by name select * from ({query}) "
            "where $since <= month and month < $until",
            named,
        )
