"""Numbers, dates and units in words: one formatter for every page, chart and paper.

The rules: shares as percentages with one decimal, two under 1 %, none when n < 100; a narrow
no-break space before a unit; the minus is U+2212; durations in s under two minutes, then min, h, d;
what is not known is an en dash and never 0.
"""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from warehouse.answers.shapes import Month
from warehouse.catalogue.kpis import Kpi

NONE = "–"
NARROW = "\u202f"
SMALL_N = 100  # below it a decimal of a percentage promises more than there is
MARKDOWN = re.compile(r"([\\`*_\[\]<>{}~$#|]|:(?=\w)|(?<=-)-|-(?=>)|!(?=\[))")
SIGNS = {"<": "<", "<=": "≤", "≤": "≤", ">": ">", ">=": "≥", "≥": "≥", "=": "="}
SUFFIXES = {"_s": "s", "_minutes": "min", "_percent": "%", "_at": "UTC"}
STEPS = ((1.0, "s"), (60.0, "min"), (3600.0, "h"), (86400.0, "d"))
LIMITS = (120.0, 7200.0, 172800.0)  # seconds from which the next larger unit reads better


def plain(text: str) -> str:
    """Text from data or answers as it stands: nothing in it is read as markdown."""
    return MARKDOWN.sub(r"\\\1", text)


def amount(value: float | None, unit: str, n: int | None = None) -> str:
    """A value with its unit: `5.9 %`, `26 s`, `2 h`, `4.18`; an en dash where it is null."""
    if value is None:
        return NONE
    figure, suffix = parts(value, unit, n)
    return f"{figure}{NARROW}{suffix}" if suffix else figure


def parts(value: float, unit: str, n: int | None = None) -> tuple[str, str]:
    """The figure and its unit apart; the unit is empty where the KPI names it (score, count)."""
    if unit == "share":
        percent = value * 100
        decimals = 0 if n is not None and n < SMALL_N else 2 if 0 < abs(percent) < 1 else 1
        return decimal(percent, decimals), "%"
    if unit in ("seconds", "hours"):
        seconds = value * 3600 if unit == "hours" else value
        size, suffix = STEPS[sum(abs(seconds) >= limit for limit in LIMITS)]
        whole = abs(seconds / size) >= 10 or round(seconds / size, 1).is_integer()
        return decimal(seconds / size, 0 if whole else 1), suffix
    if unit in ("count", "points"):
        return decimal(value, 0), ""
    return decimal(value, 2 if abs(value) < 10 else 1), ""


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


def decimal(value: float, decimals: int) -> str:
    """A number with thousands separated, trailing zeros kept, and a true minus sign."""
    text = f"{value:,.{decimals}f}"
    return text.replace("-", "\u2212") if text.strip("-0.,") else text.lstrip("-")


def interval(low: float | None, high: float | None, unit: str, n: int | None = None) -> str:
    """A 95 % interval with the unit once, at the end: `5.6 – 6.2 %`."""
    if low is None or high is None:
        return NONE
    (first, one), (second, other) = parts(low, unit, n), parts(high, unit, n)
    if one != other:
        return f"{amount(low, unit, n)} – {amount(high, unit, n)}"
    return f"{first} – {second}{NARROW}{other}" if other else f"{first} – {second}"


def bare_interval(low: float | None, high: float | None, unit: str, n: int | None = None) -> str:
    """An interval for a column whose neighbour carries the unit: `5.6 – 6.2`."""
    if low is None or high is None:
        return NONE
    (first, one), (second, other) = parts(low, unit, n), parts(high, unit, n)
    return f"{first} – {second}" if one == other else interval(low, high, unit, n)


def target(kpi: Kpi, value: float | None = None) -> str:
    """A target with its sign first: `< 5 %`; the catalogue's unless another value is given."""
    value = kpi.target if value is None else value
    if value is None:
        return NONE
    figure, suffix = parts(value, kpi.unit)
    figure = figure.rstrip("0").rstrip(".") if "." in figure else figure
    sign = SIGNS.get(kpi.target_sign, kpi.target_sign)
    return f"{sign}{NARROW}{figure}{NARROW + suffix if suffix else ''}"


def count(value: int | None) -> str:
    """A number of cases, thousands separated."""
    return NONE if value is None else f"{value:,}"


def figure(month: Month | None, unit: str) -> str:
    """A month's value for a table: `P` before a provisional one, so that digits stay aligned."""
    if month is None:
        return NONE
    if month.status == "withheld":
        return "fewer than 5"
    mark = "P " if month.status == "provisional" and month.value is not None else ""
    return mark + amount(month.value, unit, month.n)


def quantity(value: float | None) -> str:
    """A sum of cases or seconds without needless decimals."""
    if value is None:
        return NONE
    return decimal(value, 0 if value == int(value) else 1)


def month_name(day: date | None) -> str:
    """`Sep 2025`."""
    return NONE if day is None else f"{day:%b %Y}"


def day_name(day: date | None) -> str:
    """`13 Oct 2025`."""
    return NONE if day is None else f"{day.day} {day:%b %Y}"


def instant(moment: datetime | None, zone: str = "UTC") -> str:
    """`13 Oct 2025, 06:05 CEST`."""
    if moment is None:
        return NONE
    local = moment.astimezone(ZoneInfo(zone))
    return f"{day_name(local.date())}, {local:%H:%M} {local.tzname()}"


def days(value: float | None) -> str:
    """A number of whole days: `9 d`."""
    return NONE if value is None else f"{value:,.0f}{NARROW}d"


def counted(number: int, one: str, several: str = "") -> str:
    """`1 risk`, `3 risks`."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def words(name: str) -> str:
    """A name out of the catalogue as words: `customer_segment` → `customer segment`."""
    return name.replace("_", " ")


def scope(source: str, dimension: str = "", member: str = "") -> str:
    """Whom a figure is about."""
    said = [f"source {source}" if source else "all sources"]
    if dimension and member:
        said.append(f"{words(dimension)} {member}")
    return ", ".join(said)


def short_hash(digest: str) -> str:
    """The ends of a hash, enough to compare by eye; the ledger's first is all zeros."""
    return f"{digest[:4]}…{digest[-4:]}"


def capital(text: str) -> str:
    """The first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def column(name: str) -> str:
    """A column's name as words, its unit after a comma: `wait_s` → `wait, s`."""
    for suffix, unit in SUFFIXES.items():
        if name.endswith(suffix):
            return f"{words(name.removesuffix(suffix))}, {unit}"
    return words(name)
