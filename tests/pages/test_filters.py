"""The filters of the address: any number at once, restored, carried along, never silently lost."""

import pytest

from tests.pages.test_pages import heading, said
from warehouse.access import local_viewer
from warehouse.answers.shapes import Cohort
from warehouse.answers.trend import trend
from warehouse.build import current
from warehouse.home import Home

VOICE_NORTH = (("channel", "voice"), ("region", "North"))


def test_an_address_with_two_filters_restores_the_page(opened, reading):
    answer = trend(
        current(Home(reading)), "abandonment_rate", cohort=Cohort.of("", VOICE_NORTH),
        viewer=local_viewer(),
    )  # fmt: skip
    app = opened("trends", kpi="abandonment_rate", channel="voice", region="North")
    assert heading(app).startswith("Abandonment rate, voice, North")
    assert f"{answer.latest.n:,}" in str([table.value for table in app.table])
    assert "channel voice, region North" in app.caption[0].value
    assert (app.selectbox(key="in_channel").value, app.selectbox(key="in_region").value) == (
        "voice",
        "North",
    )


@pytest.mark.usefixtures("reading")
def test_choosing_members_writes_each_into_the_address(opened):
    app = opened("trends", kpi="abandonment_rate")
    app.selectbox(key="in_channel").set_value("voice").run()
    app.selectbox(key="in_region").set_value("North").run()
    assert (app.query_params["channel"], app.query_params["region"]) == ("voice", "North")
    cleared = next(button for button in app.button if button.key == "filters_cleared")
    cleared.click().run()
    assert set(app.query_params) == {"kpi"}


@pytest.mark.usefixtures("reading")
def test_an_older_address_with_one_member_means_the_same(opened):
    app = opened("trends", kpi="abandonment_rate", by="channel", member="voice")
    assert heading(app).startswith("Abandonment rate, voice")
    assert set(app.query_params) == {"kpi", "channel"}


@pytest.mark.usefixtures("reading")
def test_a_member_that_nobody_knows_is_dropped_with_a_note(opened):
    app = opened("trends", kpi="abandonment_rate", channel="carrier pigeon", region="North")
    assert "channel = 'carrier pigeon' is not offered here" in said(app).replace("\\", "")
    assert set(app.query_params) == {"kpi", "region"}


@pytest.mark.usefixtures("reading")
def test_a_member_that_this_kpi_cannot_use_stays_and_is_told(opened):
    app = opened("trends", kpi="monitored_interactions_rate", channel="voice")
    assert "not used on this page: channel voice, which" in said(app).replace("\\", "")
    assert "channel" in app.query_params


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("objectives", "channel voice; region North"),
        ("satisfaction", "channel voice; region North"),
        ("what_if", "channel voice; region North"),
        ("meeting", "channel voice; region North"),
    ],
)
def test_a_page_that_cannot_use_a_filter_says_so_in_words(opened, url, told):
    app = opened(url, channel="voice", region="North")
    assert f"In the address, not used on this page: {told}" in said(app).replace("\\", "")


@pytest.mark.usefixtures("reading")
def test_the_dimension_that_is_compared_is_not_held_fixed(opened):
    app = opened("cohorts", kpi="service_level", by="channel", channel="voice", region="North")
    assert "channel voice, which is what is compared" in said(app).replace("\\", "")
    assert "region North" in app.caption[0].value
    assert "Below, all cases are compared, not only region North" in said(app)


def test_the_scorecard_takes_filters_and_names_who_cannot_be_narrowed(opened, reading):
    app = opened("scorecard", channel="voice", region="North")
    assert heading(app)
    assert "channel voice, region North" in app.caption[0].value
    assert any("cannot be narrowed to" in why for why in app.table[-1].value["Why"])


@pytest.mark.usefixtures("reading")
def test_filters_are_put_back_when_the_menu_leads_to_another_figure_page(opened):
    from tests.pages.conftest import FILES

    app = opened("trends", kpi="abandonment_rate", channel="voice")
    app.query_params.clear()
    app.switch_page(FILES["distributions"]).run()
    assert app.query_params["channel"] == "voice"
    app.query_params.clear()
    app.switch_page(FILES["risks"]).run()
    assert "channel" not in app.query_params


@pytest.mark.usefixtures("reading")
def test_a_period_leads_to_its_last_month_where_a_page_shows_one(opened):
    app = opened("distributions", kpi="average_speed_of_answer_voice", period="2025-Q2")
    assert "Jun 2025" in app.caption[0].value
