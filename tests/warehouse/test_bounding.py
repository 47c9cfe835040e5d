"""Bounds of figures, by hand: what records held back, or unusable, could change."""

from datetime import date
from pathlib import Path

import pytest

from tests.warehouse.made import made
from warehouse import held, measure, printed
from warehouse.access import local_viewer
from warehouse.answers.bounds import bounds, said
from warehouse.answers.figures import figures
from warehouse.bounding import OPEN_ENDED, TOO_MANY, WEIGHED, widened
from warehouse.build import BuildRef
from warehouse.catalogue.held import held as declared
from warehouse.catalogue.kpis import Formula
from warehouse.catalogue.loader import shipped
from warehouse.connection import reading, writing
from warehouse.home import Settings
from warehouse.uncounted import SPANS, SUMS, Extra

MARCH = date(2025, 3, 1)


def formula(kind: str, **more) -> Formula:
    plain = {
        "name": "", "label": "", "unit": "share", "fact": "f", "month": "m", "numerator": "a",
        "denominator": "b", "value": "", "cases": "b", "scale": 1, "exclusions": (), "source": "s",
    }  # fmt: skip
    return Formula(kind=kind, **(plain | more))


def held_back(ref: BuildRef, rows: list[tuple[int, str, str, str | None]]) -> BuildRef:
    """Put records into quarantine (number, table, column, instant) and measure again."""
    catalogue = shipped(Settings())
    with writing(ref.path) as database:
        held.lay(database)
        for number, table, column, at in rows:
            there = database.value("select count(*) from quarantine where row_number = ?", [number])
            if not there:
                database.run(
                    "insert into quarantine values (1, 'tool', ?, 'broken', '{}')", [number]
                )
            database.run(
                "insert into held_time values (1, ?, ?, ?, null, ?)", [number, table, column, at]
            )
        measure.measure(database, catalogue)
    return ref


def of(ref: BuildRef, kpi: str, month: date = MARCH, source: str = ""):
    found = bounds(ref, kpi, source=source, viewer=local_viewer())
    return {one.month: one for one in found}.get(month)


def legs(outcomes: list[str], **more) -> list[dict]:
    return [{"outcome": outcome, "wait_s": 30, **more} for outcome in outcomes]


@pytest.fixture
def calls(tmp_path: Path) -> BuildRef:
    """Ten queued calls of March, two of them abandoned; three held back, two of them dated."""
    ref = made(
        tmp_path / "b.duckdb", {"contact_leg": legs(["abandoned_queue"] * 2 + ["answered"] * 8)}
    )
    leg = ("contact_leg", "started_at")
    dated = [(1, *leg, "2025-03-09 12:00:00+00"), (2, *leg, "2025-03-31 22:30:00+00")]
    return held_back(ref, [*dated, (3, *leg, "2025-03-31 23:30:00+00")])


def test_a_share_lies_between_all_held_back_good_and_all_bad(calls):
    bound = of(calls, "abandonment_rate")

    assert (bound.held, bound.unusable, bound.undated) == (2, 0, 0)
    assert bound.low == pytest.approx(2 / 12)
    assert bound.high == pytest.approx(4 / 12)
    assert (bound.if_good, bound.if_bad) == (bound.low, bound.high)


def test_a_record_is_booked_by_local_time(calls):
    """23:30 UTC on 31 March 2025 is 1 April in London."""
    april = of(calls, "abandonment_rate", date(2025, 4, 1))

    assert (april.held, april.low, april.high) == (1, 0.0, 1.0)


def test_a_count_grows_by_what_is_held_back(calls):
    bound = of(calls, "contacts_offered")

    assert (bound.low, bound.high) == (10, 12)


def test_a_mean_of_seconds_has_no_bound_and_says_so(calls):
    bound = of(calls, "average_speed_of_answer_voice")

    assert (bound.low, bound.high, bound.why) == (None, None, OPEN_ENDED)
    assert bound.rows == 2


