"""Small multiples: one scale, the mark on the newest month, value and n beside the name."""

import pytest

from pages.charts import multiples, theme
from pages.parts import panels
from tests.pages import made
from warehouse.answers.multiples import Multiples, Panel

LIGHT = theme.tokens("light")


def panel(member, values, mark="common", limits=made.LIMITS):
    months = tuple(made.month(i, value) for i, value in enumerate(values))
    return Panel(member, months, limits, months[-1], mark, 1.0)


def answer(**changes):
    declared = {
        "kpi": made.kpi(),
        "dimension": "region",
        "panels": (panel("Halden", [0.05, None, 0.09], "concern"), panel("Leeds", [0.04, 0.045])),
        "others": (),
        "false_alarms": 0.04,
        "finding": "Halden alone gives a signal; the other one does not",
        "provenance": made.PROVENANCE,
    }
    return Multiples(**declared | changes)


def test_only_the_newest_month_is_marked():
    newest = [t for t in multiples.figure(answer(), "light").data if t.name == "newest"]
    assert [(t.marker.symbol, t.marker.color, list(t.y)) for t in newest] == [
        ("diamond", LIGHT.concern, [0.09]),
        ("circle", LIGHT.common, [0.045]),
    ]


def test_all_panels_have_one_scale_and_it_holds_every_point_and_limit():
    figure = multiples.figure(answer(), "light")
    ranges = {figure.layout[axis].range for axis in ("yaxis", "yaxis2", "yaxis4")}
    ((low, high),) = ranges
    assert low < 0.038 and high > 0.09


def test_a_gap_stays_a_gap():
    line = next(t for t in multiples.figure(answer(), "light").data if t.name == "Halden")
    assert list(line.y) == [0.05, None, 0.09]
    assert line.connectgaps is False


def test_name_n_and_value_stand_beside_each_chart():
    words = [a.text for a in multiples.figure(answer(), "light").layout.annotations]
    assert "<b>Halden</b> n 17,664" in words
    assert "<b>9.0\u202f%</b>" in words


def test_a_phone_has_two_charts_in_a_row():
    many = answer(panels=tuple(panel(str(i), [0.04, 0.05]) for i in range(5)))
    assert multiples.height(many) == 2 * multiples.ROW + 12
    assert multiples.height(many, narrow=True) == 3 * multiples.ROW + 12


def test_the_alternative_text_names_each_member_with_its_figure():
    assert multiples.alt(answer()).endswith("Halden 9.0\u202f%, Leeds 4.5\u202f%.")


@pytest.mark.parametrize(
    ("chance", "said"), [(0.04, "fewer than 0.1"), (0.26, "about 0.3"), (None, "")]
)
def test_the_caption_says_what_chance_marks(chance, said):
    assert said in panels.caption(answer(false_alarms=chance))
    assert ("Chance" in panels.caption(answer(false_alarms=chance))) is bool(said)


def test_the_caption_counts_who_is_not_drawn():
    assert "Not drawn: 2 further members" in panels.caption(answer(others=("a", "b")))
