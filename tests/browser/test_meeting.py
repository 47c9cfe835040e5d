"""Meeting mode by keyboard, on the screens it is made for."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser

MAIN = "document.querySelector('[data-testid=stMain]')"


def leads(page, key, slide):
    page.keyboard.press(key)
    page.wait_for_url(f"**slide={slide}**")
    settle(page)


def test_the_meeting_is_led_by_keys_alone_and_every_slide_fits_the_screen(running):
    page = running.open("/scorecard")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.get_by_role("link", name="Meeting mode").click()
    page.wait_for_url("**/meeting**")
    settle(page)
    expect(page.get_by_role("button", name="First")).to_be_visible()
    assert page.locator("[data-testid=stSidebar]").count() == 0
    assert page.get_by_role("link", name="Performance").count() == 0
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**slide=**")
    settle(page)
    first = page.url
    page.keyboard.press("PageDown")
    page.wait_for_url(lambda url: url != first)
    settle(page)
    page.keyboard.press("PageUp")
    page.wait_for_url(first)
    settle(page)
    leads(page, "End", "closing")
    leads(page, "ArrowLeft", "registers")
    leads(page, "PageUp", "objectives")
    leads(page, "Home", "opening")
    for slide in ("opening", "service_level", "closing"):
        page.goto(f"{running.address}/meeting?slide={slide}")
        settle(page)
        for width, height in ((1440, 900), (1280, 720)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(300)  # the chart takes its new width
            assert page.evaluate(f"{MAIN}.scrollHeight - {MAIN}.clientHeight") <= 0, slide
    page.keyboard.press("Escape")
    page.wait_for_url("**/scorecard**")
    assert running.complaints == []


def test_every_control_of_a_slide_is_reached_by_tab(running):
    page = running.open("/meeting?slide=objectives")
    reached = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.innerText.split('\\n')[0]"))
    named = {one.split("\n")[0] for one in page.locator("button:visible").all_inner_texts()}
    assert {one for one in named if one} <= reached
    assert "Slide after" not in reached  # the second pair of keys is no stop
