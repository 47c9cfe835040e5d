"""Axes with round ticks, months named once, labels that do not collide."""

from datetime import date
from itertools import pairwise

import pytest

from pages.charts import axes


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (3.2, 6.8, [4, 5, 6]),
        (0, 0.9, [0, 0.2, 0.4, 0.6, 0.8]),
        (-40, 60, [-40, -20, 0, 20, 40, 60]),
        (7, 7, [7]),
    ],
)
def test_ticks_are_round_and_inside(low, high, expected):
    assert axes.ticks(low, high) == pytest.approx(expected)


def test_an_axis_of_shares_is_printed_in_percent_and_placed_in_shares():
    axis = axes.unit_axis("share", 0.03, 0.07)
    assert axis["tickvals"] == pytest.approx([0.03, 0.04, 0.05, 0.06, 0.07])
    assert axis["ticktext"] == ["3\u202f%", "4\u202f%", "5\u202f%", "6\u202f%", "7\u202f%"]


def test_an_axis_of_long_waits_is_printed_in_minutes():
    axis = axes.unit_axis("seconds", 0, 600)
    assert axis["tickvals"] == pytest.approx([0, 120, 240, 360, 480, 600])
    assert axis["ticktext"][1] == "2\u202fmin"


def test_the_year_stands_under_its_first_month_only():
    months = [date(2024, 11, 1), date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1)]
    places, words = axes.month_ticks(months, every=1)
    assert places == [0, 1, 2, 3]
    assert words == ["Nov<br>2024", "Dec", "Jan<br>2025", "Feb"]


def test_a_long_history_names_every_third_month_and_still_each_year():
    months = [date(2024 + i // 12, i % 12 + 1, 1) for i in range(18)]
    places, words = axes.month_ticks(months, every=3)
    assert places == [0, 3, 6, 9, 12, 15]
    assert words == ["Jan<br>2024", "Apr", "Jul", "Oct", "Jan<br>2025", "Apr"]


def test_labels_that_do_not_collide_stay_where_they_are():
    assert axes.spread([0, 20, 60], gap=16) == [0, 20, 60]


def test_colliding_labels_share_their_room_around_the_middle():
    assert axes.spread([100, 104], gap=16) == [94, 110]


def test_a_pushed_label_pushes_its_neighbour():
    placed = axes.spread([100, 104, 116], gap=16)
    assert [b - a for a, b in pairwise(placed)] == pytest.approx([16, 16])
    assert sum(placed) / 3 == pytest.approx(320 / 3)


def test_labels_keep_their_order():
    placed = axes.spread([50, 10, 52, 11], gap=16)
    assert sorted(range(4), key=lambda i: placed[i]) == [1, 3, 0, 2]
