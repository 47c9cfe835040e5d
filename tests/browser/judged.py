"""What axe-core says against a page, without what Streamlit alone could mend.

axe-core judges by the rules of WCAG 2.2, levels A and AA, that a program can judge. Canvas and SVG
texts are beyond it: the contrast of what charts are drawn with is tested with the charts' theme,
and that each chart has words and a table in tests/pages/test_charted.py.
"""

from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GRAVE = {"serious", "critical"}


class Known(NamedTuple):
    """A violation inside Streamlit that cannot be mended from here: rule, place, views, why."""

    rule: str
    within: str
    views: str
    why: str


KNOWN = (
    Known(
        "list", "[data-testid=stSidebarNavItems]", "phone",
        "Streamlit 1.67 puts a div between the list of a phone's menu and its items",
    ),
    Known(
        "listitem", "[data-testid=stSidebarNavItems]", "phone",
        "the same div, told for each item of the menu",
    ),
)  # fmt: skip

INSIDE = """([target, within]) => {
    const found = document.querySelector(target);
    return found !== null && found.closest(within) !== null;
}"""


def grave(page: Page, view: str, used: set[Known]) -> list[str]:
    """What axe-core calls serious or critical on a page, without what is known."""
    asked = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found = []
    for one in Axe().run(page, options=asked).response["violations"]:
        for node in one["nodes"]:
            if one["impact"] not in GRAVE:
                continue
            target = node["target"][0]
            known = [
                known
                for known in KNOWN
                if known.rule == one["id"]
                and view.startswith(known.views)
                and page.evaluate(INSIDE, [target, known.within])
            ]
            used.update(known)
            if not known:
                found.append(f"{page.url}: {one['id']}: {target}: {node['html'][:160]}")
    return found
