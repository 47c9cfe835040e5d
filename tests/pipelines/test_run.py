"""Builds: immutable, idempotent, atomic, one writer at a time."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import run
from warehouse import build
from warehouse.connection import reading
from warehouse.errors import LoadHeld, NotPublished
from warehouse.home import Home
from warehouse.verdicts import Judged

ROOT = Path(__file__).parents[2]
ROW = (
    "{id},+44 7700 90{id},Billing,2026-0{month}-02 09:00:00,{status},0:{wait},60,30,"
    "{changed},{rating}"
)


def calls(count: int, month: int = 3, changed: str = "2026-04-01 10:00:00") -> list[str]:
    """Calls with waits of 10 to 59 s; every fifth is lost, every third rated."""
    return [
        ROW.format(
            id=1000 + i,
            month=month,
            status="Lost" if i % 5 == 0 else "Answered",
            wait=10 + i % 50,
            changed=changed,
            rating=i % 5 + 1 if i % 3 == 0 else "",
        )
        for i in range(count)
    ]


def kpi_month(ref: build.BuildRef) -> list[tuple]:
    with reading(ref.path) as database:
        return database.rows("select * from kpi_month order by all")


def test_a_load_publishes_a_build_that_carries_its_hash_and_its_catalogue(home, export):
    report = run.load([export(calls(40))], home)

    ref = build.current(home)
    assert ref.id == report.build_id
    assert build.file_hash(ref.path) == ref.sha256
    assert ref.path.stat().st_mode & 0o222 == 0
    with reading(ref.path) as database:
        kinds = {kind for (kind,) in database.rows("select distinct kind from catalogue")}
        assert {"kpi", "profile", "checks", "tables"} <= kinds
        assert database.value("select count(*) from verdict") > 25
        assert (
            database.value(
                "select count(*) from kpi_month where kpi_id = 'contacts_offered' "
                "and dimension = '' and source_id = '' and value = 40"
            )
            == 1
        )


def test_loading_the_same_file_again_changes_nothing(home, export):
    path = export(calls(10))
    first = run.load([path], home)
    again = run.load([path], home)

    assert again.build_id == ""
    assert again.intake.unchanged == ["calls.csv"]
    assert build.current(home).id == first.build_id


@pytest.fixture
def unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loads without checks, for tests that are about builds: judging takes seconds."""
    monkeypatch.setattr(run, "judge", lambda *_: ())


@pytest.mark.usefixtures("unjudged")
def test_a_full_load_equals_the_incremental_loads_of_the_same_files(home, export):
    march = export(calls(60), "march.csv")
    april = export(calls(50, month=4), "april.csv")
    revised = export(calls(20, changed="2026-05-01 10:00:00"), "revised.csv")
    for path in (march, april, revised):
        run.load([path], home)
    incremental = kpi_month(build.current(home))

    run.load([march, april, revised], home, full=True)

    assert kpi_month(build.current(home)) == incremental
    assert len(incremental) > 20


@pytest.mark.usefixtures("unjudged")
def test_a_published_build_never_changes_under_its_readers(home, export):
    run.load([export(calls(10), "march.csv")], home)
    ref = build.current(home)
    with reading(ref.path) as database:
        before = database.rows("select count(*) from contact_leg")
        run.load([export(calls(50, month=4), "april.csv")], home)
        assert database.rows("select count(*) from contact_leg") == before
    assert build.file_hash(ref.path) == ref.sha256


@pytest.mark.usefixtures("unjudged")
def test_only_the_last_builds_are_kept(home, export):
    for month in range(1, 9):
        run.load([export(calls(2 + month, month=month), f"m{month}.csv")], home)

    kept = [ref.id for ref in build.published(home)]
    assert len(kept) == build.KEPT
    assert build.current(home).id == kept[-1]


def test_a_dry_run_publishes_nothing(home, export):
    report = run.load([export(calls(10))], home, dry_run=True)

    assert report.verdicts and not report.build_id
    assert not home.current.exists()
    assert list(home.builds.iterdir()) == []


def test_a_second_load_says_who_holds_the_lock_and_leaves(home, export):
    with build.writer(home), pytest.raises(LoadHeld, match=f"process {os.getpid()} on "):
        run.load([export(calls(10))], home)


def test_a_failed_critical_check_keeps_the_old_build_and_says_so(
    home, export, monkeypatch: pytest.MonkeyPatch
):
    run.load([export(calls(10), "march.csv")], home)
    before = build.current(home)
    judged = run.judge

    def failing(path: Path, build_id: str) -> tuple[Judged, ...]:
        first, *rest = judged(path, build_id)
        return (
            Judged(**{**vars(first), "severity": "critical", "passed": False, "rows_failed": 7}),
            *rest,
        )

    monkeypatch.setattr(run, "judge", failing)
    with pytest.raises(NotPublished, match="The published build stays current"):
        run.load([export(calls(5, month=4), "april.csv")], home)

    assert build.current(home) == before
    assert (home.path / "refused.json").exists()
    assert sorted(p.name for p in home.builds.iterdir()) == [
        f"{before.id}.duckdb",
        f"{before.id}.sha256",
    ]


def test_a_load_killed_half_way_leaves_no_trace(home, export, tmp_path: Path):
    run.load([export(calls(10), "march.csv")], home)
    before = build.current(home)
    big = export(calls(60_000, month=4), "april.csv")
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines", "load", str(big)],
        cwd=ROOT,
        env={**os.environ, "CARE_HOME": str(home.path)},
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and not list(home.builds.glob(".*.duckdb")):
        time.sleep(0.01)
    assert process.poll() is None, "the load ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()

    assert build.current(home) == before
    assert build.file_hash(before.path) == before.sha256
    run.load([export(calls(3, month=5), "may.csv")], home)
    assert not list(home.builds.glob(".*")) and not home.work.exists()


def test_a_home_without_a_build_says_what_to_do(tmp_path: Path):
    with pytest.raises(Exception, match="nothing has been loaded yet"):
        build.current(Home(tmp_path))


@pytest.mark.parametrize("make", [lambda h: h.current.write_text("gone abc\n")])
def test_a_current_that_names_no_build_is_told(home: Home, make: Callable[[Home], None]):
    home.writable()
    make(home)

    with pytest.raises(Exception, match="Cannot open the build"):
        build.current(home)
