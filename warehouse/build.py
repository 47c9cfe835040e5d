"""Builds: derived, disposable, read-only once published; CURRENT names the one in force."""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warehouse import books
from warehouse.catalogue.tables import DECLARED, tables
from warehouse.connection import Database, DatabaseError, reading, writing
from warehouse.errors import BuildDamaged, InputRefused, LoadHeld, NoBuild
from warehouse.home import Home
from warehouse.verdicts import WAIVERS

KEPT = 5  # builds besides those that a review cites

BOOKKEEPING = (
    "create table load_file (file_id integer, source_id text, profile text, name text, "
    "sha256 text, size_bytes bigint, columns_count integer, rows_read bigint, accepted bigint, "
    "superseded bigint, excluded bigint, quarantined bigint, loaded_at timestamptz, zone text)",
    "create table exclusion (file_id integer, reason text, rows bigint)",
    "create table quarantine (file_id integer, source_id text, row_number integer, reason text, "
    "record text)",
    "create table source (source_id text, profile text, tool text, site_zone text, "
    "as_of timestamptz, cadence_days integer, newest_event_at timestamptz, "
    "newest_load_at timestamptz)",
    "create table verdict (check_id text, label text, table_name text, severity text, "
    "owner text, why text, kpis text[], passed boolean, rows_checked bigint, "
    "rows_failed bigint, failing text, sql text, ran_at timestamptz)",
    "create table verdict_history (build_id text, check_id text, passed boolean)",
    WAIVERS,
    "create table catalogue (kind text, name text, text text)",
    "create table build_info (key text, value text)",
    "create table kpi_month (kpi_id text, formula text, source_id text, month date, "
    "dimension text, member text, numerator double, denominator double, value double, "
    "n bigint, deviation double, status text)",
    *books.LAID,
)


@dataclass(frozen=True)
class BuildRef:
    """A published build: its id, file, and the SHA-256 that it was published with."""

    id: str
    path: Path
    sha256: str


def create(database: Database) -> None:
    """Lay out an empty build: the canonical tables and the bookkeeping."""
    for table in tables().values():
        database.run(table.ddl)
    for statement in BOOKKEEPING:
        database.run(statement)
    keep(database, "tables", {DECLARED.name: DECLARED.read_text(encoding="utf-8")})


def complete(database: Database) -> None:
    """Lay out canonical tables that a build of an older program does not have yet."""
    for table in tables().values():
        database.run(table.ddl.replace("create table", "create table if not exists", 1))


def current(home: Home) -> BuildRef:
    """The published build.

    Raises:
        NoBuild: nothing was ever published here.
        BuildDamaged: CURRENT names a file that is not there.
    """
    try:
        line = home.current.read_text(encoding="utf-8").split()
    except FileNotFoundError:
        raise NoBuild(
            f"Cannot answer from {str(home.path)!r}",
            "nothing has been loaded yet",
            "Run 'python -m pipelines load PATH' with your exports, or 'make run' for the sample.",
        ) from None
    if len(line) != 2 or not (path := home.builds / f"{line[0]}.duckdb").is_file():
        raise BuildDamaged(
            f"Cannot open the build that {str(home.current)!r} names",
            f"found {' '.join(line)!r}, expected the id and the SHA-256 of a file in builds/",
            "Load the exports again with --full; the registers are not affected.",
        )
    return BuildRef(line[0], path, line[1])


def published(home: Home) -> list[BuildRef]:
    """Every build that is kept, oldest first."""
    refs = []
    for path in sorted(home.builds.glob("*.duckdb")):
        stamp = path.with_suffix(".sha256")
        if stamp.exists():
            refs.append(BuildRef(path.stem, path, stamp.read_text(encoding="utf-8").split()[0]))
    return refs


