"""How the ledger is hashed; whoever wants to check it without this program needs only this.

1. The body of an entry is one JSON object {"fields": …, "salt": …, "why": …} in canonical form:
   keys sorted, no spaces, UTF-8, characters as themselves, whole numbers only. A fraction is
   written as text ("2.5"), because a float has more than one spelling.
2. payload_hash = SHA-256 of the body, in lower-case hex. The salt, 16 random bytes in hex, makes
   sure that a body which was taken out later cannot be guessed back from its hash.
3. hash = SHA-256 of the canonical JSON list
   [seq, at, author, kind, record_id, revision, payload_hash, previous_hash].
4. previous_hash is the hash of the entry before; that of the first entry is GENESIS.

The chain is over hashes of bodies and not over bodies, so that a body can be replaced when the
law demands it and the chain still holds.
"""

import hashlib
import json
from typing import Any

GENESIS = "0" * 64  # as long as a hash, and no SHA-256 that anybody will ever meet


def canonical(value: Any) -> str:
    """The one spelling of a JSON value.

    Raises:
        ValueError: a float, a key that is no text, text that is not Unicode, or a value that
            JSON does not know.
    """
    _check(value)
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    text.encode("utf-8")  # half a surrogate pair raises UnicodeEncodeError, a ValueError
    return text


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, 64 lower-case hex digits.

    Raises:
        ValueError: it is no text, or text that is not Unicode.
    """
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is not text")
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def entry_hash(
    seq: int,
    at: str,
    author: str,
    kind: str,
    record_id: str,
    revision: int,
    payload_hash: str,
    previous_hash: str,
) -> str:
    """The hash of one entry, which the next entry carries on."""
    return digest(
        canonical([seq, at, author, kind, record_id, revision, payload_hash, previous_hash])
    )


def _check(value: Any) -> None:
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError(f"the key {key!r} is not text")
            _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    else:
        raise ValueError(f"{value!r} ({type(value).__name__}) has no canonical form")
