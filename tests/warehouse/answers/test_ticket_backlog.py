"""The backlog of tickets: every month adds up, ages are counted to the day.

One build holds a source for each case, so that each test asks for its own.
"""

from datetime import UTC, date, datetime

import pytest

from tests.warehouse.made import made, rows
from warehouse.access import Viewer, local_viewer
from warehouse.answers.ticket_backlog import backlog, oldest
from warehouse.errors import InputRefused, NotAllowed

WHO = local_viewer()


def at(day, hour=9, month=3, year=2025):
    return datetime(year, month, day, hour, tzinfo=UTC)


def tickets():
    """Logged: eight of March; six solved on the 20th of March, April, May; one back in April."""
    again = {"created_at": at(1), "status": "closed", "first_resolved_at": at(10),
             "resolved_at": at(9, month=5)}  # fmt: skip
    told = {
        "logged": [{"created_at": at(1 + i)} for i in range(8)],
        "dated": [{**again, "reopen_count": 1}],
        "counted": [{**again, "reopen_count": 2}],
        "aged": [
            *({"created_at": at(day, 22, month=5)} for day in (31, 30, 28, 25)),
            {"created_at": at(1, 0, month=2)},
        ],
        "longer": [
            {"created_at": at(1, month=5, year=2024)},
            {"created_at": at(30, month=5, year=2024), "status": "closed",
             "resolved_at": at(5, month=6, year=2024)},
        ],
        "left_out": [{"status": "deleted"}, {}, {}],
        "queues": [{"group_name": "Billing"}, {"group_name": "Billing"}, {"group_name": "Moving"}],
    }  # fmt: skip
    return [
        {"ticket_id": f"{source} {i}", "source_id": source, "created_at": at(3), **one}
        for source, several in told.items()
        for i, one in enumerate(several)
    ]


def event(ticket, kind, when, **more):
    source = ticket.split()[0]
    return {"source_id": source, "ticket_id": ticket, "event_type": kind, "event_at": when, **more}


@pytest.fixture(scope="module")
def ref(tmp_path_factory):
    events = [event(f"logged {i}", "resolved", at(20, month=3 + i % 3)) for i in range(6)]
    events += [
        event("logged 0", "reopened", at(25, month=4)),
        event("dated 0", "reopened", at(2, month=5), basis="snapshot"),
        event("left_out 1", "merged", at(9)),
    ]
    tables = {"ticket": tickets(), "ticket_event": events}
    return made(tmp_path_factory.mktemp("backlog") / "b", tables, as_of="2025-06-10 00:00:00+00")


def counts(answer):
    return [(f"{m.month:%m}", m.opening, m.created, m.reopened, m.ended, m.closing)
            for m in answer.months]  # fmt: skip


def test_opening_created_reopened_and_ended_make_the_closing_of_every_month(ref):
    answer = backlog(ref, source="logged", viewer=WHO)
    assert counts(answer) == [("03", 0, 8, 0, 2, 6), ("04", 6, 0, 1, 2, 5), ("05", 5, 0, 0, 2, 3)]
    assert answer.balances


def test_the_closing_is_the_kpis_own_figure(ref):
    answer = backlog(ref, viewer=WHO)
    figures = {row["month"]: row["value"] for row in rows(ref, answer.kpi_id)}
    assert answer.balances
    assert {m.month: m.closing for m in answer.months if m.month in figures} == figures


def test_a_single_reopening_that_a_snapshot_dates_is_counted_in_its_month(ref):
    answer = backlog(ref, source="dated", viewer=WHO)
    assert counts(answer) == [("03", 0, 1, 0, 1, 0), ("04", 0, 0, 0, 0, 0), ("05", 0, 0, 1, 1, 0)]
    assert answer.untimed == 0


def test_reopenings_that_are_only_counted_are_told_apart(ref):
    answer = backlog(ref, source="counted", viewer=WHO)
    assert answer.untimed == 2
    assert [m.closing for m in answer.months] == [1, 1, 0]  # open until its latest solve


def test_ages_are_from_creation_to_the_months_end_and_stand_in_half_open_bands(ref):
    answer = backlog(ref, source="aged", viewer=WHO)  # 1 h, 1 d, 3 d, 6 d and 1 h; 120 d
    bands = {(b.low, b.high): b.now for b in answer.bands}
    assert bands == {(0, 1): 1, (1, 3): 1, (3, 7): 2, (7, 14): 0, (14, 30): 0, (30, 90): 0,
                     (90, None): 1}  # fmt: skip
    assert sum(bands.values()) == answer.months[-1].closing
    assert answer.median_days == pytest.approx(3 + 1 / 24, abs=1e-3)
    assert all(band.before is None for band in answer.bands)


def test_a_year_before_is_beside_where_it_is_on_record(ref):
    answer = backlog(ref, source="longer", viewer=WHO)
    assert (answer.month, answer.before) == (date(2025, 5, 1), date(2024, 5, 1))
    assert sum(band.before for band in answer.bands) == 2
    assert answer.finding == (
        "1 ticket was open at the end of May 2025, 2 a year before; "
        "the oldest had waited 396\u202fd"
    )


def test_deleted_and_merged_tickets_are_in_no_month(ref):
    assert counts(backlog(ref, source="left_out", viewer=WHO))[0] == ("03", 0, 1, 0, 0, 1)


def test_one_queue_alone_and_one_that_is_no_dimension(ref):
    asked = {"source": "queues", "viewer": WHO}
    assert backlog(ref, only=(("queue", "Billing"),), **asked).months[-1].closing == 2
    with pytest.raises(InputRefused, match="Did you mean 'queue'"):
        backlog(ref, only=(("queu", "Billing"),), **asked)


def test_the_oldest_come_first_with_what_the_newest_export_says(ref):
    found = oldest(ref, date(2025, 4, 1), source="logged", viewer=WHO)
    assert [one.record[-1] for one in found] == ["0", "2", "5", "6", "7"]
    assert found[0].age_days == 60.625  # 1 March, 9:00, to midnight of 1 May at the site


def test_rows_need_the_right_to_see_rows(ref):
    nobody = Viewer("Guest", "guest", frozenset({"see_figures"}))
    assert backlog(ref, viewer=nobody).months
    with pytest.raises(NotAllowed):
        oldest(ref, date(2025, 4, 1), viewer=nobody)


def test_without_tickets_there_is_no_month(ref):
    answer = backlog(ref, source="telephony", viewer=WHO)
    assert (answer.months, answer.month) == ((), None)
    assert answer.finding == "No ticket is on record for a whole month"
