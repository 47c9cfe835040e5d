"""Weekday by hour: placed in site time, tested cell by cell, small cells withheld."""

from datetime import date

import pytest

from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers.hours import DAYS, HOURS, hours

MARCH = date(2025, 3, 1)


def calls(day, hour, answered, abandoned):
    """Calls of one hour of March 2025; the 3rd is a Monday."""
    at = f"2025-03-{day:02} {hour:02}:10:00+00"
    return [{"started_at": at, "wait_s": 10}] * answered + [
        {"started_at": at, "wait_s": 60, "outcome": "abandoned_queue"}
    ] * abandoned


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    """Monday 9 h bad, the other hours of two days at 10 %, one hour of 3 calls, one of 12."""
    legs = calls(3, 9, 20, 40)
    legs += [leg for day in (3, 4) for hour in range(10, 18) for leg in calls(day, hour, 90, 10)]
    legs += calls(5, 12, 3, 0) + calls(5, 13, 12, 0)
    legs += [{"started_at": "2025-01-06 09:10:00+00", "wait_s": 10}] * 40
    legs += [{"started_at": "2024-12-02 09:10:00+00", "wait_s": 10}] * 500
    ref = made(tmp_path_factory.mktemp("hours") / "b", {"contact_leg": legs})
    return hours(ref, "abandonment_rate", MARCH, viewer=local_viewer())


def cell(grid, day, hour):
    return grid.cells[DAYS.index(day)][HOURS.index(hour)]


def test_three_months_count_and_no_earlier_one(grid):
    assert (grid.first, grid.last) == (date(2025, 1, 1), MARCH)
    assert cell(grid, "Monday", "09:00").n == 60 + 40
    assert grid.n == 100 + 1600 + 3 + 12


def test_the_overall_figure_is_that_of_all_cases(grid):
    assert grid.overall == (40 + 160) / (100 + 1600 + 15)


def test_the_hour_beyond_chance_is_listed_and_named(grid):
    bad = cell(grid, "Monday", "09:00")
    assert bad.is_listed
    assert bad.distance == pytest.approx(0.4 - 200 / 1715)
    assert grid.finding == "Worse by more than chance: Monday 09 h"
    assert cell(grid, "Tuesday", "11:00").is_listed is False


def test_the_note_counts_every_cell_that_was_tested(grid):
    assert grid.tested == 1 + 16 + 2
    assert grid.note.startswith("19 hours tested at once, 1 listed")


def test_a_cell_of_fewer_than_5_is_withheld_and_with_it_the_next_smallest(grid):
    for hour, n in (("12:00", 3), ("13:00", 12)):
        one = cell(grid, "Wednesday", hour)
        assert (one.standing, one.value, one.n, one.is_listed) == ("withheld", None, n, None)
    assert cell(grid, "Sunday", "03:00").standing == "empty"


def test_hours_are_those_of_the_site(tmp_path):
    legs = [{"started_at": "2025-07-07 08:30:00+00", "wait_s": 10}] * 30
    ref = made(tmp_path / "b", {"contact_leg": legs}, zone="Europe/London")
    found = hours(ref, "abandonment_rate", date(2025, 7, 1), viewer=local_viewer())
    assert cell(found, "Monday", "09:00").n == 30


def test_a_mean_is_shown_by_hour_and_not_tested(tmp_path):
    legs = calls(3, 9, 30, 0) + [{**leg, "wait_s": 90} for leg in calls(4, 10, 30, 0)]
    ref = made(tmp_path / "b", {"contact_leg": legs})
    kpi = "average_speed_of_answer_voice"
    found = hours(ref, kpi, MARCH, viewer=local_viewer())
    assert (found.overall, found.tested) == (50.0, 0)
    assert cell(found, "Tuesday", "10:00").distance == 40.0
    assert "not tested" in found.note


def test_a_median_is_that_of_the_cases_of_the_hour(tmp_path):
    tickets = [
        {
            "status": "solved",
            "created_at": "2025-03-03 09:00:00+00",
            "resolved_at": f"2025-03-03 {9 + hour:02}:00:00+00",
        }
        for hour in (1, 2, 3, 4, 10)
    ]
    ref = made(tmp_path / "b", {"ticket": tickets})
    found = hours(ref, "resolution_hours_median", MARCH, viewer=local_viewer())
    assert cell(found, "Monday", "09:00").value == 3.0


def test_where_the_rows_do_not_say_the_hour_there_is_no_map(tmp_path):
    ref = made(tmp_path / "b", {})
    assert hours(ref, "quality_score", MARCH, viewer=local_viewer()) is None
    assert hours(ref, "contacts_offered", MARCH, viewer=local_viewer()) is None


def test_where_neither_side_is_better_an_hour_is_different_and_not_worse(tmp_path):
    at = {"started_at": "2025-03-03 09:10:00+00", "outcome": "abandoned_queue", "wait_s": 2}
    legs = [at] * 30 + calls(3, 9, 30, 0)
    legs += [leg for hour in range(10, 18) for leg in calls(3, hour, 90, 10)]
    ref = made(tmp_path / "b", {"contact_leg": legs})
    found = hours(ref, "short_abandon_rate", MARCH, viewer=local_viewer())
    assert found.finding.startswith("Different by more than chance: Monday 09 h")
