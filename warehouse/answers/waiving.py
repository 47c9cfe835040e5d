"""The waivers as the pages show them: who answers for which failing check, and until when."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from warehouse import notation
from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.build import current
from warehouse.connection import reading
from warehouse.errors import NoBuild
from warehouse.home import Home
from warehouse.registers import waivers
from warehouse.registers.ledger import registers
from warehouse.registers.waivers import Waiver

FAILING = """
select check_id, label, severity, rows_checked, rows_failed from verdict where not passed
order by list_position(['critical', 'warning', 'info'], severity), label"""


@dataclass(frozen=True)
class Failing:
    """A check that fails and can be waived; `is_refused`: it stopped the last load."""

    check_id: str
    label: str
    severity: str
    rows_checked: int
    rows_failed: int
    is_refused: bool


@dataclass(frozen=True)
class WaiverList:
    """Every waiver, those in force first and of these the next to lapse on top.

    `failing` are the checks that can be waived now, without those that a waiver holds for.
    `labels` names checks by id, as far as the build or a refused load knows them. `next_lapse_on`
    is the last day of the waiver that lapses next, None where none is in force.
    """

    finding: str
    waivers: tuple[Waiver, ...]
    in_force: tuple[Waiver, ...]
    expired: tuple[Waiver, ...]
    failing: tuple[Failing, ...]
    labels: dict[str, str]
    next_lapse_on: date | None
    today: date
    head: str

    def state(self, waiver: Waiver) -> str:
        """`in force`, `expired` or `revoked`."""
        if waiver.is_in_force(self.today):
            return "in force"
        return "revoked" if waiver.revoked_by else "expired"

    def label(self, check_id: str) -> str:
        """The check's label; its id where no build that is kept knows it."""
        return self.labels.get(check_id, check_id)


def waiver_list(home: Home, viewer: Viewer) -> WaiverList:
    """The waivers today at the site, and what can be waived; works before anything is published.

    Raises:
        NotAllowed: the viewer may not see registers.
    """
    ledger = registers(home)
    day = waivers.today(ledger, home)
    found = sorted(waivers.listed(ledger, viewer), key=lambda one: _order(one, day))
    holding = tuple(one for one in found if one.is_in_force(day))
    labels, failing = _known(home)
    held = {one.check_id for one in holding}
    next_lapse = min((one.expires_on for one in holding), default=None)
    return WaiverList(
        finding=_finding(holding, next_lapse, [one for one in failing if one.check_id not in held]),
        waivers=tuple(found),
        in_force=holding,
        expired=tuple(one for one in found if one.is_expired(day)),
        failing=tuple(one for one in failing if one.check_id not in held),
        labels=labels,
        next_lapse_on=next_lapse,
        today=day,
        head=ledger.head(viewer),
    )


def can_be_waived(home: Home) -> frozenset[str]:
    """The ids of the checks that fail, in the published build or in the load that was refused."""
    return frozenset(one.check_id for one in _known(home)[1])


def _order(one: Waiver, day: date) -> tuple[object, ...]:
    return not one.is_in_force(day), bool(one.revoked_by), one.expires_on, one.waiver_id


def _known(home: Home) -> tuple[dict[str, str], list[Failing]]:
    labels: dict[str, str] = {}
    failing: dict[str, Failing] = {}
    for told in _refused(home):
        labels[told["check_id"]] = told["label"]
        if told["waivable"]:
            failing[told["check_id"]] = Failing(
                told["check_id"], told["label"], "critical", told["rows_checked"],
                told["rows_failed"], True,
            )  # fmt: skip
    try:
        build = current(home)
    except NoBuild:
        return labels, list(failing.values())
    with reading(build.path) as database:
        labels |= dict(database.rows("select check_id, label from verdict"))
        for name, label, severity, checked, failed in database.rows(FAILING):
            failing.setdefault(name, Failing(name, label, severity, checked, failed, False))
    return labels, list(failing.values())


def _refused(home: Home) -> list[dict[str, Any]]:
    """The checks that stopped the last load; empty where it was published."""
    try:
        text = (home.path / "refused.json").read_text(encoding="utf-8")
        told: list[dict[str, Any]] = json.loads(text)["checks"]
    except (OSError, ValueError, KeyError):
        return []
    return [one for one in told if "check_id" in one]  # an older program did not write it


def _finding(holding: tuple[Waiver, ...], next_lapse: date | None, rest: list[Failing]) -> str:
    critical = [one for one in rest if one.severity == "critical"]
    number = len({one.check_id for one in holding})
    if next_lapse is None:
        said = "no check is waived"
    else:
        day = notation.long_day(next_lapse)
        lapse = "the waiver holds" if len(holding) == 1 else "the next waiver to lapse holds"
        said = f"{wording.counted(number, 'check is', 'checks are')} waived; {lapse} until {day}"
    if critical:
        verb = "check stops" if len(critical) == 1 else "checks stop"
        said += f", and {len(critical)} critical {verb} the load"
    return wording.capital(said)
