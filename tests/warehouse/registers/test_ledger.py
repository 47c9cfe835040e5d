"""The ledger: what is appended stays, in order, and nobody overwrites anybody."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from warehouse.access import Viewer
from warehouse.errors import LedgerRefused, NotAllowed, StaleRevision
from warehouse.registers.chain import GENESIS
from warehouse.registers.ledger import Ledger


def append(ledger: Ledger, viewer: Viewer, seen: int, record_id: str = "R-2026-001", **fields):
    with ledger.appending(viewer) as pen:
        return pen.append("risk", record_id, seen, fields, "")


def test_reading_a_home_without_registers_gives_nothing_and_creates_nothing(home, ledger, okafor):
    assert ledger.entries(okafor) == []
    assert ledger.head(okafor) == GENESIS
    assert not home.path.exists()


def test_an_entry_is_read_back_as_it_was_written(ledger, okafor):
    written = append(
        ledger, okafor, 0, title="Zoë’s queue\n– “late”", score=3, kpis=["a"], gap=None
    )

    (read,) = ledger.entries(okafor)

    assert read == written
    assert read.fields == {
        "title": "Zoë’s queue\n– “late”", "score": 3, "kpis": ["a"], "gap": None,
    }  # fmt: skip
    assert (read.seq, read.kind, read.record_id, read.revision) == (1, "risk", "R-2026-001", 1)
    assert (read.author, read.at) == ("M. Okafor", datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


def test_the_head_is_the_hash_of_the_last_entry(ledger, okafor):
    append(ledger, okafor, 0, title="one")
    last = append(ledger, okafor, 1, title="two")

    assert ledger.head(okafor) == last.hash


def test_entries_are_narrowed_by_kind_record_and_newest_revision(ledger, okafor):
    append(ledger, okafor, 0, "R-2026-001", title="one")
    append(ledger, okafor, 1, "R-2026-001", title="one, revised")
    append(ledger, okafor, 0, "R-2026-002", title="two")
    with ledger.appending(okafor) as pen:
        pen.append("action", "A-2026-001", 0, {"title": "three"}, "")

    def seqs(**narrow):
        return [entry.seq for entry in ledger.entries(okafor, **narrow)]

    assert seqs() == [1, 2, 3, 4]
    assert seqs(kind="risk") == [1, 2, 3]
    assert seqs(record_id="R-2026-001") == [1, 2]
    assert seqs(newest=True) == [2, 3, 4]
    assert seqs(kind="risk", newest=True) == [2, 3]


def test_every_revision_says_who_opened_the_record(ledger, okafor, andrade):
    append(ledger, okafor, 0, title="one")
    revised = append(ledger, andrade, 1, title="two")

    assert (revised.author, revised.opened_by) == ("P. Andrade", "M. Okafor")
    assert revised.opened_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_stale_revision_is_refused_with_who_changed_it_and_when(ledger, okafor, andrade):
    append(ledger, okafor, 0, title="one")
    append(ledger, andrade, 1, title="two")

    with pytest.raises(StaleRevision) as refusal:
        append(ledger, okafor, 1, title="three")

    assert refusal.value.sentence == (
        "Cannot revise 'R-2026-001': 'P. Andrade' changed it at 2026-03-02 09:01:00 UTC to "
        "revision 2, and you saw revision 1. Look at the change, then write yours again. "
        "Revision 2 stands."
    )
    assert [entry.fields["title"] for entry in ledger.entries(okafor)] == ["one", "two"]


def test_a_revision_of_a_record_that_is_not_there_is_refused(ledger, okafor):
    with pytest.raises(StaleRevision, match="there is no such record, expected revision 3"):
        append(ledger, okafor, 3, title="one")


def test_a_record_is_not_opened_twice(ledger, okafor):
    append(ledger, okafor, 0, title="one")

    with pytest.raises(StaleRevision, match="you saw revision 0"):
        append(ledger, okafor, 0, title="again")


def test_a_float_is_refused_and_nothing_is_written(ledger, okafor):
    with pytest.raises(LedgerRefused, match=r"2\.5 \(float\) has no canonical form"):
        append(ledger, okafor, 0, size=2.5)

    assert ledger.entries(okafor) == []


def test_an_exception_inside_a_transaction_undoes_all_of_it(ledger, okafor):
    append(ledger, okafor, 0, title="one")

    with pytest.raises(RuntimeError), ledger.appending(okafor) as pen:
        pen.append("risk", "R-2026-002", 0, {"title": "two"}, "")
        raise RuntimeError("the page went away")

    assert [entry.record_id for entry in ledger.entries(okafor)] == ["R-2026-001"]


@pytest.mark.parametrize("right", ["see_registers", "write_registers"])
def test_who_lacks_a_right_neither_writes_nor_creates_anything(home, ledger, okafor, right):
    stranger = replace(okafor, rights=okafor.rights - {right})

    with pytest.raises(NotAllowed, match=f"the right '{right}' is missing"):
        append(ledger, stranger, 0, title="one")

    assert not home.path.exists()


def test_who_may_not_see_registers_reads_nothing(ledger, okafor):
    append(ledger, okafor, 0, title="one")
    stranger = replace(okafor, rights=okafor.rights - {"see_registers"})

    with pytest.raises(NotAllowed):
        ledger.entries(stranger)
    with pytest.raises(NotAllowed):
        ledger.head(stranger)


def test_ids_are_numbered_per_prefix_and_year_without_gaps(ledger, clock, okafor):
    def opened(prefix: str) -> str:
        with ledger.appending(okafor) as pen:
            return pen.append("any", pen.next_id(prefix), 0, {}, "").record_id

    assert [opened("R"), opened("A"), opened("R")] == ["R-2026-001", "A-2026-001", "R-2026-002"]
    with pytest.raises(RuntimeError), ledger.appending(okafor) as pen:
        pen.append("any", pen.next_id("R"), 0, {}, "")
        raise RuntimeError("an id that was not kept is given again")
    append(ledger, okafor, 1, "R-2026-002")
    assert opened("R") == "R-2026-003"
    clock.at = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert [opened("R"), opened("R")] == ["R-2026-004", "R-2027-001"]


def test_the_thousandth_id_of_a_year_has_four_digits(ledger, okafor):
    with ledger.appending(okafor) as pen:
        for _ in range(999):
            pen.append("any", pen.next_id("R"), 0, {}, "")
        assert pen.next_id("R") == "R-2026-1000"
        pen.append("any", pen.next_id("R"), 0, {}, "")
        assert pen.next_id("R") == "R-2026-1001"


def test_a_prefix_is_not_mistaken_for_another_that_ends_alike(ledger, okafor):
    with ledger.appending(okafor) as pen:
        pen.append("any", pen.next_id("RR"), 0, {}, "")
        assert pen.next_id("R") == "R-2026-001"
