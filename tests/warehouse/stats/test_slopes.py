"""The change of slope at an action."""

import math

import numpy as np
import pytest

from warehouse.stats.slopes import level_and_slope


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
