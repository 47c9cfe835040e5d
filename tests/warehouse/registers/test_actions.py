"""The register of corrective actions."""

from datetime import date

import pytest

from warehouse.errors import LedgerRefused, StaleRevision
from warehouse.registers import actions, risks

ID = "A-2026-001"


def test_a_new_action_is_open_and_keeps_its_first_due_date(ledger, okafor, action_fields):
    action = actions.add(ledger, okafor, action_fields)

    assert (action.action_id, action.revision, action.state) == (ID, 1, "open")
    assert (action.due_on, action.original_due_on) == (date(2026, 6, 30), date(2026, 6, 30))
    assert (action.extensions, action.criterion, action.root_cause) == (0, None, None)
    assert action.kpi_id == "first_contact_resolution_rate"


def test_an_action_goes_from_open_to_closed_step_by_step(reach, ledger, okafor):
    action = reach("closed")

    assert (action.state, action.revision, action.is_done) == ("closed", 6, True)
    states = [c.new for c in actions.history(ledger, okafor, ID) if c.field == "state"]
    assert states == ["open", "analysed", "planned", "implemented", "verified", "closed"]


@pytest.mark.parametrize(
    ("state", "to", "moves"),
    [
        ("open", "planned", "analysed"),
        ("open", "closed", "analysed"),
        ("open", "open", "analysed"),
        ("analysed", "implemented", "planned"),
        ("planned", "closed", "implemented, analysed"),
        ("implemented", "closed", "verified, analysed"),
        ("verified", "implemented", "closed, analysed"),
        ("closed", "verified", "analysed"),
    ],
)
def test_an_illegal_move_is_refused_by_name_with_the_allowed_ones(
    reach, ledger, okafor, state, to, moves
):
    action = reach(state)

    with pytest.raises(LedgerRefused) as refusal:
        actions.move(ledger, okafor, ID, action.revision, to, why="Because")

    sentence = refusal.value.sentence
    assert sentence.startswith(
        f"Cannot move 'A-2026-001' from '{state}' to '{to}': "
        f"from '{state}' the allowed moves are {moves}."
    )
    assert sentence.endswith(f"Revision {action.revision} stands.")
    assert actions.one(ledger, okafor, ID) == action


def test_a_state_that_is_misspelt_is_refused_with_the_near_one(reach, ledger, okafor):
    reach("open")

    with pytest.raises(LedgerRefused, match="Did you mean 'analysed'"):
        actions.move(ledger, okafor, ID, 1, "analyzed")


@pytest.mark.parametrize(
    ("state", "to", "required"),
    [
        ("open", "analysed", "root_cause"),
        ("analysed", "planned", "plan"),
        ("planned", "implemented", "implemented_on"),
        ("implemented", "verified", "verification"),
    ],
)
def test_a_state_is_not_entered_without_what_it_requires(
    reach, ledger, okafor, state, to, required
):
    action = reach(state)

    with pytest.raises(LedgerRefused) as refusal:
        actions.move(ledger, okafor, ID, action.revision, to)

    assert refusal.value.sentence == (
        f"Cannot write the action: the state '{to}' requires {required}. "
        "Fill it in and save again. Nothing was changed."
    )


def test_what_a_state_required_cannot_be_emptied_later(reach, ledger, okafor):
    reach("planned")

    with pytest.raises(LedgerRefused, match="the state 'planned' requires root_cause"):
        actions.revise(ledger, okafor, ID, 3, {"root_cause": ""}, "Tidying up")


def test_going_back_needs_a_reason_and_going_forward_does_not(reach, ledger, okafor):
    action = reach("implemented")

    with pytest.raises(LedgerRefused, match="no reason was given"):
        actions.move(ledger, okafor, ID, action.revision, "analysed")
    back = actions.move(ledger, okafor, ID, action.revision, "analysed", why="It did not help")
    assert (back.state, back.revision) == ("analysed", 5)


def test_going_back_empties_what_speaks_of_the_attempt_that_is_over(reach, ledger, okafor):
    action = reach("verified")

    back = actions.move(ledger, okafor, ID, action.revision, "analysed", why="It came back")

    assert (back.implemented_on, back.verification) == (None, None)
    assert back.plan == "Read the status out in the IVR."
    verifications = [c for c in actions.history(ledger, okafor, ID) if c.field == "verification"]
    assert [(c.old, c.new) for c in verifications] == [
        (None, "Repeat calls fell by 4 points."),
        ("Repeat calls fell by 4 points.", None),
    ]


