"""Exports in, a published build out: recognise, conform, stage, judge, measure, publish.

Reads like the sentence it is: nothing is published unless every step before it held, and the
published build stays current until one line in CURRENT is replaced.
"""

import errno
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from expectations import judge
from pipelines.casts import Moment
from pipelines.conform import Conformer
from pipelines.exports import STANDS, Export, found, opened
from pipelines.expressions import Context
from pipelines.mapping import Profile, profiles
from pipelines.reading import batches, column_problem
from pipelines.recognise import Header, header, recognised
from warehouse import build as builds
from warehouse.catalogue.kpis import catalogue
from warehouse.connection import DatabaseError, writing
from warehouse.errors import InputRefused, NotPublished, UnknownExport
from warehouse.home import Home, pseudonym
from warehouse.measure import measure
from warehouse.staging import FileEntry, Staging
from warehouse.verdicts import Judged, store

Tell = Callable[[str, int], None]  # what is being done, and rows read since the last call


@dataclass(frozen=True)
class Choice:
    """What the caller said about the exports; empty strings leave it to the profile."""

    profile: str = ""
    source: str = ""
    zone: str = ""


@dataclass
class Report:
    """What a load did; `build_id` is empty when nothing changed."""

    build_id: str = ""
    files: list[FileEntry] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    verdicts: tuple[Judged, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass
class _Load:
    """The state that travels through the steps of one load."""

    home: Home
    choice: Choice
    known: list[Profile]
    tell: Tell
    report: Report
    sources: dict[str, tuple[str, str, str, int]] = field(default_factory=dict)

    @property
    def unpacked(self) -> Path:
        """Plain copies of the export at hand."""
        return self.home.work / "unpacked"


def _quiet(_doing: str, _rows: int) -> None:
    return None


def load(paths: list[Path], home: Home, choice: Choice | None = None, *, full: bool = False,
         tell: Tell = _quiet) -> Report:
    """Load exports into a new build and publish it.

    Args:
        paths: files and folders; in a folder, files that no profile knows are skipped and listed.
        full: begin with an empty build instead of a copy of the published one.

    Raises:
        InputRefused: an export or the home cannot be used; nothing was changed.
        LoadHeld: another load is running.
        NotPublished: a critical check failed or the rows do not add up; the old build stays.
    """
    this = _Load(home, choice or Choice(), profiles(home), tell, Report())
    declared = catalogue(home)
    files = found(paths)
    with builds.writer(home), _disk_errors(home):
        (home.work / "unpacked").mkdir(parents=True)
        build_id, staged = builds.staged(home, full=full)
        _timed(this, "stage", lambda: _stage(this, files, staged))
        if not this.report.files:
            return _nothing_new(this)
        _timed(this, "judge", lambda: _judge(this, staged, build_id))
        _timed(this, "measure", lambda: _measure(this, staged, build_id, declared))
        builds.publish(home, build_id, staged)
        (home.path / "refused.json").unlink(missing_ok=True)
        this.report.build_id = build_id
    return this.report


def _timed(this: _Load, step: str, work: Callable[[], None]) -> None:
    this.tell(step, 0)
    started = time.perf_counter()
    work()
    this.report.seconds[step] = round(time.perf_counter() - started, 3)


def _stage(this: _Load, files: list[tuple[Path, bool]], staged: Path) -> None:
    with writing(staged) as database:
        staging = Staging(database, this.home.work / "staged")
        for path, named in files:
            try:
                for export in opened(path, this.unpacked):
                    _one(this, staging, export)
            except UnknownExport as error:
                if named:
                    raise
                this.report.skipped.append((str(path), error.found))
            finally:
                for copy in this.unpacked.iterdir():
                    copy.unlink()
        if staging.files:
            staging.settle()
            staging.date_sources(this.sources)
            for profile in this.known:
                if any(entry.profile == profile.name for entry in staging.files):
                    database.run("delete from catalogue where kind = 'profile' and name = ?",
                                 [profile.name])
                    database.run("insert into catalogue values ('profile', ?, ?)",
                                 [profile.name, profile.text])
        this.report.files = staging.files


def _one(this: _Load, staging: Staging, export: Export) -> None:
    """Recognise and conform one export into the staged tables."""
    profile = recognised(export, this.known, this.choice.profile)
    head = header(export, profile)
    if problem := column_problem(export, profile, head):
        raise InputRefused(
            f"Cannot load {export.name!r}", f"{problem} (found {list(head.names)[:30]})",
            f"Map them in profile {profile.name!r}, or list them as optional there.", STANDS)
    source = this.choice.source or profile.source
    zone = _zone(this, profile, head, export)
    if staging.known(source, export.sha256):
        this.report.unchanged.append(export.name)
        return
    entry = staging.open_file(
        source_id=source, profile=profile.name, name=export.name, sha256=export.sha256,
        size_bytes=export.size_bytes, columns_count=len([n for n in head.names if n]), zone=zone)
    context = Context(
        export.inner_name, Moment(zone, profile.time.formats, profile.time.ambiguous,
                                  profile.time.nonexistent),
        profile.values, partial(pseudonym, this.home.pseudonym_key()))
    _conform(this, staging, entry, export, Conformer(profile, context), profile)
    site = profile.site_zone or this.home.settings.site_zone
    this.sources[source] = (profile.name, profile.tool, site, profile.cadence_days)


def _conform(this: _Load, staging: Staging, entry: FileEntry, export: Export,
             conformer: Conformer, profile: Profile) -> None:
    for batch in batches(export, profile, this.unpacked):
        done = conformer.conform(batch)
        staging.add(entry, done.tables)
        staging.quarantine(entry, done.quarantine)
        entry.read += done.read
        entry.mapped += done.mapped
        entry.quarantined += done.quarantine.height
        for reason, rows in done.excluded.items():
            entry.excluded[reason] = entry.excluded.get(reason, 0) + rows
        this.tell(export.name, done.read)
    export.unchanged()
    if not entry.read:
        staging.files.remove(entry)
        raise UnknownExport(f"Cannot load {export.name!r}", "it has a header and no rows",
                            "Export it again with a period that has records.", STANDS)


def _zone(this: _Load, profile: Profile, head: Header, export: Export) -> str:
    """The time zone of the file's naive times; there is no default."""
    zones = this.home.settings.zones
    zone = (profile.time.zone or this.choice.zone or head.zone or zones.get(profile.name, "")
            or zones.get(profile.source, ""))
    needed = any("%z" not in fmt and not fmt.endswith("Z") for fmt in profile.time.formats)
    if needed and not zone:
        raise InputRefused(
            f"Cannot load {export.name!r}",
            f"its times carry no offset, and the time zone of {profile.name!r} is not declared",
            f"Add it to care.toml, e.g. [zones] {profile.name} = \"Europe/London\", or give "
            "--zone.", STANDS)
    return zone


def _judge(this: _Load, staged: Path, build_id: str) -> None:
    verdicts = judge(staged, build_id)
    this.report.verdicts = verdicts
    failed = [v for v in verdicts if v.severity == "critical" and not v.passed]
    if failed:
        _remember_refusal(this.home, build_id, failed)
        first = failed[0]
        raise NotPublished(
            f"Cannot publish build {build_id}",
            f"{len(failed)} critical check(s) failed, first {first.label!r}: "
            f"{first.rows_failed} of {first.rows_checked} rows",
            "Correct the export or its profile and load again; `python -m pipelines status` "
            "lists the checks.", "The published build stays current.")
    with writing(staged) as database:
        store(database, verdicts, build_id)


def _remember_refusal(home: Home, build_id: str, failed: list[Judged]) -> None:
    """What the pages tell about a load that was not published; gone with the next that is."""
    text = json.dumps({
        "build_id": build_id,
        "checks": [{"label": v.label, "rows_failed": v.rows_failed,
                    "rows_checked": v.rows_checked, "owner": v.owner} for v in failed],
    }, indent=1)
    (home.path / "refused.json").write_text(text, encoding="utf-8")


def _measure(this: _Load, staged: Path, build_id: str, declared: Any) -> None:
    with writing(staged) as database:
        measure(database, declared)
        builds.note(database, build_id=build_id, made_at=builds.now(),
                    seconds=this.report.seconds)


def _nothing_new(this: _Load) -> Report:
    if not this.report.unchanged:
        skipped = "; ".join(f"{Path(name).name}: {why}" for name, why in this.report.skipped[:5])
        raise InputRefused("Cannot load anything", skipped or "there are no files there",
                           "Name the export files, or write a profile (docs/profiles.md).",
                           STANDS)
    return this.report


@contextmanager
def _disk_errors(home: Home) -> Iterator[None]:
    """Turn a full disk or a missing right into a refusal that loses nothing."""
    where = f"Cannot write to {str(home.path)!r}"
    try:
        yield
    except PermissionError as error:
        raise InputRefused(where, "this user has no right to",
                           "Give this user the right to write there.", STANDS) from error
    except (OSError, DatabaseError) as error:
        full = getattr(error, "errno", 0) in (errno.ENOSPC, errno.EDQUOT)
        if full or "No space left" in str(error):
            raise InputRefused(where, "there is no space left",
                               "Free some space, or set CARE_HOME to a larger disk.",
                               STANDS) from error
        raise
