"""Percentiles, the mean that misleads, histograms and the share beyond a target."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.connection import scratch
from warehouse.stats.distributions import histogram, mean_gap, percentiles, share_beyond
from warehouse.stats.intervals import wilson

waits = st.lists(st.integers(0, 4000).map(lambda x: x / 4), min_size=1, max_size=300)
SKEWED = np.exp(np.random.default_rng(3).normal(3, 1, 2000)).tolist()


def test_percentiles_are_of_type_7() -> None:
    values = [1.0, 2.0, 3.0, 4.0]
    assert percentiles(values, [0.5, 0.8, 1.0]) == [2.5, pytest.approx(3.4), 4.0]


@given(waits)
@settings(max_examples=25)
def test_percentiles_equal_duckdbs_quantile_cont(values) -> None:
    wanted = [0.5, 0.8, 0.9, 0.95, 0.99]
    with scratch() as database:
        found = database.value(
            "select quantile_cont(v, $wanted) from (select unnest($values) as v)",
            {"values": values, "wanted": wanted},
        )
    assert percentiles(values, wanted) == pytest.approx(found)


def test_unknown_values_are_left_out_and_none_gives_none() -> None:
    assert percentiles([None, 5.0, None], [0.5, 0.9]) == [5.0, 5.0]
    assert percentiles([None], [0.5, 0.9]) == [None, None]


def test_a_value_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        percentiles([1.0, math.nan], [0.5])


def test_the_mean_misleads_about_a_skewed_wait() -> None:
    gap = mean_gap([10.0] * 20 + [20.0] * 15 + [200.0] * 5)
    assert gap is not None
    assert (gap.mean, gap.median, gap.n) == (37.5, 15.0, 40)
    assert gap.below == 0.875
    assert gap.misleads


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([10.0, 20.0, 30.0] * 20, "mean and median agree"),
        ([10.0] * 20 + [200.0] * 5, "too few values"),
        ([100.0] * 70 + [110.0] * 30, "the gap is small beside the median"),
        ([0.0] * 51 + [10.0] * 49, "as many above the mean as below it"),
        ([7.0] * 50, "all values are equal"),
    ],
)
def test_the_mean_does_not_mislead_where(values, why) -> None:
    gap = mean_gap(values)
    assert gap is not None
    assert not gap.misleads, why


def test_without_values_there_is_no_gap() -> None:
    assert mean_gap([]) is None


def test_bars_have_a_round_width_and_stop_at_the_99th_percentile() -> None:
    shape = histogram([float(second) for second in range(1, 101)] + [5000.0] * 1, bars=30)
    assert shape is not None
    assert shape.edges[:3] == (0.0, 5.0, 10.0)
    assert shape.edges[-1] == 100.0
    assert shape.counts == (5,) * 20
    assert (shape.tail, shape.n) == (1, 101)


def test_a_value_on_an_edge_counts_below_it_as_a_target_does() -> None:
    shape = histogram([0.0, 10.0, 10.0, 11.0, 20.0], bars=2)
    assert shape is not None
    assert shape.edges == (0.0, 10.0, 20.0)
    assert shape.counts == (3, 2)


def test_bars_of_whole_values_are_at_least_1_wide() -> None:
    shape = histogram([0.0, 1.0, 2.0, 3.0], bars=30)
    assert shape is not None
    assert shape.edges == (0.0, 1.0, 2.0, 3.0)


def test_edges_print_as_round_numbers() -> None:
    shape = histogram([0.05, 0.3, 0.65], bars=7)
    assert shape is not None
    assert shape.edges == (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)


@pytest.mark.parametrize("values", [[0.0, 0.0], [20.0] * 5, [-3.0, -3.0], [0.5], [-20.0, 30.0]])
def test_degenerate_values_still_make_a_histogram(values) -> None:
    shape = histogram(values)
    assert shape is not None
    assert sum(shape.counts) + shape.tail == len(values)
    assert shape.tail == 0


def test_without_values_there_is_no_histogram() -> None:
    assert histogram([None]) is None


@given(waits, st.integers(5, 60))
def test_bars_and_tail_hold_every_value_once(values, bars) -> None:
    shape = histogram(values, bars=bars)
    assert shape is not None
    assert sum(shape.counts) + shape.tail == shape.n == len(values)
    assert len(shape.counts) == len(shape.edges) - 1 <= bars + 2
    assert shape.tail <= 0.01 * len(values) + 1


def test_a_skewed_wait_fills_its_bars() -> None:
    shape = histogram(SKEWED)
    assert shape is not None
    assert 10 <= shape.tail <= 20
    assert sum(count > 0 for count in shape.counts) >= 0.9 * len(shape.counts) >= 15


def test_a_value_on_the_target_meets_it() -> None:
    slow = share_beyond([20.0, 20.0, 21.0, 5.0, None], 20)
    assert (slow.count, slow.n, slow.share) == (1, 4, 0.25)
    assert slow.interval == wilson(1, 4)
    low = share_beyond([4.0, 5.0, 3.0], 4, better="higher")
    assert (low.count, low.n) == (1, 3)


def test_the_share_of_nothing_is_not_known() -> None:
    none = share_beyond([], 20)
    assert (none.count, none.n, none.share, none.interval) == (0, 0, None, None)


@given(waits, st.sampled_from([0.001, 60.0]), st.randoms())
def test_unit_and_order_do_not_change_what_is_said(values, factor, random) -> None:
    shuffled = [value * factor for value in values]
    random.shuffle(shuffled)
    assert percentiles(shuffled, [0.5, 0.9]) == pytest.approx(
        [found * factor for found in percentiles(values, [0.5, 0.9]) if found is not None]
    )
    assert histogram(shuffled[::-1]) == histogram(shuffled)
