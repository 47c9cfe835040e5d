"""The only file that calls DuckDB.

Facts that shape it (DuckDB 1.5.5): an `execute` that is not fully fetched blocks the connection,
a read-only and a read-write connection to one file clash inside one process, and fetching
TIMESTAMPTZ into Python needs pytz. So a connection lives for one block and every result is
fetched whole.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

Params = Sequence[Any] | Mapping[str, Any] | None
# DuckDB 1.5.5: a query with parameters over a `union all` waits for ever once its result fills the
# buffer (1 MB, so above some 100,000 rows of one number), with no processor busy. So the buffer
# never fills; results are fetched whole all the same.
WHOLE = "1TB"
MEMORY_LIMIT = "768MB"  # with Polars and Great Expectations beside it a load stays under 1.5 GB
AMPLE_MB = 4096  # a limit, not what is taken: under it no join of ten million rows goes to disk


class Database:
    """One open DuckDB connection, in the words that the warehouse needs."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    @property
    def raw(self) -> duckdb.DuckDBPyConnection:
        """The connection itself, for a library that asks in its own way."""
        return self._connection

    def run(self, sql: str, params: Params = None) -> None:
        """Run statements whose result nobody reads."""
        self._connection.execute(sql, params).fetchall()

    def rows(self, sql: str, params: Params = None) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self._connection.sql(sql, params=params).fetchall()

    def value(self, sql: str, params: Params = None) -> Any:
        """The first column of the first row; None when there is no row."""
        rows = self.rows(sql, params)
        return rows[0][0] if rows else None

    def frame(self, sql: str, params: Params = None) -> pl.DataFrame:
        """A query as a Polars frame."""
        return self._connection.sql(sql, params=params).pl()

    def copy(self, sql: str, params: Mapping[str, Any], path: Path, form: str) -> None:
        """Write a query's rows into a file, in order and without holding them in memory.

        `form` is csv (with a header line) or parquet.
        """
        options = "format csv, header" if form == "csv" else "format parquet, compression zstd"
        self._connection.execute(
            f"copy ({sql}) to $copied_to ({options})", {**params, "copied_to": str(path)}
        ).fetchall()

    def batches(
        self, sql: str, params: Params = None, size: int = 10_000
    ) -> Iterator[list[tuple[Any, ...]]]:
        """A query's rows, some at a time; to be read to its end, for it holds the connection."""
        result = self._connection.execute(sql, params)
        while rows := result.fetchmany(size):
            yield rows

    def give_room(self) -> None:
        """Let this connection take more memory before it writes to disk: half the machine at most.

        Joins that are written to disk and read again cost ten million contacts half of their time.
        """
        pages, size = (os.sysconf(name) for name in ("SC_PHYS_PAGES", "SC_PAGE_SIZE"))
        limit = min(AMPLE_MB, pages * size // 2**21)
        self._connection.execute(f"set memory_limit = '{limit}MB'").fetchall()

    @contextmanager
    def offered(self, name: str, frame: pl.DataFrame) -> Iterator[None]:
        """Make a frame readable as a table of that name for the block."""
        self._connection.register(name, frame.to_arrow())
        try:
            yield
        finally:
            self._connection.unregister(name)


def _open(path: Path | str, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(path), read_only=read_only)
    connection.execute("set timezone = 'UTC'").fetchall()
    connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'").fetchall()
    connection.execute(f"set streaming_buffer_size = '{WHOLE}'").fetchall()
    return connection


@contextmanager
def reading(path: Path) -> Iterator[Database]:
    """Open a build read-only for one block; never blocked by a load."""
    connection = _open(path, read_only=True)
    try:
        yield Database(connection)
    finally:
        connection.close()


@contextmanager
def writing(path: Path) -> Iterator[Database]:
    """Open a staged build for writing; its spill files live beside it."""
    connection = _open(path, read_only=False)
    connection.execute(f"set temp_directory = '{path}.tmp'").fetchall()
    connection.execute("set preserve_insertion_order = false").fetchall()
    try:
        yield Database(connection)
    finally:
        connection.close()


@contextmanager
def scratch() -> Iterator[Database]:
    """A database in memory, for trying expressions out."""
    connection = _open(":memory:", read_only=False)
    try:
        yield Database(connection)
    finally:
        connection.close()


DatabaseError = duckdb.Error
