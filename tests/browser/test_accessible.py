"""Every page judged by axe-core (WCAG 2.2 A and AA), and used with the keyboard alone.

Pages that test_pages.py opens anyway are judged there, light on a desktop, to open them once.
"""

import pytest
from playwright.sync_api import Page, expect

from pages import NAVIGATION
from tests.browser.conftest import settle
from tests.browser.judged import KNOWN, Known, grave
from tests.browser.test_pages import PAGES

pytestmark = pytest.mark.browser

VIEWS = {
    "desktop-light": (False, "light"),
    "desktop-dark": (False, "dark"),
    "phone-light": (True, "light"),
    "phone-dark": (True, "dark"),
}
OPENED = (  # forms, rows and details, which no page shows by itself
    "risks?new=1",
    "actions?new=1&kpi=service_level",
    "trends?kpi=abandonment_rate&by=channel&member=voice&rows=2025-08",
    "definitions?kpi=abandonment_rate",
    "scorecard?view=table",
)


CONTROLS = """() => [...document.querySelectorAll(
        'section.stMain a[href], .stMain button, .stMain input, .stMain textarea, .stMain canvas'
    )].filter(one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0
        && one.getBoundingClientRect().width > 0
        && !one.closest('[data-testid=stElementToolbar], [aria-hidden=true], .js-plotly-plot'))"""
NEXT = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const before = window.lastStop;
    const isAfter = !before || before === one || !before.isConnected
        || !!(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    window.lastStop = one;
    (one.closest('.stDataFrame') || one).dataset.reached = '1';
    return [one.innerText || one.getAttribute('aria-label') || one.tagName, isAfter];
}"""
BOX = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    return [one.dataset.testid || one.tagName, box.x, box.y, box.width, box.height];
}"""


def judged(running, view: str, paths: list[str]) -> tuple[list[str], set[Known]]:
    """Open the pages one after the other in one session; violations, and known ones met."""
    phone, scheme = VIEWS[view]
    page = running.open(f"/{paths[0]}", phone=phone, scheme=scheme)
    used: set[Known] = set()
    found = grave(page, view, used)
    for path in paths[1:]:
        page.goto(f"{running.address}/{path}")
        settle(page)
        found += grave(page, view, used)
    page.context.close()
    return found, used


def test_no_further_page_has_a_serious_violation(running):
    paths = [entry.url for entry in NAVIGATION if entry.url not in PAGES]
    assert judged(running, "desktop-light", paths)[0] == []


@pytest.mark.full
@pytest.mark.parametrize("view", VIEWS)
def test_no_view_has_a_serious_violation_and_none_that_is_known_is_gone(running, view):
    found, used = judged(running, view, [*(entry.url for entry in NAVIGATION), *OPENED])
    assert found == []
    assert used == {known for known in KNOWN if view.startswith(known.views)}


def tabbed(page: Page, most: int = 150) -> list[str]:
    """Press Tab from the top of the page to its end; the stops, each after the one before it."""
    stops: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(NEXT)
        if stop is None:
            return stops
        words, is_after = stop
        assert is_after, f"{words!r} comes before {stops[-1]!r} on the page"
        stops.append(words)
    raise AssertionError(f"after {most} presses the end is not reached: {stops[-5:]}")


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (
            "trends?kpi=abandonment_rate",
            [
                "KPI:",
                "Filters:",
                "Definition",
                "Numbers as a table",
                "How to read",
                "Open an action",
            ],
        ),
        ("cohorts?kpi=service_level&by=queue", ["KPI:", "Month:", "Definition", "CANVAS"]),
        ("data_quality", ["Checks for:", "Rows of:", "CANVAS", "No check was ever waived"]),
    ],
)
def test_the_tab_key_reaches_every_control_in_the_order_of_the_page(running, path, wanted):
    page = running.open(f"/{path}")
    stops = tabbed(page)
    places = [
        next((i for i, stop in enumerate(stops) if stop.startswith(words)), words)
        for words in wanted
    ]
    assert all(isinstance(place, int) for place in places), places
    assert places == sorted(places)
    unreached = "filter(one => !one.closest('[data-reached]')).map(one => one.outerHTML)"
    missed = page.evaluate(f"() => ({CONTROLS})().{unreached}")
    assert missed == []
    page.context.close()


def test_a_control_that_has_the_focus_looks_different(running):
    page = running.open("/trends?kpi=abandonment_rate")
    same, seen = [], set()
    while len(seen) < 40:
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement === document.body"):
            break
        name, x, y, width, height = page.evaluate(BOX)
        if name in seen or name == "stMain":  # the whole page: a ring around it would say nothing
            continue
        seen.add(name)
        clip = {"x": max(x - 6, 0), "y": max(y - 6, 0), "width": width + 12, "height": height + 12}
        focused = page.screenshot(clip=clip)
        page.evaluate("() => { window.held = document.activeElement; window.held.blur(); }")
        page.wait_for_timeout(250)  # rings fade
        if page.screenshot(clip=clip) == focused:
            same.append(name)
        page.evaluate("() => window.held.focus({preventScroll: true})")
    assert same == []
    assert {"stPopoverButton", "stPageLink-NavLink", "stBaseButton-tertiary"} <= seen
    page.context.close()


def test_a_popover_is_opened_and_left_with_the_keyboard_alone(running):
    page = running.open("/trends?kpi=abandonment_rate")
    page.get_by_role("button", name="How to read this").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The shaded band is the process’s own range")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("The shaded band is the process’s own range")).to_be_hidden()
    assert "How to read" in page.evaluate("() => document.activeElement.innerText")
    page.context.close()
