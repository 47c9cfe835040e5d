"""A waived critical check lets a build be published; it is told, stored, never called passed."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from expectations.declared import checks
from pipelines import run, told
from tests.pipelines.test_run import calls
from warehouse import build
from warehouse.access import local_viewer
from warehouse.answers.status import status
from warehouse.connection import reading, writing
from warehouse.errors import NotPublished
from warehouse.home import Home
from warehouse.registers import waivers
from warehouse.registers.ledger import registers
from warehouse.verdicts import Judged, stored_waivers

CHECK = "contact_leg_start_known"


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let one check of every load fail on 7 rows, as a damaged export would."""
    judged = run.judge

    def fail(name: str) -> None:
        def judge(path: Path, build_id: str) -> tuple[Judged, ...]:
            return tuple(
                Judged(**{**vars(one), "passed": False, "rows_failed": 7})
                if one.check_id == name else one
                for one in judged(path, build_id)
            )  # fmt: skip

        monkeypatch.setattr(run, "judge", judge)

    return fail


def waive(home: Home, check: str) -> waivers.Waiver:
    given = {
        "check_id": check,
        "reason": "The switch lost its clock.",
        "expires_on": date.today() + timedelta(days=30),
    }
    return waivers.add(registers(home), local_viewer(), given, checks={check}, home=home)


def test_a_waived_critical_check_is_published_told_and_stored(home, export, failing):
    failing(CHECK)
    path = export(calls(10))
    with pytest.raises(NotPublished, match="page Waivers"):
        run.load([path], home)
    left = json.loads((home.path / "refused.json").read_text())["checks"]
    assert [(one["check_id"], one["waivable"]) for one in left] == [(CHECK, True)]

    waiver = waive(home, CHECK)
    report = run.load([path], home)

    assert report.build_id
    assert not (home.path / "refused.json").exists()
    with reading(build.current(home).path) as database:
        assert database.value("select passed from verdict where check_id = ?", [CHECK]) is False
        assert stored_waivers(database) == {CHECK: waiver.told}
    line = next(one for one in told.as_lines(report) if "7 of 10" in one)
    assert line.endswith(waiver.told.words)
    (failed,) = [one for one in told.as_data(report)["verdicts"]["failed"] if one["waived"]]
    assert (failed["check"], failed["waived"]) == (CHECK, waiver.told.words)


def test_a_revoked_waiver_blocks_again(home, export, failing):
    failing(CHECK)
    waiver = waive(home, CHECK)
    waivers.revoke(registers(home), local_viewer(), waiver.waiver_id, 1, "It was no good idea.")
    with pytest.raises(NotPublished):
        run.load([export(calls(10))], home)


def test_a_check_that_guards_the_books_blocks_whatever_the_ledger_says(home, export, failing):
    failing("file_rows_accounted")
    waive(home, "file_rows_accounted")
    with pytest.raises(NotPublished):
        run.load([export(calls(10))], home)
    (left,) = json.loads((home.path / "refused.json").read_text())["checks"]
    assert left["waivable"] is False


def test_the_status_tells_the_waiver_of_today_beside_the_failure(home, export, failing):
    failing(CHECK)
    waiver = waive(home, CHECK)
    run.load([export(calls(10))], home)
    ref, viewer = build.current(home), local_viewer()
    found = status(ref, waivers=(waiver,), viewer=viewer)
    lines = told.status_lines(found)
    assert any(waiver.told.words in line for line in lines)
    later = told.status_lines(status(ref, viewer=viewer))
    assert not any("waived" in line for line in later)


def test_a_build_that_was_made_before_there_were_waivers_is_read_and_loaded_onto(home, export):
    run.load([export(calls(10), "march.csv")], home)
    ref = build.current(home)
    ref.path.chmod(0o644)
    with writing(ref.path) as database:
        database.run("drop table verdict_waiver")
    with reading(ref.path) as database:
        assert stored_waivers(database) == {}
    report = run.load([export(calls(10, month=4), "april.csv")], home)
    with reading(build.current(home).path) as database:
        assert stored_waivers(database) == {}
        loads = database.rows("select distinct build_id from verdict_history order by 1")
    assert loads == [(ref.id,), (report.build_id,)]


def test_a_full_load_carries_the_history_of_the_checks_on(home, export):
    path = export(calls(10))
    first = run.load([path], home).build_id
    second = run.load([path], home, full=True).build_id
    with reading(build.current(home).path) as database:
        loads = database.rows("select distinct build_id from verdict_history order by 1")
    assert loads == [(first,), (second,)]


def test_a_full_load_over_a_damaged_build_begins_a_new_history(home, export):
    path = export(calls(10))
    run.load([path], home)
    ref = build.current(home)
    ref.path.chmod(0o644)
    ref.path.write_bytes(b"not a database")
    again = run.load([path], home, full=True).build_id
    with reading(build.current(home).path) as database:
        loads = database.rows("select distinct build_id from verdict_history")
    assert loads == [(again,)]


def test_what_guards_the_books_and_every_gate_cannot_be_waived():
    fixed = {one.id for one in checks() if not one.waivable}
    assert fixed >= {one.id for one in checks() if one.gate}
    assert fixed == {
        "columns_declared",
        "file_rows_accounted",
        "file_exclusions_reasoned",
        "file_quarantine_kept",
        "row_from_known_file",
        "row_from_known_source",
    }
