"""A quarter comes from sums, and only from three closed months."""

from dataclasses import replace
from datetime import date
from statistics import stdev

import pytest

from tests.pages import made
from warehouse.answers.quarters import quarter
from warehouse.catalogue.loader import shipped
from warehouse.home import Settings
from warehouse.stats import intervals

CATALOGUE = shipped(Settings())
KPI = CATALOGUE.kpis["abandonment_rate"]


def month(number, numerator, denominator, status="final"):
    value = numerator / denominator if denominator else None
    return made.month(
        0, value, month=date(2025, number, 1), numerator=numerator, denominator=denominator,
        n=denominator, status=status,
    )  # fmt: skip


def test_a_quarter_is_the_ratio_of_sums_and_not_the_mean_of_months():
    found = quarter(CATALOGUE, KPI, [month(7, 10, 100), month(8, 10, 100), month(9, 100, 800)])
    assert (found.month, found.value) == (date(2025, 7, 1), pytest.approx(120 / 1000))
    assert (found.numerator, found.denominator, found.n) == (120, 1000, 1000)
    assert found.low < 0.12 < found.high


def test_the_newest_closed_quarter_is_taken_and_an_open_one_is_not():
    months = [month(i, 5, 100) for i in range(4, 9)] + [month(9, 50, 100, "provisional")]
    assert quarter(CATALOGUE, KPI, months).month == date(2025, 4, 1)


def test_a_quarter_with_a_missing_or_an_empty_month_has_no_figure():
    assert quarter(CATALOGUE, KPI, [month(7, 5, 100), month(9, 5, 100)]) is None
    assert quarter(CATALOGUE, KPI, [month(7, 5, 100), month(8, 0, 0), month(9, 5, 100)]) is None


def test_fewer_than_five_cases_are_withheld():
    assert quarter(CATALOGUE, KPI, [month(i, 1, 1) for i in (7, 8, 9)]) is None


@pytest.mark.parametrize("kind", ["median", "count"])
def test_medians_and_counts_have_no_quarter(kind):
    months = [month(i, 5, 100) for i in (7, 8, 9)]
    assert quarter(CATALOGUE, replace(KPI, kind=kind), months) is None


def test_a_quarter_of_a_mean_has_the_interval_of_all_its_cases():
    """100 waits a month, half of 10 s more and half of 10 s less than 20, 30 and 40 s."""
    asa = CATALOGUE.kpis["average_speed_of_answer_voice"]
    months = [
        replace(month(7 + i, mean * 100, 100), deviation=(100 * 100 / 99) ** 0.5)
        for i, mean in enumerate((20, 30, 40))
    ]
    waits = [mean + side for mean in (20, 30, 40) for side in (-10, 10) for _ in range(50)]
    found = quarter(CATALOGUE, asa, months)
    due = intervals.mean(300, 30.0, stdev(waits))
    assert (found.low, found.high) == pytest.approx((due.low, due.high))
    unknown = [*months[:2], replace(months[2], deviation=None)]
    assert quarter(CATALOGUE, asa, unknown).low is None
