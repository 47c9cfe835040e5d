"""A profile: what an export looks like and which canonical columns its cells become.

A profile is declared in TOML, checked before a row is read (declared.py), and holds no code and
no SQL. docs/profiles.md describes the language.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

Spec = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """Records that belong together, and what is made of each group's cells.

    Attributes:
        by: columns that name the group.
        starts: the record with which the next group of the same name begins.
        keep_rows: every record stays a row, with the group's columns beside its own; otherwise
            a group is one row of `by`, `nth` (1, 2 … where starts is declared) and `columns`.
    """

    FUNCTIONS: ClassVar[tuple[str, ...]] = ("first", "last", "min", "max", "sum", "count")

    by: tuple[str, ...]
    columns: dict[str, Spec]
    starts: Spec | None = None
    keep_rows: bool = False

    @property
    def made(self) -> set[str]:
        """Columns that the group makes."""
        return {*self.columns, "nth"}

    @property
    def read(self) -> Iterator[str]:
        """Columns that the group reads."""
        yield from self.by
        yield from columns_of(self.starts or {})
        for spec in self.columns.values():
            yield from (spec[key] for key in self.FUNCTIONS if key in spec)
            yield from columns_of(spec.get("where", {}))


@dataclass(frozen=True)
class Reader:
    """How the bytes become rows of text."""

    format: str
    delimiter: str | tuple[str, ...] = ","
    encodings: tuple[str, ...] = ("utf-8",)
    header_rows: int = 1
    name_row: int = 1
    name_pattern: str = ""
    name_joint: str = ""
    skip_lines: str = ""
    columns: tuple[str, ...] = ()
    sheet: str = ""
    records: tuple[str, ...] = ()
    unwrap: str = ""
    optional: tuple[str, ...] = ()
    any_case: bool = False
    line: str = ""
    explode: tuple[str, ...] = ()
    group: Group | None = None

    @property
    def delimiters(self) -> tuple[str, ...]:
        """The delimiters that the export may use."""
        return (self.delimiter,) if isinstance(self.delimiter, str) else self.delimiter


@dataclass(frozen=True)
class Times:
    """How the export writes instants; zone '' = must be declared by the organisation."""

    zone: str = ""
    formats: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S",)
    swapped: bool = False
    ambiguous: str = "quarantine"
    nonexistent: str = "quarantine"
    one_format_per_column: bool = False
    month_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variant:
    """One row of a canonical table that a source row may give."""

    columns: dict[str, Spec]
    where: Spec | None = None


@dataclass(frozen=True)
class TableMap:
    """A canonical table and the variants of it that one source row gives."""

    name: str
    variants: tuple[Variant, ...]
    updated_at: Spec | None = None


@dataclass(frozen=True)
class Rule:
    """A declared reason and the condition under which it holds for a row."""

    reason: str
    when: Spec


@dataclass(frozen=True)
class Profile:
    """One export format."""

    name: str
    tool: str
    source: str
    cadence_days: int
    site_zone: str
    reader: Reader
    required: tuple[str, ...]
    file_pattern: str
    contains: str
    lacks: str
    part: str
    synonyms: dict[str, str]
    time: Times
    null_tokens: tuple[str, ...]
    values: dict[str, dict[str, str]]
    excludes: tuple[Rule, ...]
    rejects: tuple[Rule, ...]
    refuses: tuple[Rule, ...]
    tables: tuple[TableMap, ...]
    personal: frozenset[str]
    trusted: frozenset[str]
    text: str = field(repr=False)

    @cached_property
    def used(self) -> tuple[str, ...]:
        """Every source column that the profile reads, in a stable order."""
        found: dict[str, None] = dict.fromkeys(self.required)
        for rule in (*self.excludes, *self.rejects, *self.refuses):
            found |= dict.fromkeys(columns_of(rule.when))
        group = self.reader.group
        found |= dict.fromkeys(group.read if group else ())
        if not group or group.keep_rows:
            found |= dict.fromkeys(self.mapped)
        made = {*self.reader.explode, *(group.made if group else ())}
        return tuple(name for name in found if name not in made)

    @property
    def mapped(self) -> tuple[str, ...]:
        """Every column that the tables are made of, in a stable order."""
        found: dict[str, None] = {}
        for table in self.tables:
            for spec in (table.updated_at, *(v.where for v in table.variants)):
                found |= dict.fromkeys(columns_of(spec or {}))
            for variant in table.variants:
                for spec in variant.columns.values():
                    found |= dict.fromkeys(columns_of(spec))
        return tuple(found)


def columns_of(node: Any) -> Iterator[str]:
    """Source columns named anywhere in a spec or condition."""
    if isinstance(node, list):
        for item in node:
            yield from columns_of(item)
        return
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key in ("from", "column", "column_above", "before_column", "equals_column"):
            yield value
        elif key in ("coalesce", "join", "sum", "between"):
            yield from (item for item in value if isinstance(item, str))
            yield from columns_of(value)
        elif key == "template":
            yield from re.findall(r"{(?!file})([^{}]+)}", value)
        elif isinstance(value, dict | list) and key not in ("map", "in", "not_in"):
            yield from columns_of(value)


def maps_of(node: Any) -> Iterator[str]:
    """Names of the declared value maps used anywhere in a spec."""
    children = node if isinstance(node, list) else ()
    if isinstance(node, dict):
        if isinstance(node.get("map"), str):
            yield node["map"]
        children = [value for key, value in node.items() if key != "map"]
    for child in children:
        yield from maps_of(child)
