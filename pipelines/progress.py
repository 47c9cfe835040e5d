"""How far a load is: a bar on a terminal, plain lines elsewhere; told on standard error."""

import os
import time
from collections.abc import Callable
from typing import TextIO

import click
from tqdm import tqdm

EVERY = 5.0  # seconds between two plain lines
WIDTH, LINES = 80, 24  # of a terminal that does not say its own
LONG = 40  # characters of a file's name beside the bar
BAR = "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}B of {total_fmt}B{postfix}, {remaining} left"


class Progress:
    """Is told how far a load is; this one tells nobody."""

    def begins(self, step: str, size: int = 0) -> None:
        """Be told that a step begins; `size` is what it will read, in bytes of all files."""

    def reads(self, name: str, rows: int, size: int) -> None:
        """Be told of a file the rows and bytes that were read since the last call."""

    def ends(self) -> None:
        """Be told that no step goes on, whether all is done or not."""


quiet = Progress()


class Meter:
    """Turns shares of one file that are read into bytes, each told once.

    Args:
        size: bytes of the file as it lies there, packed or not.
    """

    def __init__(self, progress: Progress, name: str, size: int) -> None:
        self._progress, self._name, self._size, self._told = progress, name, size, 0

    def at(self, share: float) -> None:
        """`share` of the file, from 0 to 1, is read; it never goes back."""
        size = max(int(self._size * share) - self._told, 0)
        self._told += size
        self._progress.reads(self._name, 0, size)


class Plain(Progress):
    """Lines for a log: each step as it begins, and every few seconds how far the reading is."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._size = self._read = self._rows = 0
        self._began = self._said = clock()

    def begins(self, step: str, size: int = 0) -> None:
        """Say the step, and what there is to read."""
        self._close()
        self._size, self._read, self._rows = size, 0, 0
        self._began = self._said = self._clock()
        self._say(step + (f" {_bytes(size)}" if size else "") + " …")

    def reads(self, name: str, rows: int, size: int) -> None:
        """Count, and say it every few seconds."""
        self._rows += rows
        self._read += size
        now = self._clock()
        if now - self._said < EVERY or not 0 < self._read < self._size:
            return
        self._said = now
        left = (now - self._began) * (self._size - self._read) / self._read
        self._say(
            f"  {100 * self._read // self._size} % of {_bytes(self._size)}, {self._rows:,} rows, "
            f"{tqdm.format_interval(left)} left ({name})"
        )

    def ends(self) -> None:
        """Say what was read."""
        self._close()
        self._size = 0

    def _close(self) -> None:
        if self._size and self._read >= self._size:
            took = tqdm.format_interval(self._clock() - self._began)
            self._say(f"  100 % of {_bytes(self._size)}, {self._rows:,} rows, in {took}")

    def _say(self, line: str) -> None:
        click.echo(line, file=self._stream)


class Bar(Progress):
    """A bar by bytes with the rows and the time that is left, then each step as it runs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._rows = stream, 0
        self._bar: tqdm | None = None

    def begins(self, step: str, size: int = 0) -> None:
        """Draw a bar for a step that reads, name any other."""
        self.ends()
        if not size:
            click.echo(f"{step} …", file=self._stream)
            return
        self._rows = 0
        self._bar = tqdm(
            desc=step, total=size, unit_scale=True, bar_format=BAR,
            file=self._stream, ncols=_width(self._stream), nrows=LINES, postfix="0 rows",
        )  # fmt: skip

    def reads(self, name: str, rows: int, size: int) -> None:
        """Move the bar."""
        if self._bar is None:
            return
        self._rows += rows
        self._bar.set_description_str(name[-LONG:], refresh=False)
        self._bar.set_postfix_str(f"{self._rows:,} rows", refresh=False)
        self._bar.update(size)

    def ends(self) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            self._bar.refresh()
            self._bar.close()
        self._bar = None


def on(stream: TextIO) -> Progress:
    """The progress that fits a stream: a bar where somebody looks at it, else lines."""
    return Bar(stream) if stream.isatty() else Plain(stream)


def _bytes(size: int) -> str:
    return f"{tqdm.format_sizeof(size, divisor=1000)}B"


def _width(stream: TextIO) -> int:
    """Columns of a terminal; some do not say theirs."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or WIDTH
    except OSError:
        return WIDTH
