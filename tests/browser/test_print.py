"""Pages on paper: what is said and drawn, nothing that is pressed, nothing cut."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser

MAIN = "document.querySelector('[data-testid=stMain]')"


def test_paper_has_finding_charts_filters_and_build_and_nothing_to_press(running):
    page = running.open("/trends?kpi=abandonment_rate&channel=voice", scheme="dark")
    page.emulate_media(media="print")
    settle(page)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    expect(page.get_by_text("all sources, channel voice")).to_be_visible()
    expect(page.get_by_text("Build 20")).to_be_visible()
    assert page.locator("button:visible").count() == 0
    assert page.locator("[data-testid=stHeader]:visible").count() == 0
    assert page.evaluate(f"getComputedStyle({MAIN}).overflow") == "visible"
    ink = "getComputedStyle(document.querySelector('h1')).color"
    assert page.evaluate(ink) == "rgb(20, 26, 35)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_kpi_to_act_on_keeps_its_name_on_paper(running):
    page = running.open("/scorecard")
    names = page.locator(".st-key-to_act_on a").all_inner_texts()
    page.emulate_media(media="print")
    assert names
    for name in names:
        expect(page.locator(".st-key-to_act_on").get_by_text(name, exact=True)).to_be_visible()
