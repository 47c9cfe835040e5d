"""The hours that tickets are worked in, from care.toml, and the working time between two instants.

A promise in working hours is counted by the hours that were in force at each moment, so a change
of the schedule never moves an earlier deadline. Instants are UTC; a day with a change of the clock
is as long as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from warehouse.clock import OPEN_ALL_DAY, Calendar
from warehouse.errors import HomeRefused

SECTION = "tickets"
STEPS = {"first_reply_hours": "First reply", "resolution_hours": "Solved"}
HOURS = {"opens", "closes", "valid_from"}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """Local opening and closing time of a working day, in force from a day on; None = always."""

    opens: time
    closes: time
    valid_from: date | None = None

    @property
    def words(self) -> str:
        """`08:00 to 18:00 since 1 Jan 2025`, `all day`."""
        is_all_day = (self.opens, self.closes) == OPEN_ALL_DAY
        said = "all day" if is_all_day else f"{self.opens:%H:%M} to {self.closes:%H:%M}"
        since = self.valid_from
        return f"{said} since {since.day} {since:%b %Y}" if since else said


@dataclass(frozen=True)
class Opening:
    """One working day: the instants between which it is worked, and working seconds before it."""

    opens_at: datetime
    closes_at: datetime
    before_s: float


def promised(settings: Mapping[str, Any]) -> dict[str, float]:
    """Hours promised by step, as [tickets] of care.toml declares them; empty where it does not.

    Raises:
        HomeRefused: a promise that is no positive number.
    """
    found = {}
    for key, step in STEPS.items():
        value = settings.get(key)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise HomeRefused(
                f"Cannot use {key} in [{SECTION}] of care.toml",
                f"found {value!r}, expected a number of hours above 0",
                f"Write it like {key} = 8.",
            )
        found[step] = float(value)
    return found


def schedule(settings: Mapping[str, Any]) -> tuple[Hours, ...]:
    """The hours in force, oldest first; a working day is open all day where none are declared.

    Raises:
        HomeRefused: hours without opens and closes, not in the order of their days, or that close
            before they open.
    """
    told = settings.get("hours", [])
    where = f"Cannot use the hours in [{SECTION}] of care.toml"
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise HomeRefused(where, f"found {told!r}", f"Write each as [[{SECTION}.hours]].")
    found: list[Hours] = []
    for entry in told:
        if set(entry) - HOURS or not {"opens", "closes"} <= set(entry):
            raise HomeRefused(where, f"found {sorted(entry)}", f"Allowed are {sorted(HOURS)}.")
        since = entry.get("valid_from")
        is_day = isinstance(since, date) and not isinstance(since, datetime)
        if since is not None and not is_day:
            raise HomeRefused(where, f"valid_from = {since!r} is no day", "Write 2025-07-01.")
        one = Hours(_time(where, entry["opens"]), _time(where, entry["closes"]), since)
        if one.closes <= one.opens and one.closes != time(0):
            raise HomeRefused(where, f"they close at {one.closes} and open at {one.opens}")
        if found and (one.valid_from or date.min) <= (found[-1].valid_from or date.min):
            raise HomeRefused(where, "they stand out of order", "Write the oldest first.")
        found.append(one)
    if not found or found[0].valid_from is not None:
        return (Hours(*OPEN_ALL_DAY), *found)
    return tuple(found)


def _time(where: str, value: Any) -> time:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(str(value))
    except ValueError:
        raise HomeRefused(where, f"{value!r} is no time of day", "Write it like '08:30'.") from None


def openings(first: date, last: date, calendar: Calendar, hours: Sequence[Hours]) -> list[Opening]:
    """Every working day from `first` to `last`, both included, with the hours in force on it."""
    dated = {one: replace(calendar, hours=(one.opens, one.closes)) for one in hours}
    found, seconds, day = [], 0.0, first
    while day <= last:
        if calendar.is_working_day(day):
            now = [one for one in hours if one.valid_from is None or one.valid_from <= day][-1]
            opens = dated[now].at(day, now.opens)
            closes = dated[now].at(day if now.closes > now.opens else day + DAY, now.closes)
            found.append(Opening(opens, closes, seconds))
            seconds += (closes - opens).total_seconds()
        day += DAY
    return found
