"""The trend draws what the answer says: marks, limits, target, gaps, provisional months."""

from dataclasses import replace
from datetime import date

import pytest

from pages.charts import theme, trend
from tests.pages import made

LIGHT = theme.tokens("light")


def trace(figure, name):
    return next(t for t in figure.data if t.name == name)


def lines(figure):
    return [s for s in figure.layout.shapes if s.type == "line"]


def words(figure):
    return [a.text for a in figure.layout.annotations]


def test_one_point_a_month_at_its_value():
    points = trace(trend.figure(made.trend(), "light"), "months")
    assert list(points.x) == list(range(12))
    assert list(points.y) == list(made.VALUES)


def test_a_concern_is_an_orange_diamond_and_common_cause_a_grey_circle():
    marker = trace(trend.figure(made.trend(), "light"), "months").marker
    assert marker.symbol[8:11] == ("diamond",) * 3
    assert marker.color[8:11] == (LIGHT.concern,) * 3
    assert marker.symbol[0] == "circle"
    assert marker.color[0] == LIGHT.common


def test_a_provisional_month_is_hollow_dotted_and_hatched():
    figure = trend.figure(made.trend(), "light")
    marker = trace(figure, "months").marker
    assert marker.color[11] == LIGHT.paper
    assert marker.line.color[11] == LIGHT.common
    joined = trace(figure, "provisional")
    assert list(joined.x) == [10, 11]
    assert joined.line.dash == "dot"
    assert list(trace(figure, "hatch").x) == [11]
    assert trace(figure, "line").y[11] is None
    assert "provis-<br>ional" in words(figure)


@pytest.mark.parametrize(("value", "anchor"), [(0.01, "top"), (0.30, "bottom")])
def test_the_word_provisional_keeps_clear_of_its_point(value, anchor):
    given = made.trend()
    months = (*given.months[:-1], replace(given.months[-1], value=value))
    figure = trend.figure(replace(given, months=months), "light")
    [word] = [a for a in figure.layout.annotations if a.text == "provis-<br>ional"]
    assert word.yanchor == anchor


def test_a_missing_month_is_a_gap_and_says_so():
    months = list(made.months())
    months[4] = made.month(4, None)
    figure = trend.figure(made.trend(months=tuple(months)), "light")
    assert trace(figure, "line").y[4] is None
    assert trace(figure, "line").connectgaps is False
    assert 4 not in trace(figure, "months").x
    assert "no<br>data" in words(figure)


def test_limits_are_dashed_the_mean_is_thin_and_the_target_is_ink():
    figure = trend.figure(made.trend(), "light")
    by_height = {round(s.y0, 4): s.line for s in lines(figure) if s.y0 == s.y1}
    assert by_height[0.038].dash == by_height[0.0548].dash == trend.DASH
    assert by_height[0.0464].width == 1
    assert (by_height[0.05].color, by_height[0.05].width) == (LIGHT.ink, 1.8)


def test_the_target_is_drawn_in_steps_as_it_was_in_force():
    figure = trend.figure(made.trend(), "light")
    targets = [(s.x0, s.x1, s.y0) for s in lines(figure) if s.line.width == 1.8]
    assert targets == [(-0.5, 2.5, 0.06), (2.5, 11.5, 0.05)]
    joint = next(s for s in lines(figure) if s.x0 == s.x1 == 2.5)
    assert (joint.y0, joint.y1, joint.line.dash) == (0.06, 0.05, "dot")


def test_limits_beyond_what_is_attainable_are_not_drawn_outside_it():
    limits = made.Limits(0.03, -0.01, 0.07, 0.0, 0.06, 22, 0, trial=False)
    figure = trend.figure(made.trend(limits=limits), "light")
    band = next(s for s in figure.layout.shapes if s.type == "rect")
    assert (band.y0, band.y1) == (0.0, 0.07)
    assert not any("Lower" in text for text in words(figure))


