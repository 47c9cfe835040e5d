"""Intervals: published figures, end points, no data, and properties."""

import math
from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats import intervals
from warehouse.stats.intervals import (
    Interval,
    clopper_pearson,
    difference,
    jeffreys,
    mean,
    nps,
    nps_difference,
    percentile,
    rate,
    wilson,
)

SHARES = (wilson, jeffreys, clopper_pearson)
counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_wilson_gives_newcombes_figures() -> None:
    found = wilson(81, 263)
    assert found is not None
    assert found.low == pytest.approx(0.2553, abs=5e-5)
    assert found.high == pytest.approx(0.3662, abs=5e-5)


@pytest.mark.parametrize("method", SHARES)
def test_without_cases_there_is_no_interval(method) -> None:
    assert method(0, 0) is None


@pytest.mark.parametrize("method", SHARES)
@pytest.mark.parametrize("n", [1, 7, 12, 29, 10_000])
def test_at_none_and_at_all_the_end_point_is_exact(method, n) -> None:
    none, every = method(0, n), method(n, n)
    assert none is not None and every is not None
    assert (none.low, every.high) == (0.0, 1.0)
    assert none.high == pytest.approx(1 - every.low)


@given(counts, st.sampled_from(SHARES), st.sampled_from([0.8, 0.95, 0.998]))
def test_an_interval_of_a_share_is_within_0_and_1_and_holds_the_share(pair, method, level) -> None:
    found = method(*pair, level)
    assert 0 <= found.low <= pair[0] / pair[1] <= found.high <= 1


@given(counts, st.sampled_from(SHARES))
def test_failures_have_the_mirrored_interval(pair, method) -> None:
    x, n = pair
    found, mirrored = method(x, n), method(n - x, n)
    assert mirrored.low == pytest.approx(1 - found.high, abs=1e-9)


@given(counts)
def test_the_exact_interval_holds_jeffreys(pair) -> None:
    exact, ours = clopper_pearson(*pair), jeffreys(*pair)
    assert exact is not None and ours is not None
    assert exact.low <= ours.low + 1e-12 and ours.high <= exact.high + 1e-12  # type: ignore[operator]


def test_an_effective_size_need_not_be_whole() -> None:
    found = wilson(0.75 * 326.5, 326.5)
    assert found is not None
    assert found.low == pytest.approx(0.7003, abs=5e-5)


@pytest.mark.parametrize("method", SHARES)
@pytest.mark.parametrize("pair", [(-1, 5), (6, 5), (math.nan, 5)])
def test_counts_that_cannot_be_are_refused(method, pair) -> None:
    with pytest.raises(ValueError, match="successes"):
        method(*pair)


def test_a_promoter_score_of_50_from_36_answers_is_21_to_71() -> None:
    found = nps(25, 4, 7)
    assert found is not None
    assert astuple(found) == pytest.approx((20.9296, 71.3780), abs=5e-5)


def test_when_all_promote_the_interval_has_a_width_and_ends_at_100() -> None:
    found = nps(10, 0, 0)
    assert found is not None
    assert found.low == pytest.approx(47.5036, abs=5e-5)
    assert found.high == 100


def test_without_answers_there_is_no_score_interval() -> None:
    assert nps(0, 0, 0) is None


def test_a_negative_count_of_answers_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        nps(5, -1, 2)


@given(st.integers(0, 999), st.integers(0, 999), st.integers(1, 999))
def test_swapping_promoters_and_detractors_mirrors_the_score(up, middle, down) -> None:
    found, mirrored = nps(up, middle, down), nps(down, middle, up)
    assert found is not None and mirrored is not None
    assert mirrored.low == pytest.approx(-found.high)  # type: ignore[operator]


def test_a_mean_needs_two_answers() -> None:
    assert mean(1, 5.0, 0.0) is None
    found = mean(4, 10.0, 2.0)  # t(3, 97.5 %) = 3.1824, standard error 1
    assert found is not None
    assert astuple(found) == pytest.approx((6.8176, 13.1824), abs=5e-5)


def test_a_negative_deviation_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        mean(4, 10.0, -2.0)


