"""Anhøj's rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats.runs_about_median import median_runs


def test_a_shift_half_way_is_one_long_run_and_one_crossing():
    found = median_runs([1, 2, 1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9, 8, 9])
    assert found is not None
    assert (found.median, found.useful, found.longest_run, found.crossings) == (5, 16, 8, 1)
    assert found.longest_allowed == 7  # log2(16) + 3
    assert found.crossings_least == 4  # fifth percentile of Binomial(15, ½)
    assert found.signal


def test_a_series_that_swings_has_no_signal():
    found = median_runs([1, 9] * 8)
    assert found is not None
    assert (found.longest_run, found.crossings, found.signal) == (1, 15, False)


def test_values_on_the_median_are_passed_over():
    found = median_runs([1, 1, 1, 1, 1, 5, 5, 5, 9, 9, 9, 9, 9])
    assert found is not None
    assert (found.useful, found.longest_run, found.crossings) == (10, 5, 1)


def test_a_gap_ends_a_run_and_is_not_crossed():
    found = median_runs([1] * 3 + [None] + [1] * 3 + [None] + [9] * 6)
    assert found is not None
    assert (found.longest_run, found.crossings, found.crossings_possible) == (6, 0, 9)


def test_nine_useful_values_are_too_few():
    assert median_runs([1, 2, 3, 4, 5, 6, 7, 8, 9]) is None
    assert median_runs([]) is None
    assert median_runs([5.0] * 30) is None


def test_one_stable_series_in_twenty_signals():
    series = np.random.default_rng(7).normal(size=(1500, 24))
    found = [median_runs(row) for row in series.tolist()]
    assert np.mean([runs.signal for runs in found if runs]) == pytest.approx(0.045, abs=0.025)


@given(st.lists(st.integers(-50, 50), min_size=10, max_size=40), st.sampled_from([-3, 2, 100]))
def test_the_verdict_moves_with_the_unit(values, factor):
    here, there = median_runs(values), median_runs([value * factor for value in values])
    assert (here is None) == (there is None)
    if here and there:
        assert (here.longest_run, here.crossings, here.signal) == (
            there.longest_run, there.crossings, there.signal,
        )  # fmt: skip