def test_an_unusable_row_widens_the_figure_that_needs_it_and_no_other(tmp_path):
    rows = legs(["abandoned_queue"] * 2 + ["answered"] * 8) + legs(["unknown"])
    ref = held_back(made(tmp_path / "b.duckdb", {"contact_leg": rows}), [])

    bound = of(ref, "abandonment_rate")
    assert (bound.held, bound.unusable) == (0, 1)
    assert (bound.low, bound.high) == pytest.approx((2 / 11, 3 / 11))
    assert of(ref, "complaints_received") is None


def test_a_row_left_out_by_definition_is_not_unusable(tmp_path):
    rows = legs(["answered"] * 3) + legs(["unknown"], direction="outbound")
    ref = held_back(made(tmp_path / "b.duckdb", {"contact_leg": rows}), [])

    assert of(ref, "abandonment_rate") is None


def test_records_without_a_time_belong_to_the_one_month_of_their_file(tmp_path):
    ref = made(tmp_path / "b.duckdb", {"contact_leg": legs(["answered"] * 4, src_file=1)})
    ref = held_back(ref, [(7, "contact_leg", "started_at", None)])

    bound = of(ref, "abandonment_rate")
    assert (bound.held, bound.undated, bound.low, bound.high) == (1, 0, 0.0, 0.2)


def test_records_without_a_time_in_a_file_of_two_months_are_told_and_widen_nothing(tmp_path):
    rows = [
        *legs(["answered"] * 4, src_file=1),
        *legs(["answered"] * 4, src_file=1, started_at="2025-04-02 09:00:00+00"),
    ]
    ref = made(tmp_path / "b.duckdb", {"contact_leg": rows})
    ref = held_back(ref, [(7, "contact_leg", "started_at", None)])

    for month in (MARCH, date(2025, 4, 1)):
        bound = of(ref, "abandonment_rate", month)
        assert (bound.held, bound.undated, bound.low, bound.high) == (0, 1, 0.0, 0.0)


def test_a_closed_record_widens_nothing(calls):
    with writing(calls.path) as database:
        database.run("insert into held_closed values (1, 1, 2, 'accepted')")
        measure.measure(database, shipped(Settings()))

    assert of(calls, "abandonment_rate").held == 1


def test_a_median_is_bounded_by_shifted_ranks(tmp_path):
    """Hours 1 to 5, one ticket held back: of six values the median lies from 2.5 to 3.5."""
    tickets = [
        {"first_reply_s_calendar": 3600 * n, "first_reply_at": f"2025-03-03 {9 + n}:00:00+00"}
        for n in (1, 2, 3, 4, 5)
    ]
    ref = made(tmp_path / "b.duckdb", {"ticket": tickets})
    ref = held_back(ref, [(1, "ticket", "created_at", "2025-03-05 09:00:00+00")])

    bound = of(ref, "first_reply_hours_median")
    assert (bound.low, bound.high) == (2.5, 3.5)


def test_a_median_with_more_held_back_than_known_has_no_bound(tmp_path):
    tickets = [{"first_reply_s_calendar": 60, "first_reply_at": "2025-03-03 10:00:00+00"}] * 2
    times = [(n, "ticket", "created_at", "2025-03-05 09:00:00+00") for n in range(1, 4)]
    ref = held_back(made(tmp_path / "b.duckdb", {"ticket": tickets}), times)

    bound = of(ref, "first_reply_hours_median")
    assert (bound.low, bound.high, bound.why) == (None, None, TOO_MANY)


def test_a_stock_of_open_tickets_has_no_bound(tmp_path):
    ref = held_back(
        made(tmp_path / "b.duckdb", {"ticket": [{}] * 3}),
        [(1, "ticket", "created_at", "2025-03-05 09:00:00+00")],
    )

    bound = of(ref, "open_backlog")
    assert (bound.low, bound.high, bound.why) == (None, None, SPANS)


