"""One group against the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats.disparity import calls_for_response, mantel_haenszel, relative_risk


def test_a_risk_twice_as_high_is_a_ratio_of_two():
    found = relative_risk(20, 100, 100, 1000)
    assert (found.ratio, found.difference) == (2, pytest.approx(0.1))
    assert found.interval.low < 2 < found.interval.high
    assert found.difference_interval.low < 0.1 < found.difference_interval.high


def test_no_event_of_the_group_has_a_ratio_of_zero_with_an_interval():
    found = relative_risk(0, 50, 20, 500)
    assert (found.ratio, found.interval.low, found.by_logarithm) == (0, 0, None)
    assert found.interval.high > 1
    assert 0 < found.p_value < 1


def test_no_event_of_the_others_has_no_ratio_and_a_difference():
    found = relative_risk(5, 50, 0, 500)
    assert (found.ratio, found.interval, found.by_logarithm) == (None, None, None)
    assert found.difference == pytest.approx(0.1)


def test_an_empty_group_is_not_compared():
    assert relative_risk(0, 0, 5, 10) is None
    with pytest.raises(ValueError, match="11 of 10"):
        relative_risk(11, 10, 0, 1)


def test_strata_that_mix_up_two_groups_are_put_right():
    """Equal odds in each channel, but the group contacts mostly where all fare worse."""
    tables = [[[40, 40], [10, 10]], [[2, 18], [20, 180]]]
    found = mantel_haenszel(tables)
    assert found.ratio == pytest.approx(1)
    assert found.p_value == pytest.approx(1)
    assert relative_risk(42, 100, 30, 220).ratio > 3
    assert found.homogeneous_p is None  # the ratio is exactly 1


def test_strata_that_differ_are_told_from_strata_alike():
    alike = mantel_haenszel([[[40, 20], [10, 10]], [[4, 18], [20, 180]]])
    apart = mantel_haenszel([[[40, 10], [10, 40]], [[10, 40], [40, 11]]])
    assert alike.homogeneous_p > 0.5
    assert apart.homogeneous_p < 0.001


def test_strata_that_tell_nothing_have_no_odds():
    assert mantel_haenszel([]) is None
    assert mantel_haenszel([[[0, 5], [0, 6]]]) is None
    assert mantel_haenszel([[[3, 5], [2, 6]]]).homogeneous_p is None
    with pytest.raises(ValueError, match="two rows"):
        mantel_haenszel([[[1, 2]]])


def test_the_owner_answers_to_a_sure_disparity_or_to_two_large_ones_running():
    sure, large = relative_risk(60, 100, 300, 1000), relative_risk(8, 40, 150, 1000)
    small, even = relative_risk(4, 20, 150, 1000), relative_risk(15, 100, 150, 1000)
    assert calls_for_response(sure, None)
    assert not calls_for_response(large, None)
    assert calls_for_response(large, large)
    assert not calls_for_response(large, small)
    assert not calls_for_response(even, large)
    assert not calls_for_response(None, sure)


@given(st.integers(1, 50), st.integers(51, 300), st.integers(1, 50), st.integers(51, 300))
def test_the_other_group_first_turns_the_ratio_around(a, n, b, m):
    there, back = relative_risk(a, n, b, m), relative_risk(b, m, a, n)
    assert there.ratio == pytest.approx(1 / back.ratio)
    assert there.by_logarithm.low == pytest.approx(1 / back.by_logarithm.high)
    assert there.p_value == pytest.approx(back.p_value)
