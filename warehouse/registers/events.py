"""The register of events: launches, outages, policy changes – what people know beside the figures.

An event is drawn on every chart that it may have touched, and says whether its months are left out
of the limits, as those of an outage of known cause should be; they stay plotted all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from warehouse.access import Viewer
from warehouse.errors import LedgerRefused
from warehouse.period import month_of
from warehouse.registers import records
from warehouse.registers.fields import Field
from warehouse.registers.ledger import Ledger
from warehouse.registers.records import Change, Kept, Kind, Record

KINDS = ("launch", "outage", "policy change", "staffing change", "other")
KEPT, LEFT_OUT = "kept in the limits", "left out of the limits"
STANDS, WITHDRAWN = "stands", "withdrawn"


def _rule(old: Kept | None, new: Kept, why: str) -> Kept:
    """An event ends after it began, and a dimension is named with its member."""
    new = records.reasoned(old, new, why)
    if new["to"] is not None and new["to"] < new["from"]:
        raise _refused(
            f"it ends on {new['to']}, before it begins on {new['from']}",
            "Correct one of the days; without an end it lasts one day.",
        )
    if bool(new["dimension"]) != bool(new["member"]):
        raise _refused(
            f"found dimension {new['dimension']!r} and member {new['member']!r}",
            "Name both, or neither.",
        )
    return new


EVENT = Kind(
    name="event",
    prefix="E",
    fields={
        "title": Field("What happened", "line", required=True),
        "kind": Field("Kind", "choice", required=True, allowed=KINDS),
        "from": Field("From", "date", required=True),
        "to": Field("To", "date"),
        "kpi_ids": Field("Only these KPIs", "ids"),
        "source": Field("Only this source", "line"),
        "dimension": Field("Only of dimension", "line"),
        "member": Field("and its member", "line"),
        "limits": Field(
            "Its months are", "choice", required=True, allowed=(KEPT, LEFT_OUT), default=KEPT
        ),
        "status": Field(
            "Status", "choice", required=True, allowed=(STANDS, WITHDRAWN), default=STANDS
        ),
    },
    rule=_rule,
)


@dataclass(frozen=True)
class Event:
    """An event in its current state; local dates, None = not filled, no KPI named = every one."""

    event_id: str
    revision: int
    title: str
    kind: str
    began_on: date
    ended_on: date | None
    kpi_ids: tuple[str, ...]
    source: str | None
    dimension: str | None
    member: str | None
    limits: str
    status: str
    opened_at: datetime
    opened_by: str
    revised_at: datetime
    revised_by: str

    @property
    def is_left_out(self) -> bool:
        """Whether its months do not count towards limits."""
        return self.limits == LEFT_OUT

    @property
    def first_month(self) -> date:
        """The month in which it began."""
        return month_of(self.began_on)

    @property
    def last_month(self) -> date:
        """The month in which it ended; the one in which it began where no end is known."""
        return month_of(self.ended_on or self.began_on)

    def touches(self, kpi_id: str, source: str, dimension: str, member: str) -> bool:
        """Whether it is drawn on this chart; "" = all of a source or cohort.

        A chart shows an event unless it cannot contain it: another KPI than those named, another
        source, another member of the same dimension. The total contains every part.
        """
        if self.status != STANDS or (self.kpi_ids and kpi_id not in self.kpi_ids):
            return False
        if self.source and source and self.source != source:
            return False
        same = bool(self.dimension) and self.dimension == dimension
        return not (same and member and self.member != member)

    def is_all_of(self, source: str, dimension: str, member: str) -> bool:
        """Whether the whole of a chart lies inside its scope, so that its months may be left out.

        An outage of one queue does not excuse a month of the total.
        """
        if self.source and self.source != source:
            return False
        return not self.dimension or (self.dimension, self.member) == (dimension, member)


def add(ledger: Ledger, viewer: Viewer, given: Mapping[str, Any], why: str = "") -> Event:
    """Write a new event; `given` holds fields of EVENT by name.

    Raises:
        LedgerRefused: a field is unknown, missing, or holds what it does not take; an end before
            the beginning.
    """
    return _event(records.add(ledger, viewer, EVENT, given, why))


def withdraw(ledger: Ledger, viewer: Viewer, event_id: str, seen: int, why: str) -> Event:
    """Take an event off every chart; the record stays.

    Raises:
        StaleRevision: somebody changed it after the revision `seen`.
        LedgerRefused: no such event, no reason, or it is withdrawn already.
    """
    changes = {"status": WITHDRAWN}
    return _event(records.revise(ledger, viewer, EVENT, event_id, seen, changes, why))


def listed(ledger: Ledger, viewer: Viewer) -> list[Event]:
    """Every event by id, withdrawn ones included; empty where none was written."""
    return [_event(record) for record in records.current(ledger, viewer, EVENT)]


def history(ledger: Ledger, viewer: Viewer, event_id: str) -> list[Change]:
    """Who changed which field of the event, when, from what to what, and why; oldest first."""
    return records.history(ledger, viewer, EVENT, event_id)


def _refused(found: str, remedy: str) -> LedgerRefused:
    return LedgerRefused("Cannot write the event", found, remedy, "Nothing was changed.")


def _event(record: Record) -> Event:
    fields = dict(record.fields)
    return Event(
        event_id=record.record_id,
        **record.stamps,
        began_on=fields.pop("from"),
        ended_on=fields.pop("to"),
        **fields,
    )
