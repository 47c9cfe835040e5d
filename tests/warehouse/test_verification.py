"""Builds are compared figure by figure, hashed again, and computed again from their exports."""

import shutil

import pytest

from tests.warehouse.made import made
from warehouse.build import current, file_hash, publish
from warehouse.connection import reading, writing
from warehouse.errors import InputRefused
from warehouse.home import Home
from warehouse.verification import again, builds, difference


@pytest.fixture
def home(tmp_path):
    """A home with two published builds: the second has one more call."""
    found = Home(tmp_path / "home")
    found.writable()
    for number, calls in ((1, 6), (2, 7)):
        path = found.builds / f".{number}.duckdb"
        made(path, {"contact_leg": [{"wait_s": 10}] * calls})
        publish(found, f"2026-01-0{number}T000000Z", path)
    return found


def test_a_build_whose_bytes_changed_does_not_hold(home):
    assert [check.holds for check in builds(home)] == [True, True]
    path = current(home).path
    path.chmod(0o644)
    with path.open("r+b") as handle:
        handle.seek(5000)
        handle.write(b"x")
    assert [check.holds for check in builds(home)] == [True, False]
    assert builds(home)[1].found == file_hash(path)


def test_only_figures_that_differ_are_listed_before_and_after(home):
    first, second = (home.builds / f"2026-01-0{n}T000000Z.duckdb" for n in (1, 2))
    ref = current(home)
    before, after = (type(ref)(path.stem, path, "") for path in (first, second))
    assert difference(before, before).is_empty()
    found = difference(before, after, "contacts_offered").filter(
        dimension="", source_id="", formula=""
    )
    (row,) = found.rows(named=True)
    assert (row["value_before"], row["value_after"]) == (6, 7)
    everything = difference(before, after)
    assert "average_speed_of_answer_voice" in set(everything["kpi_id"])  # n differs
    speed = everything.filter(kpi_id="average_speed_of_answer_voice", dimension="", source_id="")
    assert speed["value_before"].to_list() == speed["value_after"].to_list() == [10]


def test_a_figure_that_one_build_has_not_is_null_there(home):
    ref = current(home)
    copy = home.path / "copy.duckdb"
    shutil.copy(ref.path, copy)
    copy.chmod(0o644)
    with writing(copy) as database:
        database.run("delete from kpi_month where kpi_id = 'contacts_offered'")
    found = difference(ref, type(ref)("copy", copy, ""), "contacts_offered")
    assert found.height > 0
    assert set(found["value_after"].to_list()) == {None}


def test_the_exports_give_every_figure_again(shared_data, tmp_path):
    from pipelines.run import load

    home = Home(tmp_path / "home")
    exports = tmp_path / "exports"
    shutil.copytree(shared_data / "telephony" / "phonenow_2021", exports)
    load([exports], home)
    next(exports.glob("*.xlsx")).rename(exports / "renamed.xlsx")
    assert again(home, exports).is_empty()
    with reading(current(home).path) as database:
        assert database.value("select count(*) from kpi_month") > 0


def test_exports_that_are_not_all_there_are_refused(shared_data, tmp_path):
    from pipelines.run import load

    home = Home(tmp_path / "home")
    folder = shared_data / "survey" / "qualtrics"
    load([folder / "sample.csv", folder / "sample_legacy.csv"], home)
    with pytest.raises(InputRefused, match=r"files of build .* are not there, first"):
        again(home, folder / "sample.csv")
