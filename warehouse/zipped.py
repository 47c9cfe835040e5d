"""Rows taken along: a zip with one data file and `manifest.json`, in bounded memory.

The rows are asked for once and laid into a Parquet file; CSV and XLSX are written from that.
What a form cannot hold is refused before anything is written, never cut. Text that a spreadsheet
would run as a formula (OWASP, CSV injection) is told to be text: in CSV by an apostrophe before
it, in XLSX by the cell's own mark, so that its value stays as it is. Parquet needs neither.
"""

import json
import re
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from warehouse.build import file_hash
from warehouse.connection import Database
from warehouse.errors import InputRefused

Form = Literal["csv", "xlsx", "parquet"]
FORMS: tuple[Form, ...] = get_args(Form)
SHEET_ROWS = 1_048_575  # of a worksheet below its heading (ECMA-376: 1,048,576 in all)
CELL = 32_767  # characters of a worksheet's cell
RISKY = r"^[=+\-@\t\r]"
UNWRITABLE = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]"  # control characters that XML has no place for
INSTEAD = "\ufffd"


@dataclass(frozen=True)
class Written:
    """A file that was written: its place, rows, and the manifest beside the data."""

    path: Path
    rows: int
    manifest: Mapping[str, Any]


def as_bytes(
    database: Database,
    query: str,
    params: Mapping[str, Any],
    *,
    name: str,
    form: Form,
    manifest: Mapping[str, Any],
) -> bytes:
    """The zip of `write` for a browser to take; only the finished zip is in memory."""
    with tempfile.TemporaryDirectory(prefix="care-review-") as folder:
        out = Path(folder) / "rows.zip"
        write(database, query, params, name=name, form=form, manifest=manifest, out=out)
        return out.read_bytes()


def too_many(rows: int, form: Form) -> str:
    """Why so many rows do not fit a form, in words; empty where they do."""
    if form != "xlsx" or rows <= SHEET_ROWS:
        return ""
    return f"a worksheet holds {SHEET_ROWS:,} rows below its heading, these are {rows:,}"


def write(
    database: Database,
    query: str,
    params: Mapping[str, Any],
    *,
    name: str,
    form: Form,
    manifest: Mapping[str, Any],
    out: Path,
) -> Written:
    """Write `<name>.<form>` and `manifest.json` into the zip `out`.

    The manifest gets what is known only afterwards: the file's name, form, rows and SHA-256, its
    columns with their SQL types, and how many cells were marked as text.

    Raises:
        InputRefused: the form cannot hold the rows or a cell of them, or `out` cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="care-review-") as folder:
        database.run(f"set temp_directory = {_quoted(Path(folder))}")  # not beside the build
        laid = Path(folder) / "rows.parquet"
        database.copy(query, params, laid, "parquet")
        source = f"read_parquet({_quoted(laid)})"
        types = dict(
            database.rows(f"select column_name, column_type from (describe from {source})")
        )
        rows = int(database.value(f"select count(*) from {source}"))
        texts = [column for column, kind in types.items() if kind == "VARCHAR"]
        counts = _counts(database, source, texts)
        _fits(rows, counts["longest"], form)
        data = Path(folder) / f"{name}.{form}"
        if form == "csv":
            _csv(database, source, texts, data)
        elif form == "xlsx":
            _workbook(database, source, list(types), data)
        else:
            laid.rename(data)
        told = {
            **manifest,
            "file": data.name,
            "form": form,
            "rows": rows,
            "sha256": file_hash(data),
            "columns": types,
            **_remarks(form, counts),
        }
        _pack(out, data, told, compress=form == "csv")
    return Written(out, rows, told)


def _quoted(path: Path) -> str:
    """A path as SQL text, where a parameter cannot stand."""
    return "'" + str(path).replace("'", "''") + "'"


def _counts(database: Database, source: str, texts: list[str]) -> dict[str, int]:
    """The longest text, and how many cells begin like a formula or hold control characters."""
    if not texts:
        return {"longest": 0, "risky": 0, "unwritable": 0}
    longest = ", ".join(f'coalesce(max(length("{one}")), 0)' for one in texts)
    risky = " + ".join(f'count(*) filter (regexp_matches("{one}", $risky))' for one in texts)
    bad = " + ".join(f'count(*) filter (regexp_matches("{one}", $bad))' for one in texts)
    ((most, marked, odd),) = database.rows(
        f"select greatest({longest}), {risky}, {bad} from {source}",
        {"risky": RISKY, "bad": UNWRITABLE},
    )
    return {"longest": most, "risky": marked, "unwritable": odd}


def _fits(rows: int, longest: int, form: Form) -> None:
    why = too_many(rows, form)
    if not why and form == "xlsx" and longest > CELL:
        why = f"a cell holds {CELL:,} characters, the longest of these has {longest:,}"
    if why:
        raise InputRefused(
            "Cannot write these rows as XLSX", why, "Narrow the filters, or take CSV or Parquet.",
            "Nothing was written.",
        )  # fmt: skip


def _csv(database: Database, source: str, texts: list[str], data: Path) -> None:
    marked = ", ".join(
        f"""case when regexp_matches("{one}", $risky) then '''' || "{one}" else "{one}" end """
        f'as "{one}"'
        for one in texts
    )
    replaced = f" replace ({marked})" if texts else ""
    params = {"risky": RISKY} if texts else {}
    database.copy(f"select *{replaced} from {source}", params, data, "csv")


def _workbook(database: Database, source: str, columns: list[str], data: Path) -> None:
    """One worksheet, row by row; instants are UTC and do not say so: sheets know no zone."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Rows")
    sheet.append(columns)
    for batch in database.batches(f"from {source}"):
        for row in batch:
            sheet.append([_cell(sheet, value) for value in row])
    book.save(data)


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub(INSTEAD, value)
        if not re.match(RISKY, text):
            return text
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        cell.quotePrefix = True
        return cell
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return value if not isinstance(value, Mapping | list) else str(value)


def _remarks(form: Form, counts: Mapping[str, int]) -> dict[str, str]:
    """What was done to cells so that the form could hold them safely."""
    found = {}
    if counts["risky"] and form != "parquet":
        how = "an apostrophe before them" if form == "csv" else "the cell's mark of text"
        found["marked_as_text"] = f"{counts['risky']} cells that begin with = + - @ have {how}"
    if counts["unwritable"] and form == "xlsx":
        found["replaced"] = f"control characters in {counts['unwritable']} cells became U+FFFD"
    return found


def _pack(out: Path, data: Path, manifest: Mapping[str, Any], *, compress: bool) -> None:
    """The zip is written beside its place first, so that no half of one is left there."""
    beside = out.with_name(f".{out.name}.part")
    kind = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    try:
        with zipfile.ZipFile(beside, "w", kind) as archive:
            archive.write(data, data.name)
            text = json.dumps(manifest, ensure_ascii=False, indent=1, default=str)
            archive.writestr("manifest.json", text, zipfile.ZIP_DEFLATED)
        beside.replace(out)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise InputRefused(
            f"Cannot write {str(out)!r}", error.strerror or str(error),
            "Name a folder that exists and has room.", "Nothing was written.",
        ) from error  # fmt: skip
