"""Clock hours, working days and business hours, safe across changes of the clock.

Instants are aware and come back in UTC; an instant that names no zone is a bug. Day 0 is the day
of receipt, whatever its hour; the first working day after it is day 1 (convention A of two: a
receipt on a Saturday is not first moved to Monday).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import holidays

from warehouse.errors import InputRefused

OPEN_ALL_DAY = (time(0), time(0))
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """The working days and hours of one site.

    `zone` is the IANA name of the site's time zone; `country` and `subdivision` choose the public
    holidays and weekend of the `holidays` package (country None: Saturday and Sunday only);
    `hours` are the local opening and closing time of a working day, a closing time of 00:00 being
    the next midnight; `extra_closed` are the company's own closed days. Its lists change with its
    releases: note `name` in the evidence.
    """

    zone: str
    country: str | None = None
    subdivision: str | None = None
    hours: tuple[time, time] = OPEN_ALL_DAY
    extra_closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what would silently give wrong days.

        Raises:
            InputRefused: an unknown country or subdivision; the United Kingdom without one, since
                the package then leaves out Easter Monday; a closing time before the opening time.
        """
        opens, closes = self.hours
        if closes <= opens and closes != time(0):
            raise InputRefused(
                "Cannot use the business hours", f"they close at {closes} and open at {opens}"
            )
        if self.country in ("GB", "UK") and not self.subdivision:
            raise InputRefused(
                f"Cannot choose the public holidays of {self.country!r}",
                "its nations differ and no subdivision is named",
                "Set subdivision to 'ENG', 'WLS', 'SCT' or 'NIR'.",
            )
        try:
            _ = self._holidays
        except NotImplementedError as error:
            raise InputRefused(
                f"Cannot choose the public holidays of {self.country!r}, {self.subdivision!r}",
                str(error),
                "Use an ISO 3166 code of the country and of its subdivision.",
            ) from error

    @cached_property
    def _holidays(self) -> holidays.HolidayBase:
        if self.country is None:
            return holidays.HolidayBase()
        return holidays.country_holidays(self.country, subdiv=self.subdivision)

    @property
    def name(self) -> str:
        """What the working days were taken from, for a definition or an evidence page."""
        place = "-".join(part for part in (self.country, self.subdivision) if part) or "weekends"
        extra = f", {len(self.extra_closed)} more closed days" if self.extra_closed else ""
        return f"{place}, holidays {holidays.__version__}{extra}"

    def is_working_day(self, day: date) -> bool:
        """Whether the site works on this local date."""
        return day not in self.extra_closed and self._holidays.is_working_day(day)

    def day(self, moment: date | datetime) -> date:
        """The local date of an aware instant; a date is taken as local already.

        Raises:
            ValueError: a datetime without a zone.
        """
        if not isinstance(moment, datetime):
            return moment
        return _utc(moment).astimezone(ZoneInfo(self.zone)).date()

    def at(self, day: date, hour: time) -> datetime:
        """The instant, in UTC, at which the site's clocks show this date and time.

        A time that occurs twice is the first of the two; one that the clocks skip falls as far
        behind the gap as it lies in it.
        """
        return datetime.combine(day, hour, ZoneInfo(self.zone)).astimezone(UTC)


def hours_due(received_at: datetime, hours: float) -> datetime:
    """The instant at which `hours` clock hours have passed, day and night.

    In UTC, because adding to a local time moves the wall clock: 24 h from 18:00 before a change
    of the clock end at 17:00 or 19:00.

    Raises:
        ValueError: an instant without a zone.
    """
    return _utc(received_at) + timedelta(hours=hours)


def due_on(received_on: date, working_days: int, calendar: Calendar) -> date:
    """The last local date on time: the N-th working day after the day of receipt.

    With N = 0 the day of receipt itself.

    Raises:
        ValueError: fewer than 0 working days.
    """
    if working_days < 0:
        raise ValueError(f"a due date needs 0 or more working days, found {working_days!r}")
    day = received_on
    for _ in range(working_days):
        day += DAY
        while not calendar.is_working_day(day):
            day += DAY
    return day


def working_days_due(received_at: datetime, working_days: int, calendar: Calendar) -> datetime:
    """The last instant on time, in UTC: the end of the N-th working day after local receipt.

    Raises:
        ValueError: an instant without a zone, or fewer than 0 working days.
    """
    due = due_on(calendar.day(received_at), working_days, calendar)
    return calendar.at(due + DAY, time(0)) - timedelta(microseconds=1)


def working_days_between(start: date | datetime, end: date | datetime, calendar: Calendar) -> int:
    """Working days after the day of `start` up to and including the day of `end`.

    Compare with a promise of N working days. Not Excel's NETWORKDAYS, which counts both ends.

    Raises:
        ValueError: `end` before `start`, a matter of data quality; an instant without a zone.
    """
    first, last = calendar.day(start), calendar.day(end)
    if last < first:
        raise ValueError(f"the end {last} lies before the start {first}")
    days = (first + DAY * step for step in range(1, (last - first).days + 1))
    return sum(calendar.is_working_day(day) for day in days)


def business_seconds(start: datetime, end: datetime, calendar: Calendar) -> float:
    """Seconds of opening hours between two instants, opening included and closing not.

    Opening hours are built in local time and compared in UTC, so a day with a change of the clock
    is as long as it was. Pauses are the caller's to subtract.

    Raises:
        ValueError: `end` before `start`, a matter of data quality; an instant without a zone.
    """
    begun, ended = _utc(start), _utc(end)
    if ended < begun:
        raise ValueError(f"the end {ended} lies before the start {begun}")
    opens, closes = calendar.hours
    seconds, day, last = 0.0, calendar.day(begun), calendar.day(ended)
    while day <= last:
        if calendar.is_working_day(day):
            until = calendar.at(day if closes > opens else day + DAY, closes)
            overlap = min(until, ended) - max(calendar.at(day, opens), begun)
            seconds += max(overlap.total_seconds(), 0.0)
        day += DAY
    return seconds


def non_working_days(first: date, last: date, calendar: Calendar) -> list[date]:
    """Local dates from `first` to `last`, both included, on which the site does not work.

    For a query to join on: weekends, public holidays and the company's own closed days.
    """
    days = (first + DAY * step for step in range((last - first).days + 1))
    return [day for day in days if not calendar.is_working_day(day)]


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"expected an instant with a time zone, found {moment!r}")
    return moment.astimezone(UTC)
