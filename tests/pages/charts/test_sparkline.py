"""Pictures in cells: each state has its icon, and a sparkline keeps gaps, marks and target."""

from base64 import b64decode
from xml.etree import ElementTree

import pytest

from pages.charts import sparkline, theme
from tests.pages import made

SVG = "{http://www.w3.org/2000/svg}"
LIGHT = theme.tokens("light")


def drawn(address):
    kind, text = address.split(",", 1)
    assert kind == "data:image/svg+xml;base64"
    return ElementTree.fromstring(b64decode(text))


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("common", "variation-common"),
        ("improvement_high", "variation-improvement-high"),
        ("concern_low", "variation-concern-low"),
        ("change_high", "variation-neutral-high"),
        ("mixed", "variation-mixed"),
        ("trial", "variation-trial"),
        ("none", "variation-trial"),
    ],
)
def test_each_state_of_variation_has_its_icon_and_words(state, name):
    assert sparkline.variation(state) == name
    assert "<title>" in sparkline.icon(name)
    assert sparkline.WORDS[state]


@pytest.mark.parametrize("state", ["meets", "misses", "hit_or_miss", "none"])
def test_each_state_of_assurance_has_its_icon(state):
    assert "<title>" in sparkline.icon(sparkline.assurance(state))


def test_a_cell_picture_is_as_high_as_its_row_and_centres_the_icon():
    root = drawn(sparkline.cell("variation-common"))
    inner = root.find(f"{SVG}svg")
    assert (root.get("width"), root.get("height")) == ("28", "28")
    assert (inner.get("x"), inner.get("y"), inner.get("width")) == ("2", "2", "24")


def test_a_gap_parts_the_line():
    months = [made.month(i, None if i == 3 else 0.04 + i / 1000) for i in range(6)]
    root = drawn(sparkline.sparkline(months, None, "light"))
    runs = [line.get("points").split() for line in root.iter(f"{SVG}polyline")]
    assert [len(run) for run in runs] == [3, 2]


def test_the_last_point_is_a_filled_diamond_for_a_concern():
    months = [made.month(0, 0.04), made.month(1, 0.05, mark="concern")]
    root = drawn(sparkline.sparkline(months, made.LIMITS, "light"))
    mark = root.findall(f"{SVG}path")[-1]
    assert mark.get("fill") == LIGHT.concern
    assert mark.get("d").endswith("l4 4l-4 4l-4 -4z")


def test_the_last_point_is_hollow_when_provisional():
    months = [made.month(0, 0.04), made.month(1, 0.05, status="provisional")]
    circle = drawn(sparkline.sparkline(months, None, "light")).find(f"{SVG}circle")
    assert (circle.get("fill"), circle.get("stroke")) == (LIGHT.paper, LIGHT.common)


def test_the_target_is_a_hairline_in_ink_across_the_picture():
    root = drawn(sparkline.sparkline(made.months(), made.LIMITS, "light"))
    target = root.find(f"{SVG}path")
    assert target.get("stroke") == LIGHT.ink
    assert target.get("d").endswith("H106")


def test_no_month_gives_an_empty_canvas():
    root = drawn(sparkline.sparkline([made.month(0, None)], None, "light"))
    assert list(root) == []


def test_the_history_of_a_check_has_one_shape_a_build():
    root = drawn(sparkline.history((True, None, False), "light"))
    squares, diamonds = root.findall(f"{SVG}rect"), root.findall(f"{SVG}path")
    assert [square.get("fill") for square in squares] == [LIGHT.common, "none"]
    assert [diamond.get("fill") for diamond in diamonds] == [LIGHT.concern]


def test_the_history_of_a_check_keeps_the_last_twelve_builds():
    root = drawn(sparkline.history((True,) * 20, "light"))
    assert len(root.findall(f"{SVG}rect")) == 12
