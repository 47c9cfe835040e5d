"""The Great Expectations classes that a check may name: arguments, and failing rows in SQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Arguments = Mapping[str, Any]


def _literal(value: Any) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def outside(given: Arguments) -> str:
    """The condition of values beyond one of the bounds that are given."""
    column = given["column"]
    sides = (("<", given.get("min_value")), (">", given.get("max_value")))
    return " or ".join(f"{column} {sign} {_literal(v)}" for sign, v in sides if v is not None)


def _unlisted(given: Arguments) -> str:
    return f"{given['column']} not in ({', '.join(map(_literal, given['value_set']))})"


def _not_greater(given: Arguments) -> str:
    sign = "<" if given.get("or_equal") else "<="
    return f"{given['column_A']} {sign} {given['column_B']}"


def _repeated(given: Arguments) -> str:
    key = ", ".join(given["column_list"])
    return f"({key}) in (select ({key}) from {given['table']} group by {key} having count(*) > 1)"


@dataclass(frozen=True)
class Form:
    """A class: its arguments, and the condition that holds for the rows that fail it."""

    arguments: dict[str, tuple[type, ...]]
    optional: dict[str, tuple[type, ...]]
    fails: Callable[[Arguments], str]
    fixed: dict[str, Any] = field(default_factory=dict)


NUMBER = (int, float)
UNIQUE = "ExpectCompoundColumnsToBeUnique"
FORMS = {
    "ExpectColumnValuesToNotBeNull": Form(
        {"column": (str,)}, {}, lambda given: f"{given['column']} is null"
    ),
    "ExpectColumnValuesToBeBetween": Form(
        {"column": (str,)}, {"min_value": NUMBER, "max_value": NUMBER}, outside
    ),
    "ExpectColumnValuesToBeInSet": Form({"column": (str,), "value_set": (list,)}, {}, _unlisted),
    "ExpectColumnPairValuesAToBeGreaterThanB": Form(
        {"column_A": (str,), "column_B": (str,)},
        {"or_equal": (bool,)},
        _not_greater,
        {"ignore_row_if": "either_value_is_missing"},
    ),
    UNIQUE: Form({"column_list": (list,)}, {}, _repeated),
}


def distinct(table: str, key: list[str]) -> str:
    """A query that finds the keys which stand more than once, quickly where none does.

    Hashes are grouped first: eight bytes a row instead of the key. Only keys whose hash is shared
    are then compared themselves, so that two keys of one hash are not taken for one.
    """
    columns = ", ".join(key)
    shared = f"select hash({columns}) from {table} group by all having count(*) > 1"
    return (
        f"select {columns} from {table} where hash({columns}) in ({shared}) "
        "group by all having count(*) > 1"
    )
