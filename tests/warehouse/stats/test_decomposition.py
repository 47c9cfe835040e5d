"""A change as what cohorts did and how their shares moved."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats.decomposition import cross_classified, das_gupta, kitagawa, threefold

counts = st.integers(0, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
periods = st.lists(st.tuples(counts, counts), min_size=1, max_size=12)


def columns(cells):
    return [[cell[i][j] for cell in cells] for i in (0, 1) for j in (0, 1)]


def test_with_the_same_mix_all_of_it_is_rate():
    found = kitagawa(["voice", "chat"], [50, 30], [100, 100], [60, 20], [100, 100])
    assert (found.mix, found.total) == (0, 0)
    assert [part.rate for part in found.parts] == pytest.approx([0.05, -0.05])
    assert not found.simpson


def test_with_the_same_rates_all_of_it_is_mix_and_both_cohorts_share_it():
    found = kitagawa(["good", "bad"], [90, 10], [100, 100], [270, 10], [300, 100])
    assert found.rate == pytest.approx(0)
    assert found.mix == pytest.approx(0.2)
    assert [part.mix for part in found.parts] == pytest.approx([0.075, 0.125])
    assert [part.raw_mix for part in found.parts] == pytest.approx([0.225, -0.025])


def test_the_alarm_goes_off_when_all_cohorts_improve_and_the_total_falls():
    found = kitagawa(["easy", "hard"], [900, 30], [1000, 100], [95, 350], [100, 1000])
    assert all(part.rate_2 > part.rate_1 for part in found.parts)
    assert found.total < 0
    assert found.simpson


def test_a_cohort_of_one_period_only_adds_nothing_to_the_rates():
    found = kitagawa(["old", "new"], [50, 0], [100, 0], [50, 90], [100, 100])
    assert (found.parts[1].rate, found.parts[1].rate_1) == (0, None)
    assert found.mix == pytest.approx(found.total)


def test_a_period_without_cases_is_not_split():
    assert kitagawa(["a"], [0], [0], [1], [2]) is None
    assert threefold(["a"], [0], [0], [1], [2]) is None
    assert cross_classified([[0]], [[0]], [[1]], [[2]]) is None


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError):
        kitagawa(["a"], [1], [0], [1], [2])
    with pytest.raises(ValueError, match="2 cohorts"):
        kitagawa(["a", "b"], [1], [2], [1], [2])
    with pytest.raises(ValueError, match="one shape"):
        cross_classified([[1, 2]], [[3]], [[1]], [[2]])
    with pytest.raises(ValueError, match="same 1 to 8"):
        das_gupta({"a": 1}, {"b": 1})


def test_half_of_the_interaction_goes_to_mix_and_half_to_the_rates():
    cells = ["a", "b"], [50, 80], [100, 100], [180, 50], [300, 100]
    mix, rate, interaction = threefold(*cells)
    found = kitagawa(*cells)
    assert found.mix == pytest.approx(mix + interaction / 2)
    assert found.rate == pytest.approx(rate + interaction / 2)


def test_a_second_dimension_of_one_member_changes_nothing():
    cells = [50, 80], [100, 100], [180, 50], [300, 100]
    one = kitagawa(["a", "b"], *cells)
    two = cross_classified(*([[value] for value in column] for column in cells))
    assert two.rate == pytest.approx(one.rate)
    assert two.mixes[1] == pytest.approx(0)
    assert two.mixes[0] == pytest.approx(one.mix)


def test_any_rate_can_be_made_of_factors():
    effects = das_gupta({"a": 2, "b": 3}, {"a": 4, "b": 5}, lambda f: float(f["a"] ** f["b"]))
    assert sum(effects.values()) == pytest.approx(4**5 - 2**3)


@given(periods)
def test_parts_add_up_to_the_change(cells):
    found = kitagawa(list(map(str, range(len(cells)))), *columns(cells))
    if found is None:
        return
    for of in ("mix", "raw_mix"):
        parts = [getattr(part, of) + part.rate for part in found.parts]
        assert math.fsum(parts) == pytest.approx(found.total, abs=1e-9)
    assert found.mix + found.rate == pytest.approx(found.total, abs=1e-9)


@given(periods)
def test_the_periods_the_other_way_round_turn_every_part_around(cells):
    names = list(map(str, range(len(cells))))
    there = kitagawa(names, *columns(cells))
    back = kitagawa(names, *columns([(second, first) for first, second in cells]))
    if there is None or back is None:
        return
    assert [part.mix for part in back.parts] == pytest.approx([-p.mix for p in there.parts])
    assert [part.rate for part in back.parts] == pytest.approx([-p.rate for p in there.parts])
    assert back.simpson == there.simpson


@given(periods, st.randoms(use_true_random=False))
def test_the_order_of_cohorts_does_not_matter(cells, random):
    names = list(map(str, range(len(cells))))
    order = random.sample(range(len(cells)), len(cells))
    here = kitagawa(names, *columns(cells))
    there = kitagawa([names[i] for i in order], *columns([cells[i] for i in order]))
    if here is None or there is None:
        return
    mixes = {part.name: part.mix for part in there.parts}
    assert [mixes[name] for name in names] == pytest.approx([p.mix for p in here.parts], abs=1e-9)


@given(st.integers(1, 4), st.integers(1, 4), st.randoms(use_true_random=False))
def test_two_dimensions_add_up_even_with_empty_cells(rows, across, random):
    shape = range(rows), range(across)
    sizes = [[[random.choice([0, 5, 300]) for _ in shape[1]] for _ in shape[0]] for _ in "12"]
    parts = [[[random.randint(0, n) for n in row] for row in table] for table in sizes]
    found = cross_classified(parts[0], sizes[0], parts[1], sizes[1])
    if found is not None:
        assert found.rate + sum(found.mixes) == pytest.approx(found.total, abs=1e-9)


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=5))
def test_effects_of_factors_add_up(pairs):
    before, after = ({str(i): pair[j] for i, pair in enumerate(pairs)} for j in (0, 1))
    total = np.prod(list(after.values())) - np.prod(list(before.values()))
    assert math.fsum(das_gupta(before, after).values()) == pytest.approx(total, rel=1e-9, abs=1e-6)