@contextmanager
def writer(home: Home) -> Iterator[None]:
    """Hold the one writer's lock; clear away what a killed load left behind.

    Raises:
        LoadHeld: another process holds it; the message says who and since when.
    """
    home.writable()
    with home.lock.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise LoadHeld(
                f"Cannot load into {str(home.path)!r}",
                f"another load is running ({handle.read().strip() or 'just started'})",
                "Wait for it to end, then load again.",
                "Nothing was changed.",
            ) from None
        handle.truncate(0)
        handle.write(
            f"process {os.getpid()} on {os.uname().nodename}, "
            f"since {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n"
        )
        handle.flush()
        _clear(home)
        try:
            yield
        finally:
            _clear(home)
            handle.truncate(0)


def _clear(home: Home) -> None:
    shutil.rmtree(home.work, ignore_errors=True)
    for path in home.builds.glob(".*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def staged(home: Home, *, full: bool) -> tuple[str, Path]:
    """A new build beside the published one: a copy of it, or an empty one.

    Returns:
        The new build's id (UTC time of its beginning) and the path of its unpublished file.
    """
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    taken = {ref.id for ref in published(home)}
    build_id = next(
        name for name in (stamp, *(f"{stamp}-{i}" for i in range(2, 1000))) if name not in taken
    )
    path = home.builds / f".{build_id}.duckdb"
    try:
        if full or not home.current.exists():
            with writing(path) as database:
                create(database)
                _carry_history(database, home)
        else:
            shutil.copyfile(current(home).path, path)
            with writing(path) as database:
                complete(database)
    except OSError as error:
        raise InputRefused(
            f"Cannot write the new build {str(path)!r}",
            error.strerror or str(error),
            f"The copy needs about {_needed(home)} MB free.",
            "The published build stays current.",
        ) from error
    return build_id, path


def _carry_history(database: Database, home: Home) -> None:
    """Past verdicts and books go on in a build that begins empty; a damaged one loses them."""
    for name in ("verdict_history", *books.CARRIED):
        try:
            with reading(current(home).path) as before:
                history = before.frame(f"from {name}")
        except (NoBuild, BuildDamaged, DatabaseError):
            continue  # or a build that is older than the table
        with database.offered("carried", history):
            database.run(f"insert into {name} by name select * from carried")


def _needed(home: Home) -> int:
    try:
        return current(home).path.stat().st_size // 1_000_000 + 1
    except (NoBuild, BuildDamaged):
        return 1


def publish(home: Home, build_id: str, staged_path: Path) -> BuildRef:
    """Hash the closed file, move it into place and replace CURRENT atomically."""
    digest = file_hash(staged_path)
    path = home.builds / f"{build_id}.duckdb"
    staged_path.chmod(0o444)
    _replace_text(path.with_suffix(".sha256"), f"{digest}  {path.name}\n")
    os.replace(staged_path, path)
    _replace_text(home.current, f"{build_id} {digest}\n")
    _prune(home, keep=build_id)
    return BuildRef(build_id, path, digest)


def file_hash(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _replace_text(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}")
    with beside.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(beside, path)


def _prune(home: Home, keep: str) -> None:
    for ref in published(home)[:-KEPT]:
        if ref.id != keep:
            ref.path.unlink(missing_ok=True)
            ref.path.with_suffix(".sha256").unlink(missing_ok=True)


def keep(database: Database, kind: str, texts: Mapping[str, str]) -> None:
    """Put the texts of declarations into the build, in place of those of the same name."""
    for name, text in texts.items():
        database.run("delete from catalogue where kind = ? and name = ?", [kind, name])
        database.run("insert into catalogue values (?, ?, ?)", [kind, name, text])


def now() -> str:
    """This instant in UTC, as builds write it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def note(database: Database, **facts: object) -> None:
    """Write facts about the build into it, as JSON values by name."""
    for key, value in facts.items():
        database.run("delete from build_info where key = ?", [key])
        database.run("insert into build_info values (?, ?)", [key, json.dumps(value, default=str)])
