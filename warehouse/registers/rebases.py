"""The register of rebases: from which month limits are computed anew, why, and who approved it.

A rebase says that the process is another one since a month. It is a judgement of people, never of
the program: the reason, the evidence and the person who approved it are kept, and a rebase that
was wrong is withdrawn, not deleted. With `baseline_until` the limits rest on the months up to it
and are carried forward unchanged, which is how an action is verified.

Source: Making Data Count on re-calculating limits; ISO 7870-2:2023 clause 7.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from warehouse.access import Viewer
from warehouse.errors import LedgerRefused
from warehouse.period import month_add
from warehouse.registers import records
from warehouse.registers.fields import Field
from warehouse.registers.ledger import Ledger
from warehouse.registers.records import Change, Kept, Kind, Record

ONE, EVERY = "this series", "every cohort"
IN_FORCE, WITHDRAWN = "in force", "withdrawn"
LEAST_BASELINE = 12  # months; NHSRplotthedots refuses fewer, limits from them are trial limits


def _rule(old: Kept | None, new: Kept, why: str) -> Kept:
    """Months are kept by their first day; a baseline has at least 12 of them."""
    new = records.reasoned(old, new, why)
    first = date.fromisoformat(new["from_month"]).replace(day=1)
    until = new["baseline_until"] and date.fromisoformat(new["baseline_until"]).replace(day=1)
    if until and until < month_add(first, LEAST_BASELINE - 1):
        raise LedgerRefused(
            "Cannot write the rebase",
            f"its baseline ends in {until:%Y-%m}, expected {LEAST_BASELINE} months or more, to "
            f"{month_add(first, LEAST_BASELINE - 1):%Y-%m} at least",
            "Name a later month, or none: the limits then rest on all months since.",
            "Nothing was changed.",
        )
    if new["dimension"] and not new["member"]:
        raise LedgerRefused(
            "Cannot write the rebase",
            f"the dimension {new['dimension']!r} is named without a member",
            "Name the member, or leave both empty.",
            "Nothing was changed.",
        )
    kept = {"from_month": first.isoformat(), "baseline_until": until and until.isoformat()}
    return new | kept


REBASE = Kind(
    name="rebase",
    prefix="B",
    fields={
        "kpi_id": Field("KPI", "id", required=True),
        "source": Field("Source", "line"),
        "dimension": Field("Dimension", "line"),
        "member": Field("Member", "line"),
        "applies_to": Field(
            "Applies to", "choice", required=True, allowed=(ONE, EVERY), default=ONE
        ),
        "from_month": Field("From month", "date", required=True),
        "reason": Field("What changed", "line", required=True),
        "evidence": Field("How that is known", "text", required=True),
        "approver": Field("Approved by", "line", required=True),
        "baseline_until": Field("Freeze the limits after", "date"),
        "status": Field(
            "Status", "choice", required=True, allowed=(IN_FORCE, WITHDRAWN), default=IN_FORCE
        ),
    },
    rule=_rule,
)


@dataclass(frozen=True)
class Rebase:
    """A rebase in its current state; months by their first day, None = not filled."""

    rebase_id: str
    revision: int
    kpi_id: str
    source: str | None
    dimension: str | None
    member: str | None
    applies_to: str
    from_month: date
    reason: str
    evidence: str
    approver: str
    baseline_until: date | None
    status: str
    opened_at: datetime
    opened_by: str
    revised_at: datetime
    revised_by: str

    def holds_for(self, kpi_id: str, source: str, dimension: str, member: str) -> bool:
        """Whether the limits of this series begin anew by it; "" = all of a source or cohort.

        A change that is known of one series says nothing of another: without `every cohort` it
        holds for exactly the series that it names.
        """
        if self.status != IN_FORCE or self.kpi_id != kpi_id:
            return False
        own = (self.source or "", self.dimension or "", self.member or "")
        return self.applies_to == EVERY or own == (source, dimension, member)


def add(ledger: Ledger, viewer: Viewer, given: Mapping[str, Any], why: str = "") -> Rebase:
    """Write a new rebase; `given` holds fields of REBASE by name.

    Raises:
        LedgerRefused: a field is unknown, missing (the reason, its evidence, who approved it), or
            holds what it does not take; a baseline of fewer than 12 months.
    """
    return _rebase(records.add(ledger, viewer, REBASE, given, why))


def withdraw(ledger: Ledger, viewer: Viewer, rebase_id: str, seen: int, why: str) -> Rebase:
    """Take a rebase back: limits are computed as if it had not been; the record stays.

    Raises:
        StaleRevision: somebody changed it after the revision `seen`.
        LedgerRefused: no such rebase, no reason, or it is withdrawn already.
    """
    changes = {"status": WITHDRAWN}
    return _rebase(records.revise(ledger, viewer, REBASE, rebase_id, seen, changes, why))


def listed(ledger: Ledger, viewer: Viewer) -> list[Rebase]:
    """Every rebase by id, withdrawn ones included; empty where none was written."""
    return [_rebase(record) for record in records.current(ledger, viewer, REBASE)]


def history(ledger: Ledger, viewer: Viewer, rebase_id: str) -> list[Change]:
    """Who changed which field of the rebase, when, from what to what, and why; oldest first."""
    return records.history(ledger, viewer, REBASE, rebase_id)


def _rebase(record: Record) -> Rebase:
    return Rebase(
        rebase_id=record.record_id,
        **record.stamps,
        **record.fields,
    )
