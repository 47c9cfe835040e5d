"""The ledger: an append-only list of entries, each holding the hash of the one before.

Two tables. `entry(seq, at, author, kind, record_id, revision, payload_hash, previous_hash, hash)`
is the chain; `payload(hash, body)` holds what was written, apart, so that the law can have a body
removed while the chain stays whole. chain.py says how the hashes come about; the previous hash of
the first entry is chain.GENESIS, 64 zeros.

Triggers refuse every update and delete of an entry and every delete of a payload. A payload may
be updated only when an entry of kind 'redaction' names its hash as record_id; that entry's
fields say under `body_hash` what the new body hashes to, and verify.py holds it to that. Nothing
writes redactions yet.

A record is all entries with one record_id; its newest revision is its current state. Whoever
revises names the revision that they saw, and a stale one is refused.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select

from warehouse.access import Viewer
from warehouse.errors import LedgerBroken, LedgerRefused, StaleRevision
from warehouse.home import Home
from warehouse.registers.chain import GENESIS, canonical, digest, entry_hash
from warehouse.registers.store import ENTRY, PAYLOAD, Store, store

STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True)
class Entry:
    """One line of the ledger with its body; `fields` is the whole state of the record.

    Instants are UTC. `opened_at` and `opened_by` are those of the record's first revision.
    """

    seq: int
    at: datetime
    author: str
    kind: str
    record_id: str
    revision: int
    hash: str
    fields: dict[str, Any]
    why: str
    opened_at: datetime
    opened_by: str


def _entries() -> Select[Any]:
    first = ENTRY.alias()
    return (
        select(ENTRY, PAYLOAD.c.body, first.c.at.label("opened"), first.c.author.label("opener"))
        .join(PAYLOAD, PAYLOAD.c.hash == ENTRY.c.payload_hash)
        .join(first, (first.c.record_id == ENTRY.c.record_id) & (first.c.revision == 1))
    )


def _instant(text: str) -> datetime:
    return datetime.strptime(text, STAMP).replace(tzinfo=UTC)


def _entry(row: Row[Any]) -> Entry:
    try:
        body = json.loads(row.body)
        return Entry(
            seq=row.seq,
            at=_instant(row.at),
            author=row.author,
            kind=row.kind,
            record_id=row.record_id,
            revision=row.revision,
            hash=row.hash,
            fields=dict(body["fields"]),
            why=body["why"],
            opened_at=_instant(row.opened),
            opened_by=row.opener,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerBroken(
            f"Cannot read entry {row.seq} of the registers",
            f"its content is not what this program wrote ({error})",
            "Run python -m warehouse verify, and restore the last backup.",
            "Nothing was changed.",
        ) from error


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> list[Entry]:
    """Entries that meet the conditions, oldest first."""
    rows = connection.execute(_entries().where(*conditions).order_by(ENTRY.c.seq))
    return [_entry(row) for row in rows]


def newest_only() -> ColumnElement[bool]:
    """The condition that no later revision of the same record exists."""
    other = ENTRY.alias()
    latest = select(func.max(other.c.revision)).where(other.c.record_id == ENTRY.c.record_id)
    return ENTRY.c.revision == latest.scalar_subquery()


@dataclass(frozen=True)
class Pen:
    """One appending transaction: nobody else writes until it ends, so what it reads holds."""

    connection: Connection
    author: str
    at: datetime

    def newest(self, record_id: str) -> Entry | None:
        """The newest revision of a record; None where there is none."""
        found = _read(self.connection, ENTRY.c.record_id == record_id, newest_only())
        return found[0] if found else None

    def next_id(self, prefix: str) -> str:
        """The next id of this prefix in the year (UTC) of the transaction, e.g. R-2026-001."""
        stem = f"{prefix}-{self.at.year}-"
        written = select(func.count()).where(
            ENTRY.c.record_id.startswith(stem, autoescape=True), ENTRY.c.revision == 1
        )
        return f"{stem}{self.connection.execute(written).scalar_one() + 1:03d}"

    def confirm(self, record_id: str, seen: int) -> None:
        """Raise StaleRevision unless `seen` is the newest revision of the record, 0 for none."""
        newest = self.newest(record_id)
        if (newest.revision if newest else 0) != seen:
            raise _stale(record_id, seen, newest)

    def append(
        self, kind: str, record_id: str, seen: int, fields: Mapping[str, Any], why: str
    ) -> Entry:
        """Append the next revision of a record.

        Args:
            kind: of the record, such as "risk".
            record_id: which record.
            seen: the revision that the writer saw; 0 for a record that is not there yet.
            fields: the whole state of the record, JSON values without floats.
            why: the writer's reason; may be empty.

        Raises:
            StaleRevision: the record has another revision than the one seen.
            LedgerRefused: the fields cannot be written in canonical form.
        """
        self.confirm(record_id, seen)
        try:
            salt = secrets.token_hex(16)
            body = canonical({"fields": dict(fields), "salt": salt, "why": why})
        except ValueError as error:
            raise LedgerRefused(
                f"Cannot write {record_id!r}",
                str(error),
                "Write it as text.",
                "Nothing was changed.",
            ) from error
        return self._link(kind, record_id, seen + 1, body)

    def _link(self, kind: str, record_id: str, revision: int, body: str) -> Entry:
        last = self.connection.execute(
            select(ENTRY.c.seq, ENTRY.c.hash).order_by(ENTRY.c.seq.desc()).limit(1)
        ).first()
        row: dict[str, Any] = {
            "seq": last.seq + 1 if last else 1,
            "at": self.at.strftime(STAMP),
            "author": self.author,
            "kind": kind,
            "record_id": record_id,
            "revision": revision,
            "payload_hash": digest(body),
            "previous_hash": last.hash if last else GENESIS,
        }
        row["hash"] = entry_hash(**row)
        self.connection.execute(insert(PAYLOAD).values(hash=row["payload_hash"], body=body))
        self.connection.execute(insert(ENTRY).values(row))
        return _read(self.connection, ENTRY.c.seq == row["seq"])[0]


def _stale(record_id: str, seen: int, newest: Entry | None) -> StaleRevision:
    if newest is None:
        return StaleRevision(
            f"Cannot revise {record_id!r}",
            f"there is no such record, expected revision {seen}",
            "Look at the list of records.",
            "Nothing was changed.",
        )
    return StaleRevision(
        f"Cannot revise {record_id!r}",
        f"{newest.author!r} changed it at {newest.at:%Y-%m-%d %H:%M:%S} UTC "
        f"to revision {newest.revision}, and you saw revision {seen}",
        "Look at the change, then write yours again.",
        f"Revision {newest.revision} stands.",
    )


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Ledger:
    """The registers of one home. Every read and every append takes a viewer."""

    store: Store
    now: Callable[[], datetime] = _now

    @contextmanager
    def appending(self, viewer: Viewer) -> Iterator[Pen]:
        """A transaction in which entries are appended; an exception undoes all of it.

        Raises:
            NotAllowed: the viewer may not write registers.
        """
        viewer.need("see_registers")
        viewer.need("write_registers")
        with self.store.appending() as connection:
            yield Pen(connection, viewer.name, self.now().astimezone(UTC))

    def entries(
        self, viewer: Viewer, *, kind: str = "", record_id: str = "", newest: bool = False
    ) -> list[Entry]:
        """Entries, oldest first; empty, and nothing created, where nothing was ever written.

        Args:
            viewer: who reads.
            kind: only of this kind, when given.
            record_id: only of this record, when given.
            newest: only the newest revision of each record.

        Raises:
            NotAllowed: the viewer may not see registers.
        """
        viewer.need("see_registers")
        if not self.store.exists():
            return []
        conditions = []
        if kind:
            conditions.append(ENTRY.c.kind == kind)
        if record_id:
            conditions.append(ENTRY.c.record_id == record_id)
        if newest:
            conditions.append(newest_only())
        with self.store.reading() as connection:
            return _read(connection, *conditions)

    def head(self, viewer: Viewer) -> str:
        """The hash of the last entry, which minutes print; GENESIS where there is none."""
        viewer.need("see_registers")
        if not self.store.exists():
            return GENESIS
        with self.store.reading() as connection:
            last = select(ENTRY.c.hash).order_by(ENTRY.c.seq.desc()).limit(1)
            return connection.execute(last).scalar() or GENESIS


def registers(home: Home) -> Ledger:
    """The registers of a home; opened, and at the first append created, when they are needed.

    Raises:
        HomeRefused: CARE_REGISTERS cannot be used.
    """
    return Ledger(store(home))
