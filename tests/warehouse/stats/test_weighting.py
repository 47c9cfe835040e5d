"""Post-stratified and raked weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats.weighting import likeness, post_stratify, rake, weighted_share

CHANNELS = ["voice"] * 6 + ["chat"] * 4
TIERS = ["std", "std", "std", "std", "vuln", "vuln", "std", "std", "std", "vuln"]


def test_a_group_weighs_its_population_over_its_respondents():
    found = post_stratify(CHANNELS, {"voice": 300, "chat": 700})
    assert found.weights == pytest.approx([50.0] * 6 + [175.0] * 4)
    assert found.converged
    assert found.n_effective == pytest.approx(1000**2 / (6 * 50**2 + 4 * 175**2))
    assert found.design_effect == pytest.approx(10 / found.n_effective)


def test_a_weighted_share_is_the_shares_of_groups_at_their_weight():
    found = post_stratify(CHANNELS, {"voice": 300, "chat": 700})
    satisfied = [True] * 3 + [False] * 3 + [True] * 4  # one half of voice, all of chat
    estimate = weighted_share(satisfied, found)
    assert estimate.share == pytest.approx(0.3 * 0.5 + 0.7)
    assert estimate.n == 10
    assert estimate.interval.low < 0.85 < estimate.interval.high
    assert weighted_share([True] * 10, found).interval.high == pytest.approx(1)
    with pytest.raises(ValueError, match="3 answers"):
        weighted_share([1, 0, 1], found)


def test_weights_that_are_already_right_cost_nothing():
    found = post_stratify(CHANNELS, {"voice": 60, "chat": 40})
    assert found.design_effect == pytest.approx(1)
    assert found.n_effective == pytest.approx(10)


def test_raked_weights_meet_every_margin():
    channel, tier = {"voice": 500, "chat": 500}, {"std": 900, "vuln": 100}
    found = rake([CHANNELS, TIERS], [channel, tier])
    assert found.converged
    for groups, margin in ((CHANNELS, channel), (TIERS, tier)):
        for group, size in margin.items():
            held = sum(w for w, own in zip(found.weights, groups, strict=True) if own == group)
            assert held == pytest.approx(size, rel=1e-9)


def test_margins_that_contradict_each_other_do_not_converge():
    found = rake([["a", "a", "b"], ["x", "x", "y"]], [{"a": 50, "b": 50}, {"x": 90, "y": 10}])
    assert not found.converged


def test_trimming_cuts_and_says_so_where_the_margin_is_lost():
    groups = ["a"] * 99 + ["b"]
    found = rake([groups], [{"a": 500, "b": 500}], trim=(0.3, 3))
    assert not found.converged
    assert found.trimmed >= 1
    assert sum(found.weights) == pytest.approx(1000)
    assert max(found.weights) < 60  # 500 before the cut
    assert rake([CHANNELS], [{"voice": 500, "chat": 500}], trim=(0.3, 3)).trimmed == 0


@pytest.mark.parametrize(
    "variables, margins",
    [
        ([["a"]], [{"a": 1, "b": 1}]),  # nobody answered for b: collapse it
        ([["a", "c"]], [{"a": 1}]),
        ([[]], [{"a": 1}]),
        ([["a"], ["x", "x"]], [{"a": 1}, {"x": 1}]),
        ([["a"], ["x"]], [{"a": 1}, {"x": 2}]),
    ],
)
def test_respondents_and_margins_that_do_not_fit_are_refused(variables, margins):
    with pytest.raises(ValueError):
        rake(variables, margins)


def test_the_group_farthest_from_the_population_is_named():
    found = likeness({"std": 95, "new": 5}, {"std": 8500, "new": 900, "vuln": 600})
    assert found is not None
    assert (found.farthest, found.differs, found.degrees) == ("std", True, 2)
    assert found.difference == pytest.approx(0.1)
    assert found.chi_squared == pytest.approx(100 / 85 + 16 / 9 + 36 / 6)
    assert likeness({"std": 5}, {"std": 10}) is None
    with pytest.raises(ValueError, match="chat"):
        likeness({"chat": 1}, {"std": 10, "vuln": 5})


@given(st.permutations(list(zip(CHANNELS, TIERS, strict=True))))
def test_the_order_of_respondents_does_not_matter(answers):
    channels, tiers = (list(column) for column in zip(*answers, strict=True))
    margins = [{"voice": 500, "chat": 500}, {"std": 900, "vuln": 100}]
    here, there = rake([channels, tiers], margins), rake([CHANNELS, TIERS], margins)
    assert sorted(here.weights) == pytest.approx(sorted(there.weights))
    assert here.design_effect == pytest.approx(there.design_effect)
