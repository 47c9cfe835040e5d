"""Sizes of samples, finite populations and what silence may hide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats.intervals import Interval, wilson
from warehouse.stats.sampling import (
    effective_n,
    least_n,
    least_n_nps,
    standard_error_of_population,
    wilson_of_population,
    worst_case,
)


def test_a_census_has_no_sampling_error_and_nobody_asked_has_no_interval():
    assert wilson_of_population(30, 40, 40) == Interval(0.75, 0.75)
    assert standard_error_of_population(30, 40, 40) == 0
    assert wilson_of_population(0, 0, 40) is None
    assert effective_n(40, 40) is None


def test_a_large_population_makes_no_difference():
    assert effective_n(100, 10**12) == pytest.approx(100)


def test_more_answers_than_members_are_refused():
    with pytest.raises(ValueError, match="41"):
        wilson_of_population(30, 41, 40)
    with pytest.raises(ValueError, match="found 41"):
        wilson_of_population(41, 40, 40)


def test_half_response_doubles_the_invitations_and_weighting_adds_its_design_effect():
    assert least_n(0.05) == 385
    assert least_n(0.05, response_rate=0.5) == 770
    assert least_n(0.05, design_effect=2) == 769  # 2 × 384.15, rounded up once
    assert least_n(0.05, population=20) == 20
    assert least_n(0.05, population=20, design_effect=3) == 20


@pytest.mark.parametrize("wrong", [{"population": 0}, {"response_rate": 0}, {"design_effect": 0.5}])
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError):
        least_n(0.05, **wrong)
    with pytest.raises(ValueError):
        least_n(0.0)


def test_a_net_promoter_score_within_ten_points_needs_382_answers_at_worst():
    assert least_n_nps(10) == 382  # 1.96² / 0.1² - 3 = 381.15
    assert least_n_nps(10, variance=0.5) == 190  # 192.07 - 3
    assert least_n_nps(150, variance=0.1) == 1
    with pytest.raises(ValueError):
        least_n_nps(0)


def test_with_a_fifth_answering_nine_in_ten_satisfied_may_be_anything_from_18_to_98_percent():
    assert worst_case(0.9, 0.2) == Interval(pytest.approx(0.18), pytest.approx(0.98))
    assert worst_case(0.9, 1.0) == Interval(0.9, pytest.approx(0.9))
    with pytest.raises(ValueError):
        worst_case(1.1, 0.5)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_knowing_more_of_the_population_never_widens_the_interval(pair):
    x, n = pair
    endless, small = wilson(x, n), wilson_of_population(x, n, 2 * n)
    assert endless is not None and small is not None
    assert small.high - small.low <= endless.high - endless.low + 1e-12
