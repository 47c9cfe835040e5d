"""From a figure to the rows behind it, and to the story of one, with real clicks."""

import json
import time
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import press, settle

pytestmark = pytest.mark.browser

POINTS = ".scatterlayer .point, .scatterlayer path.point"
TABLE = "[data-testid=stDataFrame]"
MOST_CLICKS = 3


class Counted:
    """Clicks and seconds since a page stood."""

    def __init__(self, page):
        self.page, self.clicks, self.since = page, 0, time.monotonic()

    def cell(self, table, row=0):
        """Click a row of a table: a canvas has no cells to name."""
        table.scroll_into_view_if_needed()
        box = table.bounding_box()
        self.page.mouse.click(box["x"] + 60, box["y"] + 51 + 34 * row)
        self.clicks += 1
        settle(self.page)

    def on(self, what):
        what.click()
        self.clicks += 1

    def said(self, way):
        return f"{way}: {self.clicks} clicks, {time.monotonic() - self.since:.1f} s"


def test_a_red_figure_leads_to_its_calls_in_at_most_three_clicks(running, capsys):
    page = running.open("/scorecard")
    counted = Counted(page)
    counted.cell(page.locator(TABLE).first)  # of each table the worst stands first
    counted.on(page.get_by_role("link", name="Rows", exact=True))
    page.wait_for_url("**/rows?kpi=**")
    settle(page)
    expect(page.get_by_text("Every row is accounted for")).to_be_visible()
    expect(page.locator(TABLE).first).to_be_visible()
    told = [counted.said("red figure to its rows")]
    assert counted.clicks <= MOST_CLICKS
    counted.cell(page.locator(TABLE).first)
    counted.on(page.get_by_role("button", name="Its whole story"))
    page.wait_for_url("**record=**")
    settle(page)
    expect(page.get_by_text("What happened, in")).to_be_visible()
    told.append(counted.said("red figure to the story of one row"))
    with capsys.disabled():
        print("\n" + "\n".join(told))
    assert running.complaints == []


def test_the_trends_newest_point_leads_to_its_rows_in_two_clicks(running):
    page = running.open("/trends?kpi=abandonment_rate&channel=voice")
    press(page, page.locator(POINTS).nth(10))
    page.wait_for_url("**rows=2025-08")
    settle(page)
    page.get_by_role("link", name="All in Records").click()
    page.wait_for_url("**/rows?**period=2025-08**")
    settle(page)
    expect(page.locator("h1")).to_contain_text("left out")
    assert "channel=voice" in page.url
    assert running.complaints == []


def test_a_bar_of_the_distribution_lists_the_cases_between_its_ends(running):
    page = running.open("/distributions?kpi=average_speed_of_answer_voice&month=2025-08")
    bar = page.locator(".barlayer .point path").first
    box = bar.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 3)
    page.wait_for_url("**values=0..**")
    settle(page)
    page.get_by_role("link", name="All in Records").click()
    page.wait_for_url("**low=0&high=**")
    settle(page)
    expect(page.get_by_role("button", name="below")).to_be_visible()
    assert running.complaints == []


def test_a_cell_of_the_heat_map_leads_to_its_rows(running):
    page = running.open("/cohorts?kpi=service_level&by=queue&month=2025-08")
    cells = page.locator("[data-testid=stPlotlyChart]").nth(1).locator(".scatterlayer .point")
    cells.nth(30).scroll_into_view_if_needed()
    press(page, cells.nth(30))
    page.get_by_role("link", name="Rows of ").click()  # it appears with the selection
    page.wait_for_url("**/rows?**hour=**")
    settle(page)
    assert "weekday=" in page.url
    expect(page.get_by_text("Every row is accounted for")).to_be_visible()
    assert running.complaints == []


def test_a_line_of_the_complaint_register_leads_to_its_story(running):
    page = running.open("/complaints")
    table = page.locator(f"{TABLE}[aria-label='Register of complaints'], {TABLE}").last
    Counted(page).cell(page.locator(TABLE).nth(0) if page.locator(TABLE).count() == 1 else table)
    page.get_by_role("link", name="Its whole story").click()
    page.wait_for_url("**/rows?**record=**")
    settle(page)
    expect(page.get_by_text("What happened, in")).to_be_visible()
    assert running.complaints == []


def test_exactly_the_rows_of_the_page_are_taken_along(running):
    page = running.open("/rows?kpi=abandonment_rate&period=2025-08&state=excluded")
    button = page.get_by_role("button", name="PARQUET")
    rows = int(button.inner_text().split(",", 1)[1].split()[0].replace(",", ""))
    with page.expect_download() as download:
        button.click()
    with zipfile.ZipFile(download.value.path()) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["rows"] == rows
    assert manifest["filters"] == {"state": "excluded"}
    assert running.complaints == []
