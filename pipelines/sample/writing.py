"""Turning columns into the text of export files, fast: by look-up instead of formatting.

Formatting ten instants a record with strftime costs more than all the rest together; days and
seconds of the day are therefore looked up in two tables and joined.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from pipelines.sample.dice import Dice
from pipelines.sample.months import DAY_S

LAST_DAY = date(2100, 1, 1)  # of the look-up table; nobody reviews a sample from after it
PLACE = re.compile(r"\$(\w+)")


@cache
def _days() -> pl.Series:
    days = pl.date_range(date(1970, 1, 1), LAST_DAY, eager=True)
    return days.dt.strftime('"%Y-%m-%d')


@cache
def _seconds() -> pl.Series:
    return pl.Series([f'T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z"' for n in range(DAY_S)])


@cache
def _hex() -> pl.Series:
    return pl.Series([f"{n:04x}" for n in range(2**16)])


def instant(epoch_s: pl.Expr) -> pl.Expr:
    """Epoch seconds as a quoted UTC instant, "2026-09-28T07:13:14Z"; null as null."""
    day, second = epoch_s // DAY_S, epoch_s % DAY_S
    return _or_null(
        pl.concat_str(
            pl.lit(_days()).gather(day.cast(pl.UInt32)),
            pl.lit(_seconds()).gather(second.cast(pl.UInt32)),
        )
    )


def number(value: pl.Expr) -> pl.Expr:
    """A number as JSON writes it; null as null."""
    return _or_null(value.cast(pl.String))


def quoted(text: pl.Expr) -> pl.Expr:
    """Text without characters that JSON escapes, in quotes; null as null."""
    return _or_null('"' + text + '"')


def looked_up(table: Sequence[str | None], position: pl.Expr) -> pl.Expr:
    """The entry of a table at each position, as quoted text; null as null."""
    filled = pl.Series(
        [None if entry is None else f'"{entry}"' for entry in table], dtype=pl.String
    )
    return _or_null(pl.lit(filled).gather(position.cast(pl.UInt32)))


def truth(value: pl.Expr, yes: str = "true", no: str = "false") -> pl.Expr:
    """A boolean in two words; null as null."""
    return pl.when(value).then(pl.lit(yes)).when(~value).then(pl.lit(no)).otherwise(pl.lit("null"))


def filled(template: str, **values: pl.Expr) -> pl.Expr:
    """A template whose `$name` places are taken by columns of text; its own line breaks go.

    A null column makes the whole null.

    Raises:
        KeyError: a place has no value.
    """
    text = "".join(line.strip() for line in template.splitlines())
    # split() gives constant, name, constant, name, … , constant.
    pieces = enumerate(PLACE.split(text))
    return pl.concat_str(values[piece] if n % 2 else pl.lit(piece) for n, piece in pieces)


def uuids(dice: Dice, name: str) -> pl.Expr:
    """Random UUIDs, version 4."""
    high, low = dice.words(f"{name}/high"), dice.words(f"{name}/low")
    four = [_quarter(word, n) for word in (high, low) for n in range(4)]
    version = four[3] % 2**12 + 0x4000
    variant = four[4] % 2**14 + 0x8000
    a, b, c, d, e, f, g, h = (
        pl.lit(_hex()).gather(part) for part in (*four[:3], version, variant, *four[5:])
    )
    dash = pl.lit("-")
    return pl.concat_str(a, b, dash, c, dash, d, dash, e, dash, f, g, h)


def write_lines(path: Path, lines: pl.Series) -> None:
    """Append lines to a file, as they are.

    Raises:
        OSError: the file cannot be written.
    """
    with path.open("ab") as handle:
        lines.to_frame().write_csv(handle, include_header=False, quote_style="never")


def _quarter(word: pl.Expr, place: int) -> pl.Expr:
    return (
        word // pl.lit(2 ** (16 * place), dtype=pl.UInt64) % pl.lit(2**16, dtype=pl.UInt64)
    ).cast(pl.UInt32)


def _or_null(text: pl.Expr) -> pl.Expr:
    return text.fill_null(pl.lit("null"))
