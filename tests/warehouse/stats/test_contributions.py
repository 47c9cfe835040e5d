"""What goes into a decomposition, and what of it is noise."""

import pytest

from warehouse.stats.contributions import Cohorts, collapsed, noise, ranked
from warehouse.stats.decomposition import kitagawa

SMALL = Cohorts(("a", "b", "c"), (50, 3, 4), (100, 10, 20), (60, 2, 9), (100, 5, 29))


def test_cohorts_below_thirty_are_added_up_as_other():
    found = collapsed(SMALL)
    assert found == Cohorts(("a", "other"), (50, 7), (100, 30), (60, 11), (100, 34))
    assert collapsed(found) == found


def test_a_cohort_of_thirty_in_either_period_stays():
    edge = Cohorts(("a", "b", "c"), (9, 9, 9), (29, 30, 29), (9, 9, 9), (29, 1, 10))
    assert collapsed(edge).names == ("b", "other")


def test_one_small_cohort_alone_stays():
    alone = Cohorts(("a", "b"), (50, 3), (100, 10), (60, 2), (100, 5))
    assert collapsed(alone) is alone


def test_collapsing_does_not_touch_the_total():
    before = kitagawa(*vars(SMALL).values())
    after = kitagawa(*vars(collapsed(SMALL)).values())
    assert before.total == pytest.approx(after.total)


def test_cohorts_are_ranked_by_what_they_add_whatever_its_sign():
    change = kitagawa(["a", "b"], [50, 50], [100, 100], [52, 30], [100, 100])
    assert [name for name, _ in ranked(change)] == ["b", "a"]
    assert sum(worth for _, worth in ranked(change)) == pytest.approx(change.total)


def test_a_large_fall_of_one_cohort_is_no_noise():
    cohorts = Cohorts(("a", "b"), (800, 700), (1000, 1000), (500, 700), (1000, 1000))
    found = noise(cohorts, draws=200)
    assert found.rates[0].high < 0
    assert found.rates[1].low < 0 < found.rates[1].high
    assert not found.none_distinguishable
    assert noise(cohorts, draws=200) == found


def test_a_change_of_a_point_in_a_hundred_cases_is_noise():
    cohorts = Cohorts(("a", "b"), (80, 0), (100, 0), (40, 41), (50, 50))
    assert noise(cohorts, draws=200).rate.low < 0 < noise(cohorts, draws=200).rate.high
    assert noise(Cohorts(("a",), (0,), (0,), (1,), (2,))) is None
    with pytest.raises(ValueError, match="shares"):
        noise(Cohorts(("a",), (5,), (2,), (1,), (2,)))
