"""Records in quarantine: searched, filtered, told apart by what became of them, and taken along."""

import io
import json
import zipfile
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

import openpyxl
import polars as pl

from warehouse import held
from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.shapes import Provenance
from warehouse.answers.stored import one_of, provenance
from warehouse.build import BuildRef
from warehouse.connection import Database, reading

Form = Literal["csv", "xlsx", "parquet"]
FORMS: tuple[Form, ...] = get_args(Form)
STATES = ("open", "closed", "all")
LONGEST = 32_767  # characters that a spreadsheet's cell holds
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
    one_of(filters.state, STATES, "state of quarantined records")
    closing = CLOSING if held.is_laid(database) else NOTHING
    return database.frame(FOUND.format(closing=closing), asdict(filters))


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
    return f"{said}, {closed:,} mended by a later file" if closed else said


def exported(
    build: BuildRef, form: Form, filters: Filters | None = None, *, viewer: Viewer
) -> bytes:
    """All records that the filters pick, as a file to work with, and a manifest beside them.

    csv and parquet: a zip of quarantine.<form> and manifest.json; xlsx: a sheet of records and one
    of the manifest. The manifest names the build and its SHA-256, the filters, the number of rows,
    and the SHA-256 of each source file that a row is of.

    Raises:
        InputRefused: another form, or a state that there is not.
        NotAllowed: the viewer may not see rows.
    """
    viewer.need("see_rows")
    one_of(form, FORMS, "form of a file")
    chosen = filters or Filters()
    with reading(build.path) as database:
        frame = _found(database, chosen).drop("kind")
    files = frame.select("file", "file_sha256").unique().sort("file")
    manifest = {
        "build": build.id,
        "build_sha256": build.sha256,
        "filters": asdict(chosen),
        "rows": frame.height,
        "files": dict(files.iter_rows()),
    }
    if form == "xlsx":
        return _workbook(frame, manifest)
    content = io.BytesIO()
    if form == "csv":
        frame.write_csv(content)
    else:
        frame.write_parquet(content)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"quarantine.{form}", content.getvalue())
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    return packed.getvalue()


def _workbook(frame: pl.DataFrame, manifest: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Quarantine"
    files = [("file", name, digest) for name, digest in manifest["files"].items()]
    filters = [("filter", name, value) for name, value in manifest["filters"].items()]
    plain = [(name, manifest[name]) for name in ("build", "build_sha256", "rows")]
    lines = {
        sheet: [tuple(frame.columns), *frame.iter_rows()],
        book.create_sheet("Manifest"): [*plain, *filters, *files],
    }
    for page, rows in lines.items():
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row, 1):
                cell = page.cell(number, place, None)
                if isinstance(value, int) or value is None:
                    cell.value = value
                else:  # text stays text: a cell that begins with = must not become a formula
                    cell.value = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub(
                        "", str(value)[:LONGEST]
                    )
                    cell.data_type = "s"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
