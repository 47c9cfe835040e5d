"""Where the ledger lies: a file that refuses changes, survives a kill and takes many writers."""

import errno
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from warehouse.access import Viewer
from warehouse.errors import HomeRefused, LedgerBroken, LedgerRefused
from warehouse.home import Home
from warehouse.registers.ledger import Ledger, registers
from warehouse.registers.verify import verify_ledger

ROOT = Path(__file__).resolve().parents[3]
WRITER = Path(__file__).with_name("writing_process.py")


def start_writer(home: Home, name: str, count: int) -> subprocess.Popen[str]:
    environment = dict(os.environ) | {"PYTHONPATH": str(ROOT)}
    arguments = [sys.executable, str(WRITER), str(home.path), name, str(count)]
    return subprocess.Popen(arguments, env=environment, text=True, stdout=subprocess.PIPE)


def append(ledger: Ledger, viewer: Viewer, seen: int, record_id: str = "R-2026-001", **fields):
    with ledger.appending(viewer) as pen:
        return pen.append("risk", record_id, seen, fields, "")


def raw(home: Home, statement: str) -> None:
    connection = sqlite3.connect(home.registers)
    try:
        with connection:
            connection.execute(statement)
    finally:
        connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "update entry set author = 'nobody'",
        "update entry set seq = 9",
        "delete from entry",
        "delete from entry where seq = 2",
        "update payload set body = '{}'",
        "update payload set hash = 'x'",
        "delete from payload",
        "replace into entry select * from entry where seq = 2",
        "insert or replace into entry "
        "select 3, at, author, kind, record_id, revision, payload_hash, 'a', 'b' from entry "
        "where seq = 2",
        "insert into entry "
        "select 7, at, author, kind, 'R-2026-009', revision, payload_hash, 'a', 'b' from entry "
        "where seq = 2",
        "insert into entry "
        "select 0, at, author, kind, 'R-2026-009', revision, payload_hash, 'a', 'b' from entry "
        "where seq = 2",
        "replace into payload select hash, '{}' from payload",
    ],
)
def test_the_file_itself_refuses_whatever_is_not_an_append(home, ledger, okafor, statement):
    append(ledger, okafor, 0, title="one")
    append(ledger, okafor, 1, title="two")

    with pytest.raises(sqlite3.IntegrityError, match="the ledger is append-only"):
        raw(home, statement)

    assert verify_ledger(home).holds
    assert [entry.fields["title"] for entry in ledger.entries(okafor)] == ["one", "two"]


def test_the_file_is_for_its_user_alone_and_leaves_no_draft_behind(home, ledger, okafor):
    append(ledger, okafor, 0, title="one")

    assert stat.S_IMODE(home.registers.stat().st_mode) == 0o600
    assert {path.name for path in home.path.iterdir()} == {"builds", "registers.db"}


