"""Forms of the registers, made from a register's own declaration of its fields.

A form keeps the revision that its writer saw when it was opened. Saving names that revision; when
somebody was faster, the form says who changed what, keeps what was typed, and lets the writer go
on from the newer revision.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import streamlit as st

from pages.parts import wording
from pages.parts.wording import plain, sentence
from warehouse import notation
from warehouse.errors import LedgerRefused, StaleRevision
from warehouse.registers.fields import Field
from warehouse.registers.records import Change

HELD = "seen_in_forms"
SAVED = "saved_in_register"
TALL = 96  # px of a text area


@dataclass
class Seen:
    """What the writer saw when the form was opened: the revision, and what stood in its fields."""

    revision: int
    fields: dict[str, Any]


def seen(record_id: str, revision: int, fields: Mapping[str, Any]) -> Seen:
    """What this writer saw of a record; kept from its form's first drawing until it is saved."""
    held: dict[str, Seen] = st.session_state.setdefault(HELD, {})
    return held.setdefault(record_id, Seen(revision, dict(fields)))


def forget(record_id: str) -> None:
    """Begin again from the record as it stands."""
    held: dict[str, Seen] = st.session_state.setdefault(HELD, {})
    held.pop(record_id, None)
    number = st.session_state.get(f"draft_{record_id}", 0)
    st.session_state[f"draft_{record_id}"] = number + 1


def key(record_id: str) -> str:
    """The key of the form's inputs; another one after each saving."""
    return f"{record_id}_{st.session_state.get(f'draft_{record_id}', 0)}"


def changes(given: Mapping[str, Any], first: Seen) -> dict[str, Any]:
    """What the writer changed, so that another writer's fields are not written back."""
    return {
        name: value
        for name, value in given.items()
        if (value or None) != (first.fields.get(name) or None)
    }


def fill(
    fields: Mapping[str, Field],
    names: Sequence[str],
    now: Mapping[str, Any],
    words: Mapping[str, Mapping[Any, str]],
    key: str,
    helps: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Draw one input a field and give back what stands in it.

    Args:
        fields: the register's declaration.
        names: which fields, in order.
        now: what stands in them at first.
        words: for choices, scores, ids and records: value → words.
        key: tells this form's inputs from others.
        helps: for fields whose values need an explanation.
    """
    told = helps or {}
    return {
        name: _input(
            fields[name], now.get(name), words.get(name, {}), f"{key}_{name}", told.get(name)
        )
        for name in names
    }


def _input(
    field: Field, now: Any, words: Mapping[Any, str], key: str, explained: str | None
) -> Any:
    label = field.label + (" *" if field.required else "")
    if field.form == "line":
        return st.text_input(label, now or "", key=key, max_chars=200)
    if field.form == "text":
        return st.text_area(label, now or "", key=key, height=TALL)
    if field.form == "date":
        return st.date_input(label, now, key=key, format=notation.current().typed)
    if field.form in ("number", "amount"):
        return st.text_input(label, "" if now is None else str(now), key=key)
    if field.form == "count":
        return st.number_input(label, min_value=1, value=now, step=1, key=key)
    options = list(words) or list(field.allowed)
    if field.form == "ids":
        known = [one for one in now or () if one in options]
        return tuple(
            st.multiselect(label, options, known, format_func=lambda v: words.get(v, v), key=key)
        )
    return st.selectbox(
        label,
        options,
        index=options.index(now) if now in options else None,
        format_func=lambda v: words.get(v, str(v)),
        placeholder="Choose",
        key=key,
        help=explained,
    )


def send(write: Callable[[], Any], record_id: str = "", newest: Sequence[Change] = ()) -> Any:
    """Write; a refusal is shown where the form stands, and what was typed stays.

    Args:
        write: does it.
        record_id: the record whose form this is; empty for a new one.
        newest: the record's history, to tell what somebody else changed meanwhile.

    Returns:
        What `write` gave back; None when it was refused.
    """
    try:
        written = write()
    except StaleRevision as error:
        _overtaken(error, record_id, newest)
        return None
    except LedgerRefused as error:
        said = " ".join(sentence(one) for one in (error.found, error.remedy) if one)
        st.error(f"**Not saved.** {plain(said)}", icon=":material/block:")
        return None
    forget(record_id)
    st.session_state[SAVED] = f"Saved {datetime.now():%H:%M}, revision {written.revision}"
    return written


def _overtaken(error: StaleRevision, record_id: str, newest: Sequence[Change]) -> None:
    """Say who changed what; the next press of Save goes on from the newer revision."""
    held: Seen = st.session_state[HELD][record_id]
    theirs = [one for one in newest if one.revision > held.revision]
    said = "; ".join(f"{one.label}: {value(one.old)} → {value(one.new)}" for one in theirs)
    st.error(
        f"**Not saved: somebody was faster.** {plain(sentence(error.found))} "
        f"{plain(sentence(said)) if said else ''} What you typed is still here; save again "
        "to put your changes on top of theirs.",
        icon=":material/block:",
    )
    if theirs:
        held.revision = max(one.revision for one in theirs)


def saved() -> None:
    """Say once, in a caption, that the last entry was saved."""
    words = st.session_state.pop(SAVED, "")
    if words:
        st.caption(f":material/check: {words}")


def value(one: Any, words: Mapping[Any, str] | None = None) -> str:
    """A field's value in words; what is not filled is an en dash."""
    if one is None or one == "" or one == ():
        return wording.NONE
    if isinstance(one, tuple):
        return ", ".join(value(part, words) for part in one)
    if isinstance(one, date):
        return wording.day_name(one)
    return (words or {}).get(one, str(one))


def history(
    found: Sequence[Change], words: Mapping[str, Mapping[Any, str]], zone: str
) -> list[dict[str, str]]:
    """The history of a record, newest revision first: who changed what from what to what, and why.

    The first revision says only that the record was opened, and with what title.
    """
    lines = []
    for revision in sorted({one.revision for one in found}, reverse=True):
        group = [one for one in found if one.revision == revision]
        first = group[0]
        lines.append(
            {
                "When": wording.instant(first.at, zone),
                "Who": plain(first.author),
                "Rev.": str(revision),
                "What": "opened" if revision == 1 else plain(told(group, words)),
                "Why": plain(first.why or wording.NONE),
            }
        )
    return lines


def told(group: Sequence[Change], words: Mapping[str, Mapping[Any, str]]) -> str:
    """What one revision changed: `Current likelihood: 4 likely → 3 possible`."""
    said = []
    for one in group:
        new = value(one.new, words.get(one.field)).rstrip(".")
        if one.old is None or one.old == ():
            said.append(f"{one.label}: {new}")
        else:
            said.append(f"{one.label}: {value(one.old, words.get(one.field))} → {new}")
    return "; ".join(said)
