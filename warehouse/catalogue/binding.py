"""Tries every SQL expression of a catalogue on an empty build, before figures are computed."""

from collections.abc import Iterator

from warehouse import build, compose, facts
from warehouse.catalogue.kpis import Catalogue, Censored, Formula, Kpi
from warehouse.connection import Database, DatabaseError, scratch
from warehouse.errors import CatalogueRefused

EVER = "timestamptz '2000-01-01 00:00:00+00'"


def bound(catalogue: Catalogue) -> None:
    """Refuse a catalogue with an expression that does not run.

    Raises:
        CatalogueRefused: the first such expression, with what the database says of it.
    """
    with scratch() as database:
        build.create(database)
        facts.lay(database, catalogue)
        for fact in catalogue.facts.values():
            database.run(f"create temp table {fact.name} as from {fact.name} limit 0")
            for name in (*fact.dimensions, *fact.shows):
                _try(database, fact.name, f"facts.toml, {fact.name}", "column", name)
            for name, text in fact.near.items():
                tried = text.replace("$near_from", EVER).replace("$near_to", EVER)
                where = f"facts.toml, {fact.name}, near"
                _try(database, fact.name, where, name, f"{name}, ({tried}) and true")
        for kpi in catalogue.kpis.values():
            for where, formulas in _declared(kpi):
                for formula in formulas:
                    _formula(database, catalogue, where, formula)
            if kpi.censored:
                _censored(database, catalogue, kpi.id, kpi.censored)


def _declared(kpi: Kpi) -> Iterator[tuple[str, tuple[Formula, ...]]]:
    """Where the formulas stand: in the KPI itself, or in each of its versions."""
    where = f"kpi.{kpi.id} of kpis.toml"
    if not kpi.versions:
        yield where, kpi.formulas
    for version in kpi.versions:
        place = f"version {version.valid_from} of {where}" if version.valid_from else where
        yield place, version.fields["formulas"]


def _formula(database: Database, catalogue: Catalogue, where: str, formula: Formula) -> None:
    where += f", formula {formula.name!r}" if formula.name else ""
    fact = catalogue.facts[formula.fact]
    relation = compose.relation(fact)
    expressions = list(_expressions(formula))
    everything = ", ".join(text for _, text in expressions)
    try:
        database.run(f"select {everything} from {relation}")
    except DatabaseError:
        for name, text in expressions:
            _try(database, relation, where, name, text)
        raise


def _censored(database: Database, catalogue: Catalogue, name: str, censored: Censored) -> None:
    where = f"kpi.{name} of kpis.toml, censored"
    _formula(database, catalogue, where, censored.formula)
    relation = compose.relation(catalogue.facts[censored.formula.fact])
    _try(database, relation, where, "is_event", f"({censored.is_event}) and true")


def _expressions(formula: Formula) -> Iterator[tuple[str, str]]:
    yield "month", f"cast({formula.month} as date)"
    for name in ("numerator", "denominator", "value", "cases"):
        if text := getattr(formula, name):
            yield name, f"sum({text}) over ()"
    for exclusion in formula.exclusions:
        yield f"exclusion {exclusion.reason!r}", f"({exclusion.when}) and true"
    if formula.parameter:
        yield "parameter", formula.parameter


def _try(database: Database, relation: str, where: str, name: str, text: str) -> None:
    try:
        database.run(f"select {text} from {relation}")
    except DatabaseError as error:
        raise CatalogueRefused(
            f"Cannot use {where}",
            f"its {name} {text!r} does not run: {str(error).splitlines()[0]}",
            "Correct the declaration.",
        ) from error