def test_trial_limits_are_dotted_and_called_trial():
    limits = made.Limits(0.0464, 0.038, 0.0548, 0.0408, 0.052, 9, 0, trial=True)
    figure = trend.figure(made.trend(limits=limits), "light")
    assert next(s for s in lines(figure) if s.y0 == 0.038).line.dash == "dot"
    assert "Upper trial limit 5.5" in words(figure)


def test_without_limits_there_is_no_band_and_no_mean():
    figure = trend.figure(made.trend(limits=None), "light")
    assert not [s for s in figure.layout.shapes if s.type == "rect"]
    assert not any("Mean" in text for text in words(figure))


def test_the_last_two_signal_points_carry_their_value():
    figure = trend.figure(made.trend(), "light")
    bold = [text for text in words(figure) if text.startswith("<b>") and "Target" not in text]
    assert bold == ["<b>5.2\u202f%</b>", "<b>5.6\u202f%</b>"]


def test_labels_in_the_margin_name_limits_mean_and_target():
    labels = words(trend.figure(made.trend(), "light"))
    for label in ("Upper limit 5.5", "Lower limit 3.8", "Mean 4.6"):
        assert label in labels
    assert "<b>Target <\u202f5\u202f%</b>" in labels


def test_on_a_phone_labels_move_inside_and_the_margin_goes():
    figure = trend.figure(made.trend(), "light", narrow=True)
    assert figure.layout.margin.r == 12
    label = next(a for a in figure.layout.annotations if a.text == "Upper limit 5.5")
    assert (label.x, label.xanchor) == (0, "left")


def test_a_selected_point_tells_its_month():
    points = trace(trend.figure(made.trend(), "light"), "months")
    assert points.customdata[0][0] == "2024-10"
    assert points.customdata[11][0] == "2025-09"


def test_hovering_says_value_interval_n_and_target():
    points = trace(trend.figure(made.trend(), "light"), "months")
    assert points.hovertext[0] == (
        "<b>Oct 2024</b> 4.3\u202f%<br>95 % interval 4.0 – 4.6\u202f%<br>n 17,664<br>"
        "target <\u202f6\u202f%"
    )


def test_the_axis_holds_every_point_target_and_limit():
    low, high = trend.span(made.trend(), made.months())
    assert low < 0.038
    assert high > 0.06
    assert low >= 0


def test_limits_and_target_fill_about_two_thirds_when_points_lie_inside():
    months = tuple(made.month(i, 0.046, target=0.05) for i in range(12))
    low, high = trend.span(made.trend(), months)
    assert (0.0548 - 0.038) / (high - low) == pytest.approx(2 / 3, abs=0.01)


def test_one_month_alone_is_drawn():
    only = (made.month(0, 0.05, target=None),)
    figure = trend.figure(made.trend(months=only, history=only, limits=None), "dark")
    assert list(trace(figure, "months").y) == [0.05]
    low, high = figure.layout.yaxis.range
    assert low < 0.05 < high


def test_the_strip_shows_the_whole_history_without_words_in_it():
    history = tuple(made.month(i - 24, 0.045) for i in range(24)) + made.months()
    figure = trend.strip(made.trend(history=history), "light")
    assert figure.layout.height == trend.STRIP
    assert list(trace(figure, "months").x) == list(range(36))
    assert "provis-<br>ional" not in words(figure)


def test_the_alternative_text_is_the_finding_and_four_values():
    text = trend.alt(made.trend())
    assert text == (
        "Abandonment rate has changed: 5.6 % in Aug 2025 is above the upper limit. "
        "First 4.3\u202f% in Oct 2024, last 5.9\u202f% in Sep 2025, "
        "lowest 4.2\u202f% in Dec 2024, highest 5.9\u202f% in Sep 2025."
    )


def test_the_alternative_text_says_that_nothing_is_known():
    nothing = (made.month(0, None),)
    assert trend.alt(made.trend(months=nothing)).endswith("No month has a value.")


def test_the_fixture_spans_october_to_september():
    assert made.months()[0].month == date(2024, 10, 1)
    assert made.months()[-1].month == date(2025, 9, 1)
