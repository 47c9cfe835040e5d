"""Ticket and escalation KPIs from rows that a person can count."""

from tests.warehouse.made import made, rows, value


def at(day, hour=9, month=3):
    return f"2025-{month:02}-{day:02} {hour:02}:00:00+00"


def solved(day, **more):
    return {"status": "resolved", "created_at": at(1), "resolved_at": at(day), **more}


def test_first_reply_is_the_median_of_tickets_with_one_by_creation(tmp_path):
    hours = [1, 2, 3, 10, 50]
    tickets = [{"created_at": at(1), "first_reply_s_calendar": hour * 3600} for hour in hours]
    tickets += [{"created_at": at(1)}, {"created_at": at(1), "first_reply_s_calendar": -60}]
    ref = made(tmp_path / "b", {"ticket": tickets})
    (row,) = rows(ref, "first_reply_hours_median")
    assert (row["value"], row["n"], row["unit"]) == (3, 5, "hours")


def test_resolution_time_is_booked_by_the_latest_resolution(tmp_path):
    tickets = [solved(day) for day in (2, 3, 4, 5, 31)]
    tickets += [{"created_at": at(1)}, solved(2, status="spam"), solved(2, is_test=True)]
    ref = made(tmp_path / "b", {"ticket": tickets})
    (row,) = rows(ref, "resolution_hours_median")
    assert (row["value"], row["n"]) == (72, 5)


def test_the_median_of_all_sources_is_taken_anew(tmp_path):
    tickets = [solved(day) for day in (2, 2, 2, 2, 2)]
    tickets += [solved(day, source_id="other") for day in (6, 6, 6, 6, 6, 6)]
    ref = made(tmp_path / "b", {"ticket": tickets})
    assert value(ref, "resolution_hours_median") == 120
    by = {
        row["source_id"]: row["value"] for row in rows(ref, "resolution_hours_median", by="source")
    }
    assert by == {"tool": 24, "other": 120}


def test_one_touch_means_exactly_one_reply_and_zendesk_counts_none_too(tmp_path):
    tickets = [solved(2, reply_count=count) for count in (0, 1, 1, 2, 5, None)]
    ref = made(tmp_path / "b", {"ticket": tickets})
    assert value(ref, "one_touch_rate") == 2 / 5
    assert value(ref, "one_touch_rate", formula="zendesk") == 3 / 5


def test_a_ticket_that_was_merged_into_another_does_not_count(tmp_path):
    tickets = [solved(2, ticket_id=str(i), reply_count=1) for i in range(6)]
    merged = [{"ticket_id": "0", "event_type": "merged", "event_at": at(2)}]
    ref = made(tmp_path / "b", {"ticket": tickets, "ticket_event": merged})
    assert rows(ref, "one_touch_rate")[0]["n"] == 5


class TestReopening:
    def test_it_counts_logged_events_within_14_days_of_the_first_resolution(self, tmp_path):
        tickets = [solved(2, ticket_id=str(i)) for i in range(6)]
        events = [
            {"ticket_id": str(i), "event_type": "resolved", "event_at": at(2)} for i in range(6)
        ]
        events += [
            {"ticket_id": "0", "event_type": "reopened", "event_at": at(16)},  # day 14, same hour
            {"ticket_id": "1", "event_type": "reopened", "event_at": at(16, 10)},  # too late
            {"ticket_id": "2", "event_type": "reopened", "event_at": at(3)},
            {"ticket_id": "2", "event_type": "resolved", "event_at": at(4)},
            {"ticket_id": "2", "event_type": "reopened", "event_at": at(5)},  # once is enough
        ]
        ref = made(tmp_path / "b", {"ticket": tickets, "ticket_event": events})
        assert value(ref, "reopen_rate") == 2 / 6

    def test_a_count_without_times_is_a_variant_and_never_the_rate_of_the_window(self, tmp_path):
        tickets = [solved(2, reopen_count=count) for count in (0, 0, 0, 1, 3)]
        snapshot = [{"ticket_id": "ticket 1", "event_type": "resolved", "event_at": at(2),
                     "basis": "derived"}]  # fmt: skip
        ref = made(tmp_path / "b", {"ticket": tickets, "ticket_event": snapshot})
        assert rows(ref, "reopen_rate") == []
        assert value(ref, "reopen_rate", formula="counted") == 2 / 5

    def test_a_tool_that_does_neither_has_no_rate_of_0(self, tmp_path):
        ref = made(tmp_path / "b", {"ticket": [solved(2)] * 6})
        assert rows(ref, "reopen_rate") == []

    def test_a_snapshot_that_dates_reopenings_is_counted_by_their_times(self, tmp_path):
        tickets = [solved(2, ticket_id=str(i), reopen_count=int(i < 2)) for i in range(6)]
        events = [
            {"ticket_id": "0", "event_type": "reopened", "event_at": at(5), "basis": "snapshot"},
            {"ticket_id": "1", "event_type": "reopened", "event_at": at(30), "basis": "snapshot"},
        ]
        ref = made(tmp_path / "b", {"ticket": tickets, "ticket_event": events})
        assert value(ref, "reopen_rate") == 1 / 6

    def test_a_resolution_whose_14_days_are_not_over_does_not_count_yet(self, tmp_path):
        tickets = [solved(day, ticket_id=str(day * 10 + i)) for i, day in enumerate([2] * 5 + [20])]
        event = {"ticket_id": "20", "event_type": "reopened", "event_at": at(3)}
        ref = made(tmp_path / "b", {"ticket": tickets, "ticket_event": [event]}, as_of=at(25))
        (row,) = rows(ref, "reopen_rate")
        assert (row["n"], row["numerator"], row["status"]) == (5, 1, "provisional")