def test_the_file_is_written_ahead_and_synchronised_in_full(home, ledger, okafor):
    append(ledger, okafor, 0, title="one")

    with ledger.store.reading() as connection:
        assert connection.exec_driver_sql("pragma journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("pragma synchronous").scalar() == 2  # 2 = FULL


def test_a_reader_is_not_blocked_by_a_writer_and_does_not_see_half_of_it(ledger, okafor):
    append(ledger, okafor, 0, title="one")

    with ledger.appending(okafor) as pen:
        pen.append("risk", "R-2026-001", 1, {"title": "two"}, "")
        during = [entry.fields["title"] for entry in ledger.entries(okafor)]

    assert during == ["one"]
    assert [entry.fields["title"] for entry in ledger.entries(okafor)] == ["one", "two"]


def test_writers_in_several_processes_lose_nothing_and_share_no_number(home, ledger, okafor):
    names = ["one", "two", "three"]
    writers = [start_writer(home, name, 20) for name in names]
    for writer in writers:
        assert writer.communicate(timeout=120)[0].strip() == "20 risks, 20 notes"
        assert writer.returncode == 0

    entries = ledger.entries(okafor)

    risks = [entry for entry in entries if entry.record_id.startswith("R-")]
    numbers = sorted(int(entry.record_id.rpartition("-")[2]) for entry in risks)
    assert numbers == list(range(1, 61))
    notes = [entry for entry in entries if entry.record_id == "shared"]
    assert [entry.revision for entry in notes] == list(range(1, 61))
    assert {name: sum(entry.author == name for entry in notes) for name in names} == dict.fromkeys(
        names, 20
    )
    report = verify_ledger(home)
    assert (report.holds, report.entries) == (True, 120)


def test_a_writer_that_is_killed_leaves_a_ledger_that_holds(home, ledger, okafor):
    writer = start_writer(home, "one", 100_000)
    while not home.registers.exists() or len(ledger.entries(okafor)) < 5:
        assert writer.poll() is None
        time.sleep(0.01)
    writer.send_signal(signal.SIGKILL)
    writer.communicate()

    report = verify_ledger(home)

    assert report.holds
    assert report.entries >= 5
    append(ledger, okafor, 0, "after", title="after")
    assert verify_ledger(home).entries == report.entries + 1


def test_a_file_that_is_no_ledger_is_refused_and_left_alone(home, ledger, okafor):
    home.writable()
    home.registers.write_text("a shopping list that is not a database at all" * 100)
    before = home.registers.read_bytes()

    with pytest.raises(LedgerBroken) as refusal:
        ledger.entries(okafor)
    with pytest.raises(LedgerBroken):
        append(ledger, okafor, 0, title="one")

    assert refusal.value.sentence == (
        f"Cannot read the registers in {str(home.registers)!r}: file is not a database. "
        "Run python -m warehouse verify, and restore the last backup. Nothing was changed."
    )
    assert home.registers.read_bytes() == before


def test_an_empty_file_in_the_place_of_the_ledger_is_refused(home, ledger, okafor):
    home.writable()
    home.registers.touch()

    with pytest.raises(LedgerBroken, match="no such table: entry"):
        ledger.entries(okafor)


def test_a_ledger_that_somebody_holds_is_refused_calmly(home, ledger, okafor, monkeypatch):
    append(ledger, okafor, 0, title="one")
    monkeypatch.setattr("warehouse.registers.store.PATIENCE_S", 0)
    holder = sqlite3.connect(home.registers, isolation_level=None)
    holder.execute("begin immediate")
    try:
        with pytest.raises(LedgerRefused) as refusal:
            append(ledger, okafor, 1, title="two")
    finally:
        holder.close()

    assert refusal.value.sentence == (
        f"Cannot write the registers in {str(home.registers)!r}: database is locked. "
        "Somebody else is writing; try again. Nothing was changed."
    )


def test_a_full_disk_at_the_first_append_is_refused_and_leaves_nothing(home, ledger, okafor):
    def full(source: object, target: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "link", full)
        with pytest.raises(LedgerRefused, match=r"Cannot create .* No space left on device"):
            append(ledger, okafor, 0, title="one")

    assert {path.name for path in home.path.iterdir()} == {"builds"}
    assert append(ledger, okafor, 0, title="one").seq == 1


def test_a_full_disk_at_a_later_append_is_refused_and_changes_nothing(home, ledger, okafor):
    append(ledger, okafor, 0, title="one")

    with pytest.raises(LedgerRefused) as refusal, ledger.appending(okafor) as pen:
        pages = pen.connection.exec_driver_sql("pragma page_count").scalar()
        pen.connection.exec_driver_sql(f"pragma max_page_count = {pages}")
        pen.append("risk", "R-2026-001", 1, {"title": "long" * 10_000}, "")

    assert refusal.value.sentence == (
        f"Cannot write the registers in {str(home.registers)!r}: database or disk is full. "
        "See to the disk, the rights or the server. Nothing was changed."
    )
    assert [entry.fields for entry in ledger.entries(okafor)] == [{"title": "one"}]
    assert verify_ledger(home).holds


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("sqlite:///elsewhere.db", "found 'sqlite', expected 'postgresql'"),
        ("a place", "it is not a database URL"),
        ("postgresql+nodriver://host/db", "Can't load plugin"),
        ("postgresql+pg8000://host/db", "No module named 'pg8000'. Install psycopg"),
    ],
)
def test_a_care_registers_that_is_no_postgresql_url_is_refused(home, monkeypatch, url, found):
    monkeypatch.setenv("CARE_REGISTERS", url)

    with pytest.raises(HomeRefused) as refusal:
        registers(home)

    assert refusal.value.sentence.startswith(f"Cannot use CARE_REGISTERS: {found}")
