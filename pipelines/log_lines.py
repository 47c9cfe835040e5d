"""Logs of one record a line, whose parts a pattern with named groups takes apart."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipelines.blocks import Seen, lines
from pipelines.exports import Export, decoded
from pipelines.mapping import Profile

UNLIKE = "is not a whole line of the log"  # the line itself may name a customer


def batches(export: Export, profile: Profile, work: Path, seen: Seen) -> Iterator[pl.DataFrame]:
    """Lines whose named groups are the columns; a line that is unlike the pattern is torn."""
    text = decoded(export, profile.reader.encodings, work)
    line = pl.col("line").str.strip_chars("\ufeff\r")
    cells = line.str.extract_groups(profile.reader.line)
    for batch in lines(text, seen):
        unlike = ~line.str.contains(profile.reader.line) & (line.str.strip_chars() != "")
        yield batch.select(
            *(cells.struct.field(name).alias(name) for name in profile.used),
            pl.col("row_number"),
            pl.when(unlike).then(pl.lit(UNLIKE)).alias("torn"),
        )
