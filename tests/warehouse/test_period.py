"""Months and quarters, at the edges of years, zones and outcome windows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.errors import InputRefused
from warehouse.period import (
    is_complete,
    last_complete_month,
    last_complete_quarter,
    month_add,
    month_bounds,
    month_from,
    month_label,
    month_of,
    months_between,
    quarter_label,
    quarter_months,
    quarter_of,
)

months = st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(month_of)


def test_a_month_is_its_first_day() -> None:
    assert month_of(date(2024, 2, 29)) == date(2024, 2, 1)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, date(2026, 1, 1)),
        (-12, date(2024, 12, 1)),
        (0, date(2025, 12, 1)),
        (14, date(2027, 2, 1)),
    ],
)
def test_months_are_added_across_years(count, expected) -> None:
    assert month_add(date(2025, 12, 1), count) == expected


@given(months, st.integers(-200, 200))
def test_adding_and_taking_away_months_comes_back(month, count) -> None:
    assert month_add(month_add(month, count), -count) == month


def test_months_between_holds_both_ends() -> None:
    assert months_between(date(2025, 11, 1), date(2026, 1, 1)) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
    ]
    assert months_between(date(2025, 1, 1), date(2025, 1, 1)) == [date(2025, 1, 1)]
    assert months_between(date(2025, 2, 1), date(2025, 1, 1)) == []


def test_a_month_of_the_site_begins_at_its_own_midnight() -> None:
    start, end = month_bounds(date(2025, 6, 1), "Europe/London")
    assert (start, end) == (
        datetime(2025, 5, 31, 23, tzinfo=UTC),
        datetime(2025, 6, 30, 23, tzinfo=UTC),
    )


def test_a_month_with_a_change_of_the_clock_is_an_hour_shorter() -> None:
    start, end = month_bounds(date(2025, 3, 1), "Europe/London")
    assert end - start == timedelta(days=31, hours=-1)


def test_a_month_is_complete_from_its_last_midnight_at_the_site() -> None:
    midnight = datetime(2025, 9, 30, 23, tzinfo=UTC)  # 1 October in London
    assert last_complete_month(midnight, "Europe/London") == date(2025, 9, 1)
    assert is_complete(date(2025, 9, 1), midnight, "Europe/London")
    before = midnight - timedelta(seconds=1)
    assert last_complete_month(before, "Europe/London") == date(2025, 8, 1)
    assert not is_complete(date(2025, 9, 1), before, "Europe/London")
    assert last_complete_month(midnight, "America/New_York") == date(2025, 8, 1)


def test_a_month_stays_provisional_until_its_outcome_window_has_passed() -> None:
    week = timedelta(days=7)
    month = date(2025, 1, 1)
    assert not is_complete(month, datetime(2025, 2, 7, 23, 59, tzinfo=UTC), "UTC", week)
    assert is_complete(month, datetime(2025, 2, 8, tzinfo=UTC), "UTC", week)


@given(st.datetimes(datetime(1990, 2, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_the_last_complete_month_is_complete_and_the_next_is_not(as_of) -> None:
    month = last_complete_month(as_of, "America/Sao_Paulo")
    assert is_complete(month, as_of, "America/Sao_Paulo")
    assert not is_complete(month_add(month, 1), as_of, "America/Sao_Paulo")


def test_labels_are_short_and_english() -> None:
    assert month_label(date(2025, 9, 1)) == "Sep 2025"
    assert quarter_label(date(2025, 7, 1)) == "Q3 2025"
    assert quarter_label(date(2025, 12, 1)) == "Q4 2025"


def test_a_quarter_is_three_months() -> None:
    assert quarter_of(date(2025, 9, 30)) == date(2025, 7, 1)
    assert quarter_months(date(2025, 8, 1)) == [
        date(2025, 7, 1),
        date(2025, 8, 1),
        date(2025, 9, 1),
    ]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (datetime(2025, 10, 1, tzinfo=UTC), date(2025, 7, 1)),
        (datetime(2025, 9, 30, 23, tzinfo=UTC), date(2025, 4, 1)),
        (datetime(2026, 1, 15, tzinfo=UTC), date(2025, 10, 1)),
    ],
)
def test_the_last_complete_quarter_has_three_complete_months(as_of, expected) -> None:
    assert last_complete_quarter(as_of, "UTC") == expected


def test_a_written_month_is_read() -> None:
    assert month_from("2025-09") == date(2025, 9, 1)


@pytest.mark.parametrize(
    "text", ["2025-13", "2025-9", "2025-09-01", "Sep 2025", "", "0000-01", "٢٠٢٥-٠٩"]
)
def test_a_month_in_another_form_is_refused(text) -> None:
    with pytest.raises(InputRefused, match="expected YYYY-MM"):
        month_from(text)
