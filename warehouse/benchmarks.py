"""Benchmarks that the organisation declares in benchmarks.toml of its CARE_HOME.

A figure of somebody else says nothing without where it stands, of when it is and how far it can be
compared; so there is no benchmark without source, date and note. None is shipped: an invented one
would be believed.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from warehouse.catalogue.kpis import Kpi
from warehouse.catalogue.naming import nearest
from warehouse.errors import HomeRefused
from warehouse.home import Home

FILE = "benchmarks.toml"
KEYS = {"kpi", "value", "unit", "source", "date", "comparability", "low", "high", "formula"}
NEEDED = ("kpi", "value", "unit", "source", "date", "comparability")
LEAST_NOTE = 10  # letters; less says nothing
STANDS = "No benchmark is shown until the file holds; all other pages are as they were."


@dataclass(frozen=True)
class Benchmark:
    """One figure of somebody else, in the unit of the KPI (shares 0–1).

    `low` and `high` are the ends of the range that the source gives, None where it gives none.
    `formula` names the formula of ours that the source computes by; "" is the headline. `published`
    is the day that the figure is of, or was published on. `comparability` says how far it can be
    compared.
    """

    kpi_id: str
    value: float
    unit: str
    source: str
    published: date
    comparability: str
    low: float | None = None
    high: float | None = None
    formula: str = ""


def declared(home: Home, kpis: Mapping[str, Kpi]) -> tuple[Benchmark, ...]:
    """The benchmarks of a home, in the order of the file; none where there is no file.

    Raises:
        HomeRefused: no TOML, an unknown key or KPI (with the nearest), no source, date or note, a
            value that is no number, another unit than the KPI's.
    """
    path = home.path / FILE
    if not path.exists():
        return ()
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise HomeRefused(f"Cannot read {FILE}", str(error), "Correct it.", STANDS) from error
    unknown = sorted(set(told) - {"benchmark"})
    listed = told.get("benchmark", [])
    if unknown or not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        found = f"unknown {unknown[0]!r}" if unknown else "[benchmark] as a section"
        raise HomeRefused(
            f"Cannot use {FILE}", found, "Write each benchmark as [[benchmark]].", STANDS
        )
    return tuple(_benchmark(place, body, kpis) for place, body in enumerate(listed, start=1))


def _benchmark(place: int, body: Mapping[str, Any], kpis: Mapping[str, Kpi]) -> Benchmark:
    where = f"benchmark {place} of {FILE}"
    for name in body:
        if name not in KEYS:
            raise _refusal(where, f"unknown {name!r}", _hint(name, KEYS))
    missing = [name for name in NEEDED if body.get(name) in (None, "")]
    if missing:
        raise _refusal(
            where,
            f"{missing} missing",
            "No benchmark without source, date and a note on how far it can be compared.",
        )
    if body["kpi"] not in kpis:
        raise _refusal(where, f"unknown KPI {body['kpi']!r}", _hint(str(body["kpi"]), kpis))
    kpi = kpis[body["kpi"]]
    formula, unit = _formula(where, kpi, body.get("formula", ""))
    if body["unit"] != unit:
        hint = f"Write the value in the unit of {kpi.id!r}: {unit!r} (shares 0–1)."
        raise _refusal(where, f"unit {body['unit']!r}, expected {unit!r}", hint)
    numbers = {name: _number(where, name, body, unit) for name in ("value", "low", "high")}
    value, low, high = numbers["value"], numbers["low"], numbers["high"]
    assert value is not None  # it is among the needed
    if (low is None) != (high is None) or not (low or value) <= value <= (high or value):
        raise _refusal(
            where, f"a range of {low} to {high} about {value}", "Give both ends, around the value."
        )
    return Benchmark(
        kpi.id, value, unit, _text(where, body, "source"), _day(where, body["date"]),
        _note(where, body), low, high, formula,
    )  # fmt: skip


def _formula(where: str, kpi: Kpi, name: Any) -> tuple[str, str]:
    """A formula's name and unit; the headline's for ""."""
    if not name:
        return "", kpi.unit
    known = {one.name: one.unit for one in kpi.formulas if one.name}
    if name not in known:
        raise _refusal(where, f"unknown formula {name!r} of {kpi.id!r}", _hint(str(name), known))
    return name, known[name]


def _number(where: str, name: str, body: Mapping[str, Any], unit: str) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refusal(where, f"{name} = {value!r}", "Write a number.")
    if unit == "share" and not 0 <= value <= 1:
        raise _refusal(where, f"{name} = {value!r} for a share", "Write 6 % as 0.06.")
    return float(value)


def _text(where: str, body: Mapping[str, Any], name: str) -> str:
    value = body[name]
    if not isinstance(value, str) or not value.strip():
        raise _refusal(where, f"{name} = {value!r}", "Write it in words.")
    return value.strip()


def _note(where: str, body: Mapping[str, Any]) -> str:
    note = _text(where, body, "comparability")
    if len(note) < LEAST_NOTE:
        raise _refusal(
            where,
            f"comparability = {note!r}",
            "Say whose customers, which channels and which definition it is of.",
        )
    return note


def _day(where: str, value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _refusal(where, f"date = {value!r} is no day", "Write it like 2025-03-01.")
    return value


def _hint(name: str, allowed: Any) -> str:
    near = nearest(name, allowed)
    return f"Did you mean {near!r}?" if near else f"Allowed are {sorted(allowed)}."


def _refusal(where: str, found: str, remedy: str) -> HomeRefused:
    return HomeRefused(f"Cannot use {where}", found, remedy, STANDS)
