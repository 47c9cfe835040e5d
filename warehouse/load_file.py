"""A file of a load and what becomes of its records."""

from dataclasses import dataclass, field


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
