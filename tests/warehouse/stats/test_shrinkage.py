"""Shares of small cohorts drawn towards the rest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.stats.shrinkage import shrunken

PARTS, WHOLES = [30, 55, 80, 45, 70, 2], [100, 100, 100, 100, 100, 2]


def test_a_cohort_of_two_is_drawn_to_the_middle_and_a_large_one_stays():
    found = shrunken(PARTS, WHOLES)
    two = found.cohorts[5]
    assert found.mean < two.share < 0.8
    assert two.interval.low < two.share < two.interval.high
    assert found.cohorts[2].share == pytest.approx(0.8, abs=0.03)


def test_a_cohort_of_two_never_tops_the_list():
    found = shrunken(PARTS, WHOLES)
    assert max(found.cohorts, key=lambda cohort: cohort.share) is found.cohorts[2]


def test_a_share_is_the_counts_and_the_prior_together():
    found = shrunken(PARTS, WHOLES)
    assert found.cohorts[0].share == pytest.approx(
        (30 + found.alpha) / (100 + found.alpha + found.beta)
    )


def test_cohorts_that_do_not_vary_all_have_the_pooled_share():
    found = shrunken([50, 50, 51, 49], [100] * 4)
    assert (found.alpha, found.beta) == (None, None)
    assert {cohort.share for cohort in found.cohorts} == {0.5}
    assert shrunken([0, 0], [10, 10]).cohorts[0].share == 0
    assert shrunken([3], [10]).mean == 0.3


def test_a_cohort_without_cases_has_the_mean_and_no_cases_at_all_nothing():
    found = shrunken([*PARTS, 0], [*WHOLES, 0])
    assert found.cohorts[6].share == pytest.approx(found.mean)
    assert shrunken([0], [0]) is None
    with pytest.raises(ValueError):
        shrunken([3], [2])


@settings(max_examples=15)
@given(st.permutations(list(zip(PARTS, WHOLES, strict=True))))
def test_the_order_of_cohorts_does_not_matter(pairs):
    there = shrunken(*zip(*pairs, strict=True))
    here = shrunken(PARTS, WHOLES)
    assert sorted(c.share for c in there.cohorts) == pytest.approx(
        sorted(c.share for c in here.cohorts), abs=1e-5
    )
