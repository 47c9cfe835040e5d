"""The register of events: what happened, when, and on which charts it is drawn."""

from datetime import date

import pytest

from warehouse.errors import LedgerRefused
from warehouse.registers import events

FIELDS = {"title": "Telephony outage, 2.5 h", "kind": "outage", "from": "2025-08-18"}
ALL = ("abandonment_rate", "", "", "")


def test_an_event_is_read_back_as_it_was_written(ledger, okafor):
    found = events.add(ledger, okafor, FIELDS)
    assert (found.event_id, found.title, found.kind) == (
        "E-2026-001", "Telephony outage, 2.5 h", "outage",
    )  # fmt: skip
    assert (found.began_on, found.ended_on) == (date(2025, 8, 18), None)
    assert (found.first_month, found.last_month) == (date(2025, 8, 1), date(2025, 8, 1))
    assert not found.is_left_out
    assert events.listed(ledger, okafor) == [found]


def test_an_event_does_not_end_before_it_begins(ledger, okafor):
    with pytest.raises(LedgerRefused, match="before it begins"):
        events.add(ledger, okafor, FIELDS | {"to": "2025-08-17"})
    spans = events.add(ledger, okafor, FIELDS | {"to": "2025-10-02"})
    assert spans.last_month == date(2025, 10, 1)


@pytest.mark.parametrize("name", ["title", "kind", "from"])
def test_an_event_needs_title_kind_and_day(ledger, okafor, name):
    with pytest.raises(LedgerRefused):
        events.add(ledger, okafor, FIELDS | {name: None})


def test_a_dimension_and_its_member_come_together(ledger, okafor):
    with pytest.raises(LedgerRefused, match="Name both, or neither"):
        events.add(ledger, okafor, FIELDS | {"member": "North"})


@pytest.mark.parametrize(
    ("scope", "shown", "hidden"),
    [
        ({}, [ALL, ("fcr", "tool", "queue", "Billing")], []),
        ({"kpi_ids": ["abandonment_rate"]}, [ALL], [("fcr", "", "", "")]),
        ({"source": "tool"}, [ALL, ("fcr", "tool", "", "")], [("fcr", "other", "", "")]),
        (
            {"dimension": "queue", "member": "Billing"},
            [ALL, ("fcr", "", "queue", "Billing"), ("fcr", "", "region", "North")],
            [("fcr", "", "queue", "Sales")],
        ),
    ],
)
def test_an_event_is_drawn_on_every_chart_that_can_contain_it(ledger, okafor, scope, shown, hidden):
    found = events.add(ledger, okafor, FIELDS | scope)
    assert all(found.touches(*chart) for chart in shown)
    assert not any(found.touches(*chart) for chart in hidden)


def test_an_outage_of_one_queue_does_not_excuse_the_total(ledger, okafor):
    part = events.add(ledger, okafor, FIELDS | {"dimension": "queue", "member": "Billing"})
    whole = events.add(ledger, okafor, FIELDS)
    assert not part.is_all_of("", "", "")
    assert part.is_all_of("", "queue", "Billing")
    assert whole.is_all_of("", "", "") and whole.is_all_of("tool", "queue", "Sales")


def test_a_withdrawn_event_is_drawn_nowhere(ledger, okafor):
    found = events.add(ledger, okafor, FIELDS)
    gone = events.withdraw(ledger, okafor, found.event_id, 1, "It was another system")
    assert not gone.touches(*ALL)
    assert events.listed(ledger, okafor) == [gone]
    assert events.history(ledger, okafor, found.event_id)[-1].new == "withdrawn"
