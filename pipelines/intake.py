"""Recognise, conform and stage: exports into the tables of a staged build."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

import polars as pl

from pipelines.blocks import Seen
from pipelines.blocks import part as part_of
from pipelines.casts import Moment
from pipelines.conform import Conformer
from pipelines.cut_off import at_cap, lacking
from pipelines.dating import settled
from pipelines.doubt import Doubt
from pipelines.exports import STANDS, Export, opened
from pipelines.expressions import Context
from pipelines.mapping import Profile
from pipelines.progress import Meter, Progress
from pipelines.reading import batches, column_problem
from pipelines.recognise import Header, header, recognised
from warehouse.build import keep
from warehouse.connection import Database, writing
from warehouse.errors import InputRefused, UnknownExport
from warehouse.home import Home, pseudonym
from warehouse.load_file import FileEntry
from warehouse.staging import Staging

READS, SORTS = "reading", "sorting out which records stand"  # the steps of staging


@dataclass(frozen=True)
class Choice:
    """What the caller said about the exports; empty strings leave it to the profile."""

    profile: str = ""
    source: str = ""
    zone: str = ""


@dataclass
class Intake:
    """What travels through the staging of one load, and what came of it.

    Attributes:
        files: one entry a file that was staged, with its accounting.
        skipped: files of a folder that nobody knows, and why; unchanged: loaded before.
        sources: source_id -> (profile, tool, site zone, cadence in days).
    """

    home: Home
    choice: Choice
    known: list[Profile]
    tell: Progress
    files: list[FileEntry] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    sources: dict[str, tuple[str, str, str, int]] = field(default_factory=dict)

    @property
    def unpacked(self) -> Path:
        """Plain copies of the export at hand."""
        return self.home.work / "unpacked"


def stage(this: Intake, files: list[tuple[Path, bool]], staged: Path) -> None:
    """Take the files into the staged build and account for every row.

    Args:
        files: paths, and whether the caller named them: a named file that nobody knows is
            refused, one that merely lies in a folder is skipped and listed.
    """
    this.unpacked.mkdir(parents=True, exist_ok=True)
    with writing(staged) as database:
        staging = Staging(database, this.home.work / "staged")
        sizes = {path: path.stat().st_size for path, _ in files}
        this.tell.begins(READS, sum(sizes.values()))
        for path, named in files:
            meter = Meter(this.tell, path.name, sizes[path])
            try:
                exports = opened(path, this.unpacked)
                for nth, export in enumerate(exports):
                    share = part_of(meter.at, nth / len(exports), (nth + 1) / len(exports))
                    _one(this, staging, export, share)
            except UnknownExport as error:
                if named:
                    raise
                this.skipped.append((str(path), error.found))
            finally:
                meter.at(1)
                for copy in this.unpacked.iterdir():
                    copy.unlink()
        if staging.files:
            this.tell.begins(SORTS)
            _remember_profiles(this, staging, database)
            _miss_parts(this, staging, database)
            staging.settle(this.home.settings.replaces)
            staging.date_sources(this.sources)
        this.files = staging.files


def _remember_profiles(this: Intake, staging: Staging, database: Database) -> None:
    """A build carries the text of every profile that it was made with."""
    used = {entry.profile for entry in staging.files}
    keep(database, "profile", {p.name: p.text for p in this.known if p.name in used})


def _miss_parts(this: Intake, staging: Staging, database: Database) -> None:
    """Remark on split exports of which a part is in neither this load nor an earlier one."""
    before = [name for (name,) in database.rows("select name from load_file")]
    for part in {p.part for p in this.known if p.part}:
        absent = lacking(before + [entry.name for entry in staging.files], part)
        for entry in staging.files:
            entry.remarks += [absent[entry.name]] if entry.name in absent else []


def _one(this: Intake, staging: Staging, export: Export, seen: Seen) -> None:
    """Recognise and conform one export into the staged tables."""
    profile = recognised(export, this.known, this.choice.profile)
    head = header(export, profile)
    if problem := column_problem(export, profile, head):
        raise InputRefused(
            f"Cannot load {export.name!r}",
            f"{problem} (found {list(head.names)[:30]})",
            f"Map them in profile {profile.name!r}, or list them as optional there.",
            STANDS,
        )
    source = this.choice.source or profile.source
    zone = _zone(this, profile, head, export)
    if staging.known(source, export.sha256):
        this.unchanged.append(export.name)
        return
    entry = staging.open_file(
        source_id=source,
        profile=profile.name,
        name=export.name,
        sha256=export.sha256,
        size_bytes=export.size_bytes,
        columns_count=len([n for n in head.names if n]),
        zone=zone,
    )
    twice = 0.5 if profile.time.one_format_per_column else 0.0  # it is looked through before
    moment = _moment(this, profile, zone, export, part_of(seen, 0, twice))
    context = Context(
        export.inner_name,
        moment,
        profile.values,
        partial(pseudonym, this.home.pseudonym_key()),
    )
    conformer = Conformer(profile, context, this.home.work / "grouped")
    doubt = Doubt(profile, moment)
    frames = doubt.looked(batches(export, profile, this.unpacked, part_of(seen, twice, 1)))
    _conform(this, staging, entry, export, conformer, frames)
    entry.remarks += doubt.judge(export.name)
    entry.remarks += at_cap(entry.read, entry.read - sum(entry.excluded.values()))
    site = profile.site_zone or this.home.settings.site_zone
    first = this.sources.get(source, (profile.name, profile.tool, site, profile.cadence_days))
    this.sources[source] = (*first[:3], min(first[3], profile.cadence_days))


def _moment(this: Intake, profile: Profile, zone: str, export: Export, seen: Seen) -> Moment:
    time = profile.time
    moment = Moment(zone, time.formats, time.ambiguous, time.nonexistent, {}, time.month_names)
    moment = replace(moment, swapped=time.swapped)
    if time.one_format_per_column:
        frames = batches(export, profile, this.unpacked, seen)
        found = settled(export, profile, moment, frames)
        moment = replace(moment, settled=found)
    return moment


def _conform(
    this: Intake,
    staging: Staging,
    entry: FileEntry,
    export: Export,
    conformer: Conformer,
    frames: Iterator[pl.DataFrame],
) -> None:
    taken = map(conformer.conform, frames)
    for done in chain(taken, conformer.rest()):
        staging.add(entry, done.tables)
        staging.quarantine(entry, done.quarantine)
        staging.grouped(entry, done.groups)
        entry.read += done.read
        entry.quarantined += done.quarantine.height
        for reason, rows in done.excluded.items():
            entry.excluded[reason] = entry.excluded.get(reason, 0) + rows
        for repair, rows in done.repaired.items():
            entry.repaired[repair] = entry.repaired.get(repair, 0) + rows
        this.tell.reads(export.name, done.read, 0)
    export.unchanged()
    if not entry.read:
        staging.files.remove(entry)
        raise UnknownExport(
            f"Cannot load {export.name!r}",
            "it has a header and no rows",
            "Export it again with a period that has records.",
            STANDS,
        )


def _zone(this: Intake, profile: Profile, head: Header, export: Export) -> str:
    """The time zone of the file's naive times; there is no default."""
    zones = this.home.settings.zones
    zone = (
        profile.time.zone
        or this.choice.zone
        or head.zone
        or zones.get(profile.name, "")
        or zones.get(profile.source, "")
    )
    needed = any("%z" not in fmt and not fmt.endswith("Z") for fmt in profile.time.formats)
    if needed and not zone:
        raise InputRefused(
            f"Cannot load {export.name!r}",
            f"its times carry no offset, and the time zone of {profile.name!r} is not declared",
            f'Add a line such as {profile.name} = "Europe/London" below [zones] in care.toml, '
            "or give --zone.",
            STANDS,
        )
    return zone
