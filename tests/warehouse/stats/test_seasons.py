"""Months of the year that differ, and a series without them."""

import numpy as np
import pytest

from warehouse.stats.seasons import season

WINTER = [8.0, 6.0, 0.0, -3.0, -4.0, -2.0, 5.0, 3.0, -1.0, -2.0, -3.0, -7.0]  # sums to 0


def test_below_24_months_a_season_cannot_be_told() -> None:
    assert season([100 + WINTER[i % 12] for i in range(23)], 1) is None


def test_a_constant_series_has_no_season() -> None:
    assert season([5.0] * 24, 1) is None


def test_a_repeated_pattern_is_found_and_taken_out_whole() -> None:
    found = season([100 + WINTER[i % 12] for i in range(36)], 1)
    assert found is not None
    assert found.is_there and found.n == 36
    assert found.adjusted == pytest.approx([100.0] * 36)


def test_growth_alone_is_no_season_and_stays() -> None:
    found = season([100.0 + i for i in range(36)], 4)
    assert found is not None
    assert not found.is_there
    assert found.adjusted == pytest.approx([100.0 + i for i in range(36)])


def test_an_outlier_stays_an_outlier_of_about_its_own_size() -> None:
    values = [100 + WINTER[i % 12] for i in range(48)]
    values[40] += 20
    found = season(values, 1)
    assert found is not None and found.adjusted[40] is not None
    others = [value for i, value in enumerate(found.adjusted) if i % 12 != 40 % 12]
    # 20 less its quarter in the month's mean, stretched by the root of 4/3, is 17.3
    assert found.adjusted[40] - np.mean(others) == pytest.approx(17.3, abs=0.5)


def test_a_missing_month_stays_missing_and_a_month_seen_once_cannot_be_adjusted() -> None:
    values: list[float | None] = [100 + WINTER[i % 12] for i in range(25)]
    values[3] = None  # April of the first year; April of the second stands alone
    found = season(values, 1)
    assert found is not None
    assert found.adjusted[3] is None and found.adjusted[15] is None
    assert found.n == 24


def test_pure_noise_is_called_a_season_in_about_1_of_100_series() -> None:
    dice = np.random.default_rng(3)
    found = [season(list(dice.standard_normal(36)), 1) for _ in range(400)]
    assert sum(one is not None and one.is_there for one in found) <= 10
