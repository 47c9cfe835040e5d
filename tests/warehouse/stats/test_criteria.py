"""Seven verdicts, four words, first match wins."""

import pytest

from warehouse.stats.criteria import WORDS, Evidence, judge
from warehouse.stats.intervals import Interval


def evidence(effect, low, high, **others):
    return Evidence(effect, Interval(low, high), **{"complete": True, **others})


@pytest.mark.parametrize(
    "given, verdict",
    [
        (evidence(3, 1, 5, complete=False), "too_early"),
        (Evidence(None, None, complete=True), "too_early"),
        (evidence(3, None, 5), "too_early"),
        (evidence(-3, -5, -1), "worse"),
        (evidence(3, 1, 5), "effective"),
        (evidence(2, 1, 3), "effective"),
        (evidence(1.9, 1, 3), "improved_below_threshold"),
        (evidence(3, 1, 5, guardrails_hold=False), "improved_below_threshold"),
        (evidence(3, 1, 5, still_better=False), "improved_below_threshold"),
        (evidence(3, 1, 5, confirmed=False), "not_shown_effective"),
        (evidence(1, 0.5, 1.5, confirmed=False), "no_worthwhile_effect"),
        (evidence(0.1, -1.9, 1.9), "no_worthwhile_effect"),
        (evidence(0.1, -2, 1.9), "not_shown_effective"),
        (evidence(1, -3.1, 5.1), "not_precise_enough"),
        (evidence(1, -3, 5), "not_shown_effective"),
        (evidence(-1, -5, 1), "not_shown_effective"),
        (evidence(0, 0, 0), "no_worthwhile_effect"),
    ],
)
def test_the_verdict_for_a_smallest_effect_of_two(given, verdict):
    found = judge(given, better="higher", smallest=2)
    assert found.verdict == verdict
    assert found.word == WORDS[verdict]


def test_where_lower_is_better_a_fall_is_an_improvement():
    found = judge(evidence(-3, -5, -1), better="lower", smallest=2)
    assert (found.verdict, found.effect, found.low, found.high) == ("effective", 3, 1, 5)
    assert judge(evidence(3, 1, 5), better="lower", smallest=2).word == "regressed"


def test_too_early_and_worse_so_far_is_a_warning():
    early = judge(evidence(-3, -5, -1, complete=False), better="higher", smallest=2)
    assert (early.word, early.early_warning) == ("too early", True)
    assert not judge(evidence(-3, -5, 1, complete=False), better="higher", smallest=2).early_warning


def test_a_criterion_without_size_or_direction_is_refused():
    for better, smallest in (("neither", 2), ("higher", 0)):
        with pytest.raises(ValueError, match="needed"):
            judge(evidence(1, 0, 2), better=better, smallest=smallest)
