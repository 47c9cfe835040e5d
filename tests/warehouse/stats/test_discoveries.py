"""Many comparisons at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats.discoveries import false_discoveries, heat_map, unusual_cohorts

chances = st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=30)


def test_a_comparison_not_made_does_not_count():
    found = false_discoveries([0.04, None, 0.5])
    assert found.adjusted == (0.08, None, 0.5)
    assert found.listed == (True, None, False)
    assert found.tested == 2
    assert false_discoveries([None]).tested == 0


def test_a_chance_above_one_is_refused():
    with pytest.raises(ValueError, match=r"1\.2"):
        false_discoveries([1.2])


def test_the_planted_cohort_is_found_among_equal_ones():
    found = unusual_cohorts([50] * 14 + [85, 2], [100] * 15 + [4])
    assert found.listed == (False,) * 14 + (True, None)
    assert found.tested == 15


def test_where_cohorts_differ_in_general_none_is_listed():
    parts = [30, 70] * 10
    assert not any(unusual_cohorts(parts, [100] * 20).listed)
    assert sum(map(bool, unusual_cohorts(parts[:8], [100] * 8).listed)) == 8  # too few to tell
    assert unusual_cohorts([], []).tested == 0


def test_of_cohorts_alike_one_list_in_ten_holds_any():
    parts = np.random.default_rng(3).binomial(200, 0.8, size=(400, 30)).tolist()
    lists = [any(unusual_cohorts(row, [200] * 30).listed) for row in parts]
    assert np.mean(lists) == pytest.approx(0.09, abs=0.05)


def test_a_cell_without_cases_is_empty_and_not_counted():
    found = heat_map([[0, 5], [5, 40]], [[0, 100], [100, 100]])
    empty = found.rows[0][0]
    assert (empty.share, empty.p_value, empty.listed) == (None, None, None)
    assert found.pooled == pytest.approx(50 / 300)
    assert found.rows[1][1].listed
    assert found.rows[1][1].adjusted == pytest.approx(found.rows[1][1].p_value * 3)
    assert not found.rows[0][1].small


def test_a_map_of_nothing_and_a_map_without_variation_have_no_distance():
    assert heat_map([[0]], [[0]]).pooled is None
    assert heat_map([[0, 0]], [[5, 6]]).rows[0][1].z is None
    with pytest.raises(ValueError, match="shape"):
        heat_map([[1]], [[1, 2]])


@given(chances)
def test_adjusting_never_lowers_a_chance_and_keeps_the_order(values):
    found = false_discoveries(values)
    made = [(p, q) for p, q in zip(values, found.adjusted, strict=True) if p is not None]
    assert all(p <= q + 1e-12 for p, q in made)
    assert [q for _, q in sorted(made)] == sorted(q for _, q in made)


@given(chances, st.randoms(use_true_random=False))
def test_the_order_of_comparisons_does_not_matter(values, random):
    order = random.sample(range(len(values)), len(values))
    there = false_discoveries([values[i] for i in order])
    here = false_discoveries(values)
    assert list(there.adjusted) == pytest.approx([here.adjusted[i] for i in order])
