"""The rules R1 to R12 that hold for every KPI, each with a row that would break it."""

from datetime import date

import pytest

from tests.warehouse.made import made, rows, shares, value, written
from warehouse.access import local_viewer
from warehouse.answers.cohorts import funnel
from warehouse.answers.rows import rows as answered_rows
from warehouse.answers.trend import trend
from warehouse.clock import Calendar, due_on

MARCH = date(2025, 3, 1)


def at(day, hour=9, month=3):
    return f"2025-{month:02}-{day:02} {hour:02}:00:00+00"


def months(ref, kpi):
    return [f"{row['month']:%m}" for row in rows(ref, kpi)]


def test_r1_each_kpi_is_booked_by_its_own_date(tmp_path):
    tables = {
        "contact_leg": [
            # entered the queue in March, ended in April
            {"queued_at": at(31, 20), "ended_at": at(1, 9, month=4), "wait_s": 10}
        ]
        * 5,
        "ticket": [
            {"status": "resolved", "created_at": at(1), "resolved_at": at(2, month=5)}
            for _ in "12345"
        ],
        "complaint": [{"received_at": at(31, 12), "acknowledged_at": at(31, 13)} for _ in "12345"],
        "escalation": [{"raised_at": at(31, 12)} for _ in "12345"],  # due on 2 April
        "survey_response": [{"response_id": str(i), "contact_on": "2025-02-27"} for i in range(5)],
        "survey_answer": [
            {"response_id": str(i), "metric": "csat", "value_num": 5} for i in range(5)
        ],
    }  # fmt: skip
    ref = made(tmp_path / "b", tables)
    assert months(ref, "contacts_offered") == ["03"]
    assert months(ref, "resolution_hours_median") == ["05"]
    assert months(ref, "complaint_acknowledged_in_24h_rate") == ["04"]
    assert months(ref, "escalation_answered_in_48h_rate") == ["04"]
    assert months(ref, "customer_satisfaction") == ["02"]


def test_r2_a_transferred_call_is_two_queue_entries_and_one_interaction(tmp_path):
    both = {"contact_id": "c", "handle_s": 60}
    legs = [{**both, "leg_id": "1", "transferred_out": True, "queued_at": at(3, 9)},
            {**both, "leg_id": "2", "transferred_out": False, "queued_at": at(3, 10)},
            *({"handle_s": 60, "transferred_out": False, "queued_at": at(3)} for _ in "1234"),
            ]  # fmt: skip
    ref = made(tmp_path / "b", {"contact_leg": legs})
    (offered,), (handled,) = rows(ref, "contacts_offered"), rows(ref, "average_handle_time")
    assert (offered["n"], handled["n"]) == (6, 5)


def test_r3_every_row_is_counted_or_left_out_for_a_reason(tmp_path):
    legs = [{"queued_at": at(3)} for _ in "12345"]
    legs += [{"queued_at": at(3), "is_test": True}, {"queued_at": at(3), "direction": "outbound"}]
    ref = made(tmp_path / "b", {"contact_leg": legs})
    found = answered_rows(ref, "contacts_offered", MARCH, viewer=local_viewer())
    totals = dict(found.totals)
    assert sum(totals.values()) == len(legs)
    assert totals.pop("counted in the numerator") == 5
    assert sum(totals.values()) == 2 and all(totals)


DUE = [  # KPI, table, its clock's start, its end: done in time on day 3, open and overdue, not due
    ("complaint_acknowledged_in_24h_rate", "complaint", "received_at", "acknowledged_at"),
    ("complaint_answered_in_5_working_days_rate", "complaint", "received_at", "first_response_at"),
    ("complaint_resolved_in_15_working_days_rate", "complaint", "received_at", "resolved_at"),
    ("escalation_answered_in_48h_rate", "escalation", "raised_at", "answered_at"),
]


@pytest.mark.parametrize(("kpi", "table", "start", "end"), DUE)
def test_r4_an_item_open_past_its_deadline_is_a_miss_and_one_within_it_does_not_count(
    tmp_path, kpi, table, start, end
):
    items = [{start: at(3), end: at(3, 15)} for _ in "123"]  # in time
    items += [{start: at(3)} for _ in "12"]  # open, overdue
    items += [{start: at(30, month=4)}]  # open, not due by as_of
    ref = made(tmp_path / "b", {table: items}, as_of=at(30, 12, month=4))
    (march,) = rows(ref, kpi)
    assert (march["numerator"], march["denominator"]) == (3, 5)


def test_r4_a_ticket_whose_tool_says_breached_is_a_miss_though_it_is_open(tmp_path):
    tickets = [
        {"created_at": at(3), "resolved_at": at(4), "sla_resolution_met": True} for _ in "123"
    ]
    tickets += [{"created_at": at(3), "sla_resolution_met": False} for _ in "12"]
    tickets += [{"created_at": at(3), "sla_resolution_met": True}]  # open and within its target
    ref = made(tmp_path / "b", {"ticket": tickets})
    (march,) = rows(ref, "sla_met_rate")
    assert (march["numerator"], march["denominator"]) == (3, 5)


def test_r4_a_call_back_nobody_made_by_its_time_is_a_miss(tmp_path):
    promise = {"outcome": "callback_requested", "callback_due_at": at(3, 12), "queued_at": at(3)}
    legs = [{**promise, "callback_reached_at": at(3, 11)} for _ in "123"]
    legs += [promise, promise, {**promise, "callback_due_at": "2026-02-01 00:00:00+00"}]
    ref = made(tmp_path / "b", {"contact_leg": legs})
    assert value(ref, "callback_success_rate") == 3 / 5


