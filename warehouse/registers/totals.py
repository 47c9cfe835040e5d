"""Totals that a source itself gives, as somebody typed them, and the deviations accepted from them.

A total is what the tool's own report says of a month; it is compared with ours and feeds no figure.
A deviation is accepted for one source, month and measure, by name and reason, up to a size: ours
minus theirs. It holds for what was seen: a difference of the other sign, or a larger one, is a new
one. It ends with the last day of `until`, where one was given, or when it is withdrawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from warehouse.access import Viewer
from warehouse.errors import LedgerRefused
from warehouse.registers import records
from warehouse.registers.fields import Field, refusal
from warehouse.registers.ledger import Ledger
from warehouse.registers.records import Kept, Kind, Record

IN_FORCE, WITHDRAWN = "in force", "withdrawn"


def _monthly(old: Kept | None, new: Kept, why: str) -> Kept:
    """Both kinds speak of a month by its first day; a correction says why."""
    records.reasoned(old, new, why)
    if not str(new["month"]).endswith("-01"):
        raise refusal("month", new["month"], "the first day of a month, such as 2026-03-01")
    if "value" in new and Decimal(new["value"]) < 0:
        raise refusal("value", new["value"], "a total, 0 or more")
    if "size" in new and not Decimal(new["size"]):
        raise refusal("size", new["size"], "a difference that is not 0")
    return new


PLACE = {
    "source": Field("Source", "line", required=True),
    "month": Field("Month", "date", required=True),
    "measure": Field("Measure", "id", required=True),
}
TOTAL = Kind(
    name="source_total",
    prefix="T",
    fields={
        **PLACE,
        "value": Field("Total of the source", "amount", required=True),
        "read_from": Field("Read from", "line", required=True),
    },
    rule=_monthly,
)
DEVIATION = Kind(
    name="accepted_deviation",
    prefix="D",
    fields={
        **PLACE,
        "size": Field("Ours minus theirs", "amount", required=True),
        "reason": Field("Reason", "text", required=True),
        "until": Field("Until", "date"),
        "build_id": Field("Seen in build", "line", required=True),
        "status": Field("Status", "choice", allowed=(IN_FORCE, WITHDRAWN), default=IN_FORCE),
    },
    rule=_monthly,
)


@dataclass(frozen=True)
class TypedTotal:
    """A total as it stands: in the unit of its measure; `author` typed the newest revision."""

    total_id: str
    revision: int
    source: str
    month: date
    measure: str
    value: Decimal
    read_from: str
    author: str
    at: datetime


@dataclass(frozen=True)
class Deviation:
    """An accepted deviation as it stands; `until` None = without an end."""

    deviation_id: str
    revision: int
    source: str
    month: date
    measure: str
    size: Decimal
    reason: str
    until: date | None
    build_id: str
    status: str
    author: str
    at: datetime

    def covers(self, difference: Decimal, today: date) -> bool:
        """Whether it accepts this difference (ours minus theirs) on that day."""
        in_time = self.until is None or today <= self.until
        same_side = difference * self.size > 0 and abs(difference) <= abs(self.size)
        return self.status == IN_FORCE and in_time and same_side


def state(ledger: Ledger, viewer: Viewer, given: Mapping[str, Any]) -> TypedTotal:
    """Write a total, or correct the one that stands for the same source, month and measure.

    Raises:
        LedgerRefused: a field is missing or wrong, or the same total stands already.
    """
    place = (given.get("source"), given.get("month"), given.get("measure"))
    standing = next(
        (one for one in totals(ledger, viewer) if (one.source, one.month, one.measure) == place),
        None,
    )
    if standing is None:
        return _total(records.add(ledger, viewer, TOTAL, given))
    why = f"read again from {given.get('read_from')}"
    return _total(
        records.revise(ledger, viewer, TOTAL, standing.total_id, standing.revision, given, why)
    )


def totals(ledger: Ledger, viewer: Viewer) -> list[TypedTotal]:
    """Every total that was typed, by id; empty where there is none."""
    return [_total(record) for record in records.current(ledger, viewer, TOTAL)]


def accept(ledger: Ledger, viewer: Viewer, given: Mapping[str, Any]) -> Deviation:
    """Accept a deviation in the viewer's name.

    Raises:
        LedgerRefused: a field is missing or wrong, the reason included.
    """
    return _deviation(records.add(ledger, viewer, DEVIATION, given))


def withdraw(ledger: Ledger, viewer: Viewer, deviation_id: str, why: str) -> Deviation:
    """Take an acceptance back; the history keeps it and the reason.

    Raises:
        LedgerRefused: no such record, no reason, or it is withdrawn already.
    """
    newest = records.one(ledger, viewer, DEVIATION, deviation_id)
    if newest.fields["status"] == WITHDRAWN:
        raise LedgerRefused(
            f"Cannot withdraw {deviation_id!r}", "it is withdrawn", "", "Nothing was changed."
        )
    changes = {"status": WITHDRAWN}
    return _deviation(
        records.revise(ledger, viewer, DEVIATION, deviation_id, newest.revision, changes, why)
    )


def deviations(ledger: Ledger, viewer: Viewer) -> list[Deviation]:
    """Every deviation ever accepted, by id, withdrawn ones included."""
    return [_deviation(record) for record in records.current(ledger, viewer, DEVIATION)]


def _total(record: Record) -> TypedTotal:
    return TypedTotal(
        total_id=record.record_id,
        revision=record.revision,
        author=record.revised_by,
        at=record.revised_at,
        **record.fields,
    )


def _deviation(record: Record) -> Deviation:
    return Deviation(
        deviation_id=record.record_id,
        revision=record.revision,
        author=record.opened_by,
        at=record.opened_at,
        **record.fields,
    )
