"""A text in blocks of whole records, so that a reader holds a block and never the file.

Polars 2.1 reads ahead of whoever takes its batches: of 400 MB of CSV, 260 MB lay in memory when
the first batch came out. Of a block it cannot read more than the block.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

BLOCK = 16 << 20  # bytes
LONGEST = 64 << 20  # bytes in which a CSV must end a record, or its quotes do not close

Seen = Callable[[float], None]  # is told which share of a text is read, from 0 to 1


def unseen(_share: float) -> None:
    """Tell nobody."""


def part(seen: Seen, low: float, high: float) -> Seen:
    """Tell the shares of one part of the work as shares of the whole, from `low` to `high`."""
    return lambda share: seen(low + (high - low) * share)


def blocks(path: Path, *, quotes: bool, seen: Seen = unseen) -> Iterator[bytes]:
    """The file's bytes in order, cut where a line ends; what is appended meanwhile is not read.

    Args:
        quotes: a line that ends between quotes goes on, as in CSV.
        seen: is told after each block.

    Raises:
        polars.exceptions.ComputeError: quotes do not close for longer than any record is.
    """
    size = path.stat().st_size
    rest, given = b"", 0
    with path.open("rb") as handle:
        while more := handle.read(min(BLOCK, size - handle.tell())):
            rest += more
            cut = len(rest) if handle.tell() >= size else _cut(rest, quotes)
            if cut:
                yield rest[:cut]
                given += cut
                seen(min(given / size, 1))
                rest = rest[cut:]
            elif quotes and len(rest) > LONGEST:
                raise pl.exceptions.ComputeError("a quote opens and does not close")


def _cut(data: bytes, quotes: bool) -> int:
    """Bytes up to the last end of a record; 0 when none ends."""
    inside = quotes and data.count(b'"') % 2 == 1
    at = len(data)
    while (end := data.rfind(b"\n", 0, at)) >= 0:
        inside ^= quotes and data.count(b'"', end, at) % 2 == 1
        if not inside:
            return end + 1
        at = end
    return 0


def lines(path: Path, seen: Seen = unseen) -> Iterator[pl.DataFrame]:
    """Every line of the file: row_number (UInt32, the first is 1) and line (text)."""
    done = 0
    for block in blocks(path, quotes=False, seen=seen):
        found = pl.scan_lines(
            block, name="line", row_index_name="row_number", row_index_offset=1 + done
        ).collect()
        yield found
        done += found.height
