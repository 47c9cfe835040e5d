"""The page of an action says whether it worked, by the criterion that was fixed for it."""

from datetime import date

from tests.pages.test_registers import ACTION
from warehouse.access import local_viewer
from warehouse.home import Home
from warehouse.registers import actions
from warehouse.registers.ledger import registers

CRITERION = {
    "criterion_kpi_id": "first_contact_resolution_rate",
    "criterion_direction": "rise",
    "criterion_size": 0.05,
    "criterion_months": 6,
    "criterion_dimension": "category",
    "criterion_member": "billing",
}


def implemented(home, on, **criterion):
    """An action that is in place since a day, opened with a criterion or without."""
    ledger, who = registers(Home(home)), local_viewer()
    action = actions.add(ledger, who, ACTION | criterion)
    for to, changes in (
        ("analysed", {"root_cause": "Bills are not explained."}),
        ("planned", {"plan": "A script."}),
        ("implemented", {"implemented_on": on}),
    ):
        action = actions.move(ledger, who, action.action_id, action.revision, to, changes)
    return action


def markdown(app):
    return " ".join(one.value for one in app.markdown)


def test_the_verdict_stands_on_the_page_with_figures_of_both_sides(opened, own_home):
    action = implemented(own_home, date(2025, 2, 28), **CRITERION)

    app = opened("actions", action=action.action_id)

    assert not app.exception
    assert any(one.value.startswith("Effective: first-contact") for one in app.subheader)
    assert "Asked for: a rise of 5.0 points or more within 6 months" in markdown(app)
    assert "Those it did not touch" in markdown(app)


def test_a_criterion_written_after_the_action_is_warned_about(opened, own_home):
    # the ledger's clock is today's, long after February 2025
    action = implemented(own_home, date(2025, 2, 28), **CRITERION)

    app = opened("actions", action=action.action_id)

    assert "Criterion changed after the fact" in app.warning[0].value


def test_an_action_not_yet_in_the_data_is_too_early_and_says_why(opened, own_home):
    action = implemented(own_home, date(2025, 9, 30), **CRITERION)

    app = opened("actions", action=action.action_id)

    assert not app.exception
    assert any("No case since the action is known yet" in one.value for one in app.caption)


def test_an_action_without_a_criterion_says_that_nothing_can_prove_it(opened, own_home):
    action = implemented(own_home, date(2025, 2, 28))

    app = opened("actions", action=action.action_id)

    assert any("No criterion was fixed" in one.value for one in app.caption)
