"""Where the ledger lies: a SQLite file in CARE_HOME, or the PostgreSQL database of CARE_REGISTERS.

SQLite runs in WAL mode with `synchronous = FULL`: readers never wait for a writer, and what was
committed survives a power cut. A transaction that appends starts with BEGIN IMMEDIATE, so that it
owns the ledger before it reads what it will follow.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    inspect,
    make_url,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from warehouse.errors import HomeRefused, LedgerBroken, LedgerRefused
from warehouse.home import Home

PATIENCE_S = 30  # how long a writer waits for the one before it; an append takes milliseconds
CREATION_LOCK = 2_701_180_295  # any constant: two servers that start at once create the tables once
TRIGGERS = "select name, sql from sqlite_master where type = 'trigger'"
HERE = Path(__file__).parent
UNTOUCHED = "Nothing was changed."
DAMAGE = ("malformed", "not a database", "no such", "not decode", "unsupported file format")

metadata = MetaData()
ENTRY = Table(
    "entry",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("payload_hash", Text, nullable=False),
    Column("previous_hash", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False, unique=True),
    UniqueConstraint("record_id", "revision"),
    sqlite_strict=True,
)
PAYLOAD = Table(
    "payload",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("body", Text, nullable=False),
    sqlite_strict=True,
)


@dataclass(frozen=True)
class Store:
    """The database of one home; nothing is created before the first append."""

    home: Home
    url: str = ""  # of PostgreSQL; empty = the SQLite file

    @property
    def place(self) -> str:
        """The place as a message names it, without a password."""
        return make_url(self.url).render_as_string() if self.url else str(self.home.registers)

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine; it holds no connection open."""
        return _server(self.url) if self.url else _file(self.home.registers.absolute())

    def exists(self) -> bool:
        """Whether anything was ever appended here."""
        if not self.url:
            return self.home.registers.exists()
        with self._refusing("read"), self.engine.connect() as connection:
            return inspect(connection).has_table(ENTRY.name)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the ledger; call only when it exists.

        Raises:
            LedgerBroken: the file is damaged, or no ledger.
        """
        with self._refusing("read"), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def appending(self) -> Iterator[Connection]:
        """The one transaction that may append; created on the first, undone on any exception.

        Raises:
            LedgerRefused: somebody else held the ledger for half a minute, or the disk is full.
        """
        with self._refusing("write"):
            if not self.exists():
                self._create()
            with self.engine.connect() as plain:
                connection = plain.execution_options(appending=True)
                with connection.begin():
                    if self.url:
                        connection.exec_driver_sql(f"set local lock_timeout = '{PATIENCE_S}s'")
                        connection.exec_driver_sql("lock table entry in exclusive mode")
                    yield connection

    def _create(self) -> None:
        if self.url:
            with self.engine.begin() as connection:
                connection.exec_driver_sql(f"select pg_advisory_xact_lock({CREATION_LOCK})")
                if not inspect(connection).has_table(ENTRY.name):
                    metadata.create_all(connection)
                    connection.exec_driver_sql(guards("postgresql"))
            return
        self.home.writable()
        try:
            _create_file(self.home.registers.absolute())
        except (OSError, sqlite3.Error) as error:
            what = f"Cannot create the registers in {self.place!r}"
            raise LedgerRefused(what, str(error), "See to the disk.", UNTOUCHED) from error

    @contextmanager
    def _refusing(self, doing: str) -> Iterator[None]:
        """Turn what the database says into the refusals of this house."""
        try:
            yield
        except DBAPIError as error:
            said = " ".join(str(error.orig).split())
            what = f"Cannot {doing} the registers in {self.place!r}"
            if "locked" in said or "lock timeout" in said:
                remedy = "Somebody else is writing; try again."
                raise LedgerRefused(what, said, remedy, UNTOUCHED) from error
            if any(sign in said for sign in DAMAGE):
                remedy = "Run python -m warehouse verify, and restore the last backup."
                raise LedgerBroken(what, said, remedy, UNTOUCHED) from error
            remedy = "See to the disk, the rights or the server."
            raise LedgerRefused(what, said, remedy, UNTOUCHED) from error


def store(home: Home) -> Store:
    """The store that CARE_REGISTERS names, else the file in the home.

    Raises:
        HomeRefused: CARE_REGISTERS is no PostgreSQL URL, or its driver is not installed.
    """
    url = os.environ.get("CARE_REGISTERS", "").strip()
    if not url:
        return Store(home)
    what = "Cannot use CARE_REGISTERS"
    remedy = "Write postgresql+psycopg://user@host/database, or leave it unset for the file."
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise HomeRefused(what, "it is not a database URL", remedy) from error
    if backend != "postgresql":
        raise HomeRefused(what, f"found {backend!r}, expected 'postgresql'", remedy)
    try:
        _server(url)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise HomeRefused(what, str(error), "Install psycopg beside the project.") from error
    return Store(home, url)


def guards(dialect: str) -> str:
    """The triggers against update and delete, as SQL of "sqlite" or "postgresql"."""
    return (HERE / f"guards_{dialect}.sql").read_text(encoding="utf-8")


@cache
def triggers() -> dict[str, str]:
    """The triggers of a SQLite ledger by name, each as SQLite keeps its text."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _lay_out(connection)
        return dict(connection.execute(TRIGGERS).fetchall())
    finally:
        connection.close()


@lru_cache(maxsize=8)
def _server(url: str) -> Engine:
    return create_engine(url, pool_pre_ping=True)


@lru_cache(maxsize=32)
def _file(path: Path) -> Engine:
    """An engine that opens the file anew for each transaction, and never creates it."""

    def connect() -> sqlite3.Connection:
        # isolation_level None: the module starts no transaction of its own, `begin` below does.
        connection = sqlite3.connect(
            f"{path.as_uri()}?mode=rw", uri=True, timeout=PATIENCE_S, isolation_level=None
        )
        connection.execute("pragma synchronous = full")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        appending = connection.get_execution_options().get("appending", False)
        connection.exec_driver_sql("begin immediate" if appending else "begin")

    return engine


def _lay_out(connection: sqlite3.Connection) -> None:
    with create_engine("sqlite://", creator=lambda: connection).begin() as transaction:
        metadata.create_all(transaction)
    connection.executescript(guards("sqlite"))


def _create_file(path: Path) -> None:
    """Lay out the ledger beside its place and link it there: it appears whole, or not at all.

    Of two processes that do so at once one finds the name taken and uses the other's file.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL, 0o600))  # for this user only
    try:
        connection = sqlite3.connect(draft, isolation_level=None)
        try:
            connection.execute("pragma journal_mode = wal")
            _lay_out(connection)
        finally:
            connection.close()
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # the name must survive a power cut as the content does
        finally:
            os.close(folder)
    finally:
        draft.unlink()
