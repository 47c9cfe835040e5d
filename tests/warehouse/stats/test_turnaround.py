"""Shares within a limit that count what is still open."""

import pytest

from warehouse.stats.turnaround import reopened, turnaround


def test_open_beyond_the_limit_is_missed_and_open_within_it_is_pending():
    found = turnaround([10, 48, 49, 48, 49], [1, 1, 1, 0, 0], 48)
    assert (found.met, found.missed, found.pending) == (2, 2, 1)
    assert found.share == 0.5
    assert found.interval.low < 0.5 < found.interval.high


def test_nothing_decided_has_no_share():
    found = turnaround([10, 20], [0, 0], 48)
    assert (found.share, found.interval, found.estimate, found.pending) == (None, None, None, 2)
    assert turnaround([], [], 48).share is None


def test_without_open_cases_the_estimate_is_the_share():
    found = turnaround([10, 48, 49, 60], [1, 1, 1, 1], 48)
    assert found.estimate == pytest.approx(found.share)


def test_a_closure_younger_than_the_window_is_left_out_even_if_it_was_reopened():
    found = reopened([20, 14, 13.9, 30], [None, 14, 1, 15], 14)
    assert (found.count, found.mature, found.immature) == (1, 3, 1)
    assert found.share == pytest.approx(1 / 3)


def test_no_mature_closure_has_no_rate():
    found = reopened([1, 2], [None, 1], 14)
    assert (found.share, found.interval, found.immature) == (None, None, 2)
    with pytest.raises(ValueError, match="negative"):
        reopened([1], [-1], 14)
