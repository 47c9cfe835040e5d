"""Exports as batches of text cells, every record with its number.

A batch is a frame with one text column per source column that the profile uses, `row_number`
(UInt32, the first record is 1) and `torn` (why the record could not be taken apart; null = it
could). Nothing is typed here: reading with inferred types eats leading zeros and big ids.
"""

import csv
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import fastexcel
import ijson
import polars as pl

from pipelines import json_lines, log_lines
from pipelines.exports import STANDS, Export, decoded
from pipelines.json_lines import LIST_JOINT, STEP
from pipelines.mapping import Profile
from pipelines.recognise import Header, header
from warehouse.errors import InputRefused

BATCH = 65_536  # records; bounds the memory of a load, whatever the file's size
NOTHING = "{}"  # stands for a blank line: a record without a cell
LONGEST_RECORD = 200  # lines that one quoted record may span before it counts as torn


def batches(export: Export, profile: Profile, work: Path) -> Iterator[pl.DataFrame]:
    """The export's records, in order, in bounded memory.

    Raises:
        InputRefused: undecodable text, a broken JSON list, or a damaged workbook.
    """
    if profile.reader.format == "xlsx":
        yield from _excel(export, profile)
    elif profile.reader.format == "lines":
        yield from log_lines.batches(export, profile, work, BATCH)
    elif profile.reader.format == "json":
        yield from _json(export, profile, work)
    else:
        yield from _csv(export, profile, work)


def column_problem(export: Export, profile: Profile, head: Header) -> str:
    """Columns that the profile uses, does not call optional and the export lacks, in words."""
    if profile.reader.format == "json":
        return ""  # a key that is null everywhere may be left out of every record
    lacking = [
        name
        for name in profile.used
        if not repeats(name, head.names) and name not in profile.reader.optional
    ]
    if not lacking:
        return ""
    near = get_close_matches(lacking[0], [n for n in head.names if n], n=3, cutoff=0.0)
    return f"columns {lacking} are missing" + f"; nearest to {lacking[0]!r} are {near}" * bool(near)


def _csv(export: Export, profile: Profile, work: Path) -> Iterator[pl.DataFrame]:
    text = decoded(export, profile.reader.encodings, work)
    head = header(export, profile)
    done = 0
    try:
        for batch in _fast_csv(text, profile, head):
            yield batch
            done += batch.height
    except pl.exceptions.PolarsError:
        # quotes that do not close: take the rest apart record by record
        yield from _careful_csv(text, profile, head, done)


def _fast_csv(text: Path, profile: Profile, head: Header) -> Iterator[pl.DataFrame]:
    cells = [f"c{i}" for i in range(len(head.names))]
    scan = pl.scan_csv(
        text,
        has_header=False,
        skip_rows=head.skip_rows,
        separator=head.delimiter,
        schema=dict.fromkeys([*cells, "surplus"], pl.String),
        missing_columns="insert",
        truncate_ragged_lines=True,
        row_index_name="row_number",
        row_index_offset=1,
        raise_if_empty=False,
    )
    torn = pl.when(pl.col("surplus").is_not_null()).then(
        pl.format("more cells than the {} of the header", pl.lit(len(cells)))
    )
    columns = [*_chosen(profile, head.names), pl.col("row_number"), torn.alias("torn")]
    yield from scan.select(columns).collect_batches(chunk_size=BATCH, maintain_order=True)


def _chosen(profile: Profile, names: tuple[str, ...]) -> list[pl.Expr]:
    return [_cell(repeats(name, names)).alias(name) for name in profile.used]


def _cell(places: list[int]) -> pl.Expr:
    """The cell of a column, or those of a repeated one as a list; null where there is none."""
    if len(places) < 2:
        return pl.col(f"c{places[0]}") if places else pl.lit(None, pl.String)
    filled = [pl.col(f"c{place}").replace("", None) for place in places]
    listed = pl.concat_str(filled, separator=LIST_JOINT, ignore_nulls=True)
    return pl.when(listed.str.len_bytes() > 0).then(listed)


