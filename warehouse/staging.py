"""Rows into a staged build: keyed by natural key, the newest record wins, every row accounted for.

One record of a source may give rows in several tables. It counts as accepted while at least one
of its rows stands, and as superseded when all of them lost to newer ones. Without a
source_updated_at the record accepted first stays.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from warehouse import held
from warehouse.catalogue.tables import Table, tables
from warehouse.connection import Database
from warehouse.errors import NotPublished
from warehouse.load_file import LAID, FileEntry


class Staging:
    """A load being written into a staged build.

    Batches wait as Parquet files in `folder` and go into their tables in one statement each:
    a million contacts take 1.6 s that way, and 4 to 9 s batch by batch (DuckDB 1.5.5).
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        database.run(
            "create table if not exists record_group (src_file integer, src_row integer, "
            "records integer)"
        )
        held.lay(database)
        for statement in LAID:
            database.run(statement)
        newest = database.value("select max(file_id) from load_file")
        self._known = set(database.rows("select source_id, sha256 from load_file"))
        self._first_file = (newest or 0) + 1
        self._next_file = self._first_file
        self._written: set[str] = set()
        self._batches = 0
        self.files: list[FileEntry] = []

    @property
    def _touched(self) -> set[str]:
        return self._written - {"quarantine", "record_group"}

    def known(self, source_id: str, sha256: str) -> bool:
        """Whether these very bytes are in the build already, for that source."""
        return (source_id, sha256) in self._known

    def open_file(
        self,
        *,
        source_id: str,
        profile: str,
        name: str,
        sha256: str,
        size_bytes: int,
        columns_count: int,
        zone: str,
    ) -> FileEntry:
        """Begin a file; its id orders it after every file that was accepted before."""
        entry = FileEntry(
            self._next_file, source_id, profile, name, sha256, size_bytes, columns_count, zone
        )
        self._next_file += 1
        self.files.append(entry)
        self._known.add((source_id, sha256))
        return entry

    def add(self, entry: FileEntry, found: Mapping[str, pl.DataFrame]) -> None:
        """Append canonical rows (column src_row and the table's own) of one batch."""
        for name, frame in found.items():
            if frame.is_empty():
                continue
            self._write(
                name,
                frame.with_columns(
                    source_id=pl.lit(entry.source_id), src_file=pl.lit(entry.file_id, pl.Int32)
                ),
            )

    def quarantine(self, entry: FileEntry, rows: pl.DataFrame) -> None:
        """Keep rows that could not be conformed: row_number, reason, record."""
        if rows.height:
            self._write(
                "quarantine",
                rows.with_columns(
                    source_id=pl.lit(entry.source_id), file_id=pl.lit(entry.file_id, pl.Int32)
                ),
            )

    def grouped(self, entry: FileEntry, rows: pl.DataFrame | None) -> None:
        """Remember how many records each row was made of: src_row, records; one goes without."""
        if rows is not None and rows.height:
            values = rows.with_columns(src_file=pl.lit(entry.file_id, pl.Int32))
            self._write("record_group", values)

    def _write(self, name: str, frame: pl.DataFrame) -> None:
        self._written.add(name)
        self._batches += 1
        place = self._folder / name
        place.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(place / f"{self._batches:06}.parquet", compression="lz4")

    def settle(self, replaces: Mapping[str, str] | None = None) -> None:
        """Let the newest record of each key win, then account for every record of every file.

        Args:
            replaces: name of a file -> name of the earlier file whose quarantine it closes.

        Raises:
            NotPublished: a file's records do not add up.
        """
        database = self._database
        database.run("create or replace temp table lost (src_file integer, src_row integer)")
        for name in sorted(self._written):
            database.run(
                f"insert into {name} by name select * from read_parquet(?)",
                [f"{self._folder / name}/*.parquet"],
            )
        held.take(database, self.files, self._first_file, replaces or {})
        for name in sorted(self._touched):
            self._supersede(tables()[name])
        fallen = self._fallen()
        for entry in self.files:
            self._account(entry, fallen.get(entry.file_id, 0))
        for file_id, rows in fallen.items():
            if file_id < self._first_file:
                database.run(
                    "update load_file set accepted = accepted - ?, "
                    "superseded = superseded + ? where file_id = ?",
                    [rows, rows, file_id],
                )
        self._add_up()
        database.run("drop table lost")

    def _supersede(self, table: Table) -> None:
        """Delete the rows that lost, and remember which records they belonged to."""
        key = ", ".join(f"coalesce({column}::text, '')" for column in table.key)
        identity = f"hash(source_id, {key})"
        database = self._database
        database.run(
            f"create or replace temp table doubled as with fresh as (select distinct {identity} "
            f"as id from {table.name} where src_file >= {self._first_file}) "
            f"select {identity} as id from {table.name} "
            f"where {identity} in (select id from fresh) group by all having count(*) > 1"
        )
        if not database.value("select count(*) from doubled"):
            return
        database.run(
            f"create or replace temp table losers as select rowid as row_id, src_file, src_row "
            f"from {table.name} where {identity} in (select id from doubled) "
            f"qualify row_number() over (partition by source_id, {key} order by "
            "source_updated_at desc nulls last, src_file, src_row) > 1"
        )
        database.run("insert into lost select src_file, src_row from losers")
        database.run(f"delete from {table.name} where rowid in (select row_id from losers)")

    def _fallen(self) -> dict[int, int]:
        """Records per file that lost a row and have no row left in any table."""
        standing = " union all ".join(
            f"select src_file, src_row from {name} semi join lost using (src_file, src_row)"
            for name in tables()
        )
        return dict(
            self._database.rows(
                f"select src_file, sum(coalesce(records, 1))::bigint "
                f"from (select distinct * from lost) as fallen "
                f"anti join ({standing}) as standing using (src_file, src_row) "
                "left join record_group using (src_file, src_row) group by all"
            )
        )

    def _account(self, entry: FileEntry, superseded: int) -> None:
        database = self._database
        accepted = (
            database.value(
                "select coalesce(sum(coalesce(records, 1)), 0)::bigint "
                "from (select distinct src_row from ("
                + " union all ".join(
                    f"select src_row from {name} where src_file = {entry.file_id}"
                    for name in sorted(self._touched)
                )
                + f")) left join (from record_group where src_file = {entry.file_id}) "
                "using (src_row)"
            )
            if self._touched
            else 0
        )
        entry.accepted, entry.superseded = accepted, superseded
        excluded = sum(entry.excluded.values())
        database.run(
            "insert into load_file values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                entry.file_id,
                entry.source_id,
                entry.profile,
                entry.name,
                entry.sha256,
                entry.size_bytes,
                entry.columns_count,
                entry.read,
                accepted,
                superseded,
                excluded,
                entry.quarantined,
                datetime.now(UTC),
                entry.zone,
            ],
        )
        self._tell(entry)

    def _tell(self, entry: FileEntry) -> None:
        """Keep the reasons, repairs and remarks of a file."""
        database = self._database
        for reason, rows in sorted(entry.excluded.items()):
            database.run("insert into exclusion values (?, ?, ?)", [entry.file_id, reason, rows])
        for repair, rows in sorted(entry.repaired.items()):
            database.run("insert into repair values (?, ?, ?)", [entry.file_id, repair, rows])
        for remark in entry.remarks:
            database.run("insert into remark values (?, ?, ?, ?)", [entry.file_id, *remark])

    def _add_up(self) -> None:
        wrong = self._database.rows(
            "select name, rows_read, accepted, superseded, excluded, quarantined from load_file "
            "where rows_read <> accepted + superseded + excluded + quarantined"
        )
        if wrong:
            name, read, *parts = wrong[0]
            raise NotPublished(
                f"Cannot publish: the rows of {name!r} do not add up",
                f"{read} read, but accepted, superseded, excluded and quarantined are {parts}",
                "This is a fault of the program; please report it with the file.",
                "The published build stays current.",
            )

    def date_sources(self, described: Mapping[str, tuple[str, str, str, int]]) -> None:
        """Say of each source of this load what it is and as of when it speaks.

        Args:
            described: source_id -> (profile, tool, site_zone, cadence_days); a source that
                several profiles feed is named by the first, and due as often as the most
                frequent.

        The newest event dates a source: the export is taken to cover the local day of its newest
        record, so as_of is the end of that day. An event after the load cannot have happened and
        does not count.
        """
        for source_id, description in described.items():
            profile, tool, zone, cadence = self._merged(source_id, description)
            newest = self._newest(source_id)
            self._database.run("delete from source where source_id = ?", [source_id])
            self._database.run(
                "insert into source select $1, $2, $3, $4, timezone($4, date_trunc('day', "
                "timezone($4, $5::timestamptz)) + interval 1 day), $6, $5, now()",
                [source_id, profile, tool, zone, newest, cadence],
            )

    def _merged(self, source_id: str, now: tuple[str, str, str, int]) -> tuple[str, str, str, int]:
        before = self._database.rows(
            "select profile, tool, cadence_days from source where source_id = ?", [source_id]
        )
        if not before:
            return now
        [(profile, tool, cadence)] = before
        return profile, tool, now[2], min(now[3], cadence)

    def _newest(self, source_id: str) -> datetime | None:
        dated = [
            (table.name, _moment(column, table.types[column]))
            for table in tables().values()
            for column in (table.event, "source_updated_at")
            if column
        ]
        parts = " union all ".join(
            f"select max({moment}) filter (where {moment} <= now()) as at_ from {name} "
            "where source_id = $1"
            for name, moment in dated
        )
        newest: datetime | None = self._database.value(
            f"select max(at_) from ({parts})", [source_id]
        )
        return newest


def _moment(column: str, type_: str) -> str:
    """An instant inside the last day that the column speaks of."""
    if type_ == "DATE":
        return f"({column} + interval 12 hours)::timestamptz"
    if column == "period_end_at":  # the end itself belongs to the next period
        return f"({column} - interval 1 microsecond)"
    return column
