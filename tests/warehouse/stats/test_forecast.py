"""Chances to meet a target, and what the rest of the year must bring."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats.forecast import in_words, next_mean, obstacle, required_rate

STEADY = [74.0, 76.0, 75.0, 75.5, 74.5, 76.0, 74.0, 75.0, 75.5, 74.5]


def test_a_target_at_the_mean_is_about_even_and_both_sides_make_one():
    found = next_mean(STEADY, 3, 75.0, "higher")
    assert (found.chance, found.words) == (pytest.approx(0.5), "about even")
    above, below = (next_mean(STEADY, 3, 75.4, better) for better in ("higher", "lower"))
    assert above.chance + below.chance == pytest.approx(1)
    assert above.chance < 0.5


def test_the_band_of_a_quarter_is_narrower_than_that_of_a_month():
    month, quarter = next_mean(STEADY, 1, 75, "higher"), next_mean(STEADY, 3, 75, "higher")
    wide, narrow = (f.band_80.high - f.band_80.low for f in (month, quarter))
    assert narrow / wide == pytest.approx(math.sqrt((1 / 3 + 1 / 10) / (1 + 1 / 10)))


def test_months_that_depend_on_each_other_widen_the_band():
    wave = [75 + math.sin(month / 3) for month in range(24)]
    assert next_mean(wave, 3, 75, "higher").widened > 2
    assert next_mean(STEADY, 3, 75, "higher").widened == 1


def test_what_carries_no_forecast_says_why():
    assert obstacle(STEADY) is None
    assert obstacle(STEADY[:7]) == "too_few_points"
    assert obstacle([None, *STEADY[:7]]) == "too_few_points"
    assert obstacle([5.0] * 12) == "no_variation"
    assert obstacle([*STEADY, 99.0]) == "not_stable"
    assert next_mean([5.0, 5.0], 3, 5, "higher") is None
    with pytest.raises(ValueError, match="months ahead"):
        next_mean(STEADY, 0, 75, "higher")


@pytest.mark.parametrize(
    "chance, words",
    [(0.09, "very unlikely"), (0.1, "unlikely"), (0.5, "about even"), (0.7, "likely"),
     (0.91, "very likely")],
)  # fmt: skip
def test_a_chance_has_its_words(chance, words):
    assert in_words(chance) == words


def test_half_done_at_seventy_needs_ninety_for_eighty():
    found = required_rate([70], [100], [100], 0.8)
    assert (found.so_far, found.required, found.best_possible) == (0.7, pytest.approx(0.9), 0.85)
    assert found.reachable


def test_where_lower_is_better_the_best_is_no_more_at_all():
    found = required_rate([70], [100], [100], 0.3, "lower")
    assert (found.best_possible, found.reachable) == (0.35, False)
    assert found.required == pytest.approx(-0.1)


def test_nothing_planned_requires_nothing_and_nothing_at_all_is_undefined():
    assert required_rate([70], [100], [], 0.8).required is None
    assert not required_rate([70], [100], [], 0.8).reachable
    assert required_rate([], [], [], 0.8).reachable is None
    with pytest.raises(ValueError):
        required_rate([5], [4], [1], 0.5)


@given(st.lists(st.integers(0, 100), min_size=3, max_size=20), st.sampled_from([0.01, 60]))
def test_the_unit_moves_the_band_and_not_the_chance(values, factor):
    here = next_mean(values, 3, 50, "higher")
    there = next_mean([v * factor for v in values], 3, 50 * factor, "higher")
    if here is not None and there is not None:
        assert there.chance == pytest.approx(here.chance, abs=1e-6)
        assert there.band_95.low == pytest.approx(here.band_95.low * factor, abs=1e-6)
