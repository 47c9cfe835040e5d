"""Totals of sources as typed, and deviations accepted from them."""

from datetime import date
from decimal import Decimal

import pytest

from warehouse.errors import LedgerRefused
from warehouse.registers import totals
from warehouse.registers.verify import verify_ledger

JUNE = date(2025, 6, 1)
TOTAL = {"source": "tool", "month": JUNE, "measure": "calls", "value": 10, "read_from": "Report"}
ACCEPTED = {
    "source": "tool",
    "month": JUNE,
    "measure": "calls",
    "size": -3,
    "reason": "Three calls of the test line, counted there.",
    "build_id": "b1",
}


def test_a_total_keeps_where_it_was_read_and_who_typed_it(ledger, okafor):
    one = totals.state(ledger, okafor, TOTAL)

    assert (one.total_id, one.value, one.author) == ("T-2026-001", Decimal(10), "M. Okafor")
    assert totals.totals(ledger, okafor) == [one]


def test_a_total_of_zero_is_a_total(ledger, okafor):
    assert totals.state(ledger, okafor, {**TOTAL, "value": 0}).value == 0


def test_a_total_typed_again_corrects_the_first_and_both_stay_in_the_ledger(ledger, okafor, home):
    totals.state(ledger, okafor, TOTAL)
    one = totals.state(ledger, okafor, {**TOTAL, "value": 12, "read_from": "Report 2"})

    assert (one.total_id, one.revision, one.value) == ("T-2026-001", 2, Decimal(12))
    assert len(totals.totals(ledger, okafor)) == 1
    assert verify_ledger(home).entries == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("value", -1), ("value", "many"), ("month", "2025-06-15"), ("read_from", "")],
)
def test_a_wrong_field_of_a_total_is_refused(ledger, okafor, field, value):
    with pytest.raises(LedgerRefused):
        totals.state(ledger, okafor, {**TOTAL, field: value})
    assert totals.totals(ledger, okafor) == []


@pytest.mark.parametrize(
    ("difference", "day", "covered"),
    [
        (-3, "2025-08-01", True),
        (-2, "2025-08-01", True),
        (-4, "2025-08-01", False),
        (3, "2025-08-01", False),
        (-3, "2025-12-31", True),
        (-3, "2026-01-01", False),
    ],
)
def test_an_acceptance_covers_its_side_its_size_and_its_time(
    ledger, okafor, difference, day, covered
):
    one = totals.accept(ledger, okafor, {**ACCEPTED, "until": "2025-12-31"})

    assert one.covers(Decimal(difference), date.fromisoformat(day)) is covered


@pytest.mark.parametrize("missing", ["reason", "size", "build_id"])
def test_an_acceptance_without_what_makes_it_one_is_refused(ledger, okafor, missing):
    with pytest.raises(LedgerRefused):
        totals.accept(ledger, okafor, {**ACCEPTED, missing: ""})
    with pytest.raises(LedgerRefused, match="not 0"):
        totals.accept(ledger, okafor, {**ACCEPTED, "size": 0})


def test_a_withdrawn_acceptance_covers_nothing_and_is_withdrawn_once(ledger, okafor, andrade):
    one = totals.accept(ledger, okafor, ACCEPTED)
    gone = totals.withdraw(ledger, andrade, one.deviation_id, "The line is gone.")

    assert not gone.covers(Decimal(-3), JUNE)
    assert (gone.author, gone.revision) == ("M. Okafor", 2)
    with pytest.raises(LedgerRefused, match="it is withdrawn"):
        totals.withdraw(ledger, okafor, one.deviation_id, "Again.")
