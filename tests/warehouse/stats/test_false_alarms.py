"""Chance alone: the fast simulation follows the rules, and gives the published figures."""

import numpy as np
import pytest

from warehouse.stats.control_limits import signals, xmr_limits
from warehouse.stats.false_alarms import chances, flagged

# Share of charts whose last point is flagged, by number of points: 100,000 charts each of another
# seed, one by one through `control_limits`; standard error at most 0.0005.
ONE_BY_ONE = {18: 0.0154, 24: 0.0162, 36: 0.0180, 60: 0.0182}


@pytest.mark.parametrize("points", [13, 24])
def test_many_charts_at_once_flag_what_one_chart_flags(points: int) -> None:
    values = np.random.default_rng(2).standard_normal((300, points))
    values[:100, points // 2 :] += 2  # shifts
    values[100:200] += np.arange(points) / 4  # trends
    limits = [xmr_limits(list(chart)) for chart in values]
    mean = np.array([one.mean for one in limits if one])
    half = np.array([one.upper - one.mean for one in limits if one])
    alone = [
        [bool(rules) for rules in signals(list(chart), one)]
        for chart, one in zip(values, limits, strict=True)
    ]
    assert flagged(values, mean, half).tolist() == alone
    assert 0.1 < np.mean(alone) < 0.9  # there was much to flag, and much not to


@pytest.mark.parametrize("points", ONE_BY_ONE)
def test_the_newest_month_is_flagged_as_often_as_in_charts_judged_one_by_one(points: int) -> None:
    found = chances(points)
    assert found is not None
    assert found.last == pytest.approx(ONE_BY_ONE[points], abs=0.003)  # 3 errors


def test_limits_from_24_months_are_up_to_a_third_too_narrow_or_too_wide() -> None:
    found = chances(24)
    assert found is not None
    assert (found.narrow, found.wide) == pytest.approx((0.67, 1.32), abs=0.02)


def test_limits_fixed_on_12_months_raise_more_false_alarms() -> None:
    fixed = chances(24, 12)
    assert fixed is not None
    assert fixed.last == pytest.approx(0.06, abs=0.006)


def test_without_a_verdict_there_is_no_false_one() -> None:
    assert chances(12) is None
    assert chances(24, 5) is None


def test_the_same_question_has_the_same_answer() -> None:
    first = chances(20)
    chances.cache_clear()
    assert chances(20) == first
