"""Vital few reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats.pareto import pareto


def test_two_of_four_reasons_make_eighty_percent():
    found = pareto({"c": 10, "a": 50, "d": 10, "b": 30})
    assert [bar.name for bar in found.bars] == ["a", "b", "c", "d"]
    assert [bar.cumulative for bar in found.bars] == pytest.approx([0.5, 0.8, 0.9, 1])
    assert (found.vital, found.total) == (2, 100)


def test_the_catch_all_stands_last_whatever_it_weighs():
    found = pareto({"other": 60, "a": 30, "b": 10}, other="other")
    assert [bar.name for bar in found.bars] == ["a", "b", "other"]
    assert found.vital == 3


def test_nothing_counted_is_no_chart_and_a_negative_count_is_refused():
    assert pareto({"a": 0}) is None
    assert pareto({}) is None
    with pytest.raises(ValueError, match="-1"):
        pareto({"a": -1})


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 99), min_size=1), st.integers(1, 9))
def test_order_and_unit_do_not_matter(weights, factor):
    here = pareto(weights)
    there = pareto({name: weights[name] * factor for name in reversed(list(weights))})
    if here is None:
        assert there is None
        return
    assert [bar.name for bar in here.bars] == [bar.name for bar in there.bars]
    assert here.vital == there.vital
    assert here.bars[-1].cumulative == pytest.approx(1)
