"""Two plain samples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats.two_samples import few_values, two_shares

samples = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_three_months_after_six_cannot_be_surer_than_one_in_84():
    found = few_values([1, 2, 3, 4, 5, 6], [10, 11, 12])
    assert found.permutation_p == pytest.approx(1 / 84)
    assert found.difference == 7.5


def test_more_arrangements_than_can_be_looked_at_are_drawn_the_same_each_time():
    before, after = list(range(12)), [value + 6 for value in range(12)]
    first, again = few_values(before, after), few_values(before, after)
    assert first == again
    assert 0 < first.permutation_p < 0.01


def test_values_that_do_not_vary_have_no_t():
    found = few_values([5, 5, 5], [5, 5])
    assert (found.permutation_p, found.t, found.interval) == (1, None, None)
    assert few_values([1, 2], [3]) is None
    with pytest.raises(ValueError):
        few_values([1, float("nan")], [1, 2])


def test_all_alike_has_an_interval_and_no_test():
    found = two_shares(0, 10, 0, 20)
    assert (found.difference, found.z, found.p_value, found.exact_p) == (0, None, None, 1)
    assert two_shares(0, 0, 1, 2) is None
    with pytest.raises(ValueError, match="3/2"):
        two_shares(3, 2, 1, 2)


@given(samples, samples)
def test_after_for_before_turns_the_interval_around(one, other):
    there, back = two_shares(*one, *other), two_shares(*other, *one)
    assert there.difference == pytest.approx(-back.difference)
    assert there.interval.low == pytest.approx(-back.interval.high, abs=1e-9)
    assert there.interval.low - 1e-9 <= there.difference <= there.interval.high + 1e-9


@given(
    st.lists(st.integers(0, 100), min_size=2, max_size=5),
    st.lists(st.integers(0, 100), min_size=2, max_size=4),
    st.sampled_from([0.5, 60]),
)
def test_the_unit_changes_the_difference_and_not_the_chance(before, after, factor):
    here = few_values(before, after)
    there = few_values([v * factor for v in reversed(before)], [v * factor for v in after])
    assert there.difference == pytest.approx(here.difference * factor, abs=1e-9)
    assert there.permutation_p == pytest.approx(here.permutation_p)
