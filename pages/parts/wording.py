"""Numbers, dates and units in words on pages and charts, on top of the answers' own formatter."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from warehouse import notation
from warehouse.answers.shapes import Cohort, Month
from warehouse.answers.wording import (
    LIMITS,
    NARROW,
    NONE,
    STEPS,
    amount,
    capital,
    counted,
    decimal,
    interval,
    lowered,
    parts,
    target,
    whole,
)
from warehouse.answers.wording import month as month_name
from warehouse.catalogue.kpis import Kpi

__all__ = [
    "NARROW",
    "NONE",
    "amount",
    "capital",
    "counted",
    "decimal",
    "interval",
    "lowered",
    "month_name",
    "parts",
    "target",
    "whole",
]

MARKDOWN = re.compile(
    r"([\\`*_\[\]{}~$#|]|<(?=[A-Za-z/!?-])|>(?==)|^>|:(?=\w)|(?<=-)-|-(?=>)|!(?=\[))", re.MULTILINE
)
COLUMNS = {"local_at": "local time", "source_id": "source", "record_number": "row in file"}
SUFFIXES = {"_s": "s", "_minutes": "min", "_percent": "%", "_at": "UTC"}


def plain(text: str) -> str:
    """Text from data or answers as it stands: nothing in it is read as markdown."""
    return MARKDOWN.sub(r"\\\1", text)


def change(value: float, unit: str) -> str:
    """A difference of two values: shares in points, never in percent of a percentage."""
    if unit == "share":
        return f"{decimal(value * 100, 1)} points"
    return amount(value, unit)


def axis_unit(unit: str, largest: float) -> tuple[float, str]:
    """Factor and suffix that turn values of a KPI's unit into figures of one axis."""
    if unit == "share":
        return 100.0, "%"
    if unit in ("seconds", "hours"):
        seconds = 3600.0 if unit == "hours" else 1.0
        size, suffix = STEPS[sum(largest * seconds >= limit for limit in LIMITS)]
        return seconds / size, suffix
    return 1.0, ""


def bare_interval(low: float | None, high: float | None, unit: str, n: int | None = None) -> str:
    """An interval for a column whose neighbour carries the unit: `5.6 – 6.2`."""
    if low is None or high is None:
        return NONE
    (first, one), (second, other) = parts(low, unit, n), parts(high, unit, n)
    return f"{first} – {second}" if one == other else interval(low, high, unit, n)


def count(value: int | None) -> str:
    """A number of cases, thousands separated."""
    return NONE if value is None else whole(value)


def quantity(value: float | None) -> str:
    """A sum of cases or seconds without needless decimals."""
    if value is None:
        return NONE
    return decimal(value, 0 if value == int(value) else 1)


def figure(month: Month | None, unit: str) -> str:
    """A month's value for a table: `P` before a provisional one, `(R)` after a revised one."""
    if month is None:
        return NONE
    if month.status == "withheld":
        return "fewer than 5"
    mark = "P " if month.status == "provisional" and month.value is not None else ""
    return mark + amount(month.value, unit, month.n) + revised(month)


def goal(kpi: Kpi, month: Month | None) -> str:
    """The target that a month is judged by; the present one where there is no month."""
    return target(kpi) if month is None else target(kpi.at(month.month), month.target)


def revised(month: Month) -> str:
    """` (R)` after a figure that was final in an earlier build with another value."""
    return " (R)" if month.is_revised else ""


def day_name(day: date | None) -> str:
    """`13 Oct 2025`."""
    return NONE if day is None else notation.day(day)


def day_of(day: date) -> str:
    """`13 Oct`, in the United States `Oct 13`: a day where the year is plain."""
    return notation.short_day(day)


def instant(moment: datetime | None, zone: str = "UTC") -> str:
    """`13 Oct 2025, 06:05 CEST`."""
    if moment is None:
        return NONE
    local = moment.astimezone(ZoneInfo(zone))
    return f"{day_name(local.date())}, {local:%H:%M} {local.tzname()}"


def second(moment: datetime | None, zone: str = "UTC") -> str:
    """`13 Oct 2025, 06:05:12 CEST`."""
    if moment is None:
        return NONE
    local = moment.astimezone(ZoneInfo(zone))
    return f"{day_name(local.date())}, {local:%H:%M:%S} {local.tzname()}"


def days(value: float | None) -> str:
    """A number of whole days: `9 d`."""
    return NONE if value is None else f"{whole(value)}{NARROW}d"


def words(name: str) -> str:
    """A name out of the catalogue as words: `customer_segment` → `customer segment`."""
    return name.replace("_", " ")


def column(name: str) -> str:
    """A column's name as words, its unit after a comma: `wait_s` → `wait, s`."""
    if name in COLUMNS:
        return COLUMNS[name]
    for suffix, unit in SUFFIXES.items():
        if name.endswith(suffix):
            return f"{words(name.removesuffix(suffix))}, {unit}"
    return words(name)


def whom(cohort: Cohort) -> str:
    """Whom a figure is about, all of its members: `all sources, channel voice, region North`."""
    told = [f"{words(dimension)} {member}" for dimension, member in cohort.members]
    return ", ".join([scope(cohort.source), *told])


def scope(source: str, dimension: str = "", member: str = "") -> str:
    """Whom a figure is about."""
    said = [f"source {source}" if source else "all sources"]
    if dimension and member:
        said.append(f"{words(dimension)} {member}")
    return ", ".join(said)


def short_hash(digest: str) -> str:
    """The ends of a hash, enough to compare by eye; the ledger's first is all zeros."""
    return f"{digest[:4]}…{digest[-4:]}"


def unbroken(text: str) -> str:
    """Words that stay on one line."""
    return text.replace(" ", "\u00a0")


def sentence(text: str) -> str:
    """Words as a sentence: a capital first, a full stop last."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def first_sentence(text: str) -> str:
    """The first sentence of a text, for where the others would be too long."""
    head, mark, _ = text.partition(". ")
    return head + mark.strip()


def course(months: Sequence[Month], unit: str) -> str:
    """A line of months for who cannot see it: first, last, lowest and highest value."""
    known = [month for month in months if month.value is not None]
    if not known:
        return "No month has a value."

    def said(one: Month) -> str:
        return f"{amount(one.value, unit, one.n)} in {month_name(one.month)}"

    lowest = min(known, key=lambda one: one.value or 0.0)
    highest = max(known, key=lambda one: one.value or 0.0)
    return (
        f"First {said(known[0])}, last {said(known[-1])}, lowest {said(lowest)}, "
        f"highest {said(highest)}."
    )
