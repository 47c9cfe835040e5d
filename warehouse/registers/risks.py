"""The risk register: what may go wrong for customers, how likely, how bad, and what is done.

A risk is scored twice, by likelihood and consequence of scales.toml: inherent, as if nothing were
done about it, and current, as it stands with what is done today. Its level and whether it lies
above appetite follow from the score and are not written down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from warehouse.access import Viewer
from warehouse.catalogue.scales import Step, scales
from warehouse.registers import records
from warehouse.registers.fields import Field
from warehouse.registers.ledger import Ledger
from warehouse.registers.records import Change, Kind, Record

OPEN, CLOSED = "open", "closed"

RISK = Kind(
    name="risk",
    prefix="R",
    fields={
        "title": Field("Title", "line", required=True),
        "description": Field("Description", "text"),
        "cause": Field("Cause", "text"),
        "inherent_likelihood": Field("Inherent likelihood", "score", required=True),
        "inherent_consequence": Field("Inherent consequence", "score", required=True),
        "current_likelihood": Field("Current likelihood", "score", required=True),
        "current_consequence": Field("Current consequence", "score", required=True),
        "owner": Field("Owner", "line", required=True),
        "treatment": Field(
            "Treatment", "choice", required=True, allowed=tuple(scales().treatments)
        ),
        "treatment_text": Field("What is done", "text"),
        "review_on": Field("Next review", "date", required=True),
        "kpi_ids": Field("Linked KPIs", "ids"),
        "status": Field("Status", "choice", required=True, allowed=(OPEN, CLOSED), default=OPEN),
    },
)


@dataclass(frozen=True)
class Risk:
    """A risk in its current state; None = not filled, instants in UTC, `review_on` a local date."""

    risk_id: str
    revision: int
    title: str
    description: str | None
    cause: str | None
    inherent_likelihood: int
    inherent_consequence: int
    current_likelihood: int
    current_consequence: int
    owner: str
    treatment: str
    treatment_text: str | None
    review_on: date
    kpi_ids: tuple[str, ...]
    status: str
    opened_at: datetime
    opened_by: str
    revised_at: datetime
    revised_by: str

    @property
    def inherent_level(self) -> Step:
        """The level as if nothing were done."""
        return scales().risk.level(self.inherent_likelihood, self.inherent_consequence)

    @property
    def current_level(self) -> Step:
        """The level as it stands."""
        return scales().risk.level(self.current_likelihood, self.current_consequence)

    @property
    def is_open(self) -> bool:
        """Whether the risk is still carried."""
        return self.status == OPEN

    @property
    def is_above_appetite(self) -> bool:
        """Whether its current level needs a decision, open or not."""
        return scales().risk.is_above_appetite(self.current_likelihood, self.current_consequence)

    def is_overdue(self, today: date) -> bool:
        """Whether its review date has passed; a closed risk is owed no review."""
        return self.is_open and self.review_on < today


def add(ledger: Ledger, viewer: Viewer, given: Mapping[str, Any], why: str = "") -> Risk:
    """Write a new risk; `given` holds fields of RISK by name.

    Raises:
        LedgerRefused: a field is unknown, missing, or holds what it does not take.
    """
    return _risk(records.add(ledger, viewer, RISK, given, why))


def revise(
    ledger: Ledger, viewer: Viewer, risk_id: str, seen: int, changes: Mapping[str, Any], why: str
) -> Risk:
    """Change fields of a risk, closing and reopening included; `why` is kept in its history.

    Raises:
        StaleRevision: somebody changed the risk after the revision `seen`.
        LedgerRefused: no such risk, no reason, nothing changed, or a wrong field.
    """
    return _risk(records.revise(ledger, viewer, RISK, risk_id, seen, changes, why))


def listed(ledger: Ledger, viewer: Viewer) -> list[Risk]:
    """Every risk by id, closed ones included; empty where none was written."""
    return [_risk(record) for record in records.current(ledger, viewer, RISK)]


def one(ledger: Ledger, viewer: Viewer, risk_id: str) -> Risk:
    """One risk in its current state.

    Raises:
        LedgerRefused: there is no such risk.
    """
    return _risk(records.one(ledger, viewer, RISK, risk_id))


def overdue(ledger: Ledger, viewer: Viewer, today: date) -> list[Risk]:
    """Open risks whose review date has passed, the longest overdue first."""
    late = [risk for risk in listed(ledger, viewer) if risk.is_overdue(today)]
    return sorted(late, key=lambda risk: risk.review_on)


def history(ledger: Ledger, viewer: Viewer, risk_id: str) -> list[Change]:
    """Who changed which field of the risk, when, from what to what, and why; oldest first."""
    return records.history(ledger, viewer, RISK, risk_id)


def _risk(record: Record) -> Risk:
    return Risk(
        risk_id=record.record_id,
        **record.stamps,
        **record.fields,
    )
