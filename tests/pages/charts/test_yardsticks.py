"""Benchmarks beside our figures: each line between its own ends, coloured when told apart."""

from datetime import date

from pages.charts import theme, yardsticks
from tests.pages import made
from warehouse.answers.benchmarks import Beside
from warehouse.benchmarks import Benchmark

LIGHT = theme.tokens("light")


def row(value=0.02, **changes):
    told = {
        "kpi": made.kpi(),
        "benchmark": Benchmark("abandonment_rate", value, "share", "A report", date(2025, 1, 1),
                               "voice only", 0.01, 0.03),
        "own": made.month(10, 0.05, low=0.04, high=0.06),
        "gap": "", "place": "below", "better": False, "age": 8, "is_old": False,
    }  # fmt: skip
    return Beside(**(told | changes))


def test_a_line_runs_from_its_lowest_to_its_highest_end():
    at = yardsticks.scaled(row())
    assert (at["from"], at["high"]) == (0.06, 0.94)
    assert round(at["own"], 3) == round(0.06 + 0.88 * 0.8, 3)
    alone = yardsticks.scaled(row(own=None, benchmark=Benchmark(
        "x", 0.5, "share", "A report", date(2025, 1, 1), "voice only")))  # fmt: skip
    assert (alone["benchmark"], alone["own"]) == (0.5, None)


def test_ours_is_orange_where_worse_blue_where_better_and_grey_where_not_told_apart():
    found = [row(), row(better=True), row(better=None, place="within"), row(better=None)]
    assert [yardsticks.mark(one) for one in found] == ["concern", "improvement", "common", "change"]
    figure = yardsticks.figure(found[:1], "light")
    own = next(one for one in figure.data if one.name == "own")
    assert (own.marker.symbol, own.marker.color) == ("diamond", LIGHT.concern)


def test_an_old_benchmark_is_paler():
    squares = [
        next(one for one in yardsticks.figure([row(is_old=old)], "light").data
             if one.name == "benchmark").marker.line.color
        for old in (False, True)
    ]  # fmt: skip
    assert squares == [LIGHT.ink, LIGHT.ink_3]


def test_the_chart_in_words():
    assert yardsticks.alt([row(), row(own=None)]) == (
        "Our figures beside benchmarks. Abandonment rate: ours 5.0\u202f%, theirs 2.0\u202f%; "
        "Abandonment rate: ours no figure, theirs 2.0\u202f%."
    )
