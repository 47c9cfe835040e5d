"""Two coders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats.agreement import cohens_kappa

# Cohen's textbook table: 20 both yes, 15 both no, 5 and 10 apart.
FIRST = ["yes"] * 25 + ["no"] * 25
SECOND = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15


def test_the_textbook_table_gives_four_tenths():
    found = cohens_kappa(FIRST, SECOND)
    assert found.kappa == pytest.approx(0.4)  # (0.7 - 0.5) / (1 - 0.5)
    assert (found.observed, found.n, found.enough) == (0.7, 50, True)
    assert found.interval.low < 0.4 < found.interval.high
    assert found.interval.high - 0.4 == pytest.approx(1.96 * 0.126, abs=0.01)


def test_full_agreement_is_one():
    found = cohens_kappa(["a", "b", "c"], ["a", "b", "c"])
    assert (found.kappa, found.observed, found.enough) == (1, 1, False)


def test_one_code_throughout_agrees_by_chance_too():
    found = cohens_kappa(["a", "a"], ["a", "a"])
    assert (found.kappa, found.interval, found.observed) == (None, None, 1)


def test_coders_with_one_code_each_and_never_the_same_have_no_interval():
    found = cohens_kappa(["a", "a"], ["b", "b"])
    assert (found.kappa, found.interval, found.observed) == (0, None, 0)


def test_cases_that_one_coder_left_out_do_not_count():
    assert cohens_kappa(["a", None, "b"], ["a", "b", None]).n == 1
    assert cohens_kappa([None], ["a"]) is None


def test_near_misses_count_for_something_with_weights():
    first, second = ["low", "mid", "high", "low"], ["mid", "mid", "high", "low"]
    order = ["low", "mid", "high"]
    plain = cohens_kappa(first, second, order=order)
    assert cohens_kappa(first, second, order=order, weights="linear").kappa > plain.kappa
    with pytest.raises(ValueError, match="order"):
        cohens_kappa(first, second, weights="linear")
    with pytest.raises(ValueError, match="lacks"):
        cohens_kappa(first, second, order=["low", "mid"])


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=40))
def test_neither_the_order_of_cases_nor_of_coders_matters(pairs):
    first, second = zip(*pairs, strict=True)
    here, there = cohens_kappa(first, second), cohens_kappa(second[::-1], first[::-1])
    assert there.observed == here.observed
    assert there.kappa == (None if here.kappa is None else pytest.approx(here.kappa))
