"""Which figures a record that is not counted could have fed, as declared in held.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from warehouse.catalogue.tables import tables
from warehouse.errors import CatalogueRefused

DECLARED = Path(__file__).with_name("held.toml")
KEYS = {"table", "dated", "times", "adds", "sums", "spans"}
SIDES = ("both", "numerator", "denominator")


@dataclass(frozen=True)
class Feed:
    """A canonical table of which one record could be a row of a fact in one of its months.

    `dated` are the columns that place it, the first readable one counts; `times` the rows it gives
    at most; `adds` where a row counts (both, numerator, denominator). `sums`: a record stands for
    many cases; `spans`: it may stand in many months.
    """

    table: str
    dated: tuple[str, ...]
    times: int = 1
    adds: str = "both"
    sums: bool = False
    spans: bool = False


@dataclass(frozen=True)
class Declared:
    """held.toml: feeds by fact and month, reasons that mean unusable data, scales by KPI id."""

    feeds: Mapping[tuple[str, str], tuple[Feed, ...]]
    unusable: frozenset[str]
    without: frozenset[str]
    scale: Mapping[str, tuple[float, float]]


@cache
def held() -> Declared:
    """The declaration that the project ships, checked.

    Raises:
        CatalogueRefused: an unknown key, table or column, or a scale that does not rise.
    """
    return read(DECLARED.read_text(encoding="utf-8"))


def read(text: str) -> Declared:
    """A declaration from its text.

    Raises:
        CatalogueRefused: it does not hold; the message says where.
    """
    body = tomllib.loads(text)
    scale = {name: (float(low), float(high)) for name, (low, high) in body["scale"].items()}
    for name, (low, high) in scale.items():
        if low >= high:
            raise _refusal(f"scale.{name} is {low:g} to {high:g}, expected a rising pair")
    return Declared(
        feeds={
            (fact, month): tuple(_feed(f"{fact}.{month}", one) for one in listed)
            for fact, months in body["fact"].items()
            for month, listed in months.items()
        },
        unusable=frozenset(body["unusable"]),
        without=frozenset(body["without"]),
        scale=scale,
    )


def _feed(where: str, body: Mapping[str, Any]) -> Feed:
    if set(body) - KEYS or not body.get("table") or not body.get("dated"):
        raise _refusal(f"{where} has {sorted(body)}, expected table and dated, of {sorted(KEYS)}")
    table = tables().get(body["table"])
    unknown = set(body["dated"]) - set(table.columns) if table else {body["table"]}
    if unknown or body.get("adds", "both") not in SIDES:
        raise _refusal(f"{where} names {sorted(unknown) or body['adds']!r}, which is not there")
    return Feed(**{**body, "dated": tuple(body["dated"])})


def _refusal(found: str) -> CatalogueRefused:
    return CatalogueRefused(f"Cannot use {DECLARED.name}", found, "Correct the file.")
