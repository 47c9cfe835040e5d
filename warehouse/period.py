"""Months and quarters of the site's own calendar; a month is the date of its first day."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from warehouse.errors import InputRefused

# Not strftime: a label must not change with the server's locale.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def month_of(day: date) -> date:
    """The month that a local date lies in; take an instant to its site zone first."""
    return date(day.year, day.month, 1)


def month_add(month: date, count: int) -> date:
    """The month `count` months later, earlier when negative."""
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)


def months_between(first: date, last: date) -> list[date]:
    """Every month from `first` to `last`, both included; empty when `last` is earlier."""
    apart = (last.year - first.year) * 12 + last.month - first.month
    return [month_add(first, step) for step in range(apart + 1)]


def month_bounds(month: date, zone: str) -> tuple[datetime, datetime]:
    """The instants, in UTC, at which the month begins and the next one does, at the site."""
    return _midnight(month_of(month), zone), _midnight(month_add(month, 1), zone)


def is_complete(month: date, as_of: datetime, zone: str, lag: timedelta = timedelta(0)) -> bool:
    """Whether a month is over at the site and its outcome window too; else it is provisional.

    `lag` is the longest outcome window of the KPI (7 days for first contact resolution). `as_of`
    is an aware instant: the export's declared time, not the clock. An `as_of` taken from the
    newest event lies before midnight, so its own month is never complete.
    """
    return month_bounds(month, zone)[1] + lag <= as_of


def last_complete_month(as_of: datetime, zone: str) -> date:
    """The newest month that is over at the site; `as_of` is an aware instant."""
    return month_add(month_of(as_of.astimezone(ZoneInfo(zone)).date()), -1)


def month_label(month: date) -> str:
    """'Sep 2025'."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def month_from(text: str) -> date:
    """The month that a person wrote as YYYY-MM.

    Raises:
        InputRefused: anything else, '2025-13' too.
    """
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) or text.startswith("0000"):
        raise InputRefused(
            f"Cannot read the month {text!r}", "expected YYYY-MM", "Write it like '2025-09'."
        )
    return date(int(text[:4]), int(text[5:]), 1)


def quarter_of(day: date) -> date:
    """The first month of the calendar quarter that a local date lies in."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def quarter_months(quarter: date) -> list[date]:
    """The three months of the quarter that begins with, or contains, this month."""
    first = quarter_of(quarter)
    return [month_add(first, step) for step in range(3)]


def last_complete_quarter(as_of: datetime, zone: str) -> date:
    """The first month of the newest quarter that is over at the site."""
    return month_add(quarter_of(month_add(last_complete_month(as_of, zone), 1)), -3)


def quarter_label(quarter: date) -> str:
    """'Q3 2025'."""
    return f"Q{(quarter.month + 2) // 3} {quarter.year}"


def _midnight(day: date, zone: str) -> datetime:
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return local.astimezone(ZoneInfo("UTC"))