def test_no_event_can_still_mean_3_7_in_the_exposure() -> None:
    found = rate(0, 10)
    assert found is not None
    assert found.low == 0
    assert found.high == pytest.approx(0.36889, abs=5e-6)  # -ln(0.025) / 10


def test_ten_events_are_4_8_to_18_4() -> None:
    found = rate(10, 1)  # the Poisson table of Garwood 1936
    assert found is not None
    assert astuple(found) == pytest.approx((4.80, 18.39), abs=5e-3)


def test_without_exposure_there_is_no_rate() -> None:
    assert rate(0, 0) is None
    with pytest.raises(ValueError, match="negative"):
        rate(-1, 10)


@given(st.integers(0, 500), st.floats(0.1, 1e6))
def test_a_rate_scales_with_its_unit(events, exposure) -> None:
    each, thousand = rate(events, exposure), rate(events, exposure / 1000)
    assert each is not None and thousand is not None
    assert thousand.high == pytest.approx(each.high * 1000)  # type: ignore[operator]


@pytest.mark.parametrize(("probability", "needed"), [(0.9, 36), (0.95, 72)])
def test_an_upper_bound_of_a_percentile_needs_enough_values(probability, needed) -> None:
    bounded = percentile([float(i) for i in range(needed)], probability)
    unbounded = percentile([float(i) for i in range(needed - 1)], probability)
    assert bounded is not None and unbounded is not None
    assert bounded.high == needed - 1
    assert unbounded.high is None


def test_a_median_of_one_value_cannot_be_bounded() -> None:
    assert percentile([3.0], 0.5) == Interval(None, None)
    assert percentile([], 0.5) is None


def test_a_percentile_outside_0_to_1_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        percentile([1.0], 95)


@given(st.lists(st.integers(0, 100).map(float), min_size=1, max_size=80), st.randoms())
def test_the_order_of_values_does_not_matter_to_a_percentile(values, random) -> None:
    shuffled = values.copy()
    random.shuffle(shuffled)
    assert percentile(shuffled, 0.8) == percentile(values, 0.8)


def test_the_difference_of_two_intervals_is_as_wide_as_both_together() -> None:
    found = difference(10, Interval(7, 14), 20, Interval(16, 23))
    assert (found.low, found.high) == (10 - math.hypot(4, 4), 10 + math.hypot(3, 3))
    open_above = difference(10, Interval(7, None), 20, Interval(16, 23))
    assert (open_above.low, open_above.high) == (None, found.high)


def test_scores_that_do_not_vary_have_an_interval_of_their_difference_and_no_test() -> None:
    found = nps_difference((10, 0, 0), (20, 0, 0))
    assert found is not None
    assert (found.estimate, found.z, found.p_value) == (0, None, None)
    assert found.interval.low < 0 < found.interval.high
    assert nps_difference((0, 0, 0), (1, 1, 1)) is None
    with pytest.raises(ValueError, match="-1"):
        nps_difference((1, -1, 1), (1, 1, 1))


def test_periods_the_other_way_round_turn_the_difference_around() -> None:
    there, back = nps_difference((6, 2, 2), (3, 3, 4)), nps_difference((3, 3, 4), (6, 2, 2))
    assert there is not None and back is not None
    assert (there.estimate, there.z) == (pytest.approx(-back.estimate), pytest.approx(-back.z))
    assert there.interval.low == pytest.approx(-back.interval.high)


@pytest.mark.parametrize("probability", [0.5, 0.9, 0.95])
@pytest.mark.parametrize("n", [1, 5, 6, 7, 30, 35, 36, 71, 72, 73, 200, 1001])
def test_the_places_of_a_percentile_are_where_its_interval_lies(n, probability):
    values = list(range(1, n + 1))
    found = intervals.percentile(values, probability)
    assert intervals.percentile_ranks(n, probability) == (found.low, found.high)


def test_the_median_of_30_lies_between_the_10th_and_the_21st_value():
    assert intervals.percentile_ranks(30, 0.5) == (10, 21)
    assert intervals.percentile_ranks(0, 0.5) == (None, None)
