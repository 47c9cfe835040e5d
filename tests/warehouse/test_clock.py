"""Clock hours, working days and business hours at changes of the clock and at Easter."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.clock import (
    Calendar,
    business_seconds,
    due_on,
    hours_due,
    non_working_days,
    working_days_between,
    working_days_due,
)
from warehouse.errors import InputRefused

LONDON = Calendar("Europe/London", "GB", "ENG", hours=(time(9), time(17, 30)))
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London"))


def test_24_clock_hours_are_24_hours_across_a_change_of_the_clock() -> None:
    due = hours_due(london("2026-03-28 18:00"), 24)
    assert due == london("2026-03-29 19:00")
    assert due.tzinfo is UTC


def test_the_due_day_ends_at_the_sites_midnight() -> None:
    received = datetime(2026, 6, 9, 23, 30, tzinfo=UTC)  # 00:30 on 10 June in London
    due = working_days_due(received, 15, LONDON)
    assert due == london("2026-07-01 23:59:59.999999")
    assert due + timedelta(microseconds=1) == london("2026-07-02")


def test_easter_does_not_count() -> None:
    assert due_on(date(2026, 4, 1), 1, LONDON) == date(2026, 4, 2)
    assert due_on(date(2026, 4, 2), 1, LONDON) == date(2026, 4, 7)


def test_a_receipt_on_a_saturday_counts_monday_as_day_1() -> None:
    assert due_on(date(2026, 6, 6), 1, LONDON) == date(2026, 6, 8)


def test_no_working_days_is_the_day_of_receipt() -> None:
    assert due_on(date(2026, 6, 6), 0, LONDON) == date(2026, 6, 6)


def test_the_companys_closed_days_do_not_count() -> None:
    closed = Calendar("Europe/London", "GB", "ENG", extra_closed=frozenset({date(2026, 6, 8)}))
    assert due_on(date(2026, 6, 6), 1, closed) == date(2026, 6, 9)
    assert closed.name.endswith("1 more closed days")


def test_without_a_country_only_the_weekend_is_off() -> None:
    plain = Calendar("UTC")
    assert plain.is_working_day(date(2026, 1, 1))
    assert non_working_days(date(2026, 1, 1), date(2026, 1, 7), plain) == [
        date(2026, 1, 3),
        date(2026, 1, 4),
    ]


def test_a_country_has_its_own_weekend() -> None:
    assert non_working_days(date(2026, 2, 1), date(2026, 2, 7), Calendar("UTC", "EG")) == [
        date(2026, 2, 6),
        date(2026, 2, 7),  # Friday and Saturday
    ]


def test_non_working_days_hold_both_ends_and_the_holidays() -> None:
    assert non_working_days(date(2026, 4, 3), date(2026, 4, 6), LONDON) == [
        date(2026, 4, day) for day in (3, 4, 5, 6)
    ]


@given(days, st.integers(0, 30))
def test_the_due_date_is_so_many_working_days_away(received, promised) -> None:
    assert working_days_between(received, due_on(received, promised, LONDON), LONDON) == promised


@given(days, days, days)
def test_working_days_add_up(one, two, three) -> None:
    first, middle, last = sorted((one, two, three))
    assert working_days_between(first, last, LONDON) == working_days_between(
        first, middle, LONDON
    ) + working_days_between(middle, last, LONDON)


@given(days, st.integers(0, 400))
def test_every_day_works_or_does_not(first, apart) -> None:
    last = first + timedelta(days=apart)
    off = set(non_working_days(first, last, LONDON)) - {first}
    assert len(off) + working_days_between(first, last, LONDON) == apart


def test_instants_count_by_their_local_day() -> None:
    late = datetime(2026, 6, 9, 23, 30, tzinfo=UTC)  # the 10th in London
    assert working_days_between(late, date(2026, 6, 11), LONDON) == 1


def test_business_hours_are_counted_from_opening_to_closing() -> None:
    assert (
        business_seconds(london("2026-06-08 08:00"), london("2026-06-08 18:00"), LONDON)
        == 8.5 * 3600
    )
    assert business_seconds(london("2026-06-08 17:00"), london("2026-06-09 09:30"), LONDON) == 3600
    assert business_seconds(london("2026-06-08 18:00"), london("2026-06-08 19:00"), LONDON) == 0


def test_a_working_day_on_which_the_clock_changes_is_as_long_as_it_was() -> None:
    cairo = Calendar("Africa/Cairo")  # goes forward on Friday 24 April 2026 at 00:00
    zone = ZoneInfo(cairo.zone)
    start = datetime(2026, 4, 24, tzinfo=zone).astimezone(UTC)
    end = datetime(2026, 4, 25, tzinfo=zone).astimezone(UTC)
    assert business_seconds(start, end, cairo) == 23 * 3600


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="before the start"):
        working_days_between(date(2026, 6, 9), date(2026, 6, 8), LONDON)
    with pytest.raises(ValueError, match="before the start"):
        business_seconds(london("2026-06-09"), london("2026-06-08"), LONDON)


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 6, 9)
    with pytest.raises(ValueError, match="time zone"):
        hours_due(naive, 24)
    with pytest.raises(ValueError, match="time zone"):
        working_days_due(naive, 5, LONDON)


def test_fewer_than_no_working_days_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        due_on(date(2026, 6, 9), -1, LONDON)


@pytest.mark.parametrize(
    ("country", "subdivision", "reason"),
    [
        ("GB", None, "its nations differ"),
        ("XX", None, "XX not available"),
        ("GB", "ZZ", "does not have subdivision ZZ"),
    ],
)
def test_a_calendar_that_would_be_wrong_is_refused(country, subdivision, reason) -> None:
    with pytest.raises(InputRefused, match=reason):
        Calendar("Europe/London", country, subdivision)


@pytest.mark.parametrize("opens", [time(17), time(9)])
def test_hours_that_do_not_close_after_they_open_are_refused(opens) -> None:
    with pytest.raises(InputRefused, match="business hours"):
        Calendar("Europe/London", hours=(opens, time(9)))


def test_a_site_can_close_at_midnight() -> None:
    late = Calendar("Europe/London", "GB", "ENG", hours=(time(22), time(0)))
    day = london("2026-06-08"), london("2026-06-09 12:00")
    assert business_seconds(*day, late) == 2 * 3600
