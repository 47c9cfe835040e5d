"""p, u, p′ and u′ charts, and where they and XmR disagree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats.charts_by_count import (
    disagreement,
    p_chart,
    p_prime_chart,
    u_chart,
    u_prime_chart,
    varies_much,
)
from warehouse.stats.control_limits import xmr_limits

months = st.lists(
    st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=6, max_size=30,
)  # fmt: skip


def test_a_share_of_a_tenth_with_a_hundred_cases_has_limits_at_three_hundredths_times_three():
    chart = p_chart([10, 8, 12, 10, 9, 11], [100] * 6)
    assert chart is not None
    assert chart.centre == pytest.approx(0.1)
    assert chart.lower[0] == pytest.approx(0.01)  # sqrt(0.1 × 0.9 / 100) = 0.03
    assert chart.upper[0] == pytest.approx(0.19)
    assert chart.near_upper[0] == pytest.approx(0.16)
    assert chart.trial


def test_a_month_without_cases_is_a_gap_and_adds_nothing_to_the_centre():
    with_gap = p_chart([10, 8, 0, 12, None, 10, 9, 11], [100, 100, 0, 100, 100, 100, 100, 100])
    without = p_chart([10, 8, 12, 10, 9, 11], [100] * 6)
    assert with_gap is not None and without is not None
    assert with_gap.centre == without.centre
    assert with_gap.values[2] is with_gap.lower[2] is with_gap.outside[4] is None


def test_five_months_have_no_limits():
    assert p_chart([1] * 5, [10] * 5) is None
    assert u_chart([1] * 5, [10] * 5) is None


def test_months_that_never_stand_side_by_side_have_no_moving_range():
    numerators = [1, None, 2, None, 1, None, 2, None, 1, None, 2]
    assert p_prime_chart(numerators, [10] * 11) is None


def test_more_cases_than_there_are_is_refused_of_a_share_and_allowed_of_a_rate():
    with pytest.raises(ValueError, match="numerator"):
        p_chart([11], [10])
    with pytest.raises(ValueError, match="-1"):
        u_chart([-1], [10])
    assert u_chart([11] * 6, [10] * 6) is not None


def test_a_constant_series_is_flagged_by_no_chart():
    for chart in (p_chart, p_prime_chart, u_chart, u_prime_chart):
        for count in (0, 3, 10):
            found = chart([count] * 12, [10] * 12)
            assert found is not None
            assert not any(found.outside)


def test_shares_of_a_large_centre_see_what_xmr_does_not_and_the_note_says_so():
    numerators = [74_000, 75_000, 74_200, 75_100, 74_300, 74_900, 73_900, 75_000]
    denominators = [100_000] * 8
    chart = p_chart(numerators, denominators)
    assert chart is not None
    xmr = xmr_limits(chart.values)
    found = disagreement(chart, xmr)
    assert len(found.here_only) >= 2
    assert found.xmr_only == ()
    assert "disagree: points " in found.note
    carried = p_prime_chart(numerators, denominators)
    assert carried is not None
    assert carried.sigma_z > 3
    assert disagreement(carried, xmr).note == ""
    assert disagreement(chart, None).note == ""


def test_denominators_vary_much_from_half_as_many_again():
    assert not varies_much([100, 150, None, 0])
    assert varies_much([100, 151])
    assert not varies_much([])


@given(months)
def test_p_prime_is_p_widened_by_sigma_z(pairs):
    numerators, denominators = zip(*pairs, strict=True)
    plain, carried = p_chart(numerators, denominators), p_prime_chart(numerators, denominators)
    assert plain is not None and carried is not None
    for low, wide, high in zip(plain.lower, carried.lower, carried.upper, strict=True):
        assert low is not None and wide is not None and high is not None
        assert 0 <= wide <= carried.centre + 1e-12 <= high + 2e-12 <= 1 + 3e-12
        if low > 0 and wide > 0:
            ratio = (carried.centre - wide) / (plain.centre - low)
            assert ratio == pytest.approx(carried.sigma_z, rel=1e-6)


@given(months, st.sampled_from([1, 12, 1000]))
def test_limits_of_a_rate_move_with_the_unit(pairs, factor):
    """Events per case or per thousand cases: the same picture in another unit."""
    numerators, exposures = zip(*pairs, strict=True)
    chart = u_prime_chart(numerators, exposures)
    scaled = u_prime_chart(numerators, [exposure / factor for exposure in exposures])
    assert chart is not None and scaled is not None
    assert scaled.outside == chart.outside
    assert scaled.sigma_z == pytest.approx(chart.sigma_z)
    assert scaled.upper == pytest.approx([(limit or 0) * factor for limit in chart.upper])
