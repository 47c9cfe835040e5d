"""The newest closed month beside those before it: values that a person can compute."""

from math import log

import pytest

from expectations import drift
from warehouse.build import create
from warehouse.catalogue.tables import tables
from warehouse.connection import scratch

TICKET = tables()["ticket"]


@pytest.fixture
def database():
    """A source whose data end with April 2025, and nothing of it yet."""
    with scratch() as opened:
        create(opened)
        opened.run(
            "insert into source (source_id, site_zone, as_of) "
            "values ('desk', 'UTC', timestamptz '2025-05-01 00:00:00+00')"
        )
        yield opened


def tickets(database, month: int, category: str | None, number: int, seconds: int = 0) -> None:
    database.run(
        "insert into ticket (source_id, created_at, category, resolution_s_calendar) "
        "select 'desk', make_timestamptz(2025, ?, 10, 0, 0, 0.0), ?, ? from range(?)",
        [month, category, seconds, number],
    )


def compared(database, query: str) -> dict:
    return {row["column_name"]: row for row in database.frame(query).to_dicts()}


def test_the_index_sums_each_category_s_part_with_half_a_row_added(database):
    for month in (1, 2, 3):
        tickets(database, month, "bill", 100)
    tickets(database, 4, "bill", 100)
    tickets(database, 4, "parcel", 100)

    row = compared(database, drift.mix(TICKET, ["category"]))["category"]

    p, q = (100.5 / 201, 100.5 / 201), (300.5 / 301, 0.5 / 301)
    expected = sum((now - before) * log(now / before) for now, before in zip(p, q, strict=True))
    assert row["stability_index"] == pytest.approx(expected)
    assert (row["rows"], row["base_rows"]) == (200, 300)


def test_equal_shares_have_an_index_of_nearly_nothing(database):
    for month in (1, 2, 3, 4):
        tickets(database, month, "bill", 150)
        tickets(database, month, "parcel", 50)

    row = compared(database, drift.mix(TICKET, ["category"]))["category"]

    assert row["stability_index"] == pytest.approx(0, abs=1e-4)


def test_numbers_are_classed_by_powers_of_two(database):
    for month in (1, 2, 3):
        tickets(database, month, None, 100, seconds=4)  # 3 to 6
    tickets(database, 4, None, 100, seconds=6)

    query = drift.mix(TICKET, ["resolution_s_calendar"])
    assert compared(database, query)["resolution_s_calendar"]["stability_index"] == 0
    tickets(database, 4, None, 100, seconds=7)  # 7 to 14

    row = compared(database, query)["resolution_s_calendar"]
    assert row["stability_index"] > 2
    assert row["most_changed"] in ("3", "7")


def test_rows_without_a_value_are_in_no_class(database):
    for month in (1, 2, 3, 4):
        tickets(database, month, "bill", 100)
    database.run("update ticket set resolution_s_calendar = null where month(created_at) = 4")

    assert compared(database, drift.mix(TICKET, ["resolution_s_calendar"])) == {}


def test_an_open_month_is_not_compared(database):
    for month in (1, 2, 3, 4):
        tickets(database, month, "bill", 100)
    tickets(database, 5, "parcel", 100)

    row = compared(database, drift.mix(TICKET, ["category"]))["category"]

    assert row["month"].month == 4
    assert row["stability_index"] == 0


@pytest.mark.parametrize("form", [drift.mix, drift.filled])
def test_fewer_than_a_hundred_rows_or_three_months_before_are_not_compared(form, database):
    for month in (2, 3, 4):
        tickets(database, month, "bill", 100)
    assert compared(database, form(TICKET, ["category"])) == {}
    tickets(database, 1, "bill", 1)
    assert len(compared(database, form(TICKET, ["category"]))) == 1
    database.run("delete from ticket where month(created_at) = 4")
    tickets(database, 4, "bill", 99)
    assert compared(database, form(TICKET, ["category"])) == {}


def test_empty_shares_are_those_of_the_month_and_of_the_base(database):
    for month in (1, 2, 3):
        tickets(database, month, "bill", 90)
        tickets(database, month, None, 10)
    tickets(database, 4, "bill", 60)
    tickets(database, 4, None, 40)

    told = compared(database, drift.filled(TICKET, ["category", "region"]))

    assert told.keys() == {"category"}  # the region was always empty
    row = told["category"]
    assert (row["empty_share_before"], row["empty_share_now"]) == (0.1, 0.4)
