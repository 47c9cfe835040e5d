"""Standardised differences of shares."""

import math

import pytest

from warehouse.stats.balance import standardised_difference


def test_it_is_the_difference_over_the_pooled_deviation():
    # 0.5 against 0.4: 0.1 / sqrt((0.25 + 0.24) / 2)
    assert standardised_difference(0.5, 0.4) == pytest.approx(0.1 / math.sqrt(0.245))
    assert standardised_difference(0.4, 0.5) == pytest.approx(-0.1 / math.sqrt(0.245))


def test_equal_shares_do_not_differ_and_shares_without_variation_have_no_answer():
    assert standardised_difference(0.3, 0.3) == 0
    assert standardised_difference(1, 1) is None
    assert standardised_difference(0, 0) is None


@pytest.mark.parametrize("shares", [(-0.1, 0.5), (0.5, 1.1)])
def test_what_is_no_share_is_refused(shares):
    with pytest.raises(ValueError, match="between 0 and 1"):
        standardised_difference(*shares)