@pytest.mark.parametrize(
    ("kind", "more", "low", "high"),
    [
        ("proportion", {}, 20 / 110, 30 / 110),
        ("nps", {"scale": 100}, 100 * 10 / 110, 100 * 30 / 110),
        ("rate", {"scale": 1000}, 1000 * 20 / 110, 1000 * 30 / 100),
        ("count", {"cases": "a"}, 20, 30),
    ],
)
def test_each_kind_is_widened_as_declared(kind, more, low, high):
    extra = Extra(above=10, below=10)

    assert widened(formula(kind, **more), 20, 100, 100, extra)[:2] == pytest.approx((low, high))


def test_a_mean_on_a_scale_is_widened_by_its_ends():
    """Four scores with the sum 14 and one held back, on a scale of 1 to 5."""
    found = widened(formula("mean"), 14, 4, 4, Extra(above=1, below=1), (1, 5))

    assert found == (3.0, 3.8, "")


def test_a_share_of_what_is_not_cases_has_no_bound():
    found = widened(formula("proportion", cases="c"), 5, 10, 10, Extra(above=1, below=1))

    assert found == (None, None, WEIGHED)


def test_a_report_of_many_cases_has_no_bound(tmp_path):
    rows = [{"offered": 100, "answered": 90, "abandoned": 10, "period_start_on": "2025-03-01",
             "period_end_at": "2025-04-01 00:00:00+00"}]  # fmt: skip
    ref = made(tmp_path / "b.duckdb", {"queue_interval": rows})
    with writing(ref.path) as database:
        held.lay(database)
        database.run("insert into quarantine values (1, 'tool', 1, 'broken', '{}')")
        database.run(
            "insert into held_time values (1, 1, 'queue_interval', 'period_start_on', "
            "'2025-03-01', null)"
        )
        measure.measure(database, shipped(Settings()))

    assert of(ref, "abandonment_rate").why == SUMS


def test_every_fact_and_month_of_the_catalogue_says_what_feeds_it():
    kpis = [kpi for kpi in shipped(Settings()).kpis.values() if kpi.fact]
    fed = {(kpi.fact, kpi.month) for kpi in kpis if kpi.fact not in declared().without}

    assert fed == set(declared().feeds)


def test_every_unusable_reason_is_one_of_the_catalogue():
    kpis = shipped(Settings()).kpis.values()
    reasons = {e.reason for kpi in kpis for e in kpi.exclusions}

    assert declared().unusable <= reasons


def test_bounds_are_said_in_one_line(calls):
    bound = of(calls, "abandonment_rate")
    with reading(calls.path) as database:
        assert database.value("select count(*) from kpi_bound where source_id = ''") > 0
    kpi = shipped(Settings()).kpis["abandonment_rate"]

    assert said(kpi, bound, 1000) == (
        "16.7 – 33.3\u202f% if the 2 rows held back were all good or all bad"
    )
    assert said(kpi, None) == ""


def test_the_command_line_has_the_bounds_beside_the_value(calls):
    frame = figures(calls, kpi="abandonment_rate", viewer=local_viewer())
    (march,) = (row for row in frame.iter_rows(named=True) if row["month"] == MARCH)

    assert (march["rows_held_back"], march["rows_undated"]) == (2, 0)
    assert (march["if_all_good"], march["if_all_bad"]) == pytest.approx((2 / 12, 4 / 12))
    printed_table = printed.figures(frame, "table")
    assert "if all good – all bad" in printed_table
    assert "17\u202f% – 33\u202f%" in printed_table


def test_a_figure_without_rows_held_back_is_its_own_bound(tmp_path):
    ref = made(tmp_path / "b.duckdb", {"contact_leg": legs(["answered"] * 4)})
    (row,) = figures(ref, kpi="contacts_offered", viewer=local_viewer()).iter_rows(named=True)

    assert (row["rows_held_back"], row["if_all_good"], row["if_all_bad"]) == (0, 4, 4)
