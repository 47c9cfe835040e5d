"""What was reported stays: definitions that would rewrite it are refused, changed figures listed.

A build keeps what was in force when (`kpi_target`), and every figure that was final in the build
before and is another one now (`revision`), carried on from build to build.
"""

from collections.abc import Iterator
from datetime import date

import polars as pl

from warehouse.build import current
from warehouse.catalogue.kpis import RESTATED, Catalogue, Fact, Formula, Kpi, Version
from warehouse.catalogue.loader import declared
from warehouse.connection import Database, DatabaseError, reading
from warehouse.errors import BuildDamaged, CatalogueRefused, NoBuild
from warehouse.home import Home
from warehouse.period import month_add

TABLES = (  # made where they are missing: a copied build may be older than they are
    "create table if not exists kpi_target (kpi_id text, valid_from date, target double, "
    "sign text, origin text, clause text, note text, words text, owner text, why text, "
    "author text)",
    "create table if not exists revision (kpi_id text, formula text, source_id text, month date, "
    "dimension text, member text, numerator_before double, denominator_before double, "
    "value_before double, n_before bigint, numerator double, denominator double, value double, "
    "n bigint, build_before text, build_id text)",
)
IN_FORCE = {
    "target": pl.Float64, "target_sign": pl.String, "target_origin": pl.String,
    "target_clause": pl.String, "target_note": pl.String, "target_words": pl.String,
    "owner": pl.String,
}  # fmt: skip
FINAL = """
select kpi_id, formula, source_id, month, dimension, member, numerator, denominator, value, n
from kpi_month
where status = 'final' and formula <> $restated"""
NEWEST = "select kpi_id, max(month) from kpi_month where status = 'final' group by kpi_id"
REVISED = """
insert into revision
select
    kpi_id, formula, source_id, month, dimension, member,
    before.numerator, before.denominator, before.value, before.n,
    after.numerator, after.denominator, after.value, after.n,
    $before, $build
from final_before as before
left join kpi_month as after using (kpi_id, formula, source_id, month, dimension, member)
where after.numerator is distinct from before.numerator
    or after.denominator is distinct from before.denominator
    or after.value is distinct from before.value
    or after.n is distinct from before.n"""


def in_force(database: Database, catalogue: Catalogue) -> None:
    """Write into a staged build which target and owner each KPI had from which day on.

    One row a KPI and version; `valid_from` is null for what holds from the beginning, `target`
    where there is none.
    """
    for statement in TABLES:
        database.run(statement)
    database.run("delete from kpi_target")
    rows = []
    for kpi in catalogue.kpis.values():
        for version in kpi.versions or (Version(None, fields=vars(kpi)),):
            told = [version.fields[name] for name in IN_FORCE]
            rows.append([kpi.id, version.valid_from, *told, version.why, version.author])
    schema = {"kpi_id": pl.String, "valid_from": pl.Date} | IN_FORCE
    schema |= {"why": pl.String, "author": pl.String}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    with database.offered("told", frame):
        database.run("insert into kpi_target select * from told")


def revised(database: Database, home: Home, build_id: str) -> int:
    """Write into a staged, measured build which final figures of the published one changed.

    Those that changed earlier are carried on, also into a build that began empty. Figures of a
    restated definition are left out: nobody reported them.

    Returns:
        How many figures changed now.
    """
    try:
        before = current(home)
        with reading(before.path) as old:
            final = old.frame(FINAL, {"restated": RESTATED})
            tables = [name for (name,) in old.rows("select table_name from duckdb_tables()")]
            earlier = old.frame("from revision") if "revision" in tables else None
    except (NoBuild, BuildDamaged, DatabaseError):
        return 0
    database.run("delete from revision")
    if earlier is not None:
        with database.offered("earlier", earlier):
            database.run("insert into revision select * from earlier")
    with database.offered("final_before", final):
        database.run(REVISED, {"before": before.id, "build": build_id})
    return int(
        database.value("select count(*) from revision where build_id = $id", {"id": build_id})
    )


