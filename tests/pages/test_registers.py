"""What people write on the pages: risks and actions, added, revised, moved, never lost."""

from datetime import date

import pytest

from warehouse.access import local_viewer
from warehouse.home import Home
from warehouse.registers import actions, risks
from warehouse.registers.ledger import registers

RISK = {
    "title": "Evening cover fails",
    "inherent_likelihood": 4,
    "inherent_consequence": 4,
    "current_likelihood": 3,
    "current_consequence": 3,
    "owner": "Operations manager",
    "treatment": "mitigate",
    "review_on": date(2030, 1, 31),
}
ACTION = {
    "title": "Put the status into the menu",
    "problem": "Customers call twice about one order.",
    "owner": "Operations manager",
    "due_on": date(2030, 1, 31),
    "source": "kpi",
}


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    """An empty home without a build; its ledger."""
    monkeypatch.setenv("CARE_HOME", str(tmp_path))
    return registers(Home(tmp_path))


def press(app, label):
    return next(button for button in app.button if button.label == label).click().run()


def labelled(elements, label):
    return next(element for element in elements if element.label == label)


def test_a_risk_is_added_and_its_own_page_opens(opened, ledger):
    app = opened("risks", new="1")
    labelled(app.text_input, "Title *").set_value("Evening cover fails")
    labelled(app.text_input, "Owner *").set_value("Operations manager")
    for label, number in (
        ("Inherent likelihood *", 4),
        ("Inherent consequence *", 4),
        ("Current likelihood *", 3),
        ("Current consequence *", 4),
    ):
        labelled(app.selectbox, label).set_value(number)
    labelled(app.selectbox, "Treatment *").set_value("mitigate")
    labelled(app.date_input, "Next review *").set_value(date(2030, 1, 31))
    press(app, "Save")
    (written,) = risks.listed(ledger, local_viewer())
    assert (written.title, written.current_consequence) == ("Evening cover fails", 4)
    assert app.query_params["risk"] == written.risk_id
    assert app.title[0].value == "Evening cover fails: high, above appetite"
    assert any("Saved" in caption.value for caption in app.caption)


def test_a_risk_without_what_it_needs_is_not_saved_and_what_was_typed_stays(opened, ledger):
    app = opened("risks", new="1")
    labelled(app.text_input, "Title *").set_value("Half a risk")
    press(app, "Save")
    assert risks.listed(ledger, local_viewer()) == []
    assert "Not saved" in app.error[0].value
    assert labelled(app.text_input, "Title *").value == "Half a risk"


def test_a_writer_who_was_overtaken_is_told_by_whom_and_loses_nothing(opened, ledger):
    viewer = local_viewer()
    risk = risks.add(ledger, viewer, RISK)
    app = opened("risks", risk=risk.risk_id)
    risks.revise(ledger, viewer, risk.risk_id, 1, {"owner": "Quality lead"}, "handed over")
    labelled(app.text_area, "Cause").set_value("Thin cover after six")
    labelled(app.text_input, "Why this change *").set_value("cause found")
    press(app, "Save")
    assert "somebody was faster" in app.error[0].value
    assert f"'{viewer.name}' changed it" in app.error[0].value
    assert "Owner: Operations manager → Quality lead" in app.error[0].value
    assert labelled(app.text_area, "Cause").value == "Thin cover after six"
    assert risks.one(ledger, viewer, risk.risk_id).revision == 2


def test_saving_again_puts_only_the_writers_own_changes_on_top(opened, ledger):
    viewer = local_viewer()
    risk = risks.add(ledger, viewer, RISK)
    app = opened("risks", risk=risk.risk_id)
    risks.revise(ledger, viewer, risk.risk_id, 1, {"owner": "Quality lead"}, "handed over")
    labelled(app.text_area, "Cause").set_value("Thin cover after six")
    labelled(app.text_input, "Why this change *").set_value("cause found")
    press(app, "Save")
    press(app, "Save")
    now = risks.one(ledger, viewer, risk.risk_id)
    assert (now.revision, now.owner, now.cause) == (3, "Quality lead", "Thin cover after six")


def test_a_revision_without_a_reason_is_refused(opened, ledger):
    risk = risks.add(ledger, local_viewer(), RISK)
    app = opened("risks", risk=risk.risk_id)
    labelled(app.text_area, "Cause").set_value("Thin cover")
    press(app, "Save")
    assert "reason" in app.error[0].value
    assert risks.one(ledger, local_viewer(), risk.risk_id).revision == 1


def test_the_history_tells_who_changed_what_and_why(opened, ledger):
    viewer = local_viewer()
    risk = risks.add(ledger, viewer, RISK)
    risks.revise(ledger, viewer, risk.risk_id, 1, {"current_likelihood": 2}, "second line on call")
    history = opened("risks", risk=risk.risk_id).table[-1].value
    assert list(history["Rev."]) == ["2", "1"]
    assert history["What"][0] == "Current likelihood: 3 possible → 2 unlikely"
    assert history["Why"][0] == "second line on call"
    assert history["What"][1] == "opened"


def test_only_the_moves_that_the_state_allows_are_offered(opened, ledger):
    action = actions.add(ledger, local_viewer(), ACTION)
    app = opened("actions", action=action.action_id)
    (mover,) = [group for group in app.get("button_group") if group.label == "Move to"]
    assert len(mover.options) == 1
    assert "Analysed" in mover.options[0]


def test_an_action_moves_on_when_what_the_state_requires_is_filled_in(opened, ledger):
    action = actions.add(ledger, local_viewer(), ACTION)
    app = opened("actions", action=action.action_id)
    press(app, "Move to analysed")
    assert "Not saved" in app.error[0].value
    areas = [area for area in app.text_area if area.label == "Root cause"]
    areas[0].set_value("The status sat in a portal")
    press(app, "Move to analysed")
    now = actions.one(ledger, local_viewer(), action.action_id)
    assert (now.state, now.root_cause) == ("analysed", "The status sat in a portal")


def test_overdue_actions_stand_first(opened, ledger):
    viewer = local_viewer()
    actions.add(ledger, viewer, ACTION)
    late = actions.add(ledger, viewer, {**ACTION, "title": "Late", "due_on": date(2020, 1, 1)})
    app = opened("actions")
    assert app.dataframe[0].value["Id"][0] == late.action_id
    assert "1 of 2 actions under way is overdue" in app.title[0].value


@pytest.mark.usefixtures("own_home")
def test_one_click_on_a_trend_opens_an_action_that_is_filled_in(opened):
    app = opened("trends", kpi="service_level")
    press(app, "Open an action")
    labels = {element.label: element.value for element in (*app.text_input, *app.text_area)}
    assert labels["Title *"].startswith("Answered in time: ")
    assert "Answered in time" in labels["Problem *"]
    assert labels["Owner *"] == "Contact centre manager"
    assert labelled(app.selectbox, "Linked KPI").value == "service_level"


def test_an_action_opened_from_a_kpi_is_linked_to_it(opened, own_home):
    app = opened("actions", new="1", kpi="service_level")
    labelled(app.date_input, "Due *").set_value(date(2030, 1, 31))
    press(app, "Save")
    (written,) = actions.listed(registers(Home(own_home)), local_viewer())
    assert (written.kpi_id, written.source) == ("service_level", "kpi")
    assert written.due_on == date(2030, 1, 31)
