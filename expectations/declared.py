"""The checks as declared in this room's TOML files, and the loader that refuses wrong ones.

A check names either a Great Expectations class with its arguments, or `rows`: SQL that selects
the rows that fail. Whichever it is, `Check.sql` is the query of the failing rows in plain SQL,
so that a reader can run it, and so that two routes lead to every verdict.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, get_args

from expectations import across
from warehouse.build import create
from warehouse.catalogue.loader import shipped
from warehouse.connection import Database, DatabaseError, scratch
from warehouse.errors import CatalogueRefused
from warehouse.home import Settings
from warehouse.verdicts import Severity

FOLDER = Path(__file__).parent
SEVERITIES = get_args(Severity)
REQUIRED = {"label": str, "table": str, "severity": str, "owner": str, "why": str, "kpis": list}
OPTIONAL = {
    "rows": str, "cases": str, "using": list, "gate": bool, "waivable": bool, "expectation": str,
}  # fmt: skip
Arguments = Mapping[str, Any]


def _literal(value: Any) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def _outside(given: Arguments) -> str:
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
    """An expectation class that a check may name: its arguments, and its failing rows in SQL."""

    arguments: dict[str, tuple[type, ...]]
    optional: dict[str, tuple[type, ...]]
    fails: Callable[[Arguments], str]
    fixed: dict[str, Any] = field(default_factory=dict)


NUMBER = (int, float)
FORMS = {
    "ExpectColumnValuesToNotBeNull": Form(
        {"column": (str,)}, {}, lambda given: f"{given['column']} is null"
    ),
    "ExpectColumnValuesToBeBetween": Form(
        {"column": (str,)}, {"min_value": NUMBER, "max_value": NUMBER}, _outside
    ),
    "ExpectColumnValuesToBeInSet": Form({"column": (str,), "value_set": (list,)}, {}, _unlisted),
    "ExpectColumnPairValuesAToBeGreaterThanB": Form(
        {"column_A": (str,), "column_B": (str,)},
        {"or_equal": (bool,)},
        _not_greater,
        {"ignore_row_if": "either_value_is_missing"},
    ),
    "ExpectCompoundColumnsToBeUnique": Form({"column_list": (list,)}, {}, _repeated),
}


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        expectation: the Great Expectations class, or empty where `rows` was declared.
        arguments: what that class is given.
        sql: selects the failing rows.
        cases: selects one row for each case that the check looks at.
        gate: whether nothing else can be judged when it fails.
        waivable: whether a person may let it pass; never for a gate, nor for a check that guards
            the program's own books rather than the data.
        file: the TOML file that declares it.
    """

    id: str
    label: str
    table: str
    severity: Severity
    owner: str
    why: str
    kpis: tuple[str, ...]
    expectation: str
    arguments: dict[str, Any]
    sql: str
    cases: str
    gate: bool
    waivable: bool
    file: str


def texts() -> dict[str, str]:
    """The declarations as they stand, by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.toml"))}


@cache
def checks() -> tuple[Check, ...]:
    """Every declared check, gates first.

    Raises:
        CatalogueRefused: a declaration cannot be used; the message names the near misses.
    """
    return read(texts())


def read(files: Mapping[str, str]) -> tuple[Check, ...]:
    """Read declarations, given as TOML text by file name, and try each on an empty build.

    Raises:
        CatalogueRefused: as for `checks`.
    """
    found: dict[str, Check] = {}
    with scratch() as database:
        create(database)
        columns = _columns(database)
        for file, text in files.items():
            for id_, body in _parsed(file, text).items():
                check = _check(id_, body, file, columns)
                if id_ in found:
                    raise _refused(check.id, file, f"it stands in {found[id_].file!r} already")
                _tried(check, database)
                found[id_] = check
    return tuple(sorted(found.values(), key=lambda check: not check.gate))


def _parsed(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueRefused(f"Cannot read {file!r}", str(error), "Correct it.") from error


def _columns(database: Database) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table, column in database.rows(
        "select table_name, column_name from information_schema.columns"
    ):
        found.setdefault(table, set()).add(column)
    return found


def _check(id_: str, body: Any, file: str, columns: dict[str, set[str]]) -> Check:
    if not isinstance(body, dict) or not re.fullmatch(r"[a-z][a-z0-9_]*", id_):
        raise _refused(id_, file, "expected a section [lower_case_id]")
    form = _form(id_, body, file)
    _keys(id_, body, file, form)
    _known(id_, file, "table", [body["table"]], columns)
    _known(id_, file, "severity", [body["severity"]], SEVERITIES)
    _known(id_, file, "KPI", body["kpis"], shipped(Settings()).kpis)
    _known(id_, file, "fragment in using", body.get("using", ()), across.fragments())
    arguments = {key: body[key] for key in (*form.arguments, *form.optional) if key in body}
    named = [arguments[key] for key in ("column", "column_A", "column_B") if key in arguments]
    named += arguments.get("column_list", [])
    _known(id_, file, f"column of {body['table']}", named, columns[body["table"]])
    where = "" if "rows" in body else form.fails(arguments | {"table": body["table"]})
    rows = body.get("rows") or f"select * from {body['table']} where {where}"
    using = body.get("using", ())
    return Check(
        id=id_,
        **{key: body[key] for key in REQUIRED if key != "kpis"},
        kpis=tuple(body["kpis"]),
        expectation=body.get("expectation", ""),
        arguments=arguments | form.fixed,
        sql=across.composed(rows, using),
        cases=across.composed(body.get("cases") or f"select 1 from {body['table']}", using),
        gate=body.get("gate", False),
        waivable=body.get("waivable", True) and not body.get("gate", False),
        file=file,
    )


def _form(id_: str, body: dict[str, Any], file: str) -> Form:
    if ("rows" in body) == ("expectation" in body):
        raise _refused(id_, file, "expected either 'rows' or 'expectation', and one of them only")
    if "rows" in body:
        return Form({}, {}, lambda given: "")
    _known(id_, file, "expectation", [body["expectation"]], FORMS)
    return FORMS[body["expectation"]]


def _keys(id_: str, body: dict[str, Any], file: str, form: Form) -> None:
    must = REQUIRED | form.arguments
    may = must | OPTIONAL | form.optional
    _known(id_, file, "key", body, may)
    for key, type_ in may.items():
        if key not in body:
            if key in must:
                raise _refused(id_, file, f"{key!r} is missing")
        elif not isinstance(body[key], type_) or (body[key] in ("", []) and key != "kpis"):
            raise _refused(id_, file, f"{key} = {body[key]!r} cannot be used")
    if form.fails is _outside and not {"min_value", "max_value"} & set(body):
        raise _refused(id_, file, "'min_value' or 'max_value' is missing")


def _known(id_: str, file: str, what: str, named: Iterable[str], allowed: Iterable[str]) -> None:
    choice = sorted(allowed)
    for name in named:
        if name not in choice:
            near = get_close_matches(str(name), choice, n=3, cutoff=0.5)
            meant = f"did you mean {' or '.join(map(repr, near))}" if near else f"known: {choice}"
            raise _refused(id_, file, f"unknown {what} {name!r}, {meant}")


def _tried(check: Check, database: Database) -> None:
    for query in (check.sql, check.cases):
        try:
            database.rows(f"select count(*) from ({query})")
        except DatabaseError as error:
            told = " ".join(str(error).split())
            raise _refused(check.id, check.file, f"its SQL does not run: {told}") from error


def _refused(id_: str, file: str, found: str) -> CatalogueRefused:
    return CatalogueRefused(f"Cannot use check {id_!r}", found, f"Correct expectations/{file}.")
