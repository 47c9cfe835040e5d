"""Which columns point to a person, and how much of them a viewer is shown."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from warehouse.access import Viewer
from warehouse.errors import CatalogueRefused
from warehouse.verdicts import is_personal

DECLARED = Path(__file__).with_name("personal.toml")
KEYS = {"people", "hashed"}
SHORT = 8  # characters of a keyed hash: enough to tell two customers of a page apart
WITHHELD = "withheld"
Kind = Literal["", "person", "hash"]


@cache
def declared() -> Mapping[str, Any]:
    """The declaration that the project ships, checked.

    Raises:
        CatalogueRefused: an unknown key.
    """
    body = tomllib.loads(DECLARED.read_text(encoding="utf-8"))
    facts = body.get("fact", {})
    found = [
        *(set(body) - KEYS - {"fact"}),
        *(k for one in facts.values() for k in set(one) - KEYS),
    ]
    if found:
        raise CatalogueRefused(
            f"Cannot use {DECLARED.name}",
            f"unknown keys {sorted(found)}, expected {sorted(KEYS)}",
            "Correct the file.",
        )
    return body


def kind(relation: str, column: str) -> Kind:
    """What a column of a fact or canonical table is: of a person, a keyed hash, or neither."""
    body = declared()
    for one in (body, body["fact"].get(relation, {})):
        if column in one.get("hashed", ()):
            return "hash"
        if column in one.get("people", ()):
            return "person"
    if column.endswith("_key") or column == "customer_ref":
        return "hash"
    if column == "record":  # of a fact: an id, unless declared above; of the quarantine: cells
        return ""
    return "person" if is_personal(column) else ""


def shown(relation: str, column: str, viewer: Viewer) -> str | None:
    """The SQL expression of a column as the viewer may see it; None where it is not for them."""
    what = kind(relation, column)
    if what == "hash":
        return f"left({column}, {SHORT}) || '…'"
    if what == "person" and "see_people" not in viewer.rights:
        return f"if({column} is null, null, '{WITHHELD}')" if column == "record" else None
    return column


def clipped(value: Any) -> str | None:
    """A keyed hash as anybody may see it: `a3f9c2d0…`; null stays null."""
    return None if value is None else f"{str(value)[:SHORT]}…"
