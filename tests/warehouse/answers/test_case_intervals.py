"""Means and medians carry an interval in trend, figures and cohorts, or words why they do not."""

from datetime import date

import pytest

from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers.cohorts import funnel
from warehouse.answers.figures import figures
from warehouse.answers.trend import trend
from warehouse.stats import intervals

ASA = "average_speed_of_answer_voice"
MARCH = date(2025, 3, 1)


def waits(month, values, **more):
    at = f"2025-{month:02}-03 09:00:00+00"
    return [{"wait_s": value, "started_at": at, **more} for value in values]


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    """120 waits of 10 and 20 s in March, 20 in February; half of them in each of two regions."""
    legs = [leg for name in "AB" for leg in waits(3, [10, 20] * 30, region=name)]
    legs += [leg for name in "AB" for leg in waits(2, [10, 20] * 5, region=name)]
    return made(tmp_path_factory.mktemp("intervals") / "b", {"contact_leg": legs})


DUE = intervals.mean(120, 15.0, (120 * 25 / 119) ** 0.5)


def test_the_trend_of_a_mean_carries_its_interval_where_there_are_enough_cases(calls):
    answer = trend(calls, ASA, viewer=local_viewer())
    february, march = answer.history
    assert (march.low, march.high) == pytest.approx((DUE.low, DUE.high))
    assert (february.value, february.low) == (15.0, None)
    assert "No 95 % interval" not in answer.note


def test_the_trend_says_why_the_newest_month_has_none(tmp_path):
    ref = made(tmp_path / "b", {"contact_leg": waits(3, [10, 20] * 20)})
    answer = trend(ref, ASA, viewer=local_viewer())
    assert answer.note.endswith("No 95 % interval: a mean of fewer than 100 cases.")


def test_a_cohort_has_the_interval_of_its_own_cases(tmp_path):
    from warehouse.answers.shapes import Cohort

    legs = waits(3, [10, 20] * 60, region="A") + waits(3, [50] * 200, region="B")
    ref = made(tmp_path / "b", {"contact_leg": legs})
    answer = trend(ref, ASA, cohort=Cohort("", "region", "A"), viewer=local_viewer())
    assert (answer.history[-1].low, answer.history[-1].high) == pytest.approx((DUE.low, DUE.high))


def test_figures_of_a_named_kpi_carry_it_and_of_all_kpis_too(calls):
    def march(**asked):
        rows = figures(calls, viewer=local_viewer(), **asked).iter_rows(named=True)
        return next(r for r in rows if r["kpi_id"] == ASA and r["month"] == MARCH)

    assert (march(kpi=ASA)["low"], march(kpi=ASA)["high"]) == pytest.approx((DUE.low, DUE.high))
    assert (march()["low"], march()["high"]) == pytest.approx((DUE.low, DUE.high))


def test_the_median_of_a_month_lies_between_two_of_its_cases(tmp_path):
    tickets = [
        {
            "status": "resolved",
            "created_at": "2025-03-03 00:00:00+00",
            "resolved_at": f"2025-03-{3 + hours // 24:02} {hours % 24:02}:00:00+00",
        }
        for hours in range(1, 31)
    ]
    ref = made(tmp_path / "b", {"ticket": tickets})
    (row,) = figures(ref, kpi="resolution_hours_median", viewer=local_viewer()).to_dicts()
    assert (row["value"], row["low"], row["high"]) == (15.5, 10.0, 21.0)


def test_a_share_keeps_the_interval_that_it_has(calls):
    rows = figures(calls, kpi="abandonment_rate", viewer=local_viewer()).to_dicts()
    assert rows[-1]["low"] == 0.0
    assert rows[-1]["high"] > 0.0


def test_members_of_a_cohort_carry_the_interval_of_their_mean(tmp_path):
    legs = [leg for name in "ABC" for leg in waits(3, [10, 20] * 60, region=name)]
    ref = made(tmp_path / "b", {"contact_leg": legs})
    found = funnel(ref, ASA, "region", MARCH, viewer=local_viewer())
    assert [(p.low, p.high) for p in found.points] == [pytest.approx((DUE.low, DUE.high))] * 3