def test_a_closed_action_takes_no_change_but_can_be_taken_up_again(reach, ledger, okafor):
    reach("closed")

    with pytest.raises(LedgerRefused, match=r"it is closed\. Only a move is allowed, to analysed"):
        actions.revise(ledger, okafor, ID, 6, {"owner": "Head of care"}, "New owner")
    again = actions.move(ledger, okafor, ID, 6, "analysed", why="The KPI fell again")
    assert (again.state, again.is_done) == ("analysed", False)


def test_the_state_changes_by_a_move_only(ledger, okafor, action_fields):
    with pytest.raises(LedgerRefused, match="it has no field 'state' to fill in"):
        actions.add(ledger, okafor, action_fields | {"state": "closed"})
    actions.add(ledger, okafor, action_fields)
    with pytest.raises(LedgerRefused, match="it has no field 'state' to fill in"):
        actions.revise(ledger, okafor, ID, 1, {"state": "closed"}, "Done")


def test_a_moved_due_date_is_counted_and_the_original_kept(reach, ledger, okafor):
    reach("open")
    actions.revise(ledger, okafor, ID, 1, {"due_on": "2026-07-31"}, "The supplier is late")
    action = actions.revise(ledger, okafor, ID, 2, {"due_on": "2026-08-31"}, "Later still")

    assert action.due_on == date(2026, 8, 31)
    assert action.original_due_on == date(2026, 6, 30)
    assert action.extensions == 2


def test_the_original_due_date_cannot_be_written(ledger, okafor, action_fields):
    with pytest.raises(LedgerRefused, match="it has no field 'original_due_on' to fill in"):
        actions.add(ledger, okafor, action_fields | {"original_due_on": "2030-01-01"})


def test_an_action_is_overdue_from_the_day_after_it_is_due_until_it_is_closed(reach):
    verified = reach("verified")

    assert not verified.is_overdue(date(2026, 6, 30))
    assert verified.days_overdue(date(2026, 7, 2)) == 2
    assert reach("closed").days_overdue(date(2026, 7, 2)) == 0


def test_overdue_actions_come_first_and_closed_ones_last(reach, ledger, okafor):
    reach("closed", due_on="2026-01-01")
    reach("open", due_on="2026-12-31")
    reach("planned", due_on="2026-04-30")
    reach("open", due_on="2026-03-31")

    listed = actions.listed(ledger, okafor)

    assert [action.action_id for action in listed] == [
        "A-2026-004", "A-2026-003", "A-2026-002", "A-2026-001",
    ]  # fmt: skip
    assert [action.days_overdue(date(2026, 4, 1)) for action in listed] == [1, 0, 0, 0]


def test_an_action_may_be_linked_to_a_risk_of_the_register_only(
    ledger, okafor, action_fields, risk_fields
):
    with pytest.raises(LedgerRefused, match="found 'R-2026-001', and there is no such risk"):
        actions.add(ledger, okafor, action_fields | {"risk_id": "R-2026-001"})
    risks.add(ledger, okafor, risk_fields)
    action = actions.add(ledger, okafor, action_fields | {"risk_id": "R-2026-001"})
    assert action.risk_id == "R-2026-001"
    with pytest.raises(LedgerRefused, match="found 'A-2026-001', and there is no such risk"):
        actions.add(ledger, okafor, action_fields | {"risk_id": "A-2026-001"})


def test_of_two_who_move_at_once_the_second_is_refused(reach, ledger, okafor, andrade):
    reach("open")
    actions.move(ledger, andrade, ID, 1, "analysed", {"root_cause": "The portal"})

    with pytest.raises(StaleRevision, match=r"'P\. Andrade' changed it"):
        actions.move(ledger, okafor, ID, 1, "analysed", {"root_cause": "The contract"})


def test_an_unknown_source_is_refused_with_the_known_ones(ledger, okafor, action_fields):
    with pytest.raises(LedgerRefused) as refusal:
        actions.add(ledger, okafor, action_fields | {"source": "complaints"})

    assert refusal.value.sentence == (
        "Cannot write source: found 'complaints', expected one of kpi, risk, complaint, survey, "
        "audit, review, incident, other. Did you mean 'complaint'? Nothing was changed."
    )