def unchanged(home: Home, catalogue: Catalogue) -> None:
    """Refuse a catalogue that would compute months anew that the published build reported.

    A version whose `restates` gives a reason may, once: when it is new.

    Raises:
        CatalogueRefused: the first KPI whose definition changed, with the old and the new text.
    """
    try:
        build = current(home)
        with reading(build.path) as database:
            texts = dict(database.rows("select name, text from catalogue where kind = 'kpi'"))
            newest = dict(database.rows(NEWEST))
            old = declared(texts)
    except (NoBuild, BuildDamaged, DatabaseError):
        return  # nothing was reported, or what was cannot be read: --full begins anew
    except (CatalogueRefused, LookupError, TypeError, ValueError):
        return  # it was by a program whose declarations are no longer read
    for name, until in newest.items():
        if name in old.kpis and name in catalogue.kpis:
            _same(build.id, until, (old, old.kpis[name]), (catalogue, catalogue.kpis[name]))


def _same(
    build_id: str, until: date, before: tuple[Catalogue, Kpi], after: tuple[Catalogue, Kpi]
) -> None:
    (old_catalogue, old), (new_catalogue, new) = before, after
    for month in _turns(old, new, until):
        if _restates(old, new, month):
            continue
        for formula in old.formulas:
            was, now = old.formula_at(month, formula.name), new.formula_at(month, formula.name)
            if was is None or now is None:
                continue  # a variant that is no longer there rewrites nothing
            found = _computes(old_catalogue, was)
            told = _computes(new_catalogue, now)
            for key in {**found, **told}:
                if found.get(key) != told.get(key):
                    raise _rewrites(
                        new, formula, key, (found.get(key), told.get(key)), build_id, until
                    )


def _turns(old: Kpi, new: Kpi, until: date) -> list[date]:
    """One month of each stretch of reported months in which nothing turns, newest last."""
    days = {version.valid_from or date.min for kpi in (old, new) for version in kpi.versions}
    return sorted(month for month in days | {date.min} if month <= until)


def _restates(old: Kpi, new: Kpi, month: date) -> bool:
    """Whether the version in force says why it reaches back, and did not say so before."""
    said = {(version.valid_from, version.restates) for version in old.versions}
    past = [v for v in new.versions if v.valid_from is None or v.valid_from <= month]
    return bool(past and past[-1].restates) and (past[-1].valid_from, past[-1].restates) not in said


def _computes(catalogue: Catalogue, formula: Formula) -> dict[str, str]:
    """What the figures follow: the formula's own texts and the shared terms that they name."""
    found = dict(formula.computes)
    words = set(_words(" ".join(found.values())))
    fact: Fact = catalogue.facts[formula.fact]
    return found | {f"term {name}": text for name, text in fact.terms.items() if name in words}


def _words(text: str) -> Iterator[str]:
    yield from "".join(
        letter if letter.isalnum() or letter == "_" else " " for letter in text
    ).split()


def _rewrites(
    kpi: Kpi,
    formula: Formula,
    key: str,
    texts: tuple[str | None, str | None],
    build_id: str,
    until: date,
) -> CatalogueRefused:
    variant = f" in its formula {formula.name!r}" if formula.name else ""
    following = month_add(until, 1)
    return CatalogueRefused(
        f"Cannot load with the changed definition of {kpi.id!r}",
        f"its {key}{variant} was {texts[0]!r} in build {build_id} and is {texts[1]!r} now, for "
        f"months that are reported, to {until:%Y-%m}",
        f"Put the old text back and write the new one into a [[kpi.{kpi.id}.version]] with "
        f'valid_from = {following}, why and author; where it must reach back, add restates = "…", '
        "the reason (docs/catalogue.md).",
        f"Nothing was changed; build {build_id} stays current.",
    )
