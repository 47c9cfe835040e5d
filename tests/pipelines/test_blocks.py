"""Where a text is cut: behind whole records, with every byte in exactly one block."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import blocks

QUOTED = b'a,"one\ntwo"\nb,"say ""no""\n"\nc,3\n'


def cut(folder: Path, text: bytes, size: int, *, quotes: bool) -> list[bytes]:
    path = folder / "text"
    path.write_bytes(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", size)
        return list(blocks.blocks(path, quotes=quotes))


def test_a_block_ends_where_a_line_ends(tmp_path):
    assert cut(tmp_path, b"a\nbb\nccc\nd", 4, quotes=False) == [b"a\n", b"bb\n", b"ccc\nd"]


def test_a_line_end_between_quotes_ends_no_record(tmp_path):
    records = [b'a,"one\ntwo"\n', b'b,"say ""no""\n"\n', b"c,3\n"]

    assert cut(tmp_path, QUOTED, 1, quotes=True) == records


@settings(max_examples=100, deadline=None)
@given(
    cells=st.lists(st.tuples(*[st.text('a,"\n\r é', max_size=6)] * 2), max_size=12),
    size=st.integers(1, 40),
)
def test_no_byte_is_lost_and_every_block_holds_whole_records(cells, size, tmp_path_factory):
    rows = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    text = "".join(f"{row}\n" for row in rows).encode()

    found = cut(tmp_path_factory.mktemp("cut"), text, size, quotes=True)

    assert b"".join(found) == text
    assert all(block.count(b'"') % 2 == 0 and block.endswith(b"\n") for block in found)


def test_a_quote_that_does_not_close_is_given_up_before_the_whole_file_is_held(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(blocks, "LONGEST", 50)

    with pytest.raises(pl.exceptions.ComputeError, match="does not close"):
        cut(tmp_path, b'a,"open\n' + b"b,2\n" * 100, 10, quotes=True)


def test_the_share_that_is_read_grows_to_the_whole(tmp_path):
    path, shares = tmp_path / "text", []
    path.write_bytes(b"1\n2\n3\n4\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", 2)
        list(blocks.blocks(path, quotes=False, seen=shares.append))

    assert shares == [0.25, 0.5, 0.75, 1]


def test_lines_are_numbered_across_blocks(tmp_path):
    path = tmp_path / "text"
    path.write_bytes(b"a\n\nc\r\nd")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", 3)
        found = pl.concat(blocks.lines(path))

    assert found.rows() == [(1, "a"), (2, ""), (3, "c"), (4, "d")]


def test_a_part_of_the_work_tells_its_share_of_the_whole():
    shares = []
    second = blocks.part(shares.append, 0.5, 1)
    second(0)
    second(0.5)
    second(1)

    assert shares == [0.5, 0.75, 1]
