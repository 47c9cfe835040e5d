"""A home of its own for each test, two people, and a clock that the test sets."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from warehouse.access import ALL_RIGHTS, Viewer
from warehouse.home import Home
from warehouse.registers import actions
from warehouse.registers.actions import Action
from warehouse.registers.ledger import Ledger, registers

FORWARD: tuple[tuple[str, dict[str, str]], ...] = (
    ("analysed", {"root_cause": "The status sits in a supplier portal."}),
    ("planned", {"plan": "Read the status out in the IVR."}),
    ("implemented", {"implemented_on": "2026-03-02"}),
    ("verified", {"verification": "Repeat calls fell by 4 points."}),
    ("closed", {}),
)


@dataclass
class Clock:
    """Starts at 2 March 2026, 09:00 UTC, and goes on by a minute at each look."""

    at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        now = self.at
        self.at += timedelta(minutes=1)
        return now


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARE_REGISTERS", raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(home: Home, clock: Clock) -> Ledger:
    return replace(registers(home), now=clock)


@pytest.fixture
def okafor() -> Viewer:
    return Viewer("M. Okafor", "process owner", ALL_RIGHTS)


@pytest.fixture
def andrade() -> Viewer:
    return Viewer("P. Andrade", "process owner", ALL_RIGHTS)


@pytest.fixture
def risk_fields() -> dict[str, object]:
    return {
        "title": "Evening cover",
        "description": "Too few agents after 18:00.",
        "cause": "Shifts end at 18:00.",
        "inherent_likelihood": 5,
        "inherent_consequence": 4,
        "current_likelihood": 3,
        "current_consequence": 4,
        "owner": "Head of operations",
        "treatment": "mitigate",
        "treatment_text": "A late shift on weekdays.",
        "review_on": "2026-06-30",
        "kpi_ids": ["service_level", "abandonment_rate"],
    }


@pytest.fixture
def action_fields() -> dict[str, object]:
    return {
        "title": "Order status in the IVR",
        "problem": "Customers call twice about one order.",
        "owner": "Head of operations",
        "due_on": "2026-06-30",
        "source": "kpi",
        "kpi_id": "first_contact_resolution_rate",
    }


@pytest.fixture
def reach(ledger, okafor, action_fields):
    """Open an action and move it forward up to a state."""

    def go(state: str, **more: object) -> Action:
        action = actions.add(ledger, okafor, action_fields | more)
        for to, changes in FORWARD:
            if action.state == state:
                break
            action = actions.move(ledger, okafor, action.action_id, action.revision, to, changes)
        return action

    return go
