"""Promises on both clocks: a holiday moves the deadline of one of them and not of the other.

One build holds a source for each case, so that each test asks for its own.
"""

from datetime import UTC, datetime, time

import pytest

from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers.spans import span_from
from warehouse.answers.ticket_clocks import clocks
from warehouse.schedule import Hours

WHO = local_viewer()
APRIL = span_from("2025-04")
OFFICE = (Hours(time(8), time(18)),)  # 07:00 to 17:00 UTC in April
REPLY, SOLVE = ("First reply", 4.0), ("Solved", 24.0)


def at(day, hour, minute=0, month=4):
    return datetime(2025, month, day, hour, minute, tzinfo=UTC)


THURSDAY = at(17, 15)  # 16:00 in London, the day before Good Friday; two working hours are left


def tables():
    told = {
        # due at 19:00 that day by the calendar, at 10:00 on Tuesday 22 April in working time
        "easter": [
            {"first_reply_at": at(17, 19)},
            {"first_reply_at": at(17, 19, 1)},
            {"first_reply_at": at(22, 9)},
            {"first_reply_at": at(22, 9, 1)},
            {},
        ],
        "solved": [
            *({"status": "closed", "resolved_at": at(18, 15)} for _ in range(4)),
            {"status": "closed", "resolved_at": at(28, 12)},
            {"status": "open"},
        ],
        "without": [
            {"status": "closed", "resolved_at": at(17, 16)},
            {"status": "closed", "resolved_at": at(25, 16)},
            *({"first_reply_at": at(17, 16)} for _ in range(5)),
        ],
        "silent": [{"status": "closed", "resolved_at": at(17, 16)} for _ in range(6)],
        "late": [{"created_at": at(30, 16), "first_reply_at": at(30, 17)} for _ in range(6)],
        "judged": [
            {"sla_first_reply_met": True, "first_reply_at": at(17, 16)},
            {"sla_first_reply_met": False},
            {"sla_first_reply_met": True},
        ],
    }
    return {
        "ticket": [
            {"ticket_id": f"{source} {i}", "source_id": source, "created_at": THURSDAY, **one}
            for source, several in told.items()
            for i, one in enumerate(several)
        ]
    }


@pytest.fixture(scope="module")
def ref(tmp_path_factory):
    path = tmp_path_factory.mktemp("clocks") / "b"
    return made(path, tables(), as_of="2025-05-10 00:00:00+00")


def asked(ref, source, promise, span=APRIL, hours=OFFICE):
    (found,) = clocks(ref, span, (promise,), hours, source=source, viewer=WHO).promises
    return found


def test_a_holiday_moves_the_deadline_in_working_time_and_not_the_calendars(ref):
    found = asked(ref, "easter", REPLY)
    assert (found.calendar.due, found.calendar.met, found.calendar.share) == (5, 1, 0.2)
    assert (found.working.due, found.working.met, found.working.share) == (5, 3, 0.6)


def test_what_is_not_done_after_its_deadline_is_a_miss(ref):
    found = asked(ref, "easter", REPLY)
    assert (found.calendar.late, found.calendar.overdue) == (3, 1)
    assert (found.working.late, found.working.overdue) == (1, 1)


def test_twenty_four_working_hours_are_more_than_two_days_of_ten_hours(ref):
    found = asked(ref, "solved", SOLVE)  # 2 h on Thursday, 10 on the 22nd and 23rd, 2 on the 24th
    assert (found.calendar.met, found.calendar.late, found.calendar.overdue) == (4, 1, 1)
    assert (found.working.met, found.working.late, found.working.overdue) == (4, 1, 1)
    assert found.calendar.median_hours == 24
    assert found.working.median_hours == 2


def test_a_ticket_solved_without_a_reply_in_time_is_left_out_and_after_its_time_a_miss(ref):
    found = asked(ref, "without", REPLY)
    assert found.left_out == 1
    assert (found.calendar.due, found.calendar.met, found.calendar.late) == (6, 5, 1)
    assert found.calendar.overdue == 0


def test_a_source_that_records_no_reply_has_no_figure(ref):
    found = asked(ref, "silent", REPLY)
    assert (found.unknown, found.calendar.due, found.calendar.share) == (6, 0, None)


def test_the_month_of_a_deadline_follows_its_clock(ref):
    april, may = (asked(ref, "late", REPLY, span_from(f"2025-0{month}")) for month in (4, 5))
    assert (april.calendar.due, april.working.due) == (6, 0)
    assert (may.calendar.due, may.working.due) == (0, 6)


def test_the_hours_in_force_decide(ref):
    all_day = (Hours(time(0), time(0)),)
    assert asked(ref, "easter", REPLY, hours=all_day).working.met == 1  # 19:00 is working time


def test_the_tools_own_judgement_counts_when_settled(ref):
    found = asked(ref, "judged", REPLY)
    assert (found.tool_met, found.tool_told) == (1, 2)


def test_the_finding_has_both_clocks(ref):
    said = clocks(ref, APRIL, (REPLY,), OFFICE, source="easter", viewer=WHO)
    assert said.finding == "First reply within 4\u202fh: 20\u202f%, in working time 60\u202f%"
    assert said.calendar.startswith("GB-ENG") and said.schedule == ("08:00 to 18:00",)
    none = clocks(ref, APRIL, (REPLY,), OFFICE, source="telephony", viewer=WHO)
    assert none.finding == "No promise fell due in Apr 2025"