def test_r5_a_month_is_provisional_until_its_longest_window_has_passed(tmp_path):
    legs = [{"queued_at": at(3), "customer_key": f"c{i}", "reason": "r"} for i in range(6)]

    def status(name, as_of, kpi):
        ref = made(tmp_path / name, {"contact_leg": legs}, as_of=as_of)
        return {row["status"] for row in rows(ref, kpi)}

    assert status("a", at(30), "contacts_offered") == {"provisional"}
    assert status("b", at(1, 12, month=4), "contacts_offered") == {"final"}
    fcr = "first_contact_resolution_rate"  # a further contact within 7 days undoes it
    assert status("c", at(7, 12, month=4), fcr) == {"provisional"}
    assert status("d", at(8, 12, month=4), fcr) == {"final"}


def test_r6_hours_run_day_and_night_and_working_days_only_by_the_calendar(tmp_path):
    friday = "2025-03-07 17:00:00+00"
    weekend = [
        {"received_at": friday, "acknowledged_at": "2025-03-09 09:00:00+00"} for _ in "12345"
    ]
    ref = made(tmp_path / "b", {"complaint": weekend})
    assert value(ref, "complaint_acknowledged_in_24h_rate") == 0  # Saturday counts
    england = Calendar("Europe/London", "GB", "ENG")
    assert due_on(date(2025, 4, 17), 1, england) == date(2025, 4, 22)  # Easter does not


def test_r7_a_breach_stays_one_when_the_priority_is_lowered_later(tmp_path):
    late = {"created_at": at(3), "status": "resolved", "resolved_at": at(9)}
    tickets = [{**late, "ticket_id": str(i), "priority": 4, "sla_resolution_met": False}
               for i in range(5)]  # fmt: skip
    events = [
        {"ticket_id": str(i), "event_type": "priority_changed", "event_at": at(8)} for i in range(5)
    ]
    ref = made(tmp_path / "b", {"ticket": tickets, "ticket_event": events})
    (march,) = rows(ref, "sla_met_rate")
    assert (march["numerator"], march["denominator"]) == (0, 5)


def test_r8_tests_spam_merged_outbound_internal_and_bots_are_left_out(tmp_path):
    legs = [{"queued_at": at(3)} for _ in "12345"]
    odd = ({"is_test": True}, {"direction": "outbound"}, {"direction": "internal"})
    legs += [{"queued_at": at(3), **one} for one in odd]
    tickets = [{"created_at": at(1), "resolved_at": at(2), "status": "resolved"} for _ in "12345"]
    tickets += [{**tickets[0], "status": "spam"}, {**tickets[0], "is_test": True}]
    ref = made(tmp_path / "b", {"contact_leg": legs, "ticket": tickets})
    (offered,), (resolved,) = rows(ref, "contacts_offered"), rows(ref, "resolution_hours_median")
    assert (offered["n"], resolved["n"]) == (5, 5)


def test_r9_a_month_ends_at_the_sites_midnight(tmp_path):
    legs = [{"queued_at": "2025-03-31 22:30:00+00"} for _ in "12345"]  # 00:30 in Berlin
    there = made(tmp_path / "berlin", {"contact_leg": legs}, zone="Europe/Berlin")
    here = made(tmp_path / "reykjavik", {"contact_leg": legs}, zone="Atlantic/Reykjavik")
    assert (months(there, "contacts_offered"), months(here, "contacts_offered")) == (["04"], ["03"])


@pytest.mark.parametrize(("n", "status"), [(4, "withheld"), (5, "final")])
def test_r10_fewer_than_5_cases_are_withheld_with_their_n(tmp_path, n, status):
    legs = [{"queued_at": at(3), "wait_s": 10} for _ in range(n)]
    (row,) = rows(made(tmp_path / "b", {"contact_leg": legs}), "average_speed_of_answer_voice")
    assert (row["status"], row["n"], row["value"]) == (status, n, 10 if n == 5 else None)


def test_r10_five_to_29_cases_have_an_interval_and_no_verdict(tmp_path):
    few = shares([0.03, 0.04, 0.03, 0.04] * 4)
    few[-1] |= {"value": 0.5, "numerator": 14, "denominator": 28, "n": 28}
    found = trend(written(tmp_path / "b", "abandonment_rate", few), "abandonment_rate",
                  viewer=local_viewer())  # fmt: skip
    assert (found.variation, found.assurance, found.history[-1].mark) == ("none", "none", "common")
    assert found.history[-1].low is not None


def test_r11_limits_beyond_100_percent_are_kept_as_numbers(tmp_path):
    values = [0.99, 1.0, 0.97, 1.0, 0.98, 1.0, 0.99, 1.0, 0.97, 1.0, 0.98, 1.0, 0.99]
    ref = written(tmp_path / "b", "service_level", shares(values))
    assert trend(ref, "service_level", viewer=local_viewer()).limits.upper > 1


def test_r12_an_outlier_is_flagged_and_stays_in_the_figure(tmp_path):
    def team(name, count, lost):
        told = {"queued_at": at(3), "region": name, "wait_s": 60}
        return [told] * (count - lost) + [{**told, "outcome": "abandoned_queue"}] * lost

    legs = [leg for i in range(9) for leg in team(f"r{i}", 100, 5)] + team("odd", 100, 60)
    ref = made(tmp_path / "b", {"contact_leg": legs})
    plot = funnel(ref, "abandonment_rate", "region", MARCH, viewer=local_viewer())
    marks = {point.member: point.mark for point in plot.points}
    assert marks.pop("odd") == "concern" and set(marks.values()) == {"common"}
    assert plot.centre == pytest.approx(105 / 1000)
    assert value(ref, "abandonment_rate") == pytest.approx(105 / 1000)
