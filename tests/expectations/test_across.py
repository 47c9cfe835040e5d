"""Days and months are those of the site, and a stored query stands on its own."""

from datetime import date

import pytest

from expectations import across, checks
from warehouse.build import create
from warehouse.catalogue.tables import tables
from warehouse.connection import scratch


@pytest.fixture
def database():
    with scratch() as opened:
        create(opened)
        yield opened


def listed(database, fragment: str) -> list[tuple]:
    return database.rows(
        across.composed(f"select * from {fragment} order by all", across.needed([fragment]))
    )


def source(database, name: str, zone: str | None) -> None:
    database.run("insert into source (source_id, site_zone) values (?, ?)", [name, zone])


def complaint(database, name: str, instant: str) -> None:
    database.run(
        "insert into complaint (source_id, received_at) values (?, cast(? as timestamptz))",
        [name, instant],
    )


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("Europe/London", "2025-06-30 23:30:00+00", date(2025, 7, 1)),  # summer time
        ("Europe/London", "2025-12-31 23:30:00+00", date(2025, 12, 31)),
        ("Asia/Kathmandu", "2025-06-30 18:14:59+00", date(2025, 6, 30)),  # 5:45 ahead
        ("Asia/Kathmandu", "2025-06-30 18:15:00+00", date(2025, 7, 1)),
        (None, "2025-06-30 23:30:00+00", date(2025, 6, 30)),
        ("Europe/London", "1969-12-31 22:59:59+00", date(1969, 12, 31)),  # an hour ahead, then
        ("Europe/London", "1969-12-31 23:00:00+00", date(1970, 1, 1)),
    ],
)
def test_an_event_belongs_to_the_day_at_its_site(zone, instant, day, database):
    source(database, "shop", zone)
    complaint(database, "shop", instant)

    assert listed(database, "event_day") == [("complaint", "shop", day, 1)]


def test_a_source_that_is_not_listed_is_dated_in_utc(database):
    complaint(database, "ghost", "2025-06-30 23:30:00+00")

    assert listed(database, "event_day") == [("complaint", "ghost", date(2025, 6, 30), 1)]


def test_an_interval_belongs_to_the_day_it_began_on(database):
    source(database, "shop", "Europe/London")
    database.run(
        "insert into queue_interval (source_id, period_start_on, period_end_at) "
        "values ('shop', '2025-04-01', timestamptz '2025-04-30 23:00:00+00')"
    )

    assert listed(database, "event_day") == [("queue_interval", "shop", date(2025, 4, 1), 1)]


def test_the_days_of_a_month_are_those_between_the_first_and_the_newest(database):
    source(database, "shop", "UTC")
    for day in ("2025-01-20", "2025-02-03", "2025-02-04", "2025-03-10"):
        complaint(database, "shop", f"{day} 12:00:00+00")

    assert listed(database, "event_month") == [
        ("complaint", "shop", date(2025, 1, 1), 1, 12),
        ("complaint", "shop", date(2025, 2, 1), 2, 28),
        ("complaint", "shop", date(2025, 3, 1), 1, 10),
    ]


def test_rows_are_traced_to_source_and_file_in_every_table(database):
    for number, table in enumerate(tables()):
        database.run(
            f"insert into {table} (source_id, src_file) values ('shop', ?), ('shop', ?)",
            [number, number],
        )

    assert sorted(listed(database, "origin")) == sorted(
        (table, "shop", number, 2) for number, table in enumerate(tables())
    )


def test_a_row_without_its_event_s_time_is_no_event(database):
    database.run("insert into ticket (source_id) values ('shop')")

    assert listed(database, "event") == []
    assert listed(database, "event_day") == []


def test_a_build_has_every_declared_column(database):
    assert len(listed(database, "declared_column")) == sum(
        len(table.types) for table in tables().values()
    )
    check = next(check for check in checks() if check.id == "columns_declared")
    assert database.rows(check.sql) == []


def test_fragments_are_put_before_a_query_only_when_it_uses_them(database):
    assert across.composed("select 1", {}) == "select 1"
    query = across.composed("select count(*) from event_month", across.needed(["event_month"]))
    assert query.startswith("with event_quarter as (")
    assert "origin" not in query
    assert database.value(query) == 0
