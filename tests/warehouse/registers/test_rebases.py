"""The register of rebases: a judgement of named people, kept with its reason."""

from datetime import UTC, date, datetime

import pytest

from warehouse.errors import LedgerRefused
from warehouse.registers import rebases
from warehouse.registers.rebases import Rebase

FIELDS = {
    "kpi_id": "abandonment_rate",
    "from_month": "2025-03-01",
    "reason": "Call-back offered after 60 s",
    "evidence": "Ten months below the mean since the launch.",
    "approver": "Head of operations",
}


def test_a_rebase_is_read_back_as_it_was_written(ledger, okafor):
    found = rebases.add(ledger, okafor, FIELDS)

    assert found == Rebase(
        rebase_id="B-2026-001",
        revision=1,
        kpi_id="abandonment_rate",
        source=None,
        dimension=None,
        member=None,
        applies_to="this series",
        from_month=date(2025, 3, 1),
        reason="Call-back offered after 60 s",
        evidence="Ten months below the mean since the launch.",
        approver="Head of operations",
        baseline_until=None,
        status="in force",
        opened_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        opened_by="M. Okafor",
        revised_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        revised_by="M. Okafor",
    )
    assert rebases.listed(ledger, okafor) == [found]


@pytest.mark.parametrize("name", ["reason", "evidence", "approver"])
def test_a_rebase_without_reason_evidence_or_approver_is_refused(ledger, okafor, name):
    with pytest.raises(LedgerRefused, match="not filled"):
        rebases.add(ledger, okafor, FIELDS | {name: " "})
    assert rebases.listed(ledger, okafor) == []


def test_a_day_is_kept_as_its_month(ledger, okafor):
    dates = {"from_month": date(2025, 3, 17), "baseline_until": date(2026, 2, 28)}
    found = rebases.add(ledger, okafor, FIELDS | dates)
    assert (found.from_month, found.baseline_until) == (date(2025, 3, 1), date(2026, 2, 1))


def test_a_baseline_has_12_months_or_more(ledger, okafor):
    with pytest.raises(LedgerRefused, match="12 months or more, to 2026-02 at least"):
        rebases.add(ledger, okafor, FIELDS | {"baseline_until": "2026-01-31"})
    assert rebases.add(ledger, okafor, FIELDS | {"baseline_until": "2026-02-01"}).revision == 1


def test_a_dimension_needs_its_member(ledger, okafor):
    with pytest.raises(LedgerRefused, match="without a member"):
        rebases.add(ledger, okafor, FIELDS | {"dimension": "region"})


def test_it_holds_for_exactly_its_own_series_unless_for_every_cohort(ledger, okafor):
    north = {"dimension": "region", "member": "North"}
    one = rebases.add(ledger, okafor, FIELDS | north)
    every = rebases.add(ledger, okafor, FIELDS | {"applies_to": "every cohort"})

    assert one.holds_for("abandonment_rate", "", "region", "North")
    assert not one.holds_for("abandonment_rate", "", "", "")
    assert not one.holds_for("abandonment_rate", "", "region", "South")
    assert every.holds_for("abandonment_rate", "tool", "region", "South")
    assert not every.holds_for("service_level", "", "", "")


def test_a_withdrawn_rebase_holds_for_nothing_and_is_still_there_with_the_reason(ledger, okafor):
    first = rebases.add(ledger, okafor, FIELDS)
    with pytest.raises(LedgerRefused, match="no reason was given"):
        rebases.withdraw(ledger, okafor, first.rebase_id, 1, "")

    gone = rebases.withdraw(ledger, okafor, first.rebase_id, 1, "The call-back was switched off")

    assert not gone.holds_for("abandonment_rate", "", "", "")
    assert rebases.listed(ledger, okafor) == [gone]
    last = rebases.history(ledger, okafor, first.rebase_id)[-1]
    assert (last.old, last.new, last.why) == (
        "in force", "withdrawn", "The call-back was switched off",
    )  # fmt: skip
