"""The risk register."""

from datetime import UTC, date, datetime

import pytest

from warehouse.errors import LedgerRefused, StaleRevision
from warehouse.registers import risks
from warehouse.registers.risks import Risk


def test_a_risk_is_read_back_as_it_was_written(ledger, okafor, risk_fields):
    risk = risks.add(ledger, okafor, risk_fields)

    assert risk == Risk(
        risk_id="R-2026-001",
        revision=1,
        title="Evening cover",
        description="Too few agents after 18:00.",
        cause="Shifts end at 18:00.",
        inherent_likelihood=5,
        inherent_consequence=4,
        current_likelihood=3,
        current_consequence=4,
        owner="Head of operations",
        treatment="mitigate",
        treatment_text="A late shift on weekdays.",
        review_on=date(2026, 6, 30),
        kpi_ids=("abandonment_rate", "service_level"),
        status="open",
        opened_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        opened_by="M. Okafor",
        revised_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        revised_by="M. Okafor",
    )
    assert risks.one(ledger, okafor, "R-2026-001") == risk
    assert risks.listed(ledger, okafor) == [risk]


def test_the_level_follows_from_the_score(ledger, okafor, risk_fields):
    risk = risks.add(ledger, okafor, risk_fields)

    assert (risk.inherent_level.word, risk.current_level.word) == ("very high", "high")
    assert risk.is_above_appetite


def test_a_risk_scored_down_to_medium_is_within_appetite(ledger, okafor, risk_fields):
    risks.add(ledger, okafor, risk_fields)

    risk = risks.revise(
        ledger, okafor, "R-2026-001", 1, {"current_consequence": 3}, "The late shift started"
    )

    assert risk.current_level.word == "medium"
    assert risk.inherent_level.word == "very high"
    assert not risk.is_above_appetite


def test_a_review_is_overdue_the_day_after_its_date(ledger, okafor, risk_fields):
    risk = risks.add(ledger, okafor, risk_fields)

    assert not risk.is_overdue(date(2026, 6, 30))
    assert risk.is_overdue(date(2026, 7, 1))


def test_overdue_reviews_come_longest_overdue_first_and_leave_out_closed_risks(
    ledger, okafor, risk_fields
):
    for review_on in ("2026-05-01", "2026-04-01", "2026-03-01", "2026-09-01"):
        risks.add(ledger, okafor, risk_fields | {"review_on": review_on})
    risks.revise(ledger, okafor, "R-2026-003", 1, {"status": "closed"}, "The queue is gone")

    late = risks.overdue(ledger, okafor, date(2026, 6, 1))

    assert [risk.risk_id for risk in late] == ["R-2026-002", "R-2026-001"]


def test_a_closed_risk_can_be_opened_again(ledger, okafor, risk_fields):
    risks.add(ledger, okafor, risk_fields)
    closed = risks.revise(ledger, okafor, "R-2026-001", 1, {"status": "closed"}, "Gone")
    again = risks.revise(ledger, okafor, "R-2026-001", 2, {"status": "open"}, "It came back")

    assert (closed.is_open, again.is_open) == (False, True)


def test_the_history_of_a_risk_shows_each_rescoring(ledger, okafor, andrade, risk_fields):
    risks.add(ledger, okafor, risk_fields)
    risks.revise(ledger, andrade, "R-2026-001", 1, {"current_likelihood": 4}, "Two bad weeks")

    last = risks.history(ledger, okafor, "R-2026-001")[-1]

    assert (last.field, last.old, last.new) == ("current_likelihood", 3, 4)
    assert (last.author, last.why) == ("P. Andrade", "Two bad weeks")


def test_of_two_who_revise_at_once_the_second_is_refused(ledger, okafor, andrade, risk_fields):
    risks.add(ledger, okafor, risk_fields)
    risks.revise(ledger, andrade, "R-2026-001", 1, {"owner": "Head of care"}, "New owner")

    with pytest.raises(StaleRevision, match=r"'P\. Andrade' changed it"):
        risks.revise(ledger, okafor, "R-2026-001", 1, {"owner": "Head of sales"}, "New owner")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("treatment", "mitgate", "one of mitigate, accept, avoid, transfer. Did you mean 'mitig"),
        ("current_likelihood", 6, "a whole number from 1 to 5"),
        ("inherent_consequence", 0, "a whole number from 1 to 5"),
        ("review_on", "next week", "a date such as 2026-03-31"),
        ("kpi_ids", ["Service Level"], "an id such as"),
        ("status", "shut", "one of open, closed"),
    ],
)
def test_a_wrong_value_is_refused_with_the_allowed_ones(
    ledger, okafor, risk_fields, field, value, expected
):
    with pytest.raises(LedgerRefused) as refusal:
        risks.add(ledger, okafor, risk_fields | {field: value})

    assert f"expected {expected}" in refusal.value.sentence
    assert risks.listed(ledger, okafor) == []


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("title", "Title"),
        ("owner", "Owner"),
        ("treatment", "Treatment"),
        ("review_on", "Next review"),
        ("current_likelihood", "Current likelihood"),
    ],
)
def test_a_risk_needs_a_title_an_owner_a_score_a_treatment_and_a_review_date(
    ledger, okafor, risk_fields, field, label
):
    del risk_fields[field]

    with pytest.raises(LedgerRefused, match=f"not filled: {label}"):
        risks.add(ledger, okafor, risk_fields)
