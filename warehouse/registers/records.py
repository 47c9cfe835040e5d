"""What every register does: number records, check fields, revise, and tell the history.

A register declares a Kind; this file keeps it. The state of a record is its newest revision, and
its history is read off its revisions, so nothing is kept twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse.access import Viewer
from warehouse.errors import LedgerRefused
from warehouse.registers.fields import Field, near
from warehouse.registers.ledger import Entry, Ledger, Pen

Kept = dict[str, Any]


def reasoned(old: Kept | None, new: Kept, why: str) -> Kept:
    """The rule of a plain register: every revision says why; a new record need not.

    Raises:
        LedgerRefused: a revision without a reason.
    """
    if old is not None and not why:
        raise LedgerRefused(
            "Cannot write the revision",
            "no reason was given",
            "Say why; the history keeps it.",
            "Nothing was changed.",
        )
    return new


@dataclass(frozen=True)
class Kind:
    """A kind of record.

    `prefix` begins its ids. `rule(old, new, why)` gets both states as the ledger keeps them, old
    being None for a new record; it raises LedgerRefused, or gives back the state to write.
    """

    name: str
    prefix: str
    fields: dict[str, Field]
    rule: Callable[[Kept | None, Kept, str], Kept] = reasoned


@dataclass(frozen=True)
class Record:
    """The current state of a record; `fields` as the program reads them, instants in UTC."""

    record_id: str
    revision: int
    fields: dict[str, Any]
    why: str
    revised_at: datetime
    revised_by: str
    opened_at: datetime
    opened_by: str

    @property
    def stamps(self) -> dict[str, Any]:
        """What a register's own type repeats: the revision, and when and by whom it was written."""
        names = ("revision", "opened_at", "opened_by", "revised_at", "revised_by")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Change:
    """One field that one revision changed; None = it was, or is now, not filled."""

    revision: int
    at: datetime
    author: str
    field: str
    label: str
    old: Any
    new: Any
    why: str


def add(
    ledger: Ledger, viewer: Viewer, kind: Kind, given: Mapping[str, Any], why: str = ""
) -> Record:
    """Write a new record, numbered per kind and year (UTC): R-2026-001, R-2026-002, …

    Raises:
        LedgerRefused: a field is unknown, missing, or holds what it does not take.
    """
    defaults = {name: field.default for name, field in kind.fields.items()}
    new = defaults | _kept(kind, given)
    with ledger.appending(viewer) as pen:
        new = _checked(pen, kind, None, new, why.strip())
        entry = pen.append(kind.name, pen.next_id(kind.prefix), 0, new, why.strip())
    return _record(kind, entry)


def revise(
    ledger: Ledger,
    viewer: Viewer,
    kind: Kind,
    record_id: str,
    seen: int,
    changes: Mapping[str, Any],
    why: str,
    settled: Mapping[str, Any] | None = None,
) -> Record:
    """Write the next revision of a record; fields that nobody names stay as they are.

    Args:
        ledger: where the record is.
        viewer: who writes.
        kind: of the record.
        record_id: which record.
        seen: the revision that the writer saw.
        changes: fields that the writer fills in, by name.
        why: the writer's reason.
        settled: fields that the register itself fills in, as the ledger keeps them.

    Raises:
        StaleRevision: somebody changed it after the revision `seen`.
        LedgerRefused: no such record, no reason given, nothing changed, or a wrong field.
    """
    given = _kept(kind, changes) | dict(settled or {})
    with ledger.appending(viewer) as pen:
        newest = pen.newest(record_id)
        if newest is None or newest.kind != kind.name:
            raise _missing(kind, record_id)
        pen.confirm(record_id, seen)
        old = dict.fromkeys(kind.fields) | newest.fields
        new = _checked(pen, kind, old, old | given, why.strip())
        if new == old:
            raise LedgerRefused(
                f"Cannot revise {record_id!r}",
                "no field would change",
                "Change something first.",
                f"Revision {seen} stands.",
            )
        entry = pen.append(kind.name, record_id, seen, new, why.strip())
    return _record(kind, entry)


