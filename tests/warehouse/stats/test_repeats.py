"""First-contact resolution by repeated contacts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.stats.repeats import first_contact_resolution

contacts = st.lists(st.tuples(st.integers(0, 60), st.sampled_from("abc")), min_size=1, max_size=25)


def test_a_return_after_exactly_the_window_counts_and_after_a_second_more_does_not():
    found = first_contact_resolution([0, 7, 0, 7.001], ["a", "a", "b", "b"], 7, 100)
    assert (found.issues, found.mature, found.resolved) == (3, 3, 2)
    assert found.share == pytest.approx(2 / 3)


def test_a_chain_is_one_issue():
    found = first_contact_resolution([0, 5, 10], ["a"] * 3, 7, 100)
    assert (found.issues, found.resolved, found.repeats) == (1, 0, 2)
    assert found.by_contact == pytest.approx(1 / 3)


def test_what_is_younger_than_the_window_is_not_judged():
    found = first_contact_resolution([0, 50], ["a", "b"], 7, 56)
    assert (found.mature, found.share, found.with_immature) == (1, 1, 1)
    fresh = first_contact_resolution([50], ["a"], 7, 56)
    assert (fresh.share, fresh.interval, fresh.estimate, fresh.estimate_at_most) == (
        None, None, None, 1,
    )  # fmt: skip
    assert first_contact_resolution([], [], 7, 56).issues == 0


def test_two_contacts_at_one_instant_are_no_repeats_of_each_other():
    found = first_contact_resolution([0, 0, 3], ["a", "a", "a"], 7, 100)
    assert (found.issues, found.resolved, found.repeats) == (2, 0, 2)


def test_a_contact_from_the_future_is_refused():
    with pytest.raises(ValueError, match="until 56"):
        first_contact_resolution([57], ["a"], 7, 56)


@given(contacts, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_a_count_by_hand_agrees(pairs, random):
    times, keys = zip(*random.sample(pairs, len(pairs)), strict=True)
    found = first_contact_resolution(times, keys, 7, 60)
    resolved = mature = 0
    for at, key in pairs:
        others = [other - at for other, own in pairs if own == key]
        if any(-7 <= gap < 0 for gap in others) or at > 53:
            continue
        mature += 1
        resolved += not any(0 < gap <= 7 for gap in others)
    assert (found.mature, found.resolved) == (mature, resolved)
    scaled = first_contact_resolution([t * 86_400 for t in times], keys, 7 * 86_400, 60 * 86_400)
    assert scaled == found
