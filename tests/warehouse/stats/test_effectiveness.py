"""Daily shares and rates before and after an action."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.stats.effectiveness import counts, daily_shares

WEEK = [0, 1, 2, 3, 4, 5, 6]


def test_a_step_of_four_points_is_found_with_its_interval():
    successes, totals = (
        [70, 72, 68, 71, 69, 70, 70] * 4 + [74, 76, 72, 75, 73, 74, 74] * 4,
        [100] * 56,
    )
    found = daily_shares(successes, totals, [0] * 28 + [1] * 28, WEEK * 8)
    assert found.difference == pytest.approx(0.04)
    assert found.interval.low < 0.04 < found.interval.high
    assert found.p_value < 0.001
    assert found.enough
    assert (found.days_before, found.days_after) == (28, 28)


def test_days_without_cases_are_left_out():
    found = daily_shares([7, None, 0, 6, 8, 7], [10, 10, 0, 10, 10, 10], [0, 0, 0, 0, 1, 1])
    assert (found.days_before, found.days_after, found.enough) == (2, 2, False)
    assert found.difference == pytest.approx(0.1)


def test_a_side_on_which_all_agree_has_no_odds():
    assert daily_shares([5, 6, 10, 10], [10] * 4, [0, 0, 1, 1]) is None
    assert daily_shares([5, 6, 0, 0], [10] * 4, [0, 0, 1, 1]) is None
    assert daily_shares([5, 6], [10] * 2, [0, 0]) is None
    with pytest.raises(ValueError):
        daily_shares([11], [10], [0])


def test_days_that_depend_on_each_other_widen_the_interval():
    wave = [round(60 + 15 * math.sin(day / 5)) for day in range(112)]
    sides = [0] * 56 + [1] * 56
    found = daily_shares(wave, [100] * 112, sides)
    assert found.widening > 2
    shuffled = np.random.default_rng(1).permutation(56)
    mixed = [wave[i] for i in shuffled] + [wave[56 + i] for i in shuffled]
    assert daily_shares(mixed, [100] * 112, sides).widening < 1.3


def test_a_weekday_seen_on_one_side_only_leaves_the_rest_to_compare():
    found = daily_shares([7, 6, 8, 7, 9], [10] * 5, [0, 0, 0, 1, 1], [0, 1, 2, 0, 1])
    assert math.isfinite(found.difference)


@settings(max_examples=15)
@given(st.permutations(range(12)))
def test_weekdays_may_have_any_names(order):
    totals = [50] * 42
    successes = [30 + day % 7 + (3 if day >= 21 else 0) for day in range(42)]
    sides = [day >= 21 for day in range(42)]
    plain = daily_shares(successes, totals, sides, [day % 7 for day in range(42)])
    renamed = daily_shares(successes, totals, sides, [order[day % 7] for day in range(42)])
    assert renamed.difference == pytest.approx(plain.difference)
    assert renamed.error == pytest.approx(plain.error)


def test_a_rate_that_halves_is_a_ratio_of_a_half_whatever_the_exposure():
    exposure = [1000.0, 2000.0] * 12
    events = [round(size / 10 / (2 if i >= 12 else 1)) for i, size in enumerate(exposure)]
    events[3] += 1  # a perfect fit would have no dispersion
    found = counts(events, exposure, range(24), [i >= 12 for i in range(24)])
    assert found.ratio == pytest.approx(0.5, abs=0.002)
    assert found.trend == pytest.approx(0, abs=1e-3)
    per_thousand = counts(
        events, [size / 1000 for size in exposure], range(24), [i >= 12 for i in range(24)]
    )
    assert per_thousand.ratio == pytest.approx(found.ratio)
    assert per_thousand.error == pytest.approx(found.error, abs=1e-9)


def test_counts_on_one_side_only_are_refused():
    with pytest.raises(ValueError, match="both sides"):
        counts([1, 2, 3, 4], [1.0] * 4, [1, 2, 3, 4], [0] * 4)
    with pytest.raises(ValueError, match="exposure"):
        counts([1, 2, 3, 4], [1.0, 1.0, 1.0, 0.0], [1, 2, 3, 4], [0, 0, 1, 1])
