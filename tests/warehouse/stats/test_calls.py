"""Figures of a period's calls."""

import pytest

from warehouse.stats.calls import Call, figures, service_levels

CALLS = [
    Call(True, 10, 100, 20, 30),
    Call(True, 30, 200, 0, 50),
    Call(False, 5),
    Call(False, 40),
]


def test_each_figure_has_its_own_denominator():
    found = figures(CALLS, threshold_s=20, staffed_s=1000, unavailable_s=200)
    assert (found.offered, found.answered, found.abandoned, found.short_abandons) == (4, 2, 2, 1)
    assert (found.speed_of_answer_s, found.time_to_abandon_s) == (20, 22.5)
    assert (found.abandonment_all, found.abandonment) == (0.5, pytest.approx(1 / 3))
    assert (found.service_level_strict, found.service_level) == (0.25, pytest.approx(1 / 3))
    assert (found.handle_time_s, found.occupancy) == (200, 0.5)


def test_a_wait_of_exactly_the_threshold_is_within_it():
    assert figures(CALLS, threshold_s=30).service_level_strict == 0.5


def test_no_calls_have_no_figures_and_no_agents_no_occupancy():
    found = figures([], threshold_s=20)
    assert (found.offered, found.service_level, found.handle_time_s) == (0, None, None)
    assert figures(CALLS, threshold_s=20, staffed_s=10, unavailable_s=10).occupancy is None
    with pytest.raises(ValueError, match="negative"):
        figures([Call(True, -1)], threshold_s=20)


def test_the_order_of_calls_does_not_matter():
    assert figures(CALLS[::-1], threshold_s=20) == figures(CALLS, threshold_s=20)


def test_more_within_than_there_are_is_refused():
    with pytest.raises(ValueError, match="threshold"):
        service_levels(
            answered=1, answered_within=2, abandoned=0, abandoned_within=0, abandoned_short=0
        )
    with pytest.raises(ValueError, match="short"):
        service_levels(
            answered=1, answered_within=1, abandoned=0, abandoned_within=0, abandoned_short=1
        )
