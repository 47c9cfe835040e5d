"""Intervals of means and medians from single cases; none where a row stands for several."""

from datetime import date

import pytest

from tests.warehouse.made import made
from warehouse.answers.case_spread import spreads
from warehouse.answers.stored import catalogue_of
from warehouse.connection import reading
from warehouse.stats import intervals

MARCH = date(2025, 3, 1)
ASA = "average_speed_of_answer_voice"


def asked(path, tables, kpi, **more):
    ref = made(path / "b", tables)
    with reading(ref.path) as database:
        catalogue = catalogue_of(database)
        formula = catalogue.kpis[kpi].formulas[0]
        return spreads(database, catalogue, formula, MARCH, MARCH, **more)


def waits(values, **more):
    return [{"wait_s": value, **more} for value in values]


def test_the_interval_of_a_mean_is_students_over_the_cases(tmp_path):
    found = asked(tmp_path, {"contact_leg": waits([10, 20] * 60)}, ASA)[MARCH, ""]
    deviation = (120 * 25 / 119) ** 0.5
    assert (found.n, found.value) == (120, 15.0)
    due = intervals.mean(120, 15.0, deviation)
    assert (found.interval.low, found.interval.high) == pytest.approx((due.low, due.high))


def test_a_mean_of_fewer_than_100_waits_has_none_and_says_why(tmp_path):
    found = asked(tmp_path, {"contact_leg": waits([10, 20] * 49)}, ASA)[MARCH, ""]
    assert (found.n, found.interval) == (98, None)
    assert found.why == "a mean of fewer than 100 cases"


def test_an_interval_report_stands_for_many_and_has_none(tmp_path):
    report = {
        "queue_name": "Q", "period_start_on": "2025-03-10",
        "period_end_at": "2025-03-11 00:00:00+00",
        "offered": 50, "answered": 50, "abandoned": 0, "wait_s": 500,
    }  # fmt: skip
    legs = waits([10, 20] * 60, queue_name="other")
    tables = {"contact_leg": legs, "queue_interval": [report]}
    found = asked(tmp_path, tables, ASA)[MARCH, ""]
    assert (found.value, found.interval) == (None, None)
    assert found.why == "rows stand for several cases, so their spread is not known"


def test_a_median_lies_between_two_of_the_cases_themselves(tmp_path):
    tickets = [
        {
            "status": "solved",
            "created_at": "2025-03-03 00:00:00+00",
            "resolved_at": f"2025-03-{3 + hours // 24:02} {hours % 24:02}:00:00+00",
        }
        for hours in range(1, 31)
    ]
    found = asked(tmp_path, {"ticket": tickets}, "resolution_hours_median")[MARCH, ""]
    assert (found.n, found.value) == (30, 15.5)
    assert (found.interval.low, found.interval.high) == (10.0, 21.0)  # binomial ranks of 30


def test_members_of_a_dimension_are_told_apart(tmp_path):
    legs = waits([10, 20] * 60, region="A") + waits([30, 40] * 60, region="B")
    found = asked(tmp_path, {"contact_leg": legs}, ASA, dimension="region")
    assert {member: one.value for (_, member), one in found.items()} == {"A": 15.0, "B": 35.0}


def test_a_share_has_no_spread(tmp_path):
    assert asked(tmp_path, {"contact_leg": waits([10] * 5)}, "abandonment_rate") == {}


def test_one_member_is_picked_out(tmp_path):
    legs = waits([10, 20] * 60, region="A") + waits([30, 40] * 60, region="B")
    found = asked(tmp_path, {"contact_leg": legs}, ASA, dimension="region", member="B")
    assert {(member, one.value) for (_, member), one in found.items()} == {("B", 35.0)}
