"""Recompute the chain of the ledger and say where it breaks.

It reads the two tables as they lie there and trusts nothing else: every hash is made again, every
body is compared with its hash, the database checks its own pages and indexes, and the triggers
have to be in place. Cutting off the newest entries leaves a shorter chain that holds; only a head
written down elsewhere, as the minutes do, can show that, so give it.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select, text

from warehouse.errors import LedgerBroken
from warehouse.home import Home
from warehouse.registers.chain import GENESIS, digest, entry_hash
from warehouse.registers.store import ENTRY, PAYLOAD, TRIGGERS, Store, store, triggers

GUARDS = {  # on PostgreSQL, by name; of SQLite the whole text is compared
    "entry_refuses_update",
    "entry_refuses_delete",
    "entry_refuses_truncate",
    "entry_follows_the_last",
    "payload_refuses_delete",
    "payload_refuses_truncate",
    "payload_refuses_update",
}
HASHED = [column.name for column in ENTRY.columns if column.name != "hash"]


@dataclass(frozen=True)
class LedgerReport:
    """What the verification found.

    `entries` = how many entries hold, from the first on; `head` = the hash of the last of them,
    GENESIS for none. `broken_seq` = the entry at which the chain breaks, None where it is no one
    entry or none; `why` = what is wrong, empty when the ledger holds. `expected_seq` = where the
    expected head stands, None when none was given or it is not in the chain.
    """

    entries: int
    head: str
    broken_seq: int | None = None
    why: str = ""
    expected_seq: int | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.why


class _Break(Exception):
    """Where and why the chain breaks; never leaves this file."""

    def __init__(self, why: str, seq: int | None = None) -> None:
        self.why = why
        self.seq = seq
        super().__init__(why)


def verify_ledger(home: Home, head: str | None = None) -> LedgerReport:
    """Verify the registers of a home; takes no viewer, since it hands out no content.

    Args:
        home: whose registers.
        head: a hash that was printed earlier; it must still be in the chain, at the end or, when
            entries were appended since, before it.

    Raises:
        LedgerRefused: the ledger cannot be read at all, such as for lack of rights.
    """
    walk = _Walk(head.strip().lower() if head else "")
    seq, why = None, ""
    try:
        walk.whole(store(home))
        if walk.expected and walk.expected_seq is None:
            why = f"the expected head {head!r} is not in the chain: entries were removed"
    except _Break as found:
        seq, why = found.seq, found.why
    except LedgerBroken as broken:
        why = f"the database is damaged: {broken.found}"
    return LedgerReport(walk.entries, walk.head, seq, why, walk.expected_seq)


class _Walk:
    """One walk along the chain: how far it got, and what the next entry has to follow."""

    def __init__(self, expected: str) -> None:
        self.expected = expected
        self.expected_seq = 0 if expected == GENESIS else None
        self.entries = 0
        self.head = GENESIS

    def whole(self, place: Store) -> None:
        if not place.exists():
            return
        with place.reading() as connection:
            if connection.dialect.name == "sqlite":
                # A byte that is no UTF-8 any more must break its own entry, not the reading.
                driver: Any = connection.connection.driver_connection
                driver.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
            redacted = _redactions(connection)
            joined = PAYLOAD.c.hash == ENTRY.c.payload_hash
            rows = select(ENTRY, PAYLOAD.c.body).outerjoin(PAYLOAD, joined).order_by(ENTRY.c.seq)
            for row in connection.execute(rows):
                self._step(row, redacted)
            _loose(connection)

    def _step(self, row: Row[Any], redacted: dict[str, str]) -> None:
        seq = self.entries + 1
        if row.seq != seq:
            raise _Break(f"entry {seq} is missing, the next one is {row.seq}", seq)
        if row.previous_hash != self.head:
            raise _Break(f"entry {seq} does not follow the entry before it", seq)
        try:
            if row.hash != entry_hash(**{name: row._mapping[name] for name in HASHED}):
                raise _Break(f"entry {seq} was changed: it no longer has its hash", seq)
            if row.body is None:
                raise _Break(f"the payload of entry {seq} is missing", seq)
            if digest(row.body) not in (row.payload_hash, redacted.get(row.payload_hash)):
                raise _Break(f"the payload of entry {seq} was changed", seq)
        except ValueError as error:  # text that is no Unicode, a number that is a float
            raise _Break(f"entry {seq} holds what no entry can hold ({error})", seq) from error
        self.entries, self.head = seq, row.hash
        if row.hash == self.expected:
            self.expected_seq = seq


def _redactions(connection: Connection) -> dict[str, str]:
    """Hash of each body that was taken out on the record → hash of what stands there now."""
    joined = PAYLOAD.c.hash == ENTRY.c.payload_hash
    rows = select(ENTRY.c.record_id, PAYLOAD.c.body).join(PAYLOAD, joined)
    found = {}
    recorded = rows.where(ENTRY.c.kind == "redaction").order_by(ENTRY.c.seq)
    for record_id, body in connection.execute(recorded):
        try:
            found[record_id] = json.loads(body)["fields"]["body_hash"]
        except (ValueError, KeyError, TypeError):
            continue  # the walk says what is wrong with this entry
    return found


def _loose(connection: Connection) -> None:
    """What the chain itself cannot show: payloads of no entry, missing triggers, bad pages."""
    used = select(ENTRY.c.payload_hash)
    loose = select(func.count()).where(PAYLOAD.c.hash.not_in(used))
    count = connection.execute(loose).scalar_one()
    if count:
        raise _Break(f"entries were removed: payloads without an entry, {count}")
    if connection.dialect.name == "postgresql":
        names = "select tgname from pg_trigger where not tgisinternal and tgenabled <> 'D'"
        missing = GUARDS - set(connection.execute(text(names)).scalars())
    else:
        found = {row.name: row.sql for row in connection.execute(text(TRIGGERS))}
        missing = {name for name, sql in triggers().items() if found.get(name) != sql}
    if missing:
        named = ", ".join(sorted(missing))
        raise _Break(f"triggers that refuse changes are missing or changed: {named}")
    if connection.dialect.name == "sqlite":
        said = connection.execute(text("pragma integrity_check")).scalars().all()
        if said != ["ok"]:
            raise _Break(f"the database is damaged: {said[0]}")
