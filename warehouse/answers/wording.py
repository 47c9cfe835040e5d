"""Figures and months in words, one way for every finding, page, chart and paper.

The rules: shares as percentages with one decimal, two under 1 %, none when n < 100; a narrow
no-break space before a unit; the minus is U+2212; durations in s under two minutes, then min, h,
d; what is not known is an en dash and never 0.
"""

from collections.abc import Sequence
from datetime import date

from warehouse import notation
from warehouse.catalogue.kpis import Kpi
from warehouse.notation import whole
from warehouse.period import month_label

NONE = "–"
NARROW = "\u202f"
SMALL_N = 100  # below it a decimal of a percentage promises more than there is
STEPS = ((1.0, "s"), (60.0, "min"), (3600.0, "h"), (86400.0, "d"))
LIMITS = (120.0, 7200.0, 172800.0)  # seconds from which the next larger unit reads better
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


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


def decimal(value: float, decimals: int) -> str:
    """A number with thousands separated, trailing zeros kept, and a true minus sign."""
    return notation.number(value, decimals)


def interval(low: float | None, high: float | None, unit: str, n: int | None = None) -> str:
    """A 95 % interval with the unit once, at the end: `5.6 – 6.2 %`."""
    if low is None or high is None:
        return NONE
    (first, one), (second, other) = parts(low, unit, n), parts(high, unit, n)
    if one != other:
        return f"{amount(low, unit, n)} – {amount(high, unit, n)}"
    return f"{first} – {second}{NARROW}{other}" if other else f"{first} – {second}"


def target(kpi: Kpi, value: float | None = None) -> str:
    """A target with its sign first: `< 5 %`; the catalogue's unless another value is given."""
    value = kpi.target if value is None else value
    if value is None:
        return NONE
    figure, suffix = parts(value, kpi.unit)
    mark = notation.current().decimal
    figure = figure.rstrip("0").rstrip(mark) if mark in figure else figure
    return f"{kpi.target_sign}{NARROW}{figure}{NARROW + suffix if suffix else ''}"


def month(day: date | None) -> str:
    """`Sep 2025`."""
    return NONE if day is None else month_label(day)


def number(count: int) -> str:
    """A small number as a word, as sentences spell it: `two`, `12`."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else whole(count)


def counted(count: int, one: str, several: str = "") -> str:
    """`1 risk`, `3 risks`."""
    return f"{whole(count)} {one if count == 1 else several or one + 's'}"


def listed(names: Sequence[str], most: int = 3) -> str:
    """`a, b and c`; beyond `most` the others are counted."""
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def capital(text: str) -> str:
    """The first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def lowered(label: str) -> str:
    """A label inside a sentence: `Abandonment rate` → `abandonment rate`, `NPS` stays."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
