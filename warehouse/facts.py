"""Lays the facts over the canonical tables of a build: one relation for each file of warehouse/sql.

Most are views, so that a figure's rows can be looked up without a second copy of the data; the
small ones that many rows are joined with are tables.
"""

from datetime import date, timedelta
from pathlib import Path

from warehouse.catalogue.kpis import Catalogue
from warehouse.clock import Calendar, non_working_days
from warehouse.connection import Database

FOLDER = Path(__file__).with_name("sql")
# DuckDB 1.5.5 takes a join with a source of half a million rows for a small one and builds its
# hash table from the contacts; the written order is right in these files: the large side first.
AS_WRITTEN = "set disabled_optimizers = 'join_order,build_side_probe_side'"
AS_USUAL = "set disabled_optimizers = ''"
RUNWAY = timedelta(days=120)  # longer than any deadline in working days


def sql(name: str) -> str:
    """The text of one relation, comments included."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def as_written(database: Database) -> None:
    """Let this connection join in the order in which the facts are written."""
    database.run(AS_WRITTEN)


def as_usual(database: Database) -> None:
    """Let this connection choose its joins again."""
    database.run(AS_USUAL)


def lay(database: Database, catalogue: Catalogue) -> None:
    """Write policy numbers and closed days into the build and create every relation anew.

    Raises:
        InputRefused: the country or subdivision of care.toml has no calendar.
    """
    _clear(database, catalogue)
    _policy(database, catalogue)
    _closed_days(database, catalogue)
    for name in catalogue.order:
        kind = "table" if name in catalogue.stored else "view"
        database.run(f"create {kind} {name} as {sql(name)}")


def _clear(database: Database, catalogue: Catalogue) -> None:
    """Drop what an earlier measuring left in a copied build; a table may have become a view."""
    there = dict(
        database.rows(
            "select table_name, table_type from information_schema.tables "
            "where table_schema = 'main'"
        )
    )
    for name in (*reversed(catalogue.order), "policy", "closed_day"):
        if name in there:
            kind = "view" if there[name] == "VIEW" else "table"
            database.run(f"drop {kind} {name}")


def _policy(database: Database, catalogue: Catalogue) -> None:
    columns = ", ".join(f"${name}::integer as {name}" for name in catalogue.policy)
    database.run(f"create table policy as select {columns}", dict(catalogue.policy))


def _closed_days(database: Database, catalogue: Catalogue) -> None:
    first, last = database.rows(
        "select cast(min(received_at) as date), greatest(cast(max(received_at) as date), "
        "(select cast(max(as_of) as date) from source)) from complaint"
    )[0]
    days: list[date] = []
    if first is not None:
        site = catalogue.site
        calendar = Calendar(site["zone"], site["country"], site["subdivision"] or None)
        days = non_working_days(first - RUNWAY, (last or first) + RUNWAY, calendar)
    database.run("create table closed_day (day date)")
    database.run("insert into closed_day select unnest($days::date[])", {"days": days})
