"""Groups compared by dot and interval."""

from pages.charts import dots, theme
from pages.charts.dots import Dot

LIGHT = theme.tokens("light")
LINES = [
    Dot("Waited", head=True),
    Dot("up to 20 s", value=0.9, low=0.85, high=0.94, n=400, mark="improvement"),
    Dot("over 20 s", value=0.6, low=0.4, high=0.8, n=20, is_few=True),
    Dot("over 5 min"),
]


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


def words(figure):
    return [one.text for one in figure.layout.annotations]


def test_a_group_has_a_dot_at_its_value_and_a_line_over_its_interval():
    figure = dots.figure(LINES, "share", 0.8, "light")
    assert list(trace(figure, "groups").x) == [0.9, 0.6]
    assert list(trace(figure, "interval improvement").x) == [0.85, 0.94, None]


def test_few_cases_are_hollow_and_too_few_have_words_only():
    figure = dots.figure(LINES, "share", 0.8, "light")
    assert list(trace(figure, "groups").marker.color) == [LIGHT.improvement, LIGHT.paper]
    assert "too few" in words(figure)


def test_value_and_n_are_printed_beside_and_heads_are_bold():
    said = words(dots.figure(LINES, "share", None, "light"))
    assert "<b>90.0\u202f%</b>  n 400" in said
    assert "<b>Waited</b>" in said


def test_the_height_follows_the_lines():
    assert dots.height(LINES) == dots.TOP + dots.BOTTOM + dots.HEAD + 3 * dots.ROW


def test_the_words_name_the_driver_the_group_and_n():
    assert dots.alt(LINES, "share") == (
        "Waited up to 20 s 90.0\u202f%, n 400; Waited over 20 s 60\u202f%, n 20."
    )
    assert dots.alt([], "share") == "Nothing to show."
