"""A first look at an unknown export: how its bytes become rows, and what its columns could be."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import json_lines, kinds
from pipelines.declared import checked
from pipelines.exports import STANDS, Export, decoded, unmarked
from pipelines.mapping import Profile
from pipelines.reading import batches
from pipelines.recognise import DELIMITERS, ZIPPED, header
from warehouse.errors import InputRefused, UnknownExport

BATCHES = 4  # of reading.BATCH records that are looked at
RECORDS = 200  # that decide on delimiter and header
ENCODINGS = ("utf-16", "utf-8-sig", "cp1252")
DATA = r"[-+]?\d[\d.,:/\-T ]*(Z|[ap]m)?"  # cells that are no names
IMPORT_ID = '"ImportId":"([^"]+)"'
PLAIN = re.compile(r"[^.\[\]]+")  # keys that a path can name


@dataclass(frozen=True)
class Sight:
    """What was seen: the reader's keys, why, and the columns over the rows looked at."""

    reader: dict[str, Any]
    reasons: dict[str, str]
    columns: tuple[kinds.Column, ...]
    rows: int
    is_whole: bool


def seen(export: Export, work: Path) -> Sight:
    """Look at the export.

    Raises:
        UnknownExport: it is empty. InputRefused: it is neither text nor a workbook, or nothing
            in it can be told apart as columns.
    """
    if not export.head.strip():
        raise UnknownExport(
            f"Cannot look at {export.name!r}", "the file is empty", "Export it again.", STANDS
        )
    reader, reasons = _shape(export, work)
    names = _names(export, reader)
    if not names:
        raise InputRefused(
            f"Cannot look at {export.name!r}", "no columns can be told apart", "", STANDS
        )
    profile = _profile(reader, names)
    frames = list(islice(batches(export, profile, work), BATCHES + 1))
    looked = (
        pl.concat(frames[:BATCHES])
        if frames
        else pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    )
    columns = tuple(kinds.column(name, looked[name].cast(pl.String)) for name in names)
    return Sight(reader, reasons, columns, looked.height, len(frames) <= BATCHES)


def _profile(reader: dict[str, Any], names: list[str]) -> Profile:
    declared = {"mapping": 1, "name": "look", "tool": "", "source": "look", "tables": {}}
    declared |= {"reader": reader, "recognise": {"columns": names}}
    return checked(declared, "", "Cannot look at it")


def _names(export: Export, reader: dict[str, Any]) -> list[str]:
    if reader["format"] == "json":
        text = export.head.decode("utf-8-sig", "replace")
        record = json_lines.first_record(text, _profile(reader, []).reader)
        return list(dict.fromkeys(_leaves(record or {})))
    return [name for name in header(export, _profile(reader, [])).names if name]


def _leaves(record: dict[str, Any], above: str = "") -> Iterator[str]:
    """Paths of the plain values in a record, and of its lists of them."""
    for key, value in record.items():
        if not PLAIN.fullmatch(key):
            continue
        if isinstance(value, dict):
            yield from _leaves(value, f"{above}{key}.")
        elif not isinstance(value, list):
            yield f"{above}{key}"
        elif value and not isinstance(value[0], dict | list):
            yield f"{above}{key}[]"


def _shape(export: Export, work: Path) -> tuple[dict[str, Any], dict[str, str]]:
    if export.head.startswith(ZIPPED):
        return {"format": "xlsx"}, {"format": "it is an Excel workbook; the first sheet is read"}
    encoding = _encoding(export, work)
    why = {"encodings": f"all of the file is {encoding}"}
    head = export.head.decode(encoding, "ignore").removeprefix("\ufeff")
    if head.lstrip()[:1] in ("{", "["):
        shape, reasons = _json_shape(head.lstrip())
    else:
        shape, reasons = _csv_shape(head, len(export.head) == export.size_bytes)
    return {"format": shape.pop("format"), "encodings": [encoding], **shape}, why | reasons


def _encoding(export: Export, work: Path) -> str:
    """The first of the usual encodings that all bytes of the file fit."""
    for encoding in ENCODINGS[:-1]:
        if not unmarked(export.head, encoding):
            try:
                decoded(export, (encoding,), work)
            except InputRefused as error:
                if "null bytes" in error.found:
                    raise
                continue
            return encoding
    decoded(export, ENCODINGS[-1:], work)
    return ENCODINGS[-1]


