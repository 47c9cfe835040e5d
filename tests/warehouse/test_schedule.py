"""Opening hours with a history: which seconds of a day are working time, and from when."""

from datetime import UTC, date, datetime, time

import pytest

from warehouse.clock import Calendar
from warehouse.errors import HomeRefused
from warehouse.schedule import Hours, openings, promised, schedule

LONDON = Calendar("Europe/London", "GB", "ENG")
OFFICE = Hours(time(8), time(18))


def utc(day, hour, month=4):
    return datetime(2025, month, day, hour, tzinfo=UTC)


def test_weekends_and_holidays_are_no_openings_and_the_clock_of_the_site_counts():
    found = openings(date(2025, 4, 17), date(2025, 4, 22), LONDON, [OFFICE])
    # Good Friday is 18 April, Easter Monday the 21st; London is an hour ahead of UTC.
    assert [(one.opens_at, one.closes_at, one.before_s) for one in found] == [
        (utc(17, 7), utc(17, 17), 0.0),
        (utc(22, 7), utc(22, 17), 36000.0),
    ]


def test_a_change_of_the_hours_leaves_the_days_before_it_as_they_were():
    longer = Hours(time(8), time(20), date(2025, 4, 15))
    found = openings(date(2025, 4, 14), date(2025, 4, 15), LONDON, [OFFICE, longer])
    assert [(one.closes_at - one.opens_at).seconds for one in found] == [36000, 43200]


def test_a_day_on_which_the_clocks_change_is_as_long_as_it_was():
    all_day, cairo = Hours(time(0), time(0)), Calendar("Africa/Cairo", "EG")
    # Egypt's clocks go forward at midnight of Friday 25 April and back on Friday 31 October 2025;
    # there Sunday is a working day, so London's changes fall on one only in a calendar of weekdays.
    (day,) = openings(date(2025, 4, 24), date(2025, 4, 24), cairo, [all_day])
    assert (day.closes_at - day.opens_at).total_seconds() == 24 * 3600
    (back,) = openings(date(2025, 10, 30), date(2025, 10, 30), cairo, [all_day])
    assert (back.closes_at - back.opens_at).total_seconds() == 25 * 3600


def test_without_hours_a_working_day_is_open_all_day():
    assert schedule({}) == (Hours(time(0), time(0)),)
    later = schedule({"hours": [{"opens": "08:00", "closes": "18:00",
                                 "valid_from": date(2025, 1, 1)}]})  # fmt: skip
    assert later == (Hours(time(0), time(0)), Hours(time(8), time(18), date(2025, 1, 1)))
    assert later[1].words == "08:00 to 18:00 since 1 Jan 2025"


def test_promises_are_hours_by_step():
    assert promised({"first_reply_hours": 8, "resolution_hours": 40.5}) == {
        "First reply": 8.0,
        "Solved": 40.5,
    }
    assert promised({}) == {}


@pytest.mark.parametrize("value", [0, -1, "8", True])
def test_a_promise_that_is_no_number_of_hours_is_refused(value):
    with pytest.raises(HomeRefused, match="expected a number of hours above 0"):
        promised({"resolution_hours": value})


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("08:00", r"Write each as \[\[tickets.hours\]\]"),
        ([{"opens": "08:00"}], "Allowed are"),
        ([{"opens": "8 o'clock", "closes": "18:00"}], "is no time of day"),
        ([{"opens": "18:00", "closes": "08:00"}], "they close at 08:00:00 and open at 18:00:00"),
        ([{"opens": "08:00", "closes": "18:00", "valid_from": "2025"}], "is no day"),
        (
            [{"opens": "08:00", "closes": "18:00", "valid_from": date(2025, 2, 1)},
             {"opens": "08:00", "closes": "17:00", "valid_from": date(2025, 1, 1)}],
            "out of order",
        ),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_used_are_refused_with_what_to_write(hours, words):
    with pytest.raises(HomeRefused, match=words):
        schedule({"hours": hours})
