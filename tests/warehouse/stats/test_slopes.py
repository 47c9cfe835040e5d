"""Change of slope, and the difference of two changes."""

import math

import numpy as np
import pytest

from warehouse.stats.intervals import Interval
from warehouse.stats.slopes import apart, level_and_slope


def test_a_planted_level_and_slope_are_found_within_their_intervals():
    noise = np.random.default_rng(7).normal(0, 1, 104)
    planted = [10 + (5 + 0.2 * (i - 60) if i >= 60 else 0) + noise[i] for i in range(104)]

    found = level_and_slope(planted, 60)

    assert found is not None and found.points == 104
    assert found.level_interval.low < 5 < found.level_interval.high
    assert found.slope_interval.low < 0.2 < found.slope_interval.high
    assert found.slope_interval.low > 0.1  # and not a slope of nothing
    assert abs(found.phi) < 0.3


def test_below_52_weeks_or_12_after_there_is_no_slope():
    values = [float(i % 5) for i in range(60)]

    assert level_and_slope(values[:51], 30) is None
    assert level_and_slope(values, 49) is None
    assert level_and_slope([None] * 10 + values[:50], 30) is None
    assert level_and_slope([3.0] * 60, 30) is None


def test_values_that_are_not_finite_are_refused():
    with pytest.raises(ValueError, match="finite"):
        level_and_slope([math.inf] + [1.0] * 60, 30)


def test_the_difference_of_two_changes_has_the_interval_a_person_computes():
    # 0.10 less 0.02; down: 3-4-5 of 0.03 and 0.04, up: 5-12-13 of 0.05 and 0.12
    difference, interval = apart(0.10, Interval(0.07, 0.15), 0.02, Interval(-0.10, 0.06))

    assert difference == pytest.approx(0.08)
    assert interval.low == pytest.approx(0.08 - 0.05)
    assert interval.high == pytest.approx(0.08 + 0.13)


def test_an_estimate_that_is_not_bounded_bounds_no_difference():
    _, interval = apart(0.1, Interval(None, 0.2), 0.0, Interval(-0.1, 0.1))

    assert interval.low is None and interval.high is not None
