"""The page on complaints, run over the small sample."""

import pytest

from pages.parts.complaining import clock
from pages.parts.wording import plain
from warehouse.access import local_viewer
from warehouse.answers.complaint_shapes import Clock
from warehouse.answers.complaints import complaints
from warehouse.answers.spans import span_from
from warehouse.build import current
from warehouse.home import Home


def heading(app):
    assert not app.exception
    assert len(app.title) == 1
    return app.title[0].value


def test_it_shows_the_finding_the_register_and_the_agreement(opened, reading):
    answer = complaints(current(Home(reading)), span_from("2025-Q2"), viewer=local_viewer())
    app = opened("complaints", period="2025-Q2")
    assert heading(app) == plain(answer.finding)
    wanted = {"Reference", "Acknowledged", "Answered", "Closed", "Outcome"}
    assert any(wanted <= set(table.value.columns) for table in app.dataframe)
    assert any("κ" in str(value) for table in app.table for value in table.value.to_numpy().flat)


@pytest.mark.usefixtures("reading")
def test_words_and_marks_stand_in_the_address(opened):
    app = opened("complaints", period="2025-Q2", search="billing", mark="open")
    assert heading(app)
    assert app.text_input(key="in_search").value == "billing"
    app.text_input(key="in_search").set_value("meter").run()
    assert app.query_params["search"] == "meter"


@pytest.mark.usefixtures("reading")
def test_a_mark_that_is_not_offered_is_dropped(opened):
    app = opened("complaints", period="2025-Q2", mark="red")
    assert heading(app)
    assert "mark" not in app.query_params


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Clock("met", 2.0, None, "h"), "met, 2.0\u202fh"),
        (Clock("late", 27.0, 3.0, "h"), "late, 27\u202fh"),
        (Clock("overdue", 46.0, 31.0, "wd"), "31\u202fwd over"),
        (Clock("running", 3.0, None, "wd"), "running, 3\u202fwd"),
        (Clock("unknown", None, None, "wd"), "–"),
    ],
)
def test_a_clock_is_said_in_words(one, words):
    assert clock(one) == words
