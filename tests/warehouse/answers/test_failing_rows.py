"""All failing rows of a check: whole, masked, bounded, from the SQL that the build keeps."""

import pytest

from tests.warehouse.made import made
from warehouse.access import Viewer, local_viewer
from warehouse.answers.failing_rows import MASK, failing_rows
from warehouse.build import file_hash
from warehouse.connection import writing
from warehouse.errors import InputRefused, NotAllowed

CALLS = [
    {"wait_s": -1, "agent_ref": "Anna", "customer_key": "k1"},
    {"wait_s": -2, "customer_key": "k2"},
    {"wait_s": 5, "agent_ref": "Ben"},
    {"wait_s": -3, "agent_ref": "Cem"},
]


@pytest.fixture
def ref(tmp_path):
    build = made(tmp_path / "b", {"contact_leg": CALLS})
    with writing(build.path) as database:
        database.run(
            "insert into load_file (file_id, source_id, name) values (1, 'tool', 'calls.csv')"
        )
        for check, sql in (
            ("wait", "select * from contact_leg where wait_s < 0"),
            ("day", "select 'voice' as channel, 3 as contacts"),
            ("fine", "select * from contact_leg where wait_s is null and false"),
        ):
            database.run(
                "insert into verdict (check_id, label, sql, passed) values (?, ?, ?, false)",
                [check, f"Check {check}", sql],
            )
    return build


def test_every_failing_row_is_whole_with_its_file_and_names_nobody(ref):
    found = failing_rows(ref, "wait", viewer=local_viewer())
    assert (found.total, found.is_cut, found.label) == (3, False, "Check wait")
    assert found.frame.columns[0] == "file"
    rows = found.frame.sort("wait_s").to_dicts()
    assert [row["wait_s"] for row in rows] == ["-1.000", "-2.000", "-3.000"]
    assert {row["file"] for row in rows} == {"calls.csv"}
    assert [row["agent_ref"] for row in rows] == [MASK, None, MASK]
    assert [row["customer_key"] for row in rows] == [MASK, MASK, None]
    assert "Anna" not in found.frame.write_csv()


def test_the_file_is_bounded_and_says_so(ref):
    found = failing_rows(ref, "wait", limit=2, viewer=local_viewer())
    assert (found.frame.height, found.total, found.is_cut) == (2, 3, True)


def test_a_check_over_something_else_than_rows_of_files_has_its_own_columns(ref):
    found = failing_rows(ref, "day", viewer=local_viewer())
    assert found.frame.to_dicts() == [{"channel": "voice", "contacts": "3"}]


def test_a_check_that_nothing_fails_gives_an_empty_file(ref):
    found = failing_rows(ref, "fine", viewer=local_viewer())
    assert (found.frame.height, found.total) == (0, 0)
    assert "wait_s" in found.frame.columns


def test_the_build_is_only_read(ref):
    before = file_hash(ref.path)
    failing_rows(ref, "wait", viewer=local_viewer())
    assert file_hash(ref.path) == before


def test_an_unknown_check_is_refused_with_the_nearest(ref):
    with pytest.raises(InputRefused, match="Did you mean 'wait'"):
        failing_rows(ref, "wai", viewer=local_viewer())


def test_who_may_not_see_rows_gets_none(ref):
    with pytest.raises(NotAllowed, match="see_rows"):
        failing_rows(ref, "wait", viewer=Viewer("guest", "viewer", frozenset({"see_figures"})))