def repeats(name: str, names: tuple[str, ...]) -> list[int]:
    """Where a column stands; `Labels[]` stands wherever Labels, Labels#2 … do."""
    if name in names:
        return [names.index(name)]
    alike = re.compile(re.escape(name.removesuffix("[]")) + r"(#\d+)?")
    return [i for i, n in enumerate(names) if name.endswith("[]") and alike.fullmatch(n)]


def _careful_csv(text: Path, profile: Profile, head: Header, done: int) -> Iterator[pl.DataFrame]:
    width = len(head.names)
    with text.open(encoding="utf-8-sig", newline="") as handle:
        records = _records(handle, head.delimiter)
        rows: list[tuple[int, list[str], str | None]] = []
        for number, (cells, torn) in enumerate(records, start=1 - head.skip_rows):
            if number <= done:
                continue
            surplus = f"more cells than the {width} of the header" if len(cells) > width else None
            rows.append((number, cells[:width] + [""] * (width - len(cells)), torn or surplus))
            if len(rows) == BATCH:
                yield _frame(rows, profile, head)
                rows = []
        if rows:
            yield _frame(rows, profile, head)


def _records(handle: Iterator[str], delimiter: str) -> Iterator[tuple[list[str], str | None]]:
    """Records with their cells; a quote that never closes costs one line, not the rest."""
    waiting: list[str] = []
    for line in handle:
        waiting.insert(0, line)
        while waiting:
            record = waiting.pop(0)
            while record.count('"') % 2 and record.count("\n") < LONGEST_RECORD:
                more = waiting.pop(0) if waiting else next(handle, None)
                if more is None:
                    break
                record += more
            if record.count('"') % 2:
                torn = "a quote opens and does not close"
            else:
                try:
                    yield next(csv.reader([record], delimiter=delimiter), []), None
                    continue
                except csv.Error:  # a line end between quotes that do not enclose a cell
                    torn = "quotes stand where no cell begins or ends"
            first, *rest = record.splitlines(keepends=True)
            waiting[:0] = rest
            yield [first.rstrip("\r\n")[:200]], torn


def _frame(
    rows: list[tuple[int, list[str], str | None]], profile: Profile, head: Header
) -> pl.DataFrame:
    place = {name: repeats(name, head.names) for name in profile.used}
    data: dict[str, list[str | None]] = {
        name: [LIST_JOINT.join(c[i] for i in at if c[i]) or None for _, c, _ in rows]
        for name, at in place.items()
    }
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(profile.used, pl.String)
    frame = pl.DataFrame(data, schema=schema)
    return frame.with_columns(
        pl.Series("row_number", [number for number, _, _ in rows], pl.UInt32),
        pl.Series("torn", [torn for _, _, torn in rows], pl.String),
    )


def _excel(export: Export, profile: Profile) -> Iterator[pl.DataFrame]:
    head = header(export, profile)
    try:
        sheet = fastexcel.read_excel(str(export.text)).load_sheet(
            profile.reader.sheet or 0, header_row=None, dtypes="string", skip_rows=head.skip_rows
        )
    except fastexcel.FastExcelError as error:
        raise InputRefused(
            f"Cannot read {export.name!r} as Excel",
            str(error).split("\n")[0],
            "Save it again as .xlsx.",
            STANDS,
        ) from error
    frame = sheet.to_polars()
    frame = frame.rename({name: f"c{i}" for i, name in enumerate(frame.columns)})
    chosen = (
        frame.lazy()
        .with_row_index("row_number", offset=1)
        .select(
            *_chosen(profile, head.names[: frame.width]),
            pl.col("row_number"),
            pl.lit(None, pl.String).alias("torn"),
        )
    )
    yield from chosen.collect_batches(chunk_size=BATCH, maintain_order=True)


def _json(export: Export, profile: Profile, work: Path) -> Iterator[pl.DataFrame]:
    text = decoded(export, profile.reader.encodings, work)
    try:
        lines = json_lines.one_a_line(text, profile.reader, work)
    except ijson.JSONError as error:
        raise InputRefused(
            f"Cannot read {export.name!r} as JSON",
            str(error),
            "The export is cut off or damaged; export it again.",
            STANDS,
        ) from error
    scan = pl.scan_lines(lines, name="line", row_index_name="row_number", row_index_offset=1)
    size = BATCH // (32 if profile.reader.explode else 4)
    for batch in scan.collect_batches(chunk_size=size, maintain_order=True):
        yield _decoded_lines(json_lines.exploded(batch, profile.reader), profile)


