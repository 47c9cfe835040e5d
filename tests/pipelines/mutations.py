"""Damaged copies of exports: what transports, spreadsheets, editors and people do to a file."""

import csv
import io
import random
from collections.abc import Callable

WIDE = 10_000  # columns
HUGE = 300_000  # characters of one cell, more than the csv module takes by itself

Mutation = Callable[[bytes, random.Random], bytes]


def flipped(data: bytes, dice: random.Random) -> bytes:
    """A few bytes are others."""
    out = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out)


def cut(data: bytes, dice: random.Random) -> bytes:
    """The end is missing."""
    return data[: dice.randrange(1, len(data))]


def line_cut(data: bytes, dice: random.Random) -> bytes:
    """One line breaks off in the middle."""
    lines = data.split(b"\n")
    at = dice.randrange(len(lines))
    lines[at] = lines[at][: dice.randrange(len(lines[at]) + 1)]
    return b"\n".join(lines)


def lines_doubled(data: bytes, dice: random.Random) -> bytes:
    """Some lines come twice."""
    lines = data.split(b"\n")
    for _ in range(3):
        at = dice.randrange(len(lines))
        lines.insert(at, lines[at])
    return b"\n".join(lines)


def lines_shuffled(data: bytes, dice: random.Random) -> bytes:
    """The lines, header included, stand in another order."""
    lines = data.split(b"\n")
    dice.shuffle(lines)
    return b"\n".join(lines)


def blank_lines(data: bytes, dice: random.Random) -> bytes:
    """Blank lines, with blanks or without, stand anywhere."""
    lines = data.split(b"\n")
    for _ in range(5):
        lines.insert(dice.randrange(len(lines)), dice.choice([b"", b"  ", b"\r", b",,,"]))
    return b"\n".join(lines)


def quotes(data: bytes, dice: random.Random) -> bytes:
    """Quotes open that never close."""
    out = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        out.insert(dice.randrange(len(out)), ord('"'))
    return bytes(out)


def null_bytes(data: bytes, dice: random.Random) -> bytes:
    """Null bytes stand anywhere."""
    at = dice.randrange(len(data))
    return data[:at] + b"\0" * dice.randint(1, 3) + data[at:]


def encodings_mixed(data: bytes, dice: random.Random) -> bytes:
    """One line is of another encoding, or the byte-order mark is another's."""
    if dice.random() < 0.3:
        return dice.choice([b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]) + data
    lines = data.split(b"\n")
    at = dice.randrange(len(lines))
    codec = dice.choice(["cp1252", "utf-16-le", "utf-8", "shift-jis"])
    lines[at] = ("é" + lines[at].decode("latin-1")).encode(codec, "replace")
    return b"\n".join(lines)


def line_ends(data: bytes, dice: random.Random) -> bytes:
    """Line ends of another system, or of several."""
    end = dice.choice([b"\r\n", b"\r", b"\n\r", b"\r\r\n"])
    return data.replace(b"\r\n", b"\n").replace(b"\n", end)


def huge_cell(data: bytes, dice: random.Random) -> bytes:
    """A cell holds a third of a million characters."""
    at = dice.randrange(len(data))
    return data[:at] + dice.choice([b"x", b"9", b" ", "é".encode()]) * HUGE + data[at:]


def _cells(data: bytes, change: Callable[[list[list[str]]], list[list[str]]]) -> bytes:
    text = data.decode("utf-8-sig", "surrogateescape")
    try:
        rows = change(list(csv.reader(io.StringIO(text))))
    except csv.Error:
        return data
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "surrogateescape")


def column_dropped(data: bytes, dice: random.Random) -> bytes:
    """A column is missing."""
    at = dice.random()
    return _cells(
        data, lambda rows: [[c for i, c in enumerate(r) if i != int(at * len(r))] for r in rows]
    )


def column_doubled(data: bytes, dice: random.Random) -> bytes:
    """A column comes twice."""
    at = dice.random()
    return _cells(data, lambda rows: [[*r, r[int(at * len(r))]] if r else r for r in rows])


def columns_shuffled(data: bytes, dice: random.Random) -> bytes:
    """The columns stand in another order."""
    seed = dice.random()

    def change(rows: list[list[str]]) -> list[list[str]]:
        return [random.Random(seed).sample(r, len(r)) for r in rows]

    return _cells(data, change)


def wide(data: bytes, _dice: random.Random) -> bytes:
    """Ten thousand more columns."""
    return _cells(
        data,
        lambda rows: [
            [*r, *(f"c{i}" if n == 0 else "" for i in range(WIDE))] for n, r in enumerate(rows[:4])
        ],
    )


def cells_swapped(data: bytes, dice: random.Random) -> bytes:
    """Cells hold what no column expects."""
    odd = ["-1", "1e999", "NaN", "inf", "0000-00-00", "９９", "\u202e", "=1+1", "{}", "[]", "null"]
    odd += [
        "-:-:-",
        "1970-01-01",
        "9" * 40,
        "2026-13-45 99:99:99",
        "2026-03-29 01:30:00",
        "99999-01-01 00:00:00",
    ]

    def change(rows: list[list[str]]) -> list[list[str]]:
        for _ in range(6):
            row = dice.choice(rows)
            if row:
                row[dice.randrange(len(row))] = dice.choice(odd)
        return rows

    return _cells(data, change)


MUTATIONS: tuple[Mutation, ...] = (
    flipped,
    cut,
    line_cut,
    lines_doubled,
    lines_shuffled,
    blank_lines,
    quotes,
    null_bytes,
    encodings_mixed,
    line_ends,
    huge_cell,
    column_dropped,
    column_doubled,
    columns_shuffled,
    wide,
    cells_swapped,
)
