"""Observed against expected counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from warehouse.stats.ratios import (
    poisson_band,
    ratio_band,
    ratio_dispersion,
    ratio_funnel,
)

NAMES = [f"team {i}" for i in range(12)]


def test_a_hundred_expected_have_limits_at_a_tenth_of_the_root_on_each_side():
    band = ratio_band(100, 0.95)
    assert band.low == pytest.approx((1 - 1.959964 / 20) ** 2)
    assert band.high == pytest.approx((1 + 1.959964 / 20) ** 2)
    assert ratio_band(0, 0.95) is None


def test_few_expected_do_not_fold_the_lower_limit_back():
    assert ratio_band(0.2, 0.998).low == 0


def test_exact_limits_leave_their_tail_outside():
    band = poisson_band(10, 0.95)
    assert band.low * 10 == pytest.approx(4.795, abs=5e-4)  # Garwood's table
    assert band.high * 10 == pytest.approx(18.390, abs=5e-4)
    assert poisson.sf(round(band.high * 10), 10) < 0.025
    assert poisson_band(0, 0.95) is None


def test_the_odd_team_stands_out_and_small_ones_are_not_judged():
    observed, expected = [50, 49, 51, 52, 48, 50, 50, 51, 49, 50, 110, 9], [50.0] * 11 + [4.0]
    plot = ratio_funnel(NAMES, observed, expected)
    assert plot.adjusted
    assert [cohort.at_998 for cohort in plot.cohorts] == ["inside"] * 10 + ["high", None]
    assert plot.cohorts[11].ratio == 2.25


def test_nine_teams_have_exact_limits_and_nothing_expected_has_no_ratio():
    plot = ratio_funnel(NAMES[:10], [5] * 9 + [1], [5.0] * 9 + [0.0])
    assert not plot.adjusted
    assert plot.band(5.0) == poisson_band(5.0, 0.998)
    assert plot.cohorts[9].ratio is None
    assert ratio_funnel([], [], []).phi is None


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(ValueError):
        ratio_funnel(["a"], [-1], [2.0])
    with pytest.raises(ValueError, match="also observed"):
        ratio_dispersion([0, 3], [2.0, 2.0], scale="log")
    assert ratio_dispersion([], []) is None


@given(st.lists(st.tuples(st.integers(0, 400), st.floats(5, 300)), min_size=2, max_size=20))
def test_the_order_of_cohorts_does_not_matter(pairs):
    here = ratio_dispersion(*zip(*pairs, strict=True))
    there = ratio_dispersion(*zip(*reversed(pairs), strict=True))
    assert here.phi == pytest.approx(there.phi)
    assert here.tau_squared == pytest.approx(there.tau_squared)