def _json_shape(head: str) -> tuple[dict[str, Any], dict[str, str]]:
    shape: dict[str, Any] = {"format": "json"}
    if wrapper := re.match(r'\{\s*"([^"]+)"\s*:\s*\[\s*\{', head):
        shape["records"] = [wrapper.group(1)]
    try:
        first, _ = json.JSONDecoder().raw_decode(head.removeprefix("[").lstrip())
    except json_lines.UNREADABLE:
        first = {}
    if isinstance(first, dict) and len(first) == 1:
        key, inner = next(iter(first.items()))
        if isinstance(inner, dict):
            shape["unwrap"] = key
    return shape, {"format": "it begins as JSON does"}


def _csv_shape(head: str, is_whole: bool) -> tuple[dict[str, Any], dict[str, str]]:
    cuts = {delimiter: _records(head, delimiter, is_whole) for delimiter in DELIMITERS}
    delimiter, width, fits = max(
        ((delimiter, *_width(records)) for delimiter, records in cuts.items()),
        key=lambda cut: (cut[1] > 1) * cut[2] * cut[1],
    )
    records = cuts[delimiter]
    why = {
        "delimiter": f"{DELIMITERS[delimiter]}: {fits} of {len(records)} records have {width} cells"
    }
    start = next((i for i, (_, cells) in enumerate(records) if len(cells) == width), 0)
    shape: dict[str, Any] = {"format": "csv", "delimiter": delimiter}
    if start:
        lines = head.split("\n")[: records[start][0]]
        marks = [
            re.escape(line.strip()[:40]).replace("\\ ", " ") if line.strip() else r"\s*$"
            for line in lines
        ]
        shape["skip_lines"] = f"^({'|'.join(dict.fromkeys(marks))})"
        why["skip_lines"] = f"{len(lines)} lines stand before the header"
    top, reason = _header([cells for _, cells in records[start : start + 4]], width)
    return shape | top, why | {"header_rows": reason}


def _records(head: str, delimiter: str, is_whole: bool) -> list[tuple[int, list[str]]]:
    """Line on which each of the first records begins, and its cells; blank lines left out."""
    rows = csv.reader(io.StringIO(head), delimiter=delimiter)
    found, line = [], 0
    with suppress(csv.Error):  # what stands before a broken quote is enough
        for cells in islice(rows, RECORDS):
            if any(cell.strip() for cell in cells):
                found.append((line, cells))
            line = rows.line_num
    # the head may end inside a record
    return found if is_whole or len(found) < 2 or len(found) == RECORDS else found[:-1]


def _width(records: list[tuple[int, list[str]]]) -> tuple[int, int]:
    """The commonest number of cells, and how many records have it."""
    counts = Counter(len(cells) for _, cells in records)
    return counts.most_common(1)[0] if counts else (0, 0)


def _header(top: list[list[str]], width: int) -> tuple[dict[str, Any], str]:
    if len(top) > 2 and any("ImportId" in cell for cell in top[2]):
        shape = {"header_rows": 3, "name_row": 3, "name_pattern": IMPORT_ID}
        return shape, "the third row holds Qualtrics' ImportIds"
    if not top or any(re.fullmatch(DATA, cell.strip()) for cell in top[0]):
        columns = [f"column {i + 1}" for i in range(width)]
        return {"header_rows": 0, "columns": columns}, "the first row holds numbers or dates"
    if len(top) > 1 and _continues(top[0], top[1]):
        return {"header_rows": 2, "name_joint": " / "}, "the second row fills the gaps of the first"
    return {"header_rows": 1}, "the first row holds no number or date"


def _continues(first: list[str], second: list[str]) -> bool:
    """Whether the second row names what the first, a header over several columns, leaves out."""
    gaps = [below for above, below in zip(first, second, strict=False) if not above.strip()]
    plain = not any(re.fullmatch(DATA, cell.strip()) for cell in second)
    return bool(gaps) and plain and all(gap.strip() for gap in gaps)
