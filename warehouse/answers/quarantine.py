"""Records in quarantine: searched, filtered, told apart by what became of them, and taken along."""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl

from warehouse import held, zipped
from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.shapes import Provenance
from warehouse.answers.stored import one_of, provenance
from warehouse.build import BuildRef
from warehouse.connection import Database, reading
from warehouse.zipped import FORMS, Form

STATES = ("open", "closed", "all")
# One row per record in quarantine; the closing is the first file that mended it.
FOUND = """
with closing as ({closing}),
found as (
    select quarantine.source_id as source, here.name as file, here.sha256 as file_sha256,
        quarantine.row_number, regexp_replace(reason, '''[^'']*''', '…') as kind, reason, record,
        coalesce(closing.how, 'open') as state, later.name as closed_by,
        later.loaded_at as closed_at, quarantine.file_id
    from quarantine
    join load_file as here using (file_id)
    left join closing using (file_id, row_number)
    left join load_file as later on later.file_id = closing.by_file
)
select * exclude (file_id) from found
where ($source = '' or source = $source) and ($file = '' or file = $file)
    and ($reason = '' or kind = $reason)
    and ($state = 'all' or (state = 'open') = ($state = 'open'))
    and ($text = '' or contains(lower(reason || ' ' || record), lower($text)))
order by state <> 'open', file_id desc, row_number"""
CLOSING = "select * from held_closed"
NOTHING = """
select null::integer as file_id, null::integer as row_number, null::integer as by_file,
    null::text as how where false"""


@dataclass(frozen=True)
class Filters:
    """Which records: empty strings mean all; `reason` is a kind of reason, `text` is searched for.

    `state`: open, closed (mended by a later file) or all.
    """

    source: str = ""
    file: str = ""
    reason: str = ""
    state: str = "open"
    text: str = ""


@dataclass(frozen=True)
class Held:
    """A record in quarantine; `state` is open, or how the file `closed_by` closed it.

    "accepted": that file gave a row with its natural key; "sent again": it is held back there too;
    "replaced": care.toml declares that that file replaces this one. `record` are the mapped cells,
    personal ones masked.
    """

    source: str
    file: str
    row_number: int
    kind: str
    reason: str
    record: dict[str, Any]
    state: str
    closed_by: str
    closed_at: datetime | None

    @property
    def resolved(self) -> str:
        """`resolved by FILE of 3 Jul 2025`, or what else became of it; empty while it is open."""
        if self.state == "open":
            return ""
        day = f"{self.closed_at:%Y-%m-%d}" if self.closed_at else wording.NONE
        verb = {"accepted": "resolved by", "sent again": "held back again in"}
        return f"{verb.get(self.state, 'replaced by')} {self.closed_by} of {day}"


@dataclass(frozen=True)
class Quarantine:
    """The records that the filters pick, open ones first, at most as many as were asked for.

    `total` counts all that they pick; `open_count`, `closed_count` all of the build. `sources`,
    `files` and `kinds` are what can be filtered by, kinds of reasons the most frequent first.
    """

    finding: str
    rows: tuple[Held, ...]
    total: int
    open_count: int
    closed_count: int
    sources: tuple[str, ...]
    files: tuple[str, ...]
    kinds: tuple[tuple[str, int], ...]
    provenance: Provenance
    filters: Filters = field(default_factory=Filters)


def quarantine(
    build: BuildRef, filters: Filters | None = None, *, limit: int = 500, viewer: Viewer
) -> Quarantine:
    """Records in quarantine as the filters pick them.

    Raises:
        InputRefused: a state that there is not.
        NotAllowed: the viewer may not see rows.
    """
    viewer.need("see_rows")
    chosen = filters or Filters()
    with reading(build.path) as database:
        every = _found(database, Filters(state="all"))
        picked = every if chosen == Filters(state="all") else _found(database, chosen)
        origin = provenance(database, build)
    is_open = int((every["state"] == "open").sum())
    kinds = every.group_by("kind").len().sort(["len", "kind"], descending=[True, False])
    return Quarantine(
        finding=_finding(is_open, every.height - is_open),
        rows=tuple(_held(row) for row in picked.head(limit).iter_rows(named=True)),
        total=picked.height,
        open_count=is_open,
        closed_count=every.height - is_open,
        sources=tuple(every["source"].unique().sort()),
        files=tuple(every["file"].unique().sort()),
        kinds=tuple(kinds.iter_rows()),
        provenance=origin,
        filters=chosen,
    )


def _found(database: Database, filters: Filters) -> pl.DataFrame:
    return database.frame(*_query(database, filters))


def _query(database: Database, filters: Filters) -> tuple[str, dict[str, Any]]:
    one_of(filters.state, STATES, "state of quarantined records")
    closing = CLOSING if held.is_laid(database) else NOTHING
    return FOUND.format(closing=closing), asdict(filters)


def _held(row: dict[str, Any]) -> Held:
    return Held(
        source=row["source"],
        file=row["file"],
        row_number=row["row_number"],
        kind=row["kind"],
        reason=row["reason"],
        record=json.loads(row["record"]),
        state=row["state"],
        closed_by=row["closed_by"] or "",
        closed_at=row["closed_at"],
    )


def _finding(is_open: int, closed: int) -> str:
    if not is_open + closed:
        return "No record is in quarantine"
    verb = "is" if is_open == 1 else "are"
    said = (
        f"{wording.counted(is_open, 'record')} {verb} held back" if is_open else "None is held back"
    )
    return f"{said}, {wording.whole(closed)} mended by a later file" if closed else said


def exported(
    build: BuildRef, form: Form, filters: Filters | None = None, *, viewer: Viewer
) -> bytes:
    """All records that the filters pick, as a zip of quarantine.<form> and manifest.json.

    The manifest names the build and its SHA-256, the filters, the number of rows, who took them
    and when, and the SHA-256 of the data and of each source file that a row is of.

    Raises:
        InputRefused: another form, a state that there is not, or more than the form holds.
        NotAllowed: the viewer may not see rows.
    """
    viewer.need("see_rows")
    one_of(form, FORMS, "form of a file")
    chosen = filters or Filters()
    with reading(build.path) as database:
        query, params = _query(database, chosen)
        files = database.rows(
            f"select distinct file, file_sha256 from ({query}) order by all", params
        )
        manifest = {
            "what": "records in quarantine",
            "build": build.id,
            "build_sha256": build.sha256,
            "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "taken_by": viewer.name,
            "filters": asdict(chosen),
            "files": dict(files),
        }
        return zipped.as_bytes(
            database, f"select * exclude (kind) from ({query})", params,
            name="quarantine", form=form, manifest=manifest,
        )  # fmt: skip
