"""The Pareto chart: bars and what they reach together on one axis, the catch-all last."""

from pages.charts import pareto, theme
from warehouse.answers.complaint_shapes import Causes
from warehouse.stats.pareto import pareto as ordered

LIGHT = theme.tokens("light")


def causes(weights):
    return Causes("Category", ordered(weights, other="other"), 0, 0.1)


def test_bars_are_shares_and_the_line_ends_at_all():
    figure = pareto.figure(causes({"billing": 6, "meter": 3, "other": 1}), "light")
    bars, line = figure.data
    assert list(bars.x) == [0.6, 0.3, 0.1]
    assert list(line.x) == [0.6, 0.9, 1.0]


def test_the_catch_all_stands_last_and_is_hatched():
    figure = pareto.figure(causes({"other": 8, "meter": 2}), "light")
    assert list(figure.data[0].marker.pattern.shape) == ["", "/"]


def test_many_small_causes_are_one_bar_before_the_catch_all():
    many = causes({f"c{i}": 20 - i for i in range(12)} | {"other": 1})
    names = [bar.name for bar in pareto.bars(many)]
    assert names == [f"c{i}" for i in range(7)] + ["5 more", "other"]
    assert pareto.bars(many)[-1].cumulative == 1


def test_numbers_are_printed_and_without_causes_there_is_nothing():
    figure = pareto.figure(causes({"billing": 6, "meter": 4}), "light")
    assert "<b>6</b>  60\u202f%" in [a.text for a in figure.layout.annotations]
    assert pareto.alt(causes({"billing": 6, "meter": 4})) == (
        "Category: billing 6, together 60.0\u202f%; meter 4, together 100.0\u202f%."
    )
    assert pareto.bars(Causes("Category", None, 3, None)) == []
