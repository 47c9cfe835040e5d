"""Funnel plots, small cohorts and robust z."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from warehouse.stats.outliers import (
    Cohort,
    arcsine_band,
    binomial_band,
    dispersion,
    funnel,
    ladder,
    robust_z,
)

SIZES = [40, 60, 80, 100, 150, 200, 300, 400, 600, 800, 1000, 1500]
cohorts = st.lists(
    st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1, max_size=25,
)  # fmt: skip


def plot(parts: list[int], wholes: list[int], **options: int):
    return funnel([f"team {i}" for i in range(len(parts))], parts, wholes, **options)


def test_exact_limits_leave_at_most_their_tail_outside() -> None:
    for n in (5, 29, 30, 250):
        for level in (0.95, 0.998):
            band = binomial_band(0.05, n, level)
            assert band is not None
            lowest, highest = round(band.low * n), round(band.high * n)
            assert binom.cdf(lowest - 1, n, 0.05) <= (1 - level) / 2
            assert binom.sf(highest, n, 0.05) <= (1 - level) / 2


@pytest.mark.parametrize("centre", [0.0, 1.0])
def test_limits_around_none_and_all_have_no_width(centre) -> None:
    band = binomial_band(centre, 50, 0.998)
    assert band is not None
    assert (band.low, band.high) == (centre, centre)


def test_limits_of_no_cases_do_not_exist() -> None:
    assert binomial_band(0.5, 0, 0.95) is None
    assert arcsine_band(0.5, 0, 0.95) is None


def test_limits_of_a_small_cohort_do_not_fold_back() -> None:
    band = arcsine_band(0.05, 4, 0.998)
    assert band is not None
    assert band.low == 0
    assert band.high > 0.5
    top = arcsine_band(0.95, 4, 0.998, 0.1)
    assert top is not None
    assert top.high == pytest.approx(1)


def test_variation_between_cohorts_widens_the_limits() -> None:
    narrow, wide = arcsine_band(0.3, 100, 0.95), arcsine_band(0.3, 100, 0.95, 0.001)
    assert narrow is not None and wide is not None
    assert wide.low < narrow.low < 0.3 < narrow.high < wide.high


def test_cohorts_at_their_expectation_have_no_dispersion() -> None:
    found = dispersion([20, 30, 40], [40, 60, 80], 0.5)
    assert found is not None
    assert found.phi == pytest.approx(0)
    assert found.tau_squared == 0
    assert dispersion([], [], 0.5) is None


def test_phi_of_two_cohorts_by_hand() -> None:
    # z = 2 √n (asin √p - asin √½): 2 · 10 · (π/3 - π/4) = ±5.2360 at n = 100 and p = ¾ and ¼;
    # winsorised at the 10 % and 90 % points of the two, 0.8 · 5.2360
    found = dispersion([75, 25], [100, 100], 0.5)
    assert found is not None
    assert found.z == pytest.approx((5.2360, -5.2360), abs=5e-5)
    assert found.phi == pytest.approx((0.8 * 20 * math.pi / 12) ** 2)
    assert found.tau_squared == pytest.approx((2 * found.phi - 1) / 400)


def test_ten_large_cohorts_are_adjusted_and_nine_are_not() -> None:
    assert plot([size // 2 for size in SIZES[:10]], SIZES[:10]).adjusted
    nine = plot([size // 2 for size in SIZES[:9]], SIZES[:9])
    assert (nine.adjusted, nine.tested, nine.overdispersed) == (False, 9, False)


def test_one_cohort_far_out_is_named_and_the_others_are_not() -> None:
    parts = [round(size * 0.8) for size in SIZES]
    parts[6] = 180  # 60 % of 300
    found = plot(parts, SIZES)
    assert [cohort.name for cohort in found.cohorts if cohort.at_998 != "inside"] == ["team 6"]
    assert found.cohorts[6].at_998 == found.cohorts[6].at_95 == "low"
    assert not found.overdispersed


def test_cohorts_that_differ_in_general_are_overdispersed_and_not_named() -> None:
    parts = [round(size * (0.65 if i % 2 else 0.85)) for i, size in enumerate(SIZES)]
    found = plot(parts, SIZES)
    assert found.overdispersed
    assert found.phi is not None and found.phi > 5
    assert all(cohort.at_998 == "inside" for cohort in found.cohorts)


def test_few_cohorts_have_exact_limits() -> None:
    found = plot([10, 50], [200, 1000])
    assert found.centre == 0.05
    assert found.band(30) == binomial_band(0.05, 30, 0.998)
    assert found.band(0) is None


def test_five_to_29_cases_are_shown_and_never_judged() -> None:
    found = plot([0, 29, 500], [29, 30, 1000])
    assert found.cohorts[0] == Cohort("team 0", "shown", 0, 29, 0.0, None, None)
    assert found.cohorts[1].standing == "judged"
    assert found.cohorts[1].at_998 == "high"


def test_a_cohort_without_cases_has_no_share_and_does_not_count() -> None:
    found = plot([0, 50], [0, 100])
    assert found.cohorts[0] == Cohort("team 0", "empty", 0, 0, None, None, None)
    assert found.centre == 0.5


def test_a_withheld_cohort_gives_nothing_away() -> None:
    found = plot([1, 2, 400], [3, 4, 800])
    assert found.cohorts[0] == Cohort("team 0", "withheld", None, None, None, None, None)
    assert found.cohorts[2].standing == "judged"


def test_without_any_case_there_is_no_centre() -> None:
    found = plot([0, 0], [0, 0])
    assert (found.centre, found.phi, found.band(100)) == (None, None, None)
    assert plot([], []).cohorts == ()


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([100, 30, 29, 5], ["judged", "judged", "shown", "shown"]),
        ([100, 4, 3], ["judged", "withheld", "withheld"]),
        ([100, 40, 4], ["judged", "withheld", "withheld"]),
        ([100, 2, 1, 8], ["judged", "withheld", "withheld", "withheld"]),
        ([100, 40, 40, 4], ["judged", "withheld", "judged", "withheld"]),
        ([0, 3], ["empty", "withheld"]),
        ([0, 50], ["empty", "judged"]),
    ],
)
def test_a_withheld_cohort_cannot_be_worked_out_from_the_total(sizes, expected) -> None:
    assert ladder(sizes) == expected


def test_the_accountable_owner_sees_every_cohort() -> None:
    assert ladder([100, 4, 1], withheld_below=0) == ["judged", "shown", "shown"]
    assert plot([1, 50], [4, 100], withheld_below=0).cohorts[0].share == 0.25


@pytest.mark.parametrize(("part", "whole"), [(-1, 5), (6, 5), (2.5, 5)])
def test_counts_that_cannot_be_are_refused(part, whole) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        plot([part], [whole])


@given(cohorts, st.randoms())
def test_the_order_of_cohorts_does_not_matter_to_phi_and_centre(pairs, random) -> None:
    shuffled = pairs.copy()
    random.shuffle(shuffled)
    one = plot(*map(list, zip(*pairs, strict=True)))
    two = plot(*map(list, zip(*shuffled, strict=True)))
    assert two.centre == one.centre
    assert two.tested == one.tested
    assert (two.phi is None) == (one.phi is None)
    if one.phi is not None:
        assert two.phi == pytest.approx(one.phi)


@given(cohorts)
def test_small_cells_are_never_alone_and_never_judged(pairs) -> None:
    found = plot(*map(list, zip(*pairs, strict=True)))
    hidden = [n for (_, n), c in zip(pairs, found.cohorts, strict=True) if c.standing == "withheld"]
    assert all(
        c.standing == "withheld" for (_, n), c in zip(pairs, found.cohorts, strict=True) if n < 5
    )
    assert not hidden or len(hidden) == len(pairs) or (len(hidden) > 1 and sum(hidden) >= 5)
    assert all(c.at_998 is None for (_, n), c in zip(pairs, found.cohorts, strict=True) if n < 30)


def test_robust_z_stands_out_where_a_plain_z_would_not() -> None:
    z = robust_z([10.0, 11.0, 12.0, 13.0, 14.0, None, 100.0])
    assert z[2] == pytest.approx(-0.5 / (1.4826 * 1.5))  # median 12.5, MAD 1.5
    assert z[5] is None
    assert z[6] is not None and z[6] > 3.5


def test_robust_z_is_not_defined_when_most_values_are_equal() -> None:
    assert robust_z([5.0, 5.0, 5.0, 9.0]) == [None] * 4
    assert robust_z([None]) == [None]
    assert robust_z([]) == []
