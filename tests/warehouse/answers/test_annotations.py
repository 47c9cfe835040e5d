"""What people wrote reaches every chart that it is about, and no other."""

from datetime import date

import pytest

from tests.pages import made
from warehouse.access import local_viewer
from warehouse.answers.annotations import NOTHING, annotations, flags
from warehouse.answers.shapes import Cohort
from warehouse.home import Home
from warehouse.registers import events, rebases
from warehouse.registers.ledger import registers

WHO = local_viewer()
KPI = made.kpi()
NORTH = Cohort(dimension="region", member="North")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv("CARE_REGISTERS", raising=False)
    return Home(tmp_path)


def test_where_nothing_was_written_there_is_nothing(home):
    assert annotations(home, WHO) == NOTHING
    assert flags(KPI, Cohort(), NOTHING) == ()


def test_events_and_rebases_are_flags_by_month_in_words(home):
    ledger = registers(home)
    events.add(ledger, WHO, {
        "title": "Outage, 2.5 h", "kind": "outage", "from": "2025-08-18",
        "limits": "left out of the limits",
    })  # fmt: skip
    rebases.add(ledger, WHO, {
        "kpi_id": KPI.id, "from_month": "2025-03-01", "reason": "Call-back", "evidence": "seen",
        "approver": "Head of operations",
    })  # fmt: skip
    first, second = flags(KPI, Cohort(), annotations(home, WHO))
    assert first.words.startswith("Mar 2025 · limits begin anew: Call-back; approved by Head")
    assert second.words == "18 Aug 2025 · Outage, 2.5 h (outage); left out of the limits"
    assert (first.kind, second.month) == ("rebase", date(2025, 8, 1))


def test_an_event_of_a_part_says_which_on_the_total_and_leaves_its_months_in(home):
    part = {"dimension": "region", "member": "North", "limits": "left out of the limits"}
    events.add(
        registers(home), WHO, {"title": "Flood", "kind": "other", "from": "2025-08-18"} | part
    )
    found = annotations(home, WHO)
    assert flags(KPI, Cohort(), found)[0].words == "18 Aug 2025 · Flood (other, region North)"
    assert found.left_out(KPI, Cohort()) == frozenset()
    assert found.left_out(KPI, NORTH) == {date(2025, 8, 1)}
    assert flags(KPI, Cohort(dimension="region", member="South"), found) == ()


def test_what_was_withdrawn_is_drawn_nowhere(home):
    ledger = registers(home)
    one = events.add(ledger, WHO, {"title": "Outage", "kind": "outage", "from": "2025-08-18"})
    events.withdraw(ledger, WHO, one.event_id, 1, "another system")
    assert flags(KPI, Cohort(), annotations(home, WHO)) == ()
