"""Copies the registers into a staged build: ids, times, dates, states, scores; no words, no names.

Every revision is copied with its time, so that the state at the end of any past month can be read
off it. Levels, appetite and what counts as done are those of scales.toml at the time of copying.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl

from warehouse import books
from warehouse.access import Viewer
from warehouse.catalogue.scales import scales
from warehouse.connection import Database
from warehouse.registers.actions import ACTION
from warehouse.registers.ledger import Ledger
from warehouse.registers.risks import OPEN, RISK

AT = pl.Datetime("us", "UTC")
ACTIONS: dict[str, Any] = {
    "action_id": pl.String,
    "revision": pl.Int32,
    "written_at": AT,
    "is_done": pl.Boolean,
    "original_due_on": pl.Date,
}
RISKS: dict[str, Any] = {
    "risk_id": pl.String,
    "revision": pl.Int32,
    "written_at": AT,
    "is_open": pl.Boolean,
    "level": pl.Int32,
    "is_above_appetite": pl.Boolean,
}


def copied(database: Database, ledger: Ledger, viewer: Viewer) -> None:
    """Replace what the build holds of the registers; empty where nothing was ever written.

    Raises:
        NotAllowed: the viewer may not see registers.
        LedgerBroken: the ledger cannot be read.
    """
    books.lay(database)
    told = (
        ("action_revision", ACTIONS, _actions(ledger, viewer)),
        ("risk_revision", RISKS, _risks(ledger, viewer)),
    )
    for table, schema, rows in told:
        database.run(f"delete from {table}")
        with database.offered("revisions", pl.DataFrame(list(rows), schema=schema, orient="row")):
            database.run(f"insert into {table} by name select * from revisions")


def _actions(ledger: Ledger, viewer: Viewer) -> Iterator[tuple[object, ...]]:
    due = ACTION.fields["original_due_on"]
    for one in ledger.entries(viewer, kind=ACTION.name):
        done = scales().states[one.fields["state"]].done
        first_due = due.read(one.fields["original_due_on"])
        yield one.record_id, one.revision, one.at, done, first_due


def _risks(ledger: Ledger, viewer: Viewer) -> Iterator[tuple[object, ...]]:
    scale = scales().risk
    for one in ledger.entries(viewer, kind=RISK.name):
        likelihood, consequence = (
            int(RISK.fields[name].read(one.fields[name]))
            for name in ("current_likelihood", "current_consequence")
        )
        level = scale.level(likelihood, consequence).number
        above = scale.is_above_appetite(likelihood, consequence)
        yield one.record_id, one.revision, one.at, one.fields["status"] == OPEN, level, above
