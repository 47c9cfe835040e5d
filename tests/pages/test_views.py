"""Saved views on a page: save, reopen, rename, delete; a view of what is gone says so."""

import pytest

from warehouse.access import local_viewer
from warehouse.home import Home
from warehouse.registers import views
from warehouse.registers.ledger import registers


@pytest.fixture
def ledger(own_home):
    return registers(Home(own_home))


def labelled(elements, label):
    return next(element for element in elements if element.label == label)


def press(app, label):
    return labelled(app.button, label).click().run()


def saved(ledger):
    return views.in_use(ledger, local_viewer())


def test_a_page_is_saved_with_its_filters_and_without_what_is_opened_on_it(opened, ledger):
    app = opened("trends", kpi="abandonment_rate", channel="voice", rows="2025-08")
    labelled(app.text_input, "Save this page with its filters as").set_value("Voice").run()
    app = press(app, "Save")
    [view] = saved(ledger)
    assert (view.title, view.address) == ("Voice", "trends?kpi=abandonment_rate&channel=voice")
    assert any("Saved" in one.value for one in app.caption)


def test_a_view_is_offered_on_every_figure_page_renamed_and_deleted(opened, ledger):
    view = views.add(ledger, local_viewer(), {"title": "Voice", "address": "trends?channel=voice"})
    app = opened("objectives")
    labelled(app.selectbox, "Rename or delete").set_value(view.view_id).run()
    labelled(app.text_input, "New name").set_value("Calls").run()
    app = press(app, "Rename")
    assert [one.title for one in saved(ledger)] == ["Calls"]
    labelled(app.selectbox, "Rename or delete").set_value(view.view_id).run()
    press(app, "Delete")
    assert saved(ledger) == []


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("trends?kpi=no_such_kpi", "the KPI 'no_such_kpi' is not in the catalogue any more"),
        ("no_such_page?kpi=service_level", "there is no page 'no_such_page' any more"),
        ("trends?channel=pigeon", "channel 'pigeon' is not in this build"),
        ("trends?source=pigeon", "source 'pigeon' is not in this build"),
    ],
)
def test_a_view_of_what_is_gone_says_what(opened, ledger, address, told):
    views.add(ledger, local_viewer(), {"title": "Old", "address": address})
    said = "\n".join(one.value for one in opened("scorecard").markdown).replace("\\", "")
    assert f"**Old** cannot be opened as saved: {told}" in said
