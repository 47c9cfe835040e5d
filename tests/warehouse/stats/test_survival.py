"""Durations of which some are not over yet."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats.survival import kaplan_meier, log_rank, percentile_difference

durations = st.lists(
    st.tuples(st.floats(0, 1000, allow_subnormal=False), st.booleans()), min_size=1, max_size=40
)


def test_half_of_what_is_at_risk_ends_at_each_step():
    curve = kaplan_meier([1, 2, 2, 4], [True, True, False, True])
    assert curve is not None
    assert curve.times == (1, 2, 4)
    assert curve.survival == pytest.approx((3 / 4, 3 / 4 * 2 / 3, 0))
    assert curve.at(1.5).share == pytest.approx(0.75)
    assert curve.at(1.5).at_risk == 3
    assert not curve.enough


def test_where_the_curve_rests_at_the_share_the_percentile_is_the_middle_of_the_rest():
    curve = kaplan_meier([1, 2, 5, 9], [1, 1, 1, 1])
    assert curve is not None
    assert curve.percentile(0.5).value == 3.5
    assert curve.percentile(0.75).value == 7
    assert curve.percentile(0.6).value == 5


def test_what_is_not_reached_is_not_a_number():
    curve = kaplan_meier([3, 5, 8], [1, 0, 0])
    assert curve is not None
    assert curve.percentile(0.5).value is None
    assert curve.at(8.1) is None
    assert curve.restricted_mean(8.1) is None
    assert curve.restricted_mean(3) == 3
    assert curve.restricted_mean(6) == pytest.approx(3 + 3 * 2 / 3)
    with pytest.raises(ValueError, match=r"1\.5"):
        curve.percentile(1.5)


def test_nothing_ended_leaves_everything_and_no_cases_leave_nothing():
    curve = kaplan_meier([3, 5], [0, 0])
    assert curve is not None
    assert (curve.events, curve.at(4).share, curve.at(4).interval) == (0, 1.0, None)
    assert kaplan_meier([], []) is None


def test_once_everything_ended_there_is_no_interval():
    curve = kaplan_meier([3, 5], [1, 1])
    assert curve is not None
    assert (curve.at(5).share, curve.at(5).standard_error, curve.at(5).interval) == (0, 0, None)


@pytest.mark.parametrize("wrong", [([1.0], [1, 1]), ([-1.0], [1]), ([float("nan")], [0])])
def test_durations_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError):
        kaplan_meier(*wrong)


def test_the_difference_of_medians_lies_in_its_interval():
    fast = kaplan_meier(list(range(1, 41)), [1] * 40)
    slow = kaplan_meier(list(range(11, 51)), [1] * 40)
    assert fast is not None and slow is not None
    found = percentile_difference(fast, slow, 0.5)
    assert found.low < 10 < found.high
    assert found.low > 0
    open_cases = kaplan_meier([1, 2], [0, 0])
    assert percentile_difference(fast, open_cases, 0.5) is None


def test_one_group_and_no_event_compare_nothing():
    assert log_rank([1, 2], [1, 1], ["a", "a"]) is None
    assert log_rank([1, 2], [0, 0], ["a", "b"]) is None
    with pytest.raises(ValueError, match="1 groups"):
        log_rank([1, 2], [1, 1], ["a"])


def test_equal_groups_do_not_differ():
    found = log_rank([1, 2, 3, 1, 2, 3], [1, 1, 0, 1, 1, 0], [0, 0, 0, 1, 1, 1])
    assert found.chi_squared == pytest.approx(0, abs=1e-12)
    assert found.p_value == pytest.approx(1)


@given(durations)
def test_without_open_cases_the_curve_is_the_share_still_open(cases):
    times = [time for time, _ in cases]
    curve = kaplan_meier(times, [True] * len(times))
    assert curve is not None
    for time in times:
        assert curve.at(time).share == pytest.approx(np.mean(np.array(times) > time), abs=1e-9)


@given(durations, st.randoms(use_true_random=False), st.sampled_from([1 / 64, 64]))
def test_order_does_not_matter_and_the_unit_moves_the_curve(cases, random, factor):
    shuffled = random.sample(cases, len(cases))
    here = kaplan_meier(*zip(*cases, strict=True))
    there = kaplan_meier([time * factor for time, _ in shuffled], [end for _, end in shuffled])
    assert here is not None and there is not None
    assert there.survival == pytest.approx(here.survival)
    assert there.times == pytest.approx([time * factor for time in here.times])
