"""Runs on bare signs."""

from warehouse.stats.run_rules import long_runs, trends, two_of_three


def test_only_runs_that_are_long_enough_are_marked_and_zeros_never() -> None:
    assert long_runs([1, 1, 1, -1, -1, 0, 0, 0, 1], 3) == [1, 1, 1, 0, 0, 0, 0, 0, 0]
    assert long_runs([], 3) == []


def test_a_trend_of_three_points_has_two_steps() -> None:
    assert trends([1, 1, 0, -1], 3) == [1, 1, 1, 0, 0]


def test_the_turning_point_of_two_trends_belongs_to_the_second() -> None:
    assert trends([1, 1, -1, -1], 3) == [1, 1, -1, -1, -1]


def test_two_of_three_need_three_points_on_one_side() -> None:
    assert two_of_three([1, 1, 1], [1, 0, 1]) == [1, 0, 1]
    assert two_of_three([-1, -1, -1], [0, -1, -1]) == [0, -1, -1]
    assert two_of_three([1, 0, 1], [1, 0, 1]) == [0, 0, 0]
    assert two_of_three([1, 1], [1, 1]) == [0, 0]
