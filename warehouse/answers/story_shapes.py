"""What the story of one record looks like."""

from dataclasses import dataclass
from datetime import date, datetime

from warehouse.answers.record_shapes import State
from warehouse.answers.shapes import Provenance
from warehouse.catalogue.kpis import Kpi


@dataclass(frozen=True)
class Origin:
    """Where a row was read: source, file, record in it, when it was loaded, the file's SHA-256."""

    source: str
    file: str
    row: int | None
    loaded_at: datetime | None
    sha256: str


@dataclass(frozen=True)
class Step:
    """One thing that happened: `at` in UTC, None where the row has no time of its own.

    `zone` is the time zone of the source's site; `details` are columns with their values in words.
    """

    at: datetime | None
    zone: str
    label: str
    details: tuple[tuple[str, str], ...]
    table: str
    record: str
    origin: Origin


@dataclass(frozen=True)
class Standing:
    """What one KPI makes of the record in one of its months; `month` None: it belongs to none."""

    kpi: Kpi
    month: date | None
    judgement: str
    state: State


@dataclass(frozen=True)
class Place:
    """A record of that id: its canonical table, and its source."""

    table: str
    label: str
    source: str


@dataclass(frozen=True)
class Story:
    """Everything that belongs to one record, in order of time; no steps where it was not found.

    `others` are further records with the same id; `held` counts records in quarantine that name
    it; `is_cut`: more rows belong to it than are told.
    """

    finding: str
    record: str
    place: Place | None
    steps: tuple[Step, ...]
    standings: tuple[Standing, ...]
    others: tuple[Place, ...]
    held: int
    is_cut: bool
    note: str
    provenance: Provenance
