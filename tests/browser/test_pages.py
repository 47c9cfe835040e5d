"""Every page in a real browser, by deep link, on a server that has just started."""

import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import press, settle, shot
from tests.browser.judged import grave
from warehouse.access import local_viewer
from warehouse.answers.cohorts import funnel
from warehouse.answers.distribution import distribution
from warehouse.answers.flow import flow
from warehouse.answers.scorecard import scorecard
from warehouse.answers.trend import trend
from warehouse.build import current
from warehouse.home import Home
from warehouse.period import month_from

pytestmark = pytest.mark.browser

AUGUST = month_from("2025-08")
POINTS = ".js-plotly-plot .scatterlayer path.point"
TABLE = "[data-testid=stDataFrame] canvas"
PAGES = {
    "scorecard": ("/scorecard", TABLE),
    "trends": ("/trends?kpi=abandonment_rate", POINTS),
    "distributions": ("/distributions?kpi=average_speed_of_answer_voice&month=2025-08", POINTS),
    "cohorts": ("/cohorts?kpi=service_level&by=queue&month=2025-08", POINTS),
    "change": (
        "/change?kpi=abandonment_rate&by=channel&from=2025-Q1&to=2025-Q2",
        ".js-plotly-plot .barlayer path",
    ),
    "satisfaction": ("/satisfaction?period=2025-Q2", POINTS),
    "complaints": ("/complaints?period=2025-Q2", ".js-plotly-plot .barlayer path"),
    "risks": ("/risks?new=1", "[data-testid=stForm]"),
    "actions": ("/actions?new=1", "[data-testid=stForm]"),
    "data_quality": ("/data_quality", TABLE),
    "waivers": ("/waivers", TABLE),
    "accounting": (
        "/accounting?kpi=contacts_offered&month=2025-08",
        ".js-plotly-plot .barlayer path",
    ),
    "definitions": ("/definitions?kpi=abandonment_rate", "[data-testid=stCode]"),
}


def finding(url, home):
    """What the page's heading has to be, asked of the warehouse directly."""
    build, viewer = current(Home(home)), local_viewer()
    asked = {
        "scorecard": lambda: scorecard(build, viewer=viewer).finding,
        "trends": lambda: trend(build, "abandonment_rate", viewer=viewer).finding,
        "distributions": lambda: (
            distribution(build, "average_speed_of_answer_voice", AUGUST, viewer=viewer).finding
        ),
        "cohorts": lambda: funnel(build, "service_level", "queue", AUGUST, viewer=viewer).finding,
        "accounting": lambda: flow(build, "contacts_offered", AUGUST, viewer=viewer).finding,
        "risks": lambda: "No risk is registered yet",
        "actions": lambda: "No corrective action is registered yet",
        "definitions": lambda: "How many of those who queued gave up before they were answered?",
    }
    return asked[url]() if url in asked else None


@pytest.mark.parametrize("url", PAGES)
def test_a_page_opens_by_deep_link_on_a_fresh_server(dashboard, sample_home, url):
    path, drawn = PAGES[url]
    page = dashboard.open(path)
    assert page.locator("h1").count() == 1
    expected = finding(url, sample_home)
    if expected is not None:
        assert page.locator("h1").inner_text() == expected
    expect(page.locator(drawn).first).to_be_visible()
    assert page.get_by_text("Page not found").count() == 0
    assert page.locator("[data-testid=stException]").count() == 0
    assert grave(page, "desktop-light", set()) == []
    shot(page, f"{url}-1440-light")
    assert dashboard.complaints == []

    phone = dashboard.open(path, phone=True, scheme="dark")
    expect(phone.locator("h1")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    shot(phone, f"{url}-390-dark")
    assert dashboard.complaints == []


def test_the_bare_address_leads_to_the_scorecard(running):
    page = running.open("/?order=worst")
    page.wait_for_url("**/scorecard?order=worst")
    assert running.complaints == []


def test_what_is_chosen_stands_in_the_address_and_the_address_restores_it(running):
    page = running.open("/trends?kpi=abandonment_rate")
    page.get_by_role("button", name="Filters: none").click()
    for label, member, written in (("Channel", "voice", "channel=voice"),
                                   ("Region", "North", "region=North")):  # fmt: skip
        page.get_by_role("combobox", name=label).click()
        page.get_by_role("option", name=member, exact=True).click()
        page.wait_for_url(f"**{written}")
        settle(page)
    expect(page.locator("h1")).to_contain_text("Abandonment rate, voice, North")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Filters: voice, North")).to_be_visible()
    again = running.open(page.url.removeprefix(running.address))
    assert again.locator("h1").inner_text() == page.locator("h1").inner_text()
    assert running.complaints == []


def test_a_point_of_the_trend_opens_the_rows_of_its_month(running):
    page = running.open("/trends?kpi=abandonment_rate")
    press(page, page.locator(POINTS).nth(10))
    page.wait_for_url("**rows=2025-08")
    expect(page.get_by_role("heading", name="rows behind Aug 2025")).to_be_visible()
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV, ").click()
    assert download.value.suggested_filename == "abandonment_rate_2025-08_csv.zip"
    with zipfile.ZipFile(download.value.path()) as archive:
        data = archive.read("abandonment_rate_2025-08.csv").decode()
    assert data.startswith("judgement,record,source_id")
    assert running.complaints == []


def test_a_point_of_the_funnel_opens_the_rows_of_its_member(running):
    page = running.open("/cohorts?kpi=service_level&by=queue&month=2025-08")
    press(page, page.locator(POINTS).first)
    page.wait_for_url("**member=**")
    expect(page.get_by_role("heading", name="rows behind Aug 2025")).to_be_visible()
    assert running.complaints == []


def test_a_selected_kpi_of_the_scorecard_offers_its_trend(running):
    page = running.open("/scorecard")
    table = page.locator(TABLE).first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + 60, box["y"] + 51)  # the first row: a canvas has no cells to name
    page.get_by_role("link", name="Trend", exact=True).click()
    page.wait_for_url("**/trends?kpi=**")
    settle(page)
    expect(page.locator(POINTS).first).to_be_visible()
    assert running.complaints == []


def test_a_phone_gets_cards_and_may_ask_for_the_table(running):
    page = running.open("/scorecard", phone=True)
    assert page.locator(TABLE).count() == 0
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    page.get_by_role("radio", name="Table").click()
    page.wait_for_url("**view=table")
    expect(page.locator(TABLE).first).to_be_visible()
    assert running.complaints == []


def test_an_action_is_opened_from_a_kpi_in_one_click(own_dashboard):
    page = own_dashboard.open("/trends?kpi=service_level")
    page.get_by_role("button", name="Open an action").click()
    page.wait_for_url("**/actions?new=1&kpi=service_level")
    settle(page)
    expect(page.get_by_label("Title *")).to_have_value("Answered in time: misses target")
    assert own_dashboard.complaints == []


def test_the_tab_key_passes_a_table_without_leaving_the_page(running):
    page = running.open("/scorecard")
    page.locator(TABLE).first.wait_for()
    for _ in range(24):
        page.keyboard.press("Tab")
    settle(page)
    assert page.url == f"{running.address}/scorecard"
    assert running.complaints == []