def current(ledger: Ledger, viewer: Viewer, kind: Kind) -> list[Record]:
    """Every record of a kind in its current state, by id; empty where nothing was written."""
    entries = ledger.entries(viewer, kind=kind.name, newest=True)
    return sorted(
        (_record(kind, entry) for entry in entries), key=lambda one: _order(one.record_id)
    )


def one(ledger: Ledger, viewer: Viewer, kind: Kind, record_id: str) -> Record:
    """One record in its current state.

    Raises:
        LedgerRefused: there is no such record.
    """
    found = ledger.entries(viewer, kind=kind.name, record_id=record_id, newest=True)
    if not found:
        raise _missing(kind, record_id)
    return _record(kind, found[0])


def history(ledger: Ledger, viewer: Viewer, kind: Kind, record_id: str) -> list[Change]:
    """Every field that any revision changed, oldest revision first; the first tells all it filled.

    Raises:
        LedgerRefused: there is no such record.
    """
    entries = ledger.entries(viewer, kind=kind.name, record_id=record_id)
    if not entries:
        raise _missing(kind, record_id)
    changes: list[Change] = []
    before: Kept = {}
    for entry in entries:
        for name, field in kind.fields.items():
            old, new = before.get(name), entry.fields.get(name)
            if old == new:
                continue
            change = Change(
                revision=entry.revision,
                at=entry.at,
                author=entry.author,
                field=name,
                label=field.label,
                old=None if old is None else field.read(old),
                new=None if new is None else field.read(new),
                why=entry.why,
            )
            changes.append(change)
        before = entry.fields
    return changes


def _order(record_id: str) -> tuple[str, int]:
    stem, _, number = record_id.rpartition("-")
    return stem, int(number)


def _record(kind: Kind, entry: Entry) -> Record:
    return Record(
        record_id=entry.record_id,
        revision=entry.revision,
        fields={name: field.read(entry.fields.get(name)) for name, field in kind.fields.items()},
        why=entry.why,
        revised_at=entry.at,
        revised_by=entry.author,
        opened_at=entry.opened_at,
        opened_by=entry.opened_by,
    )


def _kept(kind: Kind, given: Mapping[str, Any]) -> Kept:
    allowed = [name for name, field in kind.fields.items() if field.set_by_hand]
    for name in given:
        if name not in allowed:
            raise LedgerRefused(
                f"Cannot write the {kind.name}",
                f"it has no field {name!r} to fill in, expected one of {', '.join(allowed)}",
                near(name, allowed) or "Correct it and save again.",
                "Nothing was changed.",
            )
    return {name: kind.fields[name].kept(name, value) for name, value in given.items()}


def _checked(pen: Pen, kind: Kind, old: Kept | None, new: Kept, why: str) -> Kept:
    missing = [
        field.label for name, field in kind.fields.items() if field.required and new[name] is None
    ]
    if missing:
        raise LedgerRefused(
            f"Cannot write the {kind.name}",
            f"not filled: {', '.join(missing)}",
            "Fill it in and save again.",
            "Nothing was changed.",
        )
    for name, field in kind.fields.items():
        if field.form == "record" and new[name] is not None:
            target = pen.newest(new[name])
            if target is None or target.kind != field.of:
                raise LedgerRefused(
                    f"Cannot write {name}",
                    f"found {new[name]!r}, and there is no such {field.of}",
                    f"Name a {field.of} that is in the register.",
                    "Nothing was changed.",
                )
    return kind.rule(old, new, why)


def _missing(kind: Kind, record_id: str) -> LedgerRefused:
    return LedgerRefused(
        f"Cannot find the {kind.name} {record_id!r}",
        f"no {kind.name} has this id",
        f"Look it up in the list; ids look like {kind.prefix}-2026-001.",
        "Nothing was changed.",
    )
