"""One format of dates for each column of a file, chosen by what the whole file holds.

03/04/2026 must not be April in one row and March in the next: where a profile says
`one_format_per_column`, the file is looked through once before it is conformed.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import polars as pl

from pipelines.casts import Moment, naive
from pipelines.exports import STANDS, Export
from pipelines.expressions import NATURAL
from pipelines.mapping import Profile, Spec
from warehouse.catalogue.tables import tables
from warehouse.errors import InputRefused

DATED = ("datetime", "date")


def settled(
    export: Export, profile: Profile, moment: Moment, frames: Iterator[pl.DataFrame]
) -> dict[str, tuple[str, ...]]:
    """The one format of each column of dates that the profile reads straight from a cell.

    Args:
        frames: the file's batches of text cells.

    Returns:
        Column -> its format. A cell in another format is unusable then, as any other that
        cannot be read. A column without a cell is not among them.

    Raises:
        InputRefused: two formats read as many cells of a column, as different instants.
    """
    formats = {c: f for c, f in dated(profile, moment).items() if len(f) > 1}
    read: dict[tuple[str, int], int] = {}
    differ: dict[tuple[str, int, int], int] = {}
    for frame in frames:
        counts = frame.select(_counts(formats, profile, moment)).row(0, named=True)
        for key, count in counts.items():
            column, *places = key.rsplit("\x1f", key.count("\x1f"))
            if len(places) == 1:
                read[column, int(places[0])] = read.get((column, int(places[0])), 0) + count
            else:
                pair = (column, int(places[0]), int(places[1]))
                differ[pair] = differ.get(pair, 0) + count
    chosen: dict[str, tuple[str, ...]] = {}
    for column, several in formats.items():
        cells = [read.get((column, place), 0) for place in range(len(several))]
        most = max(cells)  # 0 where there is no row at all
        first, *others = (place for place, count in enumerate(cells) if count == most)
        for other in others:
            if odd := differ.get((column, first, other), 0):
                raise _undecided(export, column, (several[first], several[other]), most, odd)
        if most:
            chosen[column] = (several[first],)
    return chosen


def _undecided(
    export: Export, column: str, formats: tuple[str, str], cells: int, odd: int
) -> InputRefused:
    return InputRefused(
        f"Cannot load {export.name!r}",
        f"{formats[0]!r} and {formats[1]!r} both read {cells} cells of {column!r}, and {odd} of "
        "them as another time",
        "Export a period with a day after the 12th, or keep the right format alone in a profile "
        "of your own, [time] formats.",
        STANDS,
    )


def _counts(formats: dict[str, tuple[str, ...]], profile: Profile, moment: Moment) -> list[pl.Expr]:
    counts = []
    for column, several in formats.items():
        cell = pl.col(column).str.strip_chars()
        cell = pl.when(~cell.is_in(list(profile.null_tokens))).then(cell)
        values = [naive(cell, fmt, moment) for fmt in several]
        for i, value in enumerate(values):
            counts.append(value.is_not_null().sum().alias(f"{column}\x1f{i}"))
            counts += [
                (value != values[j]).sum().alias(f"{column}\x1f{i}\x1f{j}")
                for j in range(i + 1, len(values))
            ]
    return counts


def dated(profile: Profile, moment: Moment) -> dict[str, tuple[str, ...]]:
    """Column that is read as a date -> the formats that its cells may have."""
    found: dict[str, tuple[str, ...]] = {}
    for table in profile.tables:
        types = tables()[table.name].types
        specs = [(table.updated_at or {}, "datetime")]
        for variant in table.variants:
            specs += [(s, NATURAL.get(types[name], "")) for name, s in variant.columns.items()]
        for spec, natural in specs:
            for column, formats in _dated(spec, natural):
                found[column] = formats or moment.formats
    return found


def _dated(spec: Any, natural: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Columns below a spec that are read as dates, with the formats said for them."""
    spec = {"from": spec} if isinstance(spec, str) else spec
    if not isinstance(spec, dict):
        return
    kind = spec.get("as", natural)
    plain = not {"pattern", "split", "map"} & set(spec)
    if kind in DATED and "from" in spec and plain:
        yield spec["from"], tuple(spec.get("formats", ()))
    below = partial(_each, spec)
    for inner, inner_kind in (
        *below(("coalesce",), kind),
        *below(("between",), "datetime"),
        *below(("sum", "plus_s", "minus", "times"), "number"),
        *((branch["then"], kind) for branch in spec.get("case", ())),
        *below(("else",), kind),
    ):
        if not (isinstance(inner, str) and inner_kind not in DATED):
            yield from _dated(inner, inner_kind)


def _each(spec: Spec, keys: tuple[str, ...], kind: str) -> Iterator[tuple[Any, str]]:
    for key in keys:
        inner = spec.get(key, ())
        for item in inner if isinstance(inner, list) else [inner]:
            if isinstance(item, dict) or (key in ("coalesce", "between") and item):
                yield item, kind
