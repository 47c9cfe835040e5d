"""The canonical tables as declared in tables.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from warehouse.errors import CatalogueRefused

DECLARED = Path(__file__).with_name("tables.toml")
TYPES = re.compile(r"(TEXT|TEXT\[\]|BOOLEAN|INTEGER|BIGINT|DATE|TIMESTAMPTZ|DECIMAL\(\d+,\d+\))")
PROVENANCE = {  # in every table, before its own columns
    "source_id": "TEXT",
    "src_file": "INTEGER",
    "src_row": "INTEGER",
    "source_updated_at": "TIMESTAMPTZ",
}


@dataclass(frozen=True)
class Column:
    """A column: SQL type, whether a row without it is unusable, and its meaning."""

    name: str
    type: str
    required: bool
    meaning: str


@dataclass(frozen=True)
class Table:
    """A canonical table; `event` names the column that dates a row, or is empty."""

    name: str
    grain: str
    key: tuple[str, ...]
    event: str
    columns: dict[str, Column]

    @property
    def types(self) -> dict[str, str]:
        """All columns with their SQL types, provenance first."""
        return PROVENANCE | {name: column.type for name, column in self.columns.items()}

    @property
    def ddl(self) -> str:
        """The statement that creates the table, without keys: uniqueness is a check."""
        columns = ", ".join(f"{name} {type_}" for name, type_ in self.types.items())
        return f"create table {self.name} ({columns})"


def _column(table: str, name: str, text: str) -> Column:
    type_, _, meaning = text.partition(":")
    bare = type_.removesuffix("!")
    if not TYPES.fullmatch(bare) or not meaning.strip():
        raise CatalogueRefused(
            f"Cannot read column {table}.{name}",
            f"found {text!r}, expected 'TYPE: meaning' or 'TYPE!: meaning'",
            f"Correct {DECLARED.name}.",
        )
    return Column(name, bare, type_.endswith("!"), meaning.strip())


@cache
def tables() -> dict[str, Table]:
    """Every canonical table by name.

    Raises:
        CatalogueRefused: a column has no type or meaning, or a key names no column.
    """
    declared = tomllib.loads(DECLARED.read_text(encoding="utf-8"))
    found = {}
    for name, body in declared.items():
        columns = {key: _column(name, key, text) for key, text in body["columns"].items()}
        unknown = {*body["key"], *filter(None, [body["event"]])} - set(columns)
        if unknown:
            raise CatalogueRefused(f"Cannot use table {name!r}", f"no such column: {unknown}")
        found[name] = Table(name, body["grain"], tuple(body["key"]), body["event"], columns)
    return found
