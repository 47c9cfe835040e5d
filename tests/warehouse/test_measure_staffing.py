"""Occupancy, staffing against plan and absence from days that a person can add up."""

import pytest

from tests.warehouse.made import made, rows

HOUR = 3600


def day(agent, number, scheduled=8, staffed=7, unavailable=1, contact=3, **more):
    def seconds(hours):
        return None if hours is None else hours * HOUR

    return {
        "agent_id": agent, "day": f"2025-03-{number:02}", "scheduled_s": seconds(scheduled),
        "staffed_s": seconds(staffed), "unavailable_s": seconds(unavailable),
        "contact_s": seconds(contact), **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def ref(tmp_path_factory):
    days = [
        *(day("a", number) for number in (3, 4, 5)),  # 3 of 6 hours
        day("a", 6, staffed=0, unavailable=0, contact=0, absence="sick"),
        day("a", 8, scheduled=0, staffed=0, unavailable=0, contact=0),  # Saturday off
        *(day("b", number, contact=6) for number in (3, 4)),  # 6 of 6
        day("b", 5, contact=None),
        day("b", 6, scheduled=None, unavailable=None, contact=7),  # 7 of 7, not planned
        day("c", 3, staffed=None, contact=None),
    ]
    tables = {
        "staffed_day": days,
        "agent": [{"agent_id": name} for name in "abc"],
        "agent_assignment": [
            {"agent_id": "a", "team": "Billing", "valid_from_on": "2024-01-01"},
            {"agent_id": "b", "team": "Moving", "valid_from_on": "2024-01-01"},
        ],
    }
    return made(tmp_path_factory.mktemp("days") / "b", tables, as_of="2025-04-02 00:00:00+00")


def test_occupancy_is_contact_time_over_staffed_time_that_was_available(ref):
    (row,) = rows(ref, "occupancy")
    assert (row["numerator"], row["denominator"]) == ((9 + 12 + 7) * HOUR, (18 + 12 + 7) * HOUR)
    assert (row["n"], row["status"]) == (6, "final")


def test_staffing_is_held_against_the_plan_where_both_are_known(ref):
    (row,) = rows(ref, "occupancy", formula="staffed_of_planned")  # of a 3 and an absence, of b 3
    assert (row["numerator"], row["denominator"]) == (6 * 7 * HOUR, 7 * 8 * HOUR)
    assert row["n"] == 8  # the day off is on record with 0 of 0


def test_absence_counts_planned_days_only(ref):
    (row,) = rows(ref, "occupancy", formula="absence")
    assert (row["numerator"], row["denominator"]) == (1, 8)


def test_days_follow_the_team_of_that_day(ref):
    found = {row["member"]: row["n"] for row in rows(ref, "occupancy", by="team")}
    assert found == {"Billing": 3, "Moving": 3}
