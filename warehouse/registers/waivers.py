"""The register of waivers: who lets a failing check pass for the time being, why, and until when.

A waiver never makes a check pass: its verdict stays "failed", and the waiver stands beside it. It
holds through the day of `expires_on` at the site; after that the check fails as before. It can be
revoked, with a reason, and not be prolonged: who wants longer writes another, in their own name.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from warehouse.access import Viewer
from warehouse.catalogue.loader import shipped
from warehouse.errors import LedgerRefused
from warehouse.home import Home
from warehouse.registers import records
from warehouse.registers.fields import Field, near
from warehouse.registers.ledger import Ledger, registers
from warehouse.registers.records import Change, Kept, Kind, Record
from warehouse.verdicts import Judged, Waived

GRANTED, REVOKED = "granted", "revoked"


def _rule(old: Kept | None, new: Kept, why: str) -> Kept:
    """A waiver is only ever revoked, once, and for a reason."""
    records.reasoned(old, new, why)
    if old is not None and old["status"] == REVOKED:
        raise LedgerRefused(
            "Cannot revise the waiver",
            "it is revoked",
            "Write another one.",
            "Nothing was changed.",
        )
    return new


WAIVER = Kind(
    name="waiver",
    prefix="W",
    fields={
        "check_id": Field("Check", "id", required=True),
        "reason": Field("Reason", "text", required=True),
        "expires_on": Field("Expires", "date", required=True),
        "status": Field(
            "Status", "choice", allowed=(GRANTED, REVOKED), default=GRANTED, set_by_hand=False
        ),
    },
    rule=_rule,
)


@dataclass(frozen=True)
class Waiver:
    """A waiver in its current state; `expires_on` is the last day at the site that it holds.

    `waived_by` wrote it. `revoked_by` and `revoked_why` are empty while nobody took it back.
    """

    waiver_id: str
    revision: int
    check_id: str
    reason: str
    expires_on: date
    waived_by: str
    waived_at: datetime
    revoked_by: str = ""
    revoked_why: str = ""

    def is_in_force(self, today: date) -> bool:
        """Whether it holds on that day: not revoked, and not past its last day."""
        return not self.revoked_by and today <= self.expires_on

    def is_expired(self, today: date) -> bool:
        """Whether its time ran out without anybody revoking it."""
        return not self.revoked_by and today > self.expires_on

    @property
    def told(self) -> Waived:
        """What stands beside a verdict."""
        return Waived(self.waiver_id, self.waived_by, self.expires_on, self.reason)


def add(
    ledger: Ledger,
    viewer: Viewer,
    given: Mapping[str, Any],
    *,
    checks: Collection[str],
    home: Home,
) -> Waiver:
    """Write a waiver in the viewer's name.

    Args:
        ledger: the registers of `home`.
        viewer: who takes it upon themselves.
        given: check_id, reason and expires_on.
        checks: ids of the checks that can be waived; the caller knows which fail.
        home: its zone says what day it is, its catalogue how long a waiver may last
            (`waived_days_at_most` of review.toml).

    Raises:
        LedgerRefused: no such check to waive, no reason, or a last day that is not after today
            or too far ahead.
    """
    name = given.get("check_id")
    if name not in checks:
        raise LedgerRefused(
            f"Cannot waive the check {name!r}",
            "no failing check that can be waived has this id",
            near(str(name), sorted(checks)) or _offered(checks),
            "Nothing was changed.",
        )
    _timely(given.get("expires_on"), today(ledger, home), home)
    return _waiver(records.add(ledger, viewer, WAIVER, given))


def _offered(checks: Collection[str]) -> str:
    listed = ", ".join(sorted(checks))
    return f"Expected one of {listed}." if listed else "No check fails, so there is none to waive."


def _timely(given: Any, now: date, home: Home) -> None:
    kept = WAIVER.fields["expires_on"].kept("expires_on", given)
    if kept is None:
        return  # the register says that it is missing
    longest = shipped(home.settings).answers["waived_days_at_most"]
    ahead = (date.fromisoformat(kept) - now).days
    if not 1 <= ahead <= longest:
        raise LedgerRefused(
            "Cannot write expires_on",
            f"found {kept}, expected a day after {now} and at most {longest} days ahead",
            "A waiver is for a time in which the cause is mended; choose its last day.",
            "Nothing was changed.",
        )


def revoke(ledger: Ledger, viewer: Viewer, waiver_id: str, seen: int, why: str) -> Waiver:
    """Take a waiver back; the check fails again from this moment.

    Raises:
        StaleRevision: somebody revoked it meanwhile.
        LedgerRefused: no such waiver, no reason, or it is revoked already.
    """
    settled = {"status": REVOKED}
    record = records.revise(ledger, viewer, WAIVER, waiver_id, seen, {}, why, settled=settled)
    return _waiver(record)


def listed(ledger: Ledger, viewer: Viewer) -> list[Waiver]:
    """Every waiver by id, expired and revoked ones included."""
    return [_waiver(one) for one in records.current(ledger, viewer, WAIVER)]


def history(ledger: Ledger, viewer: Viewer, waiver_id: str) -> list[Change]:
    """Who wrote and who revoked the waiver, when and why; oldest first."""
    return records.history(ledger, viewer, WAIVER, waiver_id)


def today(ledger: Ledger, home: Home) -> date:
    """The day at the site by the ledger's clock."""
    return ledger.now().astimezone(ZoneInfo(home.settings.site_zone)).date()


def in_force(home: Home, viewer: Viewer, ledger: Ledger | None = None) -> tuple[Waiver, ...]:
    """The waivers that hold today at the site, one a check: the one that holds longest.

    A viewer who may not see registers gets none: the checks then fail, which errs on the safe side.
    """
    if "see_registers" not in viewer.rights:
        return ()
    book = ledger or registers(home)
    day = today(book, home)
    holding = [one for one in listed(book, viewer) if one.is_in_force(day)]
    by_check = {one.check_id: one for one in sorted(holding, key=lambda one: one.expires_on)}
    return tuple(by_check[name] for name in sorted(by_check))


def applied(
    verdicts: Sequence[Judged], home: Home, viewer: Viewer, ledger: Ledger | None = None
) -> tuple[Judged, ...]:
    """Verdicts with the waivers of today beside those that fail; a passed one needs none.

    A check that guards the program's own books keeps failing, whatever the ledger says. The
    ledger is read only when something fails that can be waived.
    """
    if not any(one.can_be_waived for one in verdicts):
        return tuple(verdicts)
    held = {one.check_id: one.told for one in in_force(home, viewer, ledger)}
    return tuple(
        replace(one, waived=held.get(one.check_id)) if one.can_be_waived else one
        for one in verdicts
    )


def _waiver(record: Record) -> Waiver:
    fields = record.fields
    is_revoked = fields["status"] == REVOKED
    return Waiver(
        waiver_id=record.record_id,
        revision=record.revision,
        check_id=fields["check_id"],
        reason=fields["reason"],
        expires_on=fields["expires_on"],
        waived_by=record.opened_by,
        waived_at=record.opened_at,
        revoked_by=record.revised_by if is_revoked else "",
        revoked_why=record.why if is_revoked else "",
    )
