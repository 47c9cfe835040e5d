"""Members by month: each month against its own limits, small cells withheld."""

from datetime import date

import pytest

from tests.warehouse.answers.test_cohorts import region
from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers.cohort_months import cohort_months


def at(month, legs):
    return [{**leg, "started_at": f"2025-{month:02}-03 09:00:00+00"} for leg in legs]


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    """Eleven regions at 10 % in February and March; one of them at 60 % in March, a tiny one."""
    legs = []
    for month in (2, 3):
        for i in range(11):
            legs += at(month, region(f"R{i:02}", 36, 4))
    legs += at(2, region("Late", 36, 4)) + at(3, region("Late", 16, 24))
    legs += at(3, region("Tiny", 2, 1) + region("Few", 8, 2))
    ref = made(tmp_path_factory.mktemp("months") / "b", {"contact_leg": legs})
    return cohort_months(ref, "abandonment_rate", "region", date(2025, 3, 1), viewer=local_viewer())


def cells(grid, member):
    return dict(zip(grid.columns, grid.cells[grid.rows.index(member)], strict=True))


def test_twelve_months_are_shown_and_those_without_cases_are_empty(grid):
    assert (len(grid.columns), grid.columns[0], grid.columns[-1]) == (12, "Apr 2024", "Mar 2025")
    assert cells(grid, "Late")["Apr 2024"].standing == "empty"


def test_only_the_month_outside_its_own_limits_is_listed(grid):
    late = cells(grid, "Late")
    assert (late["Feb 2025"].is_listed, late["Mar 2025"].is_listed) == (False, True)
    assert grid.finding == "Outside their limits: Late in 1 month"


def test_the_distance_is_from_the_overall_figure_of_the_same_month(grid):
    march = (11 * 4 + 24 + 1 + 2) / (11 * 40 + 40 + 3 + 10)
    assert grid.overall == march
    assert cells(grid, "Late")["Mar 2025"].distance == pytest.approx(0.6 - march)
    assert cells(grid, "Late")["Feb 2025"].distance == pytest.approx(0.0)


def test_small_cells_are_withheld_and_what_would_reveal_them(grid):
    assert cells(grid, "Tiny")["Mar 2025"].standing == "withheld"
    assert cells(grid, "Few")["Mar 2025"].standing == "withheld"
    assert cells(grid, "Tiny")["Mar 2025"].value is None


def test_those_outside_come_first_then_the_larger(grid):
    assert grid.rows[0] == "Late"
    assert grid.rows[-2:] == ("Few", "Tiny")
