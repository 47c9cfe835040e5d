"""The page on change, run over the small sample: periods and splits stand in the address."""

import pytest

from pages.parts.wording import plain
from warehouse.access import local_viewer
from warehouse.answers.change import change
from warehouse.answers.spans import span_from
from warehouse.build import current
from warehouse.home import Home

FCR = "first_contact_resolution_rate"


def heading(app):
    assert not app.exception
    assert len(app.title) == 1
    return app.title[0].value


def test_it_shows_the_answer_to_what_the_address_asks(opened, reading):
    answer = change(
        current(Home(reading)), FCR, span_from("2024-Q4"), span_from("2025-Q1"), ("channel",),
        viewer=local_viewer(),
    )  # fmt: skip
    where = {"kpi": FCR, "by": "channel", "from": "2024-Q4", "to": "2025-Q1"}
    app = opened("change", **where)
    assert heading(app) == plain(answer.finding)
    assert list(app.dataframe[0].value.iloc[:, 0]) == [part.member for part in answer.parts]


@pytest.mark.usefixtures("reading")
def test_without_an_address_it_compares_the_two_newest_closed_quarters(opened):
    app = opened("change", kpi="abandonment_rate")
    assert "Q2 2025 → Q3 2025" in app.caption[0].value


@pytest.mark.usefixtures("reading")
def test_any_range_of_months_can_be_written_into_the_address(opened):
    spans = {"from": "2024-08..2024-11", "to": "2025-02..2025-05"}
    app = opened("change", kpi="abandonment_rate", **spans)
    assert "Aug – Nov 2024 → Feb – May 2025" in app.caption[0].value


@pytest.mark.usefixtures("reading")
def test_periods_that_are_not_there_are_dropped_with_a_note(opened):
    app = opened("change", kpi="abandonment_rate", to="2031-Q1")
    assert heading(app)
    assert "to" not in app.query_params


@pytest.mark.usefixtures("reading")
def test_two_dimensions_are_joint_cells(opened):
    app = opened("change", kpi="abandonment_rate", by="channel", by2="region")
    assert "by channel and region" in app.caption[0].value
    assert any(" · " in name for name in app.dataframe[0].value.iloc[:, 0])


@pytest.mark.usefixtures("reading")
def test_a_restriction_is_named_in_the_caption(opened):
    app = opened("change", kpi="abandonment_rate", by="region", where="channel", **{"is": "voice"})
    assert "channel voice" in app.caption[0].value


@pytest.mark.usefixtures("reading")
def test_a_member_shows_its_rows(opened):
    app = opened("change", kpi="abandonment_rate", by="channel", member="voice", rows="2025-08")
    assert any("behind Aug 2025" in one.value for one in app.subheader)


@pytest.mark.usefixtures("reading")
def test_choosing_another_kpi_clears_periods_and_splits(opened):
    app = opened("change", kpi="abandonment_rate", by="channel", to="2025-Q2")
    app.selectbox(key="in_kpi").set_value("service_level").run()
    assert set(app.query_params) == {"kpi"}
