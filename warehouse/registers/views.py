"""The register of saved views: an address of a page with its filters, under a name of people's own.

A view keeps no figures: whoever opens it sees those of the day. It can be renamed, and it is
deleted by a last revision that closes it; its history stays.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse.access import Viewer
from warehouse.errors import LedgerRefused
from warehouse.registers import records
from warehouse.registers.fields import Field, refusal
from warehouse.registers.ledger import Ledger
from warehouse.registers.records import Change, Kept, Kind, Record

IN_USE, DELETED = "in use", "deleted"
ADDRESS = re.compile(r"[a-z][a-z_]*(\?[^\s#]*)?")


def _rule(old: Kept | None, new: Kept, _why: str) -> Kept:
    """An address is one of this program's pages; what is deleted stays so."""
    if not ADDRESS.fullmatch(new["address"]):
        expected = "a page and its filters, such as trends?kpi=first_kpi"
        raise refusal("address", new["address"], expected)
    if old is not None and old["status"] == DELETED:
        raise LedgerRefused(
            "Cannot revise the view", "it is deleted", "Save it anew.", "Nothing was changed."
        )
    return new


VIEW = Kind(
    name="view",
    prefix="V",
    fields={
        "title": Field("Name", "line", required=True),
        "address": Field("Address", "text", required=True),
        "status": Field(
            "Status", "choice", allowed=(IN_USE, DELETED), default=IN_USE, set_by_hand=False
        ),
    },
    rule=_rule,
)


@dataclass(frozen=True)
class View:
    """A view in its current state: `trends?kpi=first_kpi&channel=voice` under its name."""

    view_id: str
    revision: int
    title: str
    address: str
    status: str
    opened_at: datetime
    opened_by: str
    revised_at: datetime
    revised_by: str

    @property
    def page(self) -> str:
        """The page's name in the address."""
        return self.address.partition("?")[0]

    @property
    def query(self) -> str:
        """What follows the question mark; empty without filters."""
        return self.address.partition("?")[2]


def add(ledger: Ledger, viewer: Viewer, given: Mapping[str, Any]) -> View:
    """Save a view; `given` holds its title and its address.

    Raises:
        LedgerRefused: a field is unknown, missing, or holds what it does not take.
    """
    return _view(records.add(ledger, viewer, VIEW, given))


def rename(ledger: Ledger, viewer: Viewer, view_id: str, seen: int, title: str) -> View:
    """Give a view another name.

    Raises:
        StaleRevision: somebody changed it after the revision `seen`.
        LedgerRefused: no such view, no name, the same name, or it is deleted.
    """
    return _view(records.revise(ledger, viewer, VIEW, view_id, seen, {"title": title}, ""))


def delete(ledger: Ledger, viewer: Viewer, view_id: str, seen: int) -> View:
    """Close a view: it is offered no more, and its record stays.

    Raises:
        StaleRevision: somebody changed it after the revision `seen`.
        LedgerRefused: no such view, or it is deleted already.
    """
    closed = {"status": DELETED}
    return _view(records.revise(ledger, viewer, VIEW, view_id, seen, {}, "", settled=closed))


def in_use(ledger: Ledger, viewer: Viewer) -> list[View]:
    """The views that are offered, by name; empty where none was saved."""
    found = [_view(record) for record in records.current(ledger, viewer, VIEW)]
    return sorted((one for one in found if one.status == IN_USE), key=lambda one: one.title.lower())


def history(ledger: Ledger, viewer: Viewer, view_id: str) -> list[Change]:
    """Who saved, renamed and deleted the view, and when; oldest first."""
    return records.history(ledger, viewer, VIEW, view_id)


def _view(record: Record) -> View:
    return View(
        view_id=record.record_id,
        **record.stamps,
        **record.fields,
    )
