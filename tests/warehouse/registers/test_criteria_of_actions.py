"""What an action will be judged by: fixed beforehand, whole, for a cohort where one is named."""

from datetime import date
from decimal import Decimal

import pytest

from warehouse.errors import LedgerRefused
from warehouse.registers import actions
from warehouse.registers.actions import Criterion

CRITERION = {
    "criterion_kpi_id": "first_contact_resolution_rate",
    "criterion_direction": "rise",
    "criterion_size": 0.02,
    "criterion_months": 6,
}
ID = "A-2026-001"


def test_a_criterion_can_be_fixed_until_the_action_is_implemented(reach, ledger, okafor):
    action = reach("planned")

    action = actions.revise(ledger, okafor, ID, action.revision, CRITERION, "Agreed in the review")

    assert action.criterion == Criterion(
        "first_contact_resolution_rate", "rise", Decimal("0.02"), 6
    )
    changed = actions.revise(ledger, okafor, ID, 4, {"criterion_months": 3}, "Shorter")
    assert changed.criterion is not None
    assert changed.criterion.months == 3


@pytest.mark.parametrize("state", ["implemented", "verified"])
def test_a_criterion_may_not_change_after_implementation(reach, ledger, okafor, state):
    action = reach(state, **CRITERION)

    with pytest.raises(LedgerRefused) as refusal:
        actions.revise(ledger, okafor, ID, action.revision, {"criterion_size": 0.01}, "Easier")

    assert refusal.value.sentence == (
        f"Cannot write the action: criterion_size may not change in the state '{state}'. "
        "What an action is judged by is fixed before it is implemented. Nothing was changed."
    )


def test_a_criterion_may_not_be_fixed_in_the_same_breath_as_implementation(reach, ledger, okafor):
    action = reach("planned")
    changes = CRITERION | {"implemented_on": "2026-03-02"}

    with pytest.raises(LedgerRefused, match="may not change in the state 'implemented'"):
        actions.move(ledger, okafor, ID, action.revision, "implemented", changes)


def test_after_a_failed_attempt_a_new_criterion_may_be_fixed(reach, ledger, okafor):
    action = reach("implemented", **CRITERION)
    back = actions.move(ledger, okafor, ID, action.revision, "analysed", why="No effect")

    again = actions.revise(ledger, okafor, ID, back.revision, {"criterion_size": 0.03}, "Anew")

    assert again.criterion is not None
    assert again.criterion.size == Decimal("0.03")


def test_half_a_criterion_is_refused(reach, ledger, okafor):
    reach("open")

    with pytest.raises(LedgerRefused) as refusal:
        actions.revise(ledger, okafor, ID, 1, {"criterion_size": 0.02}, "To judge it by")

    assert refusal.value.sentence == (
        "Cannot write the action: a criterion needs all of criterion_kpi_id, "
        "criterion_direction, criterion_size, criterion_months, found only criterion_size. "
        "Fill in the others, or none. Nothing was changed."
    )


COHORT = {"criterion_dimension": "region", "criterion_member": "North"}


def test_a_criterion_may_name_a_cohort_and_the_time_it_is_compared_with(ledger, okafor, reach):
    days = {"criterion_since": "2025-01-01", "criterion_until": "2025-12-31"}

    action = reach("open", **CRITERION, **COHORT, **days)

    assert action.criterion is not None
    assert (action.criterion.dimension, action.criterion.member) == ("region", "North")
    assert (action.criterion.since, action.criterion.until) == (
        date(2025, 1, 1), date(2025, 12, 31),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (COHORT, "criterion_dimension, criterion_member without a criterion"),
        (CRITERION | {"criterion_member": "North"}, "found only one of them"),
        (
            CRITERION | {"criterion_since": "2025-05-01", "criterion_until": "2025-04-30"},
            "ends on 2025-04-30, before it begins on 2025-05-01",
        ),
    ],
)
def test_a_cohort_or_time_that_cannot_be_judged_by_is_refused(reach, given, found):
    with pytest.raises(LedgerRefused, match=found):
        reach("open", **given)


def test_the_cohort_may_not_change_after_implementation(reach, ledger, okafor):
    action = reach("implemented", **CRITERION, **COHORT)

    with pytest.raises(LedgerRefused, match="criterion_member may not change"):
        changed = {"criterion_member": "South"}
        actions.revise(ledger, okafor, ID, action.revision, changed, "It fell there")
