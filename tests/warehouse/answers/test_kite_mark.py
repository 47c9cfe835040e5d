"""The kite-mark: four marks by hand-made builds, each state of each, and null where not known."""

from datetime import UTC, date, datetime

import pytest

from tests.warehouse.made import made
from warehouse.access import Viewer, local_viewer
from warehouse.answers.kite_mark import kite_marks
from warehouse.connection import writing
from warehouse.errors import NotAllowed
from warehouse.registers.waivers import Waiver

KPI = "abandonment_rate"
SOON = datetime(2026, 1, 20, tzinfo=UTC)  # sources end on 1 January, and may be 31 days old
LATE = datetime(2026, 2, 10, tzinfo=UTC)


def call(source="tool", outcome="answered"):
    return {
        "source_id": source,
        "outcome": outcome,
        "queued_at": "2025-03-03 09:00:00+00",
        "wait_s": 20,
    }


@pytest.fixture
def build(tmp_path):
    def make(calls, **checks):
        ref = made(tmp_path / "b", {"contact_leg": calls})
        with writing(ref.path) as database:
            for name, (severity, passed, looked_at) in checks.items():
                database.run(
                    "insert into verdict (check_id, severity, passed, rows_checked, kpis) "
                    "values (?, ?, ?, ?, ?)",
                    [name, severity, passed, looked_at, [KPI]],
                )
        return ref

    return make


def of(ref, now=SOON, **asked):
    return kite_marks(ref, now=now, viewer=local_viewer(), **asked)[KPI]


def waiver(check):
    day = datetime(2026, 1, 2, tzinfo=UTC)
    return Waiver("W-2026-001", 1, check, "Mended in June.", date(2026, 6, 30), "M. Okafor", day)


def test_timeliness_counts_the_sources_that_are_late(build):
    ref = build([call("a"), call("b")])
    with writing(ref.path) as database:
        database.run("update source set cadence_days = 60 where source_id = 'b'")
    early, late = of(ref).timeliness, of(ref, LATE).timeliness
    assert (early.state, early.number, early.n) == ("good", 0, 2)
    assert (late.state, late.number, late.n) == ("partial", 1, 2)
    assert late.words == "1 of 2 sources late"
    all_late = of(ref, datetime(2026, 6, 1, tzinfo=UTC)).timeliness
    assert (all_late.state, all_late.words) == ("poor", "both sources are late")
    assert of(ref, LATE, source="a").timeliness.words == "its source is late"


def test_completeness_is_the_share_of_cases_that_are_unusable_or_held_back(build):
    # 97 answered and 3 of unknown outcome: of 100 cases 3 % are missing, and 3 % is not below 3 %.
    ref = build([call()] * 97 + [call(outcome="unknown")] * 3)
    mark = of(ref).completeness
    assert (mark.state, mark.number, mark.n) == ("poor", 0.03, 100)
    assert mark.words == "3.0\u202f% of 100 cases blank, invalid or held back"


def test_completeness_is_good_below_three_per_cent(build):
    mark = of(build([call()] * 98 + [call(outcome="unknown")] * 2)).completeness
    assert (mark.state, mark.number, mark.n) == ("good", 0.02, 100)


def test_a_figure_that_misses_nothing_says_so(build):
    mark = of(build([call()] * 3)).completeness
    assert (mark.state, mark.number) == ("good", 0)
    assert mark.words == "none of 3 cases blank, invalid or held back"


def test_completeness_counts_each_month_and_an_undated_record_once(build):
    ref = build([call()] * 8)
    with writing(ref.path) as database:
        database.run("delete from kpi_bound")
        for month in ("2025-02-01", "2025-03-01"):
            database.run(
                "insert into kpi_bound (kpi_id, source_id, month, held, unusable, undated) "
                "values (?, '', ?, 1, 0, 1)",
                [KPI, month],
            )
    # Of 8 cases in March: 1 held back in March, and 1 undated; what is of February is too old.
    mark = of(ref).completeness
    assert (mark.n, mark.number) == (10, 0.2)


def test_what_cannot_be_computed_is_not_known_and_says_why(build):
    ref = build([])
    mark = of(ref)
    assert (mark.timeliness.state, mark.timeliness.words) == (None, "no source feeds it")
    assert mark.completeness.state is None
    assert mark.validity.state is None
    assert [one.number for one in mark.aspects[:3]] == [None, None, None]
    with writing(ref.path) as database:
        database.run("drop table kpi_bound")
    assert of(ref).completeness.words == "this build was made before it was counted"


@pytest.mark.parametrize(
    ("checks", "waived", "state", "words"),
    [
        ({"a": ("critical", True, 9), "b": ("info", True, 9)}, "", "good",
         "none of its 2 checks fails"),
        ({"a": ("warning", False, 9), "b": ("info", True, 9)}, "", "poor",
         "1 of its 2 checks fails"),
        ({"a": ("warning", False, 9)}, "a", "partial", "its one check fails, 1 waived"),
        ({"a": ("critical", False, 9), "b": ("warning", False, 9)}, "a", "poor",
         "2 of its 2 checks fail, 1 waived"),
        ({"a": ("info", False, 9)}, "", "partial", "its one check fails, as information only"),
        ({"a": ("warning", True, 0)}, "", None, "no check of it had anything to look at"),
    ],
)  # fmt: skip
def test_validity_follows_the_checks_that_name_the_kpi(build, checks, waived, state, words):
    ref = build([call()], **checks)
    mark = of(ref, waivers=(waiver(waived),) if waived else ()).validity
    assert (mark.state, mark.words) == (state, words)


def test_process_is_what_the_catalogue_declares_and_checks_guard(build):
    guarded = of(build([call()], a=("warning", True, 9))).process
    assert (guarded.state, guarded.number, guarded.n) == ("good", 4, 4)
    assert guarded.words == "source, owner, checks and target with origin declared"


def test_a_kpi_that_nothing_checks_is_partly_in_order(build):
    mark = of(build([call()])).process
    assert (mark.state, mark.words, mark.number, mark.n) == ("partial", "no checks", 3, 4)


def test_a_kpi_without_a_better_side_needs_no_target(build):
    ref = build([call()])
    mark = kite_marks(ref, now=SOON, viewer=local_viewer())["contacts_offered"].process
    assert mark.n == 3


def test_a_kpi_of_two_facts_rests_on_the_sources_of_both(tmp_path):
    ref = made(
        tmp_path / "b", {"contact_leg": [call("calls")], "complaint": [{"source_id": "desk"}]}
    )
    mark = kite_marks(ref, now=LATE, viewer=local_viewer())["complaints_per_1000_contacts"]
    assert (mark.timeliness.number, mark.timeliness.n) == (2, 2)


def test_every_kpi_of_the_catalogue_has_four_marks_in_order(build):
    marks = kite_marks(build([call()]), now=SOON, viewer=local_viewer())
    assert len(marks) > 40
    assert {tuple(one.name for one in mark.aspects) for mark in marks.values()} == {
        ("timeliness", "completeness", "validity", "process")
    }


def test_who_may_not_see_figures_sees_no_marks(build):
    with pytest.raises(NotAllowed):
        kite_marks(build([]), now=SOON, viewer=Viewer("guest", "none", frozenset()))
