"""The step in a weekly series."""

import numpy as np
import pytest

from warehouse.stats.interruptions import segments, step

NOISE = np.random.default_rng(5).normal(size=80)
SERIES = [50 + noise + (4 if week >= 52 else 0) for week, noise in enumerate(NOISE)]


def test_a_step_of_four_standard_deviations_is_found():
    found = step(SERIES, 52)
    assert found.step == pytest.approx(4, abs=0.6)
    assert found.level == pytest.approx(50, abs=0.4)
    assert found.interval_99.low > 0
    assert found.interval_99.low < found.interval.low < found.step < found.interval.high
    assert (found.points, found.enough) == (80, True)


@pytest.mark.parametrize("factor", [0.001, 3600.0])
def test_the_unit_moves_the_step_and_nothing_else(factor):
    here, there = step(SERIES, 52), step([value * factor for value in SERIES], 52)
    assert there.step == pytest.approx(here.step * factor, rel=1e-4)
    assert there.error == pytest.approx(here.error * factor, rel=1e-3)
    assert there.phi == pytest.approx(here.phi, abs=1e-3)


def test_a_missing_week_is_bridged_by_the_model_and_not_counted():
    found = step([None if week in (10, 60) else v for week, v in enumerate(SERIES)], 52)
    assert found.points == 78
    assert found.step == pytest.approx(step(SERIES, 52).step, abs=0.3)


def test_too_few_or_constant_values_have_no_step():
    assert step([1.0, 2.0] * 4, 4) is None
    assert step(SERIES, 79) is None
    assert step([1.0] * 10 + [2.0] * 10, 10) is None
    assert not step(SERIES[30:], 22).enough
    with pytest.raises(ValueError):
        step([float("inf")] * 20, 10)


def test_a_straight_line_with_a_bend_is_read_off():
    line = [10 + 0.5 * t for t in range(1, 21)] + [30 + 1.0 * t for t in range(20)]
    found = segments(line, 20)
    assert found.coefficients == pytest.approx((10, 0.5, 30 - 20.5, 0.5))
    assert found.r_squared == pytest.approx(1)
    with pytest.raises(ValueError, match="no gap"):
        segments([*line[:-1], None], 20)


def test_of_series_with_nothing_to_find_few_are_called():
    """Nominal 5 %, measured 4 to 9 % for 104 weeks with errors that depend on each other."""
    random, called = np.random.default_rng(11), 0
    for _ in range(30):
        noise = random.normal(size=104)
        for week in range(1, 104):
            noise[week] += 0.4 * noise[week - 1]
        found = step(noise.tolist(), 78)
        called += not found.interval.low <= 0 <= found.interval.high
    assert called <= 6  # with 8 % the chance of 7 or more is 1 in 100
