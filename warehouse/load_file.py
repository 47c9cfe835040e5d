"""A file of a load and what becomes of its records."""

from dataclasses import dataclass, field
from typing import NamedTuple

LAID = (
    "create table if not exists repair (file_id integer, repair text, rows bigint)",
    "create table if not exists remark (file_id integer, kind text, text text, evidence text)",
)


class Remark(NamedTuple):
    """Something odd in a file that was loaded nevertheless, with what shows it."""

    kind: str  # ids, offsets, units, cut off
    text: str
    evidence: str


@dataclass
class FileEntry:
    """One file of this load and what became of its records so far."""

    file_id: int
    source_id: str
    profile: str
    name: str
    sha256: str
    size_bytes: int
    columns_count: int
    zone: str
    read: int = 0
    accepted: int = 0
    superseded: int = 0
    quarantined: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    repaired: dict[str, int] = field(default_factory=dict)  # declared repair -> records it changed
    remarks: list[Remark] = field(default_factory=list)
