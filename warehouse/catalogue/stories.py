"""How the rows of one matter are found and told, as declared in stories.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from warehouse.catalogue.tables import tables
from warehouse.errors import CatalogueRefused

DECLARED = Path(__file__).with_name("stories.toml")
KEYS = {"label", "id", "threads", "at", "moments", "instead", "named", "tells", "facts"}


@dataclass(frozen=True)
class Told:
    """One canonical table in a story; the fields are described at the head of stories.toml."""

    table: str
    label: str
    id: tuple[str, ...]
    threads: Mapping[str, tuple[str, ...]]
    at: str
    moments: tuple[str, ...]
    instead: str
    named: str
    tells: tuple[str, ...]
    facts: tuple[str, ...]


@cache
def told() -> Mapping[str, Told]:
    """The tables of a story by name, in their order.

    Raises:
        CatalogueRefused: an unknown key, table or column.
    """
    return {
        name: _told(name, body)
        for name, body in tomllib.loads(DECLARED.read_text(encoding="utf-8")).items()
    }


def _told(name: str, body: Mapping[str, Any]) -> Told:
    table = tables().get(name)
    named = {*body["id"], *body["threads"], *body["tells"], *body.get("moments", ())}
    named |= {body["at"], body.get("named", "")} - {""}
    unknown = (set(body) - KEYS) | (named - set(table.columns) if table else {name})
    if unknown:
        raise CatalogueRefused(
            f"Cannot use {DECLARED.name}, {name}", f"{sorted(unknown)} is not there",
            "Correct the file.",
        )  # fmt: skip
    return Told(
        table=name,
        label=body["label"],
        id=tuple(body["id"]),
        threads={column: tuple(kinds) for column, kinds in body["threads"].items()},
        at=body["at"],
        moments=tuple(body.get("moments", ())),
        instead=body.get("instead", ""),
        named=body.get("named", ""),
        tells=tuple(body["tells"]),
        facts=tuple(body["facts"]),
    )


def table_of(fact: str) -> str:
    """The table whose row is the record of a fact; empty where a record is made of many rows."""
    return next((name for name, one in told().items() if fact in one.facts), "")
