"""XmR limits, signals, verdicts: values that can be checked by hand, and properties."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.tsa.stattools import acf

from warehouse.stats.control_limits import (
    RULES,
    Better,
    Limits,
    Rules,
    assurance,
    autocorrelation,
    limits_may_be_narrow,
    signals,
    special_causes,
    variation,
    xmr_limits,
)

ZIGZAG = [10.0, 12.0] * 7  # 14 points, mean 11, every moving range 2, half width 5.32
WIDE = Limits(50.0, 40.0, 60.0, 50 - 20 / 3, 50 + 20 / 3, 24, 0, trial=False)
TRIAL = Limits(50.0, 40.0, 60.0, 50 - 20 / 3, 50 + 20 / 3, 12, 0, trial=True)

series = st.lists(st.integers(-1000, 1000).map(float), min_size=6, max_size=40)


def at_last(values: Sequence[float | None], limits: Limits = WIDE) -> set[str]:
    return set(signals(values, limits)[-1])


def test_limits_are_2_66_mean_moving_ranges_around_the_mean() -> None:
    limits = xmr_limits(ZIGZAG)
    assert limits is not None
    assert (limits.mean, limits.points, limits.screened_ranges, limits.trial) == (11, 14, 0, False)
    assert limits.lower == pytest.approx(5.68)
    assert limits.upper == pytest.approx(16.32)
    assert limits.near_lower == pytest.approx(11 - 5.32 * 2 / 3)
    assert limits.near_upper == pytest.approx(11 + 5.32 * 2 / 3)


def test_an_outlier_is_screened_out_of_the_ranges_but_not_out_of_the_mean() -> None:
    values = [*ZIGZAG, 100.0, *ZIGZAG]
    screened, plain = xmr_limits(values), xmr_limits(values, screened=False)
    assert screened is not None and plain is not None
    assert (screened.screened_ranges, plain.screened_ranges) == (2, 0)
    assert screened.mean == plain.mean == (28 * 11 + 100) / 29
    assert screened.upper - screened.mean == pytest.approx(5.32)
    assert plain.upper - plain.mean == pytest.approx(2.66 * (26 * 2 + 88 + 90) / 28)


def test_screening_that_would_leave_no_variation_is_not_applied() -> None:
    limits = xmr_limits([5.0] * 7 + [7.0])
    assert limits is not None
    assert limits.screened_ranges == 0
    assert limits.upper - limits.mean == pytest.approx(2.66 * 2 / 7)


def test_a_missing_month_is_not_bridged() -> None:
    values = [1.0, 2.0, 1.0, None, 9.0, 8.0, 9.0, 8.0]
    limits = xmr_limits(values)
    assert limits is not None
    assert limits.points == 7
    assert limits.upper - limits.mean == pytest.approx(2.66)  # every range that is left is 1


@pytest.mark.parametrize(("points", "trial"), [(6, True), (12, True), (13, False), (20, False)])
def test_limits_are_trial_limits_below_13_points(points: int, trial: bool) -> None:
    limits = xmr_limits((ZIGZAG * 2)[:points])
    assert limits is not None
    assert limits.trial is trial


def test_below_6_points_there_are_no_limits() -> None:
    assert xmr_limits(ZIGZAG[:5]) is None
    assert xmr_limits([*ZIGZAG[:5], None, None]) is None
    assert xmr_limits([]) is None


def test_without_neighbours_that_differ_there_are_no_limits() -> None:
    assert xmr_limits([1.0, None, 2.0, None, 3.0, None, 4.0, None, 5.0, None, 6.0]) is None
    assert xmr_limits([5.0, 5.0, 5.0, None, 7.0, 7.0, 7.0]) is None


@pytest.mark.parametrize("constant", [0.0, 0.1, 97.0, 1 / 3])
def test_a_constant_series_has_no_width_and_no_signal(constant: float) -> None:
    values = [constant] * 14
    limits = xmr_limits(values)
    assert limits is not None
    assert limits.lower == limits.mean == limits.upper == constant
    assert variation(values, limits, "higher").state == "common"


def test_a_value_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        xmr_limits([*ZIGZAG, math.nan])


def test_a_point_on_the_limit_is_inside_and_one_beyond_it_is_outside() -> None:
    assert at_last([50.0, 60.0]) == set()
    assert at_last([50.0, 60.1]) == {"outside_limits"}
    assert at_last([50.0, 39.9]) == {"outside_limits"}


def test_seven_points_on_one_side_are_a_shift_and_six_are_not() -> None:
    seven = [49.0, *[51.0, 52.0] * 3, 51.0]
    assert at_last(seven) == {"shift"}
    assert at_last(seven[:-1]) == set()
    assert [bool(found) for found in signals(seven, WIDE)] == [False] + [True] * 7


def test_a_point_on_the_mean_or_a_gap_breaks_a_shift() -> None:
    for broken in (50.0, None):
        assert at_last([51.0, 52.0, 51.0, broken, 52.0, 51.0, 52.0, 51.0]) == set()


def test_seven_rising_points_are_a_trend_and_a_tie_or_a_gap_breaks_it() -> None:
    rising = [47.0, 48.0, 49.0, 50.0, 51.0, 52.0, 53.0]
    assert at_last(rising) == {"trend"}
    assert signals(rising, WIDE) == [frozenset({"trend"})] * 7
    assert at_last([47.0, 48.0, 49.0, 49.0, 50.0, 51.0, 52.0]) == set()
    assert at_last([46.0, 47.0, 48.0, None, 49.0, 50.0, 51.0, 52.0]) == set()


def test_values_that_differ_by_rounding_alone_are_a_tie() -> None:
    shares = Limits(0.3, 0.0, 0.9, 0.1, 0.7, 24, 0, trial=False)
    assert 0.1 + 0.2 > 0.3
    assert at_last([0.1, 0.2, 0.25, 0.3, 0.1 + 0.2, 0.4, 0.5, 0.6], shares) == set()


def test_a_point_shared_by_two_trends_has_the_direction_of_the_one_to_its_right() -> None:
    peak = [47.0, 48.0, 49.0, 50.0, 51.0, 52.0, 53.0, 52.0, 51.0, 50.0, 49.0, 48.0, 47.0]
    directions = [found["trend"] for found in special_causes(peak, WIDE)]
    assert directions == [1] * 6 + [-1] * 7


def test_two_of_three_beyond_two_sigma_count_only_on_one_side_and_mark_only_themselves() -> None:
    assert signals([57.0, 51.0, 58.0], WIDE) == [
        frozenset({"two_of_three"}),
        frozenset(),
        frozenset({"two_of_three"}),
    ]
    assert at_last([57.0, 49.0, 58.0]) == set()
    assert at_last([57.0, None, 58.0]) == set()


def test_a_point_beyond_three_sigma_counts_for_two_of_three_as_worded_in_2023() -> None:
    values = [51.0, 61.0, 57.0]
    assert at_last(values) == {"two_of_three"}
    assert signals(values, WIDE)[1] == {"outside_limits", "two_of_three"}
    earlier = signals(values, WIDE, Rules(beyond_three_sigma_counts=False))
    assert earlier == [frozenset(), frozenset({"outside_limits"}), frozenset()]


@pytest.mark.parametrize(
    ("last", "better", "state"),
    [
        (50.0, "higher", "common"),
        (61.0, "higher", "improvement_high"),
        (39.0, "higher", "concern_low"),
        (61.0, "lower", "concern_high"),
        (39.0, "lower", "improvement_low"),
        (61.0, "neither", "change_high"),
        (39.0, "neither", "change_low"),
    ],
)
def test_the_state_follows_the_better_side(last: float, better: Better, state: str) -> None:
    verdict = variation([50.0, last], WIDE, better)
    assert verdict.state == state
    assert verdict.judgements[-1] == state.split("_", maxsplit=1)[0]


def test_improvement_and_concern_at_the_last_point_are_mixed_and_both_are_named() -> None:
    falling_below = [59.0, 58.0, 57.0, 56.0, 55.0, 54.0, 53.0]  # above the mean, and falling
    verdict = variation(falling_below, WIDE, "higher")
    assert verdict.state == "mixed"
    assert verdict.improving == ("shift",)
    assert verdict.concerning == ("trend",)
    assert verdict.judgements[-1] == "concern"
    assert variation(falling_below, WIDE, "neither").state == "change_low"  # trend goes first


def test_trial_limits_flag_but_give_no_verdict() -> None:
    verdict = variation([50.0, 61.0], TRIAL, "higher")
    assert verdict.state == "trial"
    assert verdict.rules == ("outside_limits",)
    assert verdict.judgements == ("common", "improvement")


def test_the_verdict_is_on_the_last_present_point() -> None:
    verdict = variation([50.0, 61.0, None], WIDE, "higher")
    assert (verdict.state, verdict.point) == ("improvement_high", 1)
    assert verdict.judgements == ("common", "improvement", None)


def test_without_limits_nothing_is_judged() -> None:
    verdict = variation([1.0, 2.0], None, "higher")
    assert (verdict.state, verdict.judgements) == ("none", (None, None))
    assert variation([], None, "higher").point is None


@pytest.mark.parametrize(
    ("target", "better", "expected"),
    [
        (39.9, "higher", "meets"),
        (60.1, "higher", "misses"),
        (39.9, "lower", "misses"),
        (60.1, "lower", "meets"),
        (40.0, "higher", "hit_or_miss"),
        (60.0, "lower", "hit_or_miss"),
        (39.9, "neither", "none"),
        (None, "higher", "none"),
    ],
)
def test_assurance_compares_the_target_with_the_limits(
    target: float | None, better: Better, expected: str
) -> None:
    assert assurance(WIDE, target, better) == expected


def test_there_is_no_assurance_on_trial_limits_or_none() -> None:
    assert assurance(TRIAL, 39.9, "higher") == "none"
    assert assurance(None, 39.9, "higher") == "none"


@given(st.lists(st.floats(-100, 100).map(lambda x: round(x, 3)), min_size=3, max_size=40))
def test_autocorrelation_is_that_of_statsmodels(values: list[float]) -> None:
    ours = autocorrelation(values)
    if min(values) == max(values):
        assert ours is None
    else:
        assert ours == pytest.approx(acf(values, nlags=1, fft=False)[1], abs=1e-9)


def test_autocorrelation_leaves_out_pairs_that_touch_a_gap() -> None:
    values = [1.0, 3.0, None, 5.0, 2.0, 4.0]
    gaps = np.array([math.nan if value is None else value for value in values])
    expected = acf(gaps, nlags=1, fft=False, missing="conservative")[1]
    assert autocorrelation(values) == pytest.approx(expected)
    assert autocorrelation([1.0, 2.0]) is None


def test_a_slow_wave_warns_that_the_limits_may_be_too_narrow() -> None:
    assert limits_may_be_narrow([math.sin(month / 4) for month in range(24)])
    assert not limits_may_be_narrow(ZIGZAG)


@given(series, st.sampled_from([0.01, 0.001, 60.0, 3600.0]))
def test_limits_scale_with_the_unit_and_signals_do_not_change(
    values: list[float], factor: float
) -> None:
    scaled = [value * factor for value in values]
    plain, other = xmr_limits(values), xmr_limits(scaled)
    assert (plain is None) == (other is None)
    if plain is not None and other is not None:
        for edge in ("mean", "lower", "upper", "near_lower", "near_upper"):
            assert getattr(other, edge) == pytest.approx(getattr(plain, edge) * factor, abs=1e-6)
        if plain.screened_ranges == other.screened_ranges:  # on the bound: either
            assert signals(scaled, other) == signals(values, plain)


@given(series)
def test_mirrored_values_give_mirrored_signals(values: list[float]) -> None:
    mirrored = [-value for value in values]
    up = special_causes(values, xmr_limits(values))
    down = special_causes(mirrored, xmr_limits(mirrored))
    assert down == [{rule: -way for rule, way in found.items()} for found in up]
    assert all(list(found) == [rule for rule in RULES if rule in found] for found in up)


@given(series)
def test_backwards_the_limits_and_the_undirected_rules_are_the_same(values: list[float]) -> None:
    forward, backward = xmr_limits(values), xmr_limits(values[::-1])
    assert (forward is None) == (backward is None)
    if forward is not None and backward is not None:
        assert backward.upper == pytest.approx(forward.upper)
        assert signals(values[::-1], forward)[::-1] == signals(values, forward)
