"""The fields of a record: what may be written in each, how the ledger keeps it, how it reads.

| form    | read as            | kept as        |
|---------|--------------------|----------------|
| line    | str without breaks | text           |
| text    | str                | text           |
| choice  | str out of allowed | text           |
| score   | int 1–5            | whole number   |
| count   | int, 1 or more     | whole number   |
| date    | datetime.date      | "2026-03-01"   |
| number  | Decimal above 0    | "2.5"          |
| amount  | Decimal, any sign  | "-2.5"         |
| id      | str, such as a KPI | text           |
| ids     | tuple of str       | sorted list    |
| record  | str, id of a record| text           |

None = not filled. Empty text is not filled.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, Literal

from warehouse.catalogue.scales import SIZE
from warehouse.errors import LedgerRefused

Form = Literal[
    "line", "text", "choice", "score", "count", "date", "number", "amount", "id", "ids", "record"
]  # fmt: skip
LONGEST = {"line": 200, "text": 10_000}
DIGITS = 15  # what a spreadsheet keeps
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Field:
    """One field: label in sentences and forms, form, and whether a record needs it.

    `set_by_hand` is False for fields that only the register itself writes; `default` is what a
    new record gets where nothing was given; `of` is the kind of record that a `record` field
    names.
    """

    label: str
    form: Form
    required: bool = False
    allowed: tuple[str, ...] = ()
    default: Any = None
    set_by_hand: bool = True
    of: str = ""

    def kept(self, name: str, value: Any) -> Any:
        """The value as the ledger keeps it; None where it is not filled.

        Raises:
            LedgerRefused: the value is not one that this field takes.
        """
        if value is None or value == "" or value == () or value == []:
            return None
        kept = _KEPT[self.form](self, name, value)
        return kept or None if isinstance(kept, str | list) else kept

    def read(self, kept: Any) -> Any:
        """The value as the program reads it; () for ids that are not filled."""
        if self.form == "ids":
            return tuple(kept or ())
        if kept is None:
            return None
        if self.form == "date":
            return date.fromisoformat(kept)
        return Decimal(kept) if self.form in ("number", "amount") else kept


def refusal(name: str, found: Any, expected: str, remedy: str = "") -> LedgerRefused:
    """The refusal of one field's value, in the shape of this house."""
    return LedgerRefused(
        f"Cannot write {name}",
        f"found {found!r}, expected {expected}",
        remedy or "Correct it and save again.",
        "Nothing was changed.",
    )


def near(name: str, allowed: tuple[str, ...] | list[str]) -> str:
    """The question "Did you mean …?", or nothing where no allowed name is near."""
    matches = get_close_matches(str(name), allowed, n=1)
    return f"Did you mean {matches[0]!r}?" if matches else ""


def _text(field: Field, name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise refusal(name, value, "text")
    text = " ".join(value.split()) if field.form == "line" else value.strip()
    if len(text) > LONGEST[field.form]:
        found = f"{text[:20]}… ({len(text):,} characters)"
        raise refusal(name, found, f"at most {LONGEST[field.form]:,} characters", "Shorten it.")
    return text


def _choice(field: Field, name: str, value: Any) -> str:
    if value not in field.allowed:
        raise refusal(name, value, "one of " + ", ".join(field.allowed), near(value, field.allowed))
    return str(value)


def _score(field: Field, name: str, value: Any) -> int:
    if type(value) is not int or not 1 <= value <= SIZE:
        raise refusal(name, value, f"a whole number from 1 to {SIZE}")
    return value


def _count(field: Field, name: str, value: Any) -> int:
    if type(value) is not int or value < 1:
        raise refusal(name, value, "a whole number, 1 or more")
    return value


def _date(field: Field, name: str, value: Any) -> str:
    expected = "a date such as 2026-03-31"
    if isinstance(value, datetime):  # a date too, but of which place?
        raise refusal(name, value, expected)
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise refusal(name, value, expected) from error


def _number(field: Field, name: str, value: Any) -> str:
    sort = "a positive number" if field.form == "number" else "a number"
    expected = f"{sort} such as 2.5, of at most {DIGITS} digits"
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise refusal(name, value, expected)
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise refusal(name, value, expected) from error
    if not number.is_finite() or abs(number.adjusted()) > DIGITS:
        raise refusal(name, value, expected)
    if field.form == "number" and number <= 0:
        raise refusal(name, value, expected)
    plain = f"{number:f}"
    if "." in plain:  # 2.50 and 2.5 are one number and get one spelling
        plain = plain.rstrip("0").rstrip(".")
    if len(plain.replace(".", "").lstrip("-")) > DIGITS:
        raise refusal(name, value, expected)
    return plain


def _id(field: Field, name: str, value: Any) -> str:
    if not isinstance(value, str) or not IDENTIFIER.fullmatch(value):
        raise refusal(name, value, "an id such as first_kpi")
    return value


def _ids(field: Field, name: str, value: Any) -> list[str]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise refusal(name, value, "a list of ids such as ['first_kpi']")
    return sorted({_id(field, name, one) for one in value})


def _record(field: Field, name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise refusal(name, value, f"the id of a {field.of}")
    return value.strip()


_KEPT: dict[Form, Callable[[Field, str, Any], Any]] = {
    "line": _text,
    "text": _text,
    "choice": _choice,
    "score": _score,
    "count": _count,
    "date": _date,
    "number": _number,
    "amount": _number,
    "id": _id,
    "ids": _ids,
    "record": _record,
}
