"""Whoever changes, removes or adds anything behind the ledger's back is found."""

import json
import sqlite3
from collections.abc import Callable

import pytest

from warehouse.access import Viewer
from warehouse.home import Home
from warehouse.registers.chain import GENESIS, canonical, digest, entry_hash
from warehouse.registers.ledger import Ledger
from warehouse.registers.store import triggers
from warehouse.registers.verify import LedgerReport, verify_ledger

ENTRY_COLUMNS = (
    "seq", "at", "author", "kind", "record_id", "revision", "payload_hash", "previous_hash", "hash",
)  # fmt: skip


@pytest.fixture
def three(ledger: Ledger, okafor: Viewer) -> list[str]:
    """Three entries in the ledger; their hashes."""
    hashes = []
    for seen in range(3):
        with ledger.appending(okafor) as pen:
            fields = {"title": f"Zoë, revision {seen + 1}"}
            hashes.append(pen.append("risk", "R-2026-001", seen, fields, "a reason").hash)
    return hashes


@pytest.fixture
def tamper(home: Home) -> Callable[..., None]:
    """Run statements as somebody would who first takes the triggers away, then puts them back."""

    def run(*statements: str) -> None:
        connection = sqlite3.connect(home.registers, isolation_level=None)
        triggers = connection.execute(
            "select name, sql from sqlite_master where type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"drop trigger {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
        connection.close()

    return run


def test_a_home_without_registers_holds_and_stays_without(home):
    assert verify_ledger(home) == LedgerReport(entries=0, head=GENESIS)
    assert verify_ledger(home).holds
    assert not home.path.exists()


def test_a_whole_ledger_holds_and_names_its_head(home, three):
    report = verify_ledger(home)

    assert report == LedgerReport(entries=3, head=three[2])
    assert report.holds


@pytest.mark.parametrize("column", ENTRY_COLUMNS)
@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_change_in_any_column_of_any_entry_is_found(home, three, tamper, column, seq):
    new = f"{column} + 5" if column in ("seq", "revision") else f"{column} || 'x'"

    tamper(f"update entry set {column} = {new} where seq = {seq}")

    report = verify_ledger(home)
    assert not report.holds
    assert report.broken_seq == seq
    assert report.entries == seq - 1


@pytest.mark.parametrize("seq", [1, 2, 3])
@pytest.mark.parametrize("new", ["body || ' '", "replace(body, 'Zoë', 'Zoe')", "'{}'", "''"])
def test_a_change_in_any_payload_is_found(home, three, tamper, seq, new):
    tamper(
        f"update payload set body = {new} "
        f"where hash = (select payload_hash from entry where seq = {seq})"
    )

    report = verify_ledger(home)
    assert (report.broken_seq, report.why) == (seq, f"the payload of entry {seq} was changed")


def test_a_changed_name_of_a_payload_is_found(home, three, tamper):
    tamper("update payload set hash = 'x' where hash = (select payload_hash from entry limit 1)")

    report = verify_ledger(home)
    assert (report.broken_seq, report.why) == (1, "the payload of entry 1 is missing")


@pytest.mark.parametrize("seq", [1, 2])
def test_a_removed_entry_is_found(home, three, tamper, seq):
    tamper(f"delete from entry where seq = {seq}")

    report = verify_ledger(home)
    assert (report.broken_seq, report.why) == (
        seq, f"entry {seq} is missing, the next one is {seq + 1}",
    )  # fmt: skip


def test_a_removed_last_entry_is_found_by_the_payload_that_it_leaves(home, three, tamper):
    tamper("delete from entry where seq = 3")

    report = verify_ledger(home)
    assert report.why == "entries were removed: payloads without an entry, 1"
    assert (report.entries, report.head, report.broken_seq) == (2, three[1], None)


def test_a_last_entry_removed_with_its_payload_is_found_by_the_expected_head(home, three, tamper):
    tamper(
        "delete from payload where hash = (select payload_hash from entry where seq = 3)",
        "delete from entry where seq = 3",
    )

    assert verify_ledger(home).holds
    report = verify_ledger(home, three[2])
    assert not report.holds
    assert report.why == (
        f"the expected head '{three[2]}' is not in the chain: entries were removed"
    )


def test_a_removed_ledger_is_found_by_the_expected_head(home, three):
    for path in home.path.glob("registers.db*"):
        path.unlink()

    assert not verify_ledger(home, three[2]).holds


def test_an_expected_head_may_lie_back_in_the_chain(home, three):
    report = verify_ledger(home, three[1].upper())

    assert report.holds
    assert (report.entries, report.expected_seq) == (3, 2)


def test_a_chain_made_anew_from_a_changed_entry_is_found_by_the_expected_head(home, three, tamper):
    connection = sqlite3.connect(home.registers)
    rows = connection.execute(f"select {', '.join(ENTRY_COLUMNS)} from entry order by seq")
    statements, previous = [], GENESIS
    for row in rows.fetchall():
        content = dict(zip(ENTRY_COLUMNS[:-1], row, strict=False))
        content |= {"author": "somebody else", "previous_hash": previous}
        previous = entry_hash(**content)
        statements.append(
            "update entry set author = 'somebody else', "
            f"previous_hash = '{content['previous_hash']}', hash = '{previous}' "
            f"where seq = {content['seq']}"
        )
    connection.close()
    tamper(*statements)

    assert verify_ledger(home).holds
    assert not verify_ledger(home, three[2]).holds


@pytest.mark.parametrize("guard", sorted(triggers()))
def test_a_missing_trigger_is_found(home, three, guard):
    connection = sqlite3.connect(home.registers)
    connection.execute(f"drop trigger {guard}")
    connection.close()

    report = verify_ledger(home)
    assert report.why == f"triggers that refuse changes are missing or changed: {guard}"
    assert report.entries == 3


def test_a_trigger_that_was_made_toothless_is_found(home, three):
    connection = sqlite3.connect(home.registers)
    connection.executescript(
        "drop trigger entry_refuses_update; "
        "create trigger entry_refuses_update before update on entry begin select 1; end"
    )
    connection.close()

    assert verify_ledger(home).why == (
        "triggers that refuse changes are missing or changed: entry_refuses_update"
    )


@pytest.mark.parametrize("column", ["author", "body"])
def test_a_lost_column_is_damage_and_no_refusal(home, three, column):
    whole = home.registers.read_bytes()
    home.registers.write_bytes(whole.replace(f"{column} TEXT".encode(), f"{column}s TXT".encode()))

    report = verify_ledger(home)
    assert report.why.startswith("the database is damaged: ")


def test_text_turned_into_bytes_is_found(home, three):
    """A strict table refuses this; in the file it is one bit, before the hash before the body."""
    whole = home.registers.read_bytes()
    place = whole.index(b'{"fields":') - 64 - 1
    home.registers.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])

    report = verify_ledger(home)
    assert "is not text" in report.why
    assert not report.holds