class TestBacklog:
    def test_it_is_what_is_open_at_each_site_midnight_of_a_months_end(self, tmp_path):
        tickets = [
            {"created_at": at(10)},
            {"created_at": at(31, 23), "source_id": "tool"},  # 1 April in London
            solved(20),
            {"status": "closed", "created_at": at(5), "resolved_at": at(2, month=4)},
            {"status": "deleted", "created_at": at(5)},
        ]
        ref = made(tmp_path / "b", {"ticket": tickets}, as_of="2025-06-10 00:00:00+00")
        found = [(f"{row['month']:%m}", row["numerator"]) for row in rows(ref, "open_backlog")]
        assert found == [("03", 2), ("04", 2), ("05", 2)]

    def test_a_reopened_ticket_is_open_again_from_then_on(self, tmp_path):
        ticket = {"ticket_id": "1", "created_at": at(1), "status": "open"}
        events = [
            {"ticket_id": "1", "event_type": kind, "event_at": at(10, month=month)}
            for kind, month in (("resolved", 3), ("reopened", 5), ("resolved", 7))
        ]
        tables = {"ticket": [ticket], "ticket_event": events}
        ref = made(tmp_path / "b", tables, as_of="2025-09-01 12:00:00+00")
        found = {f"{row['month']:%m}": row["numerator"] for row in rows(ref, "open_backlog")}
        assert {month for month, count in found.items() if count} == {"05", "06"}

    def test_opening_plus_created_plus_reopened_minus_solved_is_closing(self, tmp_path):
        tickets = [{"ticket_id": str(i), "created_at": at(1 + i, month=3)} for i in range(8)]
        events = [
            {"ticket_id": str(i), "event_type": "resolved", "event_at": at(20, month=3 + i % 3)}
            for i in range(6)
        ]
        events.append({"ticket_id": "0", "event_type": "reopened", "event_at": at(25, month=4)})
        tables = {"ticket": tickets, "ticket_event": events}
        ref = made(tmp_path / "b", tables, as_of="2025-06-01 12:00:00+00")
        found = [row["numerator"] for row in rows(ref, "open_backlog")]
        assert found == [8 - 2, 6 - 2 + 1, 5 - 2]


def test_an_escalation_is_judged_by_its_answer_within_48_hours_in_the_month_it_was_due(tmp_path):
    def raised(day, answered=None, month=3):
        return {
            "raised_at": at(day, month=month),
            "answered_at": answered and at(answered, month=month),
        }

    escalations = [
        raised(1, 2),
        raised(1, 3),  # 48 hours to the minute
        raised(1, 4),
        raised(1),  # never
        raised(2, 3),
        raised(31, 31),  # due on 2 April
        raised(8, 9, month=5),  # due after as_of
    ]
    ref = made(tmp_path / "b", {"escalation": escalations}, as_of=at(9, month=5))
    march, april = rows(ref, "escalation_answered_in_48h_rate")
    assert (march["numerator"], march["denominator"]) == (3, 5)
    assert april["n"] == 1


def test_ticket_targets_count_when_met_or_missed_not_while_they_run(tmp_path):
    tickets = [
        *(solved(2, sla_resolution_met=True, sla_first_reply_met=True, first_reply_at=at(1))
          for _ in range(3)),
        solved(2, sla_resolution_met=False),
        {"created_at": at(1), "sla_resolution_met": True},  # still open, not breached yet
        {"created_at": at(1), "sla_resolution_met": False},  # still open and too late
    ]  # fmt: skip
    ref = made(tmp_path / "b", {"ticket": tickets})
    assert value(ref, "sla_met_rate") == 6 / 8
