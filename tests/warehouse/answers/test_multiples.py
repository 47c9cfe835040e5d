"""Small multiples: ordered by signal, small cells withheld, chance counted."""

from datetime import date

import pytest

from tests.warehouse.answers.test_trend import STEADY
from tests.warehouse.made import shares, written
from warehouse.access import local_viewer
from warehouse.answers.multiples import multiples
from warehouse.connection import writing
from warehouse.stats.false_alarms import chances

KPI = "abandonment_rate"  # lower is better


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Four regions: high but steady, suddenly worse, suddenly better, and one of 3 cases."""
    path = tmp_path_factory.mktemp("m") / "b"
    ref = written(path, KPI, [])
    regions = {
        "High": ([v + 0.2 for v in STEADY], 1000),
        "Worse": ([*STEADY[:-1], 0.06], 1000),
        "Better": ([*STEADY[:-1], 0.01], 1000),
        "Small": ([1 / 3] * 13, 3),
        "Next": ([0.1] * 13, 200),
    }
    with writing(path) as database:
        for member, (values, n) in regions.items():
            for row in shares(values, n):
                month = date(2023 + row["month"] // 12, row["month"] % 12 + 1, 1)
                database.run(
                    "insert into kpi_month values (?, '', '', ?, 'region', ?, ?, ?, ?, ?, "
                    "null, 'final')",
                    [KPI, month, member, row["numerator"], row["denominator"], row["value"], n],
                )
    return multiples(ref, KPI, "region", viewer=local_viewer())


def test_signals_come_first_and_never_the_highest_rate(found):
    assert [(panel.member, panel.mark) for panel in found.panels] == [
        ("Worse", "concern"), ("Better", "improvement"), ("High", "common"),
    ]  # fmt: skip
    assert found.finding == "Worse and Better give a signal; the other one does not"


def test_a_small_cell_is_withheld_and_the_next_smallest_with_it(found):
    assert set(found.others) == {"Small", "Next"}  # else Small follows from the total


def test_chance_is_counted_over_the_charts_drawn(found):
    assert found.false_alarms == pytest.approx(3 * chances(13).last)