def test_a_flipped_byte_anywhere_in_entries_payloads_or_their_indexes_is_found(
    home, ledger, okafor
):
    """Every byte in use after the first page of 4,096, which holds the declarations only."""
    for seen in range(2):
        with ledger.appending(okafor) as pen:
            pen.append("risk", "R-2026-001", seen, {"title": f"Zoë {seen}"}, "")
    whole = home.registers.read_bytes()
    places = [place for place in range(4096, len(whole)) if whole[place] != 0]
    assert len(places) > 1_200

    unseen = []
    for place in places:
        flipped = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        home.registers.write_bytes(flipped)
        if verify_ledger(home).holds:
            unseen.append(place)
    assert unseen == []


def test_text_that_is_no_longer_unicode_breaks_its_own_entry(home, three):
    whole = home.registers.read_bytes()
    place = whole.index("Zoë, revision 2".encode()) + 2
    home.registers.write_bytes(whole[:place] + b"\xff" + whole[place + 1 :])

    report = verify_ledger(home)
    assert (report.entries, report.broken_seq) == (1, 2)
    assert report.why.startswith("entry 2 holds what no entry can hold")


def test_a_file_that_is_no_database_does_not_hold(home, three):
    for path in home.path.glob("registers.db?*"):
        path.unlink()
    home.registers.write_bytes(b"not a database" * 500)

    report = verify_ledger(home)
    assert (report.entries, report.head) == (0, GENESIS)
    assert report.why == "the database is damaged: file is not a database"


def redact(home: Home, ledger: Ledger, viewer: Viewer, declared: str, new: str) -> None:
    """What a redaction will do: append its entry, then replace the body under the same hash."""
    connection = sqlite3.connect(home.registers)
    (old,) = connection.execute("select payload_hash from entry where seq = 2").fetchone()
    connection.close()
    with ledger.appending(viewer) as pen:
        pen.append("redaction", old, 0, {"body_hash": declared}, "erasure asked for")
    connection = sqlite3.connect(home.registers)
    with connection:
        connection.execute("update payload set body = ? where hash = ?", (new, old))
    connection.close()


def test_a_recorded_redaction_replaces_a_payload_and_the_chain_holds(home, ledger, okafor, three):
    new = canonical({"fields": {"title": "(removed)"}, "salt": "", "why": ""})

    redact(home, ledger, okafor, digest(new), new)

    report = verify_ledger(home, three[2])
    assert (report.why, report.entries) == ("", 4)
    assert ledger.entries(okafor)[1].fields == {"title": "(removed)"}


def test_a_payload_that_is_not_what_its_redaction_declares_is_found(home, ledger, okafor, three):
    new = canonical({"fields": {"title": "(forged)"}, "salt": "", "why": ""})

    redact(home, ledger, okafor, digest("something else"), new)

    report = verify_ledger(home)
    assert (report.broken_seq, report.why) == (2, "the payload of entry 2 was changed")


def test_the_salt_keeps_a_removed_body_from_being_guessed(home, three):
    connection = sqlite3.connect(home.registers)
    bodies = [json.loads(body) for (body,) in connection.execute("select body from payload")]
    connection.close()

    assert len({body["salt"] for body in bodies}) == 3
    assert all(len(body["salt"]) == 32 for body in bodies)
