"""JSON exports in every shape that tools write, brought to one record a line.

One object a line, objects glued together, a list, or a list inside a wrapper such as
{"tickets": […]}; `unwrap` names a key that may stand around each record ({"ticket": {…}}).
"""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import ijson
import polars as pl

from pipelines.blocks import Seen, unseen
from pipelines.mapping import Reader

LIST_JOINT = "\x1f"  # joins the items of a list inside one cell; no export holds it
UNREADABLE = (ValueError, RecursionError)  # no JSON, a number of 4,300 digits, or nested too deep
HEAD = 4096  # bytes that show how a file begins
OFTEN = 1_000  # records, after each of which the share that is read is told
LONGEST = 8 << 20  # bytes of a line; a longer one is a list, or glued objects
STEP = re.compile(r"([^.\[\]]+)(?:\[(\w+)=([^\]]+)\]|(\[\]))?")


def first_record(text: str, reader: Reader) -> dict[str, Any] | None:
    """The first record of the beginning of a file; None when there is none to be seen."""
    decoder = json.JSONDecoder()
    start = text.lstrip()
    candidates = [start]
    for wrapper in reader.records:
        if found := re.search(rf'"{re.escape(wrapper)}"\s*:\s*\[\s*', start[:4096]):
            candidates.insert(0, start[found.end() :])
    if start.startswith("["):
        candidates.insert(0, start[1:].lstrip())
    for candidate in candidates:
        try:
            record, _ = decoder.raw_decode(candidate)
        except UNREADABLE:
            continue
        if isinstance(record, dict):
            return unwrapped(record, reader)
    return None


def paths(record: dict[str, Any], above: str = "") -> Iterator[str]:
    """Dotted paths of every key in a record, the inner nodes too."""
    for key, value in record.items():
        yield f"{above}{key}"
        if isinstance(value, dict):
            yield from paths(value, f"{above}{key}.")


def unwrapped(record: dict[str, Any], reader: Reader) -> dict[str, Any]:
    """The record inside the key that may stand around it."""
    inner = record.get(reader.unwrap) if reader.unwrap else None
    return inner if isinstance(inner, dict) else record


def exploded(batch: pl.DataFrame, reader: Reader) -> pl.DataFrame:
    """Every item of a record's exploded lists on a line of its own, under the record's number."""
    if not reader.explode:
        return batch
    lines = [_items(line, reader) for line in batch["line"]]
    return batch.with_columns(pl.Series("line", lines, pl.List(pl.String))).explode("line")


def _items(line: str, reader: Reader) -> list[str]:
    """The record once for each item of its exploded lists, which stands there alone.

    A record without items, or one that cannot be read, is given back as it is.
    """
    try:
        record = json.loads(line)
    except UNREADABLE:
        return [line]
    opened = [unwrapped(record, reader)] if isinstance(record, dict) else []
    for path in reader.explode:
        opened = [one for whole in opened for one in _opened(whole, path.split("."))]
    return [json.dumps(one, ensure_ascii=False) for one in opened] or [line]


def _opened(node: Any, steps: list[str]) -> list[Any]:
    if not isinstance(node, dict):
        return [node]
    first, *below = steps
    inner = node.get(first)
    if below:
        return [node | {first: one} for one in _opened(inner, below)]
    bare = {key: value for key, value in node.items() if key != first}
    return [bare | {first: one} for one in inner] if inner and isinstance(inner, list) else [bare]


def problem(line: str) -> str | None:
    """Why a line is no record; None when it is one."""
    try:
        return None if isinstance(json.loads(line), dict) else "not a JSON object"
    except UNREADABLE:
        return "not valid JSON"


def one_a_line(path: Path, reader: Reader, work: Path, seen: Seen = unseen) -> Path:
    """The file itself when it holds one record a line, else such a copy of it in `work`.

    Raises:
        ijson.JSONError: a list or glued objects that break off or are no JSON.
    """
    with path.open("rb") as handle:
        first = handle.readline(LONGEST).lstrip(b"\xef\xbb\xbf").strip()
        second = handle.readline(HEAD).strip()
    if _is_record(first, reader) and (not second or second.startswith(b"{")):
        return path
    copy = work / f"{path.name}.jsonl"
    prefix = _prefix(path, reader)
    with path.open("rb") as source, copy.open("w", encoding="utf-8") as target:
        _pass_mark(source)
        records = ijson.items(source, prefix, multiple_values=True, use_float=True)
        for number, record in enumerate(records):
            target.write(json.dumps(record, ensure_ascii=False) + "\n")
            if number % OFTEN == 0:
                seen(source.tell() / path.stat().st_size)
    return copy


def _is_record(line: bytes, reader: Reader) -> bool:
    try:
        record = json.loads(line)
    except UNREADABLE:
        return False
    wrapped = isinstance(record, dict) and any(
        isinstance(record.get(wrapper), list) for wrapper in reader.records
    )
    return isinstance(record, dict) and not wrapped


def _prefix(path: Path, reader: Reader) -> str:
    """Where the records stand, in ijson's words; empty for objects one after another."""
    with path.open("rb") as handle:
        start = handle.read(HEAD).decode("utf-8", "ignore").lstrip("\ufeff \r\n\t")
        if start.startswith("["):
            return "item"
        _pass_mark(handle)
        wrappers = set(reader.records)
        for place, event, _ in ijson.parse(handle, multiple_values=True) if wrappers else ():
            if place in wrappers and event == "start_array":
                return f"{place}.item"
            if not place and event == "end_map":
                break
    return ""


def _pass_mark(handle: BinaryIO) -> None:
    """Go to the beginning, behind a byte-order mark."""
    handle.seek(0)
    if handle.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        handle.seek(0)


def cell(record: Any, path: str) -> str | None:
    """The text at a path such as `via.channel`, `tags[]` or `custom_fields[id=3].value`."""
    steps = list(STEP.finditer(path))
    node = record
    for step in steps:
        key, name, wanted, whole_list = step.groups()
        node = node.get(key) if isinstance(node, dict) else None
        if name:
            listed = node if isinstance(node, list) else []
            items = (item for item in listed if isinstance(item, dict))
            node = next((item for item in items if _text(item.get(name)) == wanted), None)
        elif whole_list:
            return LIST_JOINT.join(_text(item) or "" for item in node) if node else None
    return _text(node)


def _text(node: Any) -> str | None:
    if node is None or isinstance(node, dict | list):
        return None
    if isinstance(node, bool):
        return "true" if node else "false"
    return str(node)
