"""Solve cohorts: of the tickets first solved in a month, how many came back, and who is waited for.

One build holds a source for each case, so that each test asks for its own.
"""

from datetime import UTC, date, datetime

import pytest

from tests.warehouse.made import made, value
from warehouse.access import local_viewer
from warehouse.answers.ticket_reopens import reopens

WHO = local_viewer()


def at(day, hour=9, month=3):
    return datetime(2025, month, day, hour, tzinfo=UTC)


def solved(number, day, month=3, **more):
    return [
        {"created_at": at(1), "status": "closed", "resolved_at": at(day, month=month), **more}
        for _ in range(number)
    ]


def tables():
    told = {
        "logged": solved(10, 10) + solved(4, 28, month=5),
        "dated": [
            *solved(8, 10, category="billing"),
            *solved(3, 12, category="leak"),
        ],
        "snapshot": solved(6, 20, first_resolved_at=at(5)),
        "silent": solved(6, 10, reopen_count=1),
    }
    tickets = [
        {"ticket_id": f"{source} {i}", "source_id": source, **one}
        for source, several in told.items()
        for i, one in enumerate(several)
    ]
    tickets[0] |= {"status": "open", "resolved_at": None}  # reopened, and not solved again
    log = {"source_id": "logged", "event_type": "resolved"}
    events = [{**log, "ticket_id": f"logged {i}", "event_at": at(10)} for i in range(10)]
    events += [
        {**log, "ticket_id": "logged 0", "event_type": "reopened", "event_at": at(12),
         "actor": "customer"},
        {**log, "ticket_id": "logged 1", "event_type": "reopened", "event_at": at(24),
         "actor": "agent"},
        {**log, "ticket_id": "logged 2", "event_type": "reopened", "event_at": at(25)},  # day 15
        {**log, "ticket_id": "logged 10", "event_type": "reopened", "event_at": at(29, month=5),
         "actor": "customer"},
    ]  # fmt: skip
    back = {"source_id": "dated", "event_type": "reopened", "event_at": at(13), "basis": "snapshot"}
    events += [{**back, "ticket_id": f"dated {i}"} for i in (0, 1)]
    told_late = {"source_id": "snapshot", "basis": "snapshot"}
    for i in range(6):  # the export's only event of a solve is the latest; one came back between
        solve = {"ticket_id": f"snapshot {i}", "event_type": "resolved", "event_at": at(20)}
        events.append(told_late | solve)
    events.append(told_late | {"ticket_id": "snapshot 0", "event_type": "reopened",
                               "event_at": at(9)})  # fmt: skip
    return {"ticket": tickets, "ticket_event": events}


@pytest.fixture(scope="module")
def ref(tmp_path_factory):
    path = tmp_path_factory.mktemp("reopens") / "b"
    return made(path, tables(), as_of="2025-06-05 12:00:00+00")


def test_a_ticket_that_was_reopened_and_never_solved_again_counts(ref):
    march = reopens(ref, source="logged", viewer=WHO).months[0]
    assert march.month == date(2025, 3, 1)
    assert (march.solved, march.mature, march.reopened) == (10, 10, 2)
    assert (march.still_open, march.share, march.is_provisional) == (1, 0.2, False)


def test_the_share_is_the_kpis_own_figure(ref):
    answer = reopens(ref, source="logged", viewer=WHO)
    assert value(ref, answer.kpi_id, "2025-03", source="logged") == answer.months[0].share


def test_a_cohort_whose_window_still_runs_is_provisional_and_counts_in_no_share(ref):
    answer = reopens(ref, source="logged", viewer=WHO)
    april, may = answer.months[1:]
    assert (april.solved, april.share) == (0, None)
    assert (may.solved, may.mature, may.waiting, may.early) == (4, 0, 4, 1)
    assert may.is_provisional and may.share is None
    assert answer.share == 0.2


def test_the_first_solve_counts_where_an_export_only_dates_the_latest_as_an_event(ref):
    (march,) = reopens(ref, source="snapshot", viewer=WHO).months
    assert (march.month, march.mature, march.reopened) == (date(2025, 3, 1), 6, 1)


def test_every_solved_ticket_is_mature_waiting_or_of_a_source_that_tells_nothing(ref):
    months = reopens(ref, viewer=WHO).months
    assert all(m.solved == m.mature + m.waiting + m.unknown for m in months)
    silent = reopens(ref, source="silent", viewer=WHO)
    assert [m.unknown for m in silent.months] == [6]
    assert silent.share is None
    assert silent.finding == "No solved ticket has its 14 days behind it"


def test_categories_of_few_tickets_carry_no_verdict_and_under_five_no_share(ref):
    groups = {one.name: one for one in reopens(ref, source="dated", viewer=WHO).groups}
    assert (groups["billing"].share, groups["billing"].is_few) == (0.25, True)
    assert (groups["leak"].mature, groups["leak"].share) == (3, None)


def test_who_reopened_is_told_where_the_source_tells_it(ref):
    assert reopens(ref, source="logged", viewer=WHO).actors == (("agent", 1), ("customer", 1))
    assert reopens(ref, source="dated", viewer=WHO).actors == ()


def test_the_finding_is_the_share_of_all_mature_tickets(ref):
    said = reopens(ref, source="logged", viewer=WHO).finding
    assert said == "20\u202f% of 10 solved tickets were reopened within 14 days"
