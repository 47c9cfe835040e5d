"""How numbers and days are written: the organisation's locale, British where none is named.

Words stay English; what follows the locale are the decimal mark, the grouping of thousands and the
order of a date. A program names its locale once, `written`; threads do not share it.
"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from warehouse.period import MONTHS

DECLARED = Path(__file__).with_name("catalogue") / "notations.toml"
USUAL = "en-GB"


@dataclass(frozen=True)
class Notation:
    """One locale's marks; `days` and `typed` are the orders of a date in words and in a form."""

    locale: str
    decimal: str
    thousands: str
    days: str
    typed: str

    @property
    def separators(self) -> str:
        """The decimal mark and that of thousands, as Plotly takes them."""
        return self.decimal + self.thousands


@cache
def notations() -> dict[str, Notation]:
    """Every notation that can be named, by its locale."""
    declared = tomllib.loads(DECLARED.read_text(encoding="utf-8"))
    return {name: Notation(name, **marks) for name, marks in declared.items()}


_in_force: ContextVar[str] = ContextVar("notation", default=USUAL)


def current() -> Notation:
    """The notation in force here."""
    return notations()[_in_force.get()]


def written(locale: str) -> None:
    """Write numbers and days like this from now on, in this thread."""
    _in_force.set(locale)


@contextmanager
def writing(locale: str) -> Iterator[None]:
    """Write numbers and days like this for a block."""
    token = _in_force.set(locale)
    try:
        yield
    finally:
        _in_force.reset(token)


def number(value: float, decimals: int) -> str:
    """A number with thousands grouped, trailing zeros kept, and a true minus sign; 0 has none."""
    text = f"{value:,.{decimals}f}"
    text = text.replace("-", "\u2212") if text.strip("-0.,") else text.lstrip("-")
    marks = current()
    return text.translate({ord(","): marks.thousands, ord("."): marks.decimal})


def whole(value: float) -> str:
    """A whole number: `17,664`, in Germany `17.664`."""
    return number(value, 0)


def day(one: date) -> str:
    """`13 Oct 2025`, in the United States `Oct 13, 2025`."""
    return current().days.format(day=one.day, month=MONTHS[one.month - 1], year=one.year)


def long_day(one: date) -> str:
    """`13 October 2025`, in the United States `October 13, 2025`."""
    return current().days.format(day=one.day, month=f"{one:%B}", year=one.year)


def short_day(one: date) -> str:
    """`13 Oct`, in the United States `Oct 13`."""
    named = {"day": one.day, "month": MONTHS[one.month - 1], "year": ""}
    return current().days.format(**named).strip(" ,")