def _decoded_lines(batch: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    line = pl.col("line").str.strip_chars("\ufeff \t\r")
    filled = pl.when(line.str.len_bytes() > 0).then(line).otherwise(pl.lit(NOTHING))
    batch = batch.with_columns(filled.alias("line"), pl.lit(None, pl.String).alias("torn"))
    try:
        return _decoded(batch, profile)
    except pl.exceptions.PolarsError:
        whole = _torn_marked(batch)
    try:
        return _decoded(whole, profile)
    except pl.exceptions.PolarsError:  # an object where text should be, or the reverse
        return _decoded_singly(whole, profile)


def _torn_marked(batch: pl.DataFrame) -> pl.DataFrame:
    """Lines that are no JSON object become empty ones with the reason beside them."""
    torn = [json_lines.problem(line) for line in batch["line"]]
    batch = batch.with_columns(pl.Series("torn", torn, pl.String))
    return batch.with_columns(
        pl.when(pl.col("torn").is_null()).then("line").otherwise(pl.lit(NOTHING)).alias("line")
    )


def _decoded(batch: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    unwrap = profile.reader.unwrap
    bare = _schema(profile.used)
    schema = pl.Struct({unwrap: bare, **dict(bare)}) if unwrap else bare
    record = batch.select(pl.col("line").str.json_decode(schema).alias("record"))
    columns = [_field(path, unwrap, bare).alias(path) for path in profile.used]
    return record.select(columns).with_columns(batch["row_number"], batch["torn"])


def _schema(paths: tuple[str, ...]) -> pl.Struct:
    """The struct that holds the paths, every leaf as text."""
    tree: dict[str, pl.DataType] = {}
    lists: dict[str, dict[str, pl.DataType]] = {}
    below: dict[str, list[str]] = {}
    for path in paths:
        first, _, rest = path.partition(".")
        key, name, _, whole = STEP.fullmatch(first).groups()  # type: ignore[union-attr]
        if name:
            lists.setdefault(key, {}).update({name: pl.String(), rest: pl.String()})
        elif whole:
            tree[key] = pl.List(pl.String)
        elif rest:
            below.setdefault(key, []).append(rest)
        else:
            tree.setdefault(key, pl.String())
    tree |= {key: pl.List(pl.Struct(fields)) for key, fields in lists.items()}
    return pl.Struct(tree | {key: _schema(tuple(rests)) for key, rests in below.items()})


def _field(path: str, unwrap: str, bare: pl.Struct) -> pl.Expr:
    plain = _walked(pl.col("record"), path)
    return (
        pl.coalesce(_walked(pl.col("record").struct.field(unwrap), path), plain)
        if (unwrap)
        else plain
    )


def _walked(node: pl.Expr, path: str) -> pl.Expr:
    first, _, rest = path.partition(".")
    key, name, wanted, whole = STEP.fullmatch(first).groups()  # type: ignore[union-attr]
    node = node.struct.field(key)
    if name:
        hit = pl.element().struct.field(name) == wanted
        return node.list.filter(hit).list.first().struct.field(rest)
    if whole:
        return pl.when(node.list.len() > 0).then(node.list.join(LIST_JOINT, ignore_nulls=True))
    return _walked(node, rest) if rest else node


def _decoded_singly(batch: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Record by record, so that one of an odd shape costs itself and no other."""
    columns: dict[str, list[str | None]] = {path: [] for path in profile.used}
    for line in batch["line"]:
        record = json_lines.unwrapped(json_lines.json.loads(line), profile.reader)
        for path, cells in columns.items():
            cells.append(json_lines.cell(record, path))
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(profile.used, pl.String)
    return pl.DataFrame(columns, schema=schema).with_columns(batch["row_number"], batch["torn"])
