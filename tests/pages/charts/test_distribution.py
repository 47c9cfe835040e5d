"""The distribution: bars and line are shares of the same cases."""

from itertools import pairwise

import pytest

from pages.charts import distribution, theme
from tests.pages import made

LIGHT = theme.tokens("light")


def trace(figure, name):
    return next(t for t in figure.data if t.name == name)


def words(figure):
    return [a.text for a in figure.layout.annotations]


def test_bars_are_shares_of_the_cases():
    bars = trace(distribution.figure(made.distribution(), "light"), "bars")
    assert list(bars.x) == [7.5, 22.5, 37.5, 82.5, 97.5]
    assert list(bars.y) == [0.5, 0.25, 0.0, 0.0, 0.25]
    assert list(bars.width) == [15] * 5


def test_the_line_is_the_share_at_or_below_in_true_steps_for_few_cases():
    curve = trace(distribution.figure(made.distribution(), "light"), "curve")
    assert list(curve.x) == [5, 10, 20, 90]
    assert list(curve.y) == [0.25, 0.5, 0.75, 1.0]
    assert curve.line.shape == "hv"


def test_the_line_never_runs_beyond_the_axis():
    answer = made.distribution(curve=((5.0, 0.25), (20.0, 0.75), (5000.0, 1.0)))
    assert list(trace(distribution.figure(answer, "light"), "curve").x) == [5, 20]


def test_hollow_dots_stand_at_the_percentiles():
    figure = distribution.figure(made.distribution(), "light")
    dots = trace(figure, "percentiles")
    assert list(dots.y) == [0.5, 0.9, 0.95, 0.99]
    assert list(dots.x) == [10, 90, 90, 90]
    assert dots.marker.color == LIGHT.paper
    assert "P50 10\u202fs" in words(figure)


def test_the_target_is_a_solid_upright_and_the_mean_a_dashed_one():
    figure = distribution.figure(made.distribution(), "light")
    target, mean = figure.layout.shapes
    assert (target.x0, target.x1, target.line.width) == (30, 30, 1.8)
    assert (mean.x0, mean.line.dash) == (31.25, "4px,3px")
    assert "<b>target <\u202f30\u202fs</b>" in words(figure)
    assert "mean 31\u202fs" in words(figure)


def test_the_mean_is_named_on_the_side_where_no_target_stands():
    figure = distribution.figure(made.distribution(mean=28.0), "light")
    assert (
        next(a for a in figure.layout.annotations if a.text == "mean 28\u202fs").xanchor == "right"
    )


def test_the_axis_ends_a_little_beyond_p99_and_not_at_the_longest():
    low, high = distribution.span(made.distribution(longest=5000.0))
    assert (low, high) == (0.0, pytest.approx(95.4))


def test_without_a_target_there_is_no_upright_for_it():
    answer = made.distribution(target=None, share_beyond=None)
    assert len(distribution.figure(answer, "dark").layout.shapes) == 1


def test_the_alternative_text_has_n_mean_and_percentiles():
    assert distribution.alt(made.distribution()) == (
        "One in four waited longer than 30 s. n 4, mean 31\u202fs, P50 10\u202fs, P80 20\u202fs, "
        "P90 90\u202fs, P95 90\u202fs, P99 90\u202fs."
    )


def test_words_of_neighbouring_percentiles_are_pushed_apart_and_others_stay():
    shown = [(50, 10.0), (90, 90.0), (95, 95.0), (99, 99.0)]
    heights = distribution.label_heights(shown, reach=20.0)
    assert heights[0] == 0.5 * distribution.PLOT - 12
    assert [b - a for a, b in pairwise(heights[1:])] == pytest.approx([15, 15])


def test_words_of_distant_percentiles_stay_under_their_dots():
    shown = [(50, 10.0), (90, 60.0), (95, 110.0), (99, 220.0)]
    heights = distribution.label_heights(shown, reach=20.0)
    assert heights == [p / 100 * distribution.PLOT - 12 for p, _ in shown]


def test_on_a_phone_the_last_percentiles_are_named_left_of_their_dots():
    wide = distribution.figure(made.distribution(), "light")
    narrow = distribution.figure(made.distribution(), "light", narrow=True)

    def side(figure):
        return next(a.xanchor for a in figure.layout.annotations if a.text == "P99 90\u202fs")

    assert (side(wide), side(narrow)) == ("left", "right")
