"""Exports as batches of text cells, every record with its number.

A batch is a frame with one text column per source column that the profile uses, `row_number`
(UInt32, the first record is 1) and `torn` (why the record could not be taken apart; null = it
could). Nothing is typed here: reading with inferred types eats leading zeros and big ids.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import fastexcel
import ijson
import polars as pl

from pipelines import csv_text, json_lines, log_lines
from pipelines.blocks import Seen, lines, part, unseen
from pipelines.csv_text import BATCH, repeats
from pipelines.exports import STANDS, Export, decoded
from pipelines.json_lines import LIST_JOINT, STEP
from pipelines.mapping import Profile
from pipelines.recognise import Header, header
from warehouse.errors import InputRefused

COPIED = 0.7  # of the time of reading JSON goes by bringing it to one record a line
NOTHING = "{}"  # stands for a blank line: a record without a cell


def batches(
    export: Export, profile: Profile, work: Path, seen: Seen = unseen
) -> Iterator[pl.DataFrame]:
    """The export's records, in order, in bounded memory.

    Args:
        seen: is told the share of the export that is read, as often as a block of it is done.

    Raises:
        InputRefused: undecodable text, a broken JSON list, or a damaged workbook.
    """
    if profile.reader.format == "xlsx":
        yield from _excel(export, profile)
        seen(1)
    elif profile.reader.format == "lines":
        yield from log_lines.batches(export, profile, work, seen)
    elif profile.reader.format == "json":
        yield from _json(export, profile, work, seen)
    else:
        text = decoded(export, profile.reader.encodings, work)
        yield from csv_text.batches(text, profile, header(export, profile), seen)


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
            *csv_text.chosen(profile, head.names[: frame.width]),
            pl.col("row_number"),
            pl.lit(None, pl.String).alias("torn"),
        )
    )
    yield from chosen.collect_batches(chunk_size=BATCH, maintain_order=True)


def _json(export: Export, profile: Profile, work: Path, seen: Seen) -> Iterator[pl.DataFrame]:
    text = decoded(export, profile.reader.encodings, work)
    try:
        single = json_lines.one_a_line(text, profile.reader, work, part(seen, 0, COPIED))
    except ijson.JSONError as error:
        raise InputRefused(
            f"Cannot read {export.name!r} as JSON",
            str(error),
            "The export is cut off or damaged; export it again.",
            STANDS,
        ) from error
    share = part(seen, COPIED if single != text else 0, 1)
    size = BATCH // (32 if profile.reader.explode else 4)
    for block in lines(single, share):
        for batch in block.iter_slices(size):
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
