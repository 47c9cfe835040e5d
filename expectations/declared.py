"""The checks as declared in this room's TOML files, and the loader that refuses wrong ones.

A check names a Great Expectations class with its arguments, or `where`: the condition that holds
for the rows of its table that fail, or `rows`: SQL that selects what fails. Whichever it is,
`Check.sql` is the query of the failing rows in plain SQL, so that a reader can run it. Classes and
conditions of one table are judged in one pass over it; prefer them to `rows`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, get_args

from expectations import across, drift
from expectations.forms import FORMS, Form, outside
from warehouse.build import create
from warehouse.catalogue.loader import shipped
from warehouse.catalogue.tables import tables
from warehouse.connection import Database, DatabaseError, scratch
from warehouse.errors import CatalogueRefused
from warehouse.home import Settings
from warehouse.verdicts import Severity

FOLDER = Path(__file__).parent
SEVERITIES = get_args(Severity)
SORTS = (
    *("completeness", "uniqueness", "range", "order", "enum", "plausibility"),  # of one table
    *("link", "totals", "months", "volume", "freshness", "drift"),  # between tables, or over time
)
WORDS = ("label", "table", "sort", "severity", "owner", "why")
REQUIRED = dict.fromkeys(WORDS, str) | {"kpis": list}
# Ways of saying what fails: a check has exactly one.
WAYS = {"expectation": str, "where": str, "rows": str, "mix": list, "filled": list}
OPTIONAL = WAYS | {"of": str, "cases": str, "using": list, "beyond": float}
OPTIONAL |= {"gate": bool, "waivable": bool}
DRIFTING = {  # what is compared, and how it is told that it went beyond
    "mix": (drift.mix, "stability_index > {}"),
    "filled": (drift.filled, "empty_share_now - empty_share_before > {}"),
}


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        sort: what kind of doubt it settles, one of SORTS.
        expectation: the Great Expectations class, or empty where none was declared.
        arguments: what that class is given.
        where: the condition of the rows that fail, or empty where `rows` was declared.
        of: the condition of the rows that are looked at, or empty where `cases` was declared.
        rows: selects what fails, given the fragments.
        cases: selects one row for each case that is looked at, given the fragments.
        fragments: the relations that the two read, as SQL by name.
        gate: whether nothing else can be judged when it fails.
        waivable: whether a person may let it pass; never for a gate, nor for a check that guards
            the program's own books rather than the data.
        file: the TOML file that declares it.
    """

    id: str
    label: str
    table: str
    sort: str
    severity: Severity
    owner: str
    why: str
    kpis: tuple[str, ...]
    expectation: str
    arguments: dict[str, Any]
    where: str
    of: str
    rows: str
    cases: str
    fragments: dict[str, str]
    gate: bool
    waivable: bool
    file: str

    @property
    def sql(self) -> str:
        """The query of everything that fails; it runs on its own."""
        return across.composed(self.rows, self.fragments)


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
    _known(id_, file, "sort", [body["sort"]], SORTS)
    _known(id_, file, "KPI", body["kpis"], shipped(Settings()).kpis)
    _known(id_, file, "fragment in using", body.get("using", ()), across.fragments())
    arguments = {key: body[key] for key in (*form.arguments, *form.optional) if key in body}
    named = [arguments[key] for key in ("column", "column_A", "column_B") if key in arguments]
    named += arguments.get("column_list", [])
    _known(id_, file, f"column of {body['table']}", named, columns[body["table"]])
    where = body.get("where", "")
    if "expectation" in body:
        where = form.fails(arguments | {"table": body["table"]})
    where = _all(body, where)
    for way in DRIFTING.keys() & body.keys():
        _known(id_, file, f"column of {body['table']}", body[way], columns[body["table"]])
    rows, cases, fragments = _asked(id_, body, where)
    has_cases = {"cases", *DRIFTING} & body.keys()
    return Check(
        id=id_,
        **{key: body[key] for key in REQUIRED if key != "kpis"},
        kpis=tuple(body["kpis"]),
        expectation=body.get("expectation", ""),
        arguments=arguments | form.fixed,
        where=where,
        of="" if has_cases else body.get("of", "true"),
        rows=rows.strip(),
        cases=cases.strip(),
        fragments=fragments,
        gate=body.get("gate", False),
        waivable=body.get("waivable", True) and not body.get("gate", False),
        file=file,
    )


def _asked(id_: str, body: dict[str, Any], where: str) -> tuple[str, str, dict[str, str]]:
    """The queries of what fails and of what is looked at, and the fragments that they read."""
    for way in DRIFTING.keys() & body.keys():
        compared, beyond = DRIFTING[way]
        cases = f"select * from {id_}_compared"
        fragments = {f"{id_}_compared": compared(tables()[body["table"]], body[way])}
        return f"{cases} where {beyond.format(body['beyond'])}", cases, fragments
    rows = body.get("rows", f"select * from {body['table']} where {where}")
    return rows, body.get("cases", _looked_at(body)), across.needed(body.get("using", ()))


def _all(body: dict[str, Any], where: str) -> str:
    return f"({body['of']}) and ({where})" if "of" in body else where


def _looked_at(body: dict[str, Any]) -> str:
    return f"select 1 from {body['table']}" + (f" where {body['of']}" if "of" in body else "")


def _form(id_: str, body: dict[str, Any], file: str) -> Form:
    if len(set(WAYS) & set(body)) != 1:
        ways = ", ".join(map(repr, WAYS))
        raise _refused(id_, file, f"expected one of {ways}, and only one")
    if ("beyond" in body) != bool(DRIFTING.keys() & body.keys()):
        raise _refused(id_, file, "'beyond' belongs to 'mix' and 'filled', and they need it")
    if "of" in body and ("where" not in body or "cases" in body):
        raise _refused(id_, file, "'of' narrows 'where' and takes the place of 'cases'")
    if "expectation" not in body:
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
    if form.fails is outside and not {"min_value", "max_value"} & set(body):
        raise _refused(id_, file, "'min_value' or 'max_value' is missing")


def _known(id_: str, file: str, what: str, named: Iterable[str], allowed: Iterable[str]) -> None:
    choice = sorted(allowed)
    for name in named:
        if name not in choice:
            near = get_close_matches(str(name), choice, n=3, cutoff=0.5)
            meant = f"did you mean {' or '.join(map(repr, near))}" if near else f"known: {choice}"
            raise _refused(id_, file, f"unknown {what} {name!r}, {meant}")


def _tried(check: Check, database: Database) -> None:
    for query in (check.sql, across.composed(check.cases, check.fragments)):
        try:
            database.rows(f"select count(*) from ({query})")
        except DatabaseError as error:
            told = " ".join(str(error).split())
            raise _refused(check.id, check.file, f"its SQL does not run: {told}") from error


def _refused(id_: str, file: str, found: str) -> CatalogueRefused:
    return CatalogueRefused(f"Cannot use check {id_!r}", found, f"Correct expectations/{file}.")
