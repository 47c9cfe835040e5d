"""CSV exports as batches of text cells: at once where they are whole, else record by record."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipelines.blocks import Seen, blocks, unseen
from pipelines.json_lines import LIST_JOINT
from pipelines.mapping import Profile
from pipelines.recognise import Header

BATCH = 65_536  # records; bounds the memory of a load, whatever the file's size
LONGEST_RECORD = 200  # lines that one quoted record may span before it counts as torn


def batches(
    text: Path, profile: Profile, head: Header, seen: Seen = unseen
) -> Iterator[pl.DataFrame]:
    """The records of a UTF-8 text, in order; `seen` is told the share of it that is read."""
    done = 0
    try:
        for batch in _fast(text, profile, head, seen):
            yield batch
            done += batch.height
    except pl.exceptions.PolarsError:
        # quotes that do not close: take the rest apart record by record
        yield from _careful(text, profile, head, done)
    seen(1)


def _fast(text: Path, profile: Profile, head: Header, seen: Seen) -> Iterator[pl.DataFrame]:
    cells = [f"c{i}" for i in range(len(head.names))]
    torn = pl.when(pl.col("surplus").is_not_null()).then(
        pl.format("more cells than the {} of the header", pl.lit(len(cells)))
    )
    columns = [*chosen(profile, head.names), pl.col("row_number"), torn.alias("torn")]
    done = 0
    for nth, block in enumerate(blocks(text, quotes=True, seen=seen)):
        scan = pl.scan_csv(
            block,
            has_header=False,
            skip_rows=0 if nth else head.skip_rows,
            separator=head.delimiter,
            schema=dict.fromkeys([*cells, "surplus"], pl.String),
            missing_columns="insert",
            truncate_ragged_lines=True,
            row_index_name="row_number",
            row_index_offset=1 + done,
            raise_if_empty=False,
        )
        found = scan.select(columns).collect()
        yield from found.iter_slices(BATCH)
        done += found.height


def chosen(profile: Profile, names: tuple[str, ...]) -> list[pl.Expr]:
    """The columns that the profile uses, from cells c0, c1 … in the order of the header."""
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


def _careful(text: Path, profile: Profile, head: Header, done: int) -> Iterator[pl.DataFrame]:
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
