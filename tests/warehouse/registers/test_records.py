"""What every register does: number, check, revise and tell the history."""

from datetime import UTC, datetime

import pytest

from warehouse.errors import LedgerRefused, StaleRevision
from warehouse.registers import records
from warehouse.registers.fields import Field
from warehouse.registers.records import Kind

NOTE = Kind(
    name="note",
    prefix="N",
    fields={
        "title": Field("Title", "line", required=True),
        "mood": Field("Mood", "choice", allowed=("calm", "cross"), default="calm"),
        "seen_on": Field("Seen", "date"),
        "kpi_ids": Field("KPIs", "ids"),
        "note_id": Field("Other note", "record", of="note"),
        "stamp": Field("Stamp", "line", set_by_hand=False),
    },
)
REFUSED = "Nothing was changed."


def test_a_new_record_gets_its_id_its_defaults_and_its_author(ledger, okafor):
    note = records.add(ledger, okafor, NOTE, {"title": "One"})

    assert (note.record_id, note.revision) == ("N-2026-001", 1)
    assert note.fields == {
        "title": "One", "mood": "calm", "seen_on": None, "kpi_ids": (), "note_id": None,
        "stamp": None,
    }  # fmt: skip
    assert (note.opened_by, note.revised_by) == ("M. Okafor", "M. Okafor")


def test_a_revision_changes_what_it_names_and_nothing_else(ledger, okafor, andrade):
    note = records.add(ledger, okafor, NOTE, {"title": "One", "mood": "cross"})

    revised = records.revise(ledger, andrade, NOTE, note.record_id, 1, {"title": "Two"}, "Typo")

    assert (revised.fields["title"], revised.fields["mood"]) == ("Two", "cross")
    assert (revised.revision, revised.why) == (2, "Typo")
    assert (revised.opened_by, revised.revised_by) == ("M. Okafor", "P. Andrade")
    assert revised == records.one(ledger, okafor, NOTE, note.record_id)


def test_records_are_listed_by_id_in_their_newest_state(ledger, okafor):
    for number in range(1, 4):
        records.add(ledger, okafor, NOTE, {"title": f"Note {number}"})
    records.revise(ledger, okafor, NOTE, "N-2026-001", 1, {"title": "Note 1, again"}, "Again")

    listed = records.current(ledger, okafor, NOTE)

    assert [(note.record_id, note.fields["title"]) for note in listed] == [
        ("N-2026-001", "Note 1, again"),
        ("N-2026-002", "Note 2"),
        ("N-2026-003", "Note 3"),
    ]


def test_an_empty_register_lists_nothing(ledger, okafor):
    assert records.current(ledger, okafor, NOTE) == []


def test_ids_run_on_per_year(ledger, clock, okafor):
    ids = [records.add(ledger, okafor, NOTE, {"title": "Old"}).record_id]
    clock.at = datetime(2027, 1, 1, tzinfo=UTC)
    ids += [records.add(ledger, okafor, NOTE, {"title": "New"}).record_id for _ in range(2)]

    assert ids == ["N-2026-001", "N-2027-001", "N-2027-002"]


def test_a_refused_record_takes_no_number(ledger, okafor):
    with pytest.raises(LedgerRefused):
        records.add(ledger, okafor, NOTE, {"title": "One", "mood": "glum"})
    with pytest.raises(LedgerRefused):
        records.add(ledger, okafor, NOTE, {"title": "One", "note_id": "N-2026-009"})

    assert records.add(ledger, okafor, NOTE, {"title": "One"}).record_id == "N-2026-001"


def test_the_history_tells_who_changed_what_when_and_why(ledger, okafor, andrade):
    records.add(ledger, okafor, NOTE, {"title": "One"}, "Seen in the meeting")
    records.revise(
        ledger, andrade, NOTE, "N-2026-001", 1, {"title": "Two", "mood": "cross"}, "Heard more"
    )
    records.revise(ledger, okafor, NOTE, "N-2026-001", 2, {"seen_on": "2026-03-01"}, "Dated")
    records.revise(ledger, okafor, NOTE, "N-2026-001", 3, {"seen_on": None}, "Wrong date")

    changes = records.history(ledger, okafor, NOTE, "N-2026-001")

    told = [(c.revision, c.author, c.field, str(c.old), str(c.new), c.why) for c in changes]
    assert told == [
        (1, "M. Okafor", "title", "None", "One", "Seen in the meeting"),
        (1, "M. Okafor", "mood", "None", "calm", "Seen in the meeting"),
        (2, "P. Andrade", "title", "One", "Two", "Heard more"),
        (2, "P. Andrade", "mood", "calm", "cross", "Heard more"),
        (3, "M. Okafor", "seen_on", "None", "2026-03-01", "Dated"),
        (4, "M. Okafor", "seen_on", "2026-03-01", "None", "Wrong date"),
    ]
    assert changes[2].at == datetime(2026, 3, 2, 9, 1, tzinfo=UTC)
    assert changes[4].label == "Seen"


def test_a_field_that_came_later_reads_as_not_filled_and_can_be_filled(ledger, okafor):
    early = Kind("note", "N", {"title": NOTE.fields["title"]})
    records.add(ledger, okafor, early, {"title": "One"})

    assert records.one(ledger, okafor, NOTE, "N-2026-001").fields["mood"] is None
    note = records.revise(ledger, okafor, NOTE, "N-2026-001", 1, {"mood": "cross"}, "New field")
    assert note.fields["mood"] == "cross"


def test_a_stale_revision_is_refused_before_its_fields_are_looked_at(ledger, okafor, andrade):
    records.add(ledger, okafor, NOTE, {"title": "One"})
    records.revise(ledger, andrade, NOTE, "N-2026-001", 1, {"title": "Two"}, "Better")

    with pytest.raises(StaleRevision, match=r"'P\. Andrade' changed it at 2026-03-02 09:01:00 UTC"):
        records.revise(ledger, okafor, NOTE, "N-2026-001", 1, {"title": "Two"}, "Mine")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"mood": "calm"}, f"Cannot write the note: not filled: Title. Fill it in and save again. "
                           f"{REFUSED}"),
        ({"title": "  "}, "Cannot write the note: not filled: Title. Fill it in and save again. "
                          + REFUSED),
        ({"title": "One", "moot": "calm"},
         "Cannot write the note: it has no field 'moot' to fill in, expected one of title, mood, "
         f"seen_on, kpi_ids, note_id. Did you mean 'mood'? {REFUSED}"),
        ({"title": "One", "stamp": "x"},
         "Cannot write the note: it has no field 'stamp' to fill in, expected one of title, mood, "
         f"seen_on, kpi_ids, note_id. Correct it and save again. {REFUSED}"),
        ({"title": "One", "mood": "clam"},
         "Cannot write mood: found 'clam', expected one of calm, cross. Did you mean 'calm'? "
         + REFUSED),
        ({"title": "One", "note_id": "N-2026-007"},
         "Cannot write note_id: found 'N-2026-007', and there is no such note. "
         f"Name a note that is in the register. {REFUSED}"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_written_is_refused_in_one_sentence(
    ledger, okafor, given, sentence
):
    with pytest.raises(LedgerRefused) as refusal:
        records.add(ledger, okafor, NOTE, given)

    assert refusal.value.sentence == sentence
    assert ledger.entries(okafor) == []


def test_a_revision_without_a_reason_is_refused(ledger, okafor):
    records.add(ledger, okafor, NOTE, {"title": "One"})

    with pytest.raises(LedgerRefused, match=r"no reason was given\. Say why"):
        records.revise(ledger, okafor, NOTE, "N-2026-001", 1, {"title": "Two"}, "  ")


def test_a_revision_that_changes_nothing_is_refused(ledger, okafor):
    records.add(ledger, okafor, NOTE, {"title": "One"})

    with pytest.raises(LedgerRefused) as refusal:
        records.revise(ledger, okafor, NOTE, "N-2026-001", 1, {"title": " One "}, "Why not")

    assert refusal.value.sentence == (
        "Cannot revise 'N-2026-001': no field would change. Change something first. "
        "Revision 1 stands."
    )


@pytest.mark.parametrize("act", [
    lambda ledger, viewer: records.one(ledger, viewer, NOTE, "N-2026-004"),
    lambda ledger, viewer: records.history(ledger, viewer, NOTE, "N-2026-004"),
    lambda ledger, viewer: records.revise(
        ledger, viewer, NOTE, "N-2026-004", 1, {"title": "Two"}, "Why not"
    ),
])  # fmt: skip
def test_a_record_that_is_not_there_is_refused_by_its_id(ledger, okafor, act):
    records.add(ledger, okafor, NOTE, {"title": "One"})

    with pytest.raises(LedgerRefused) as refusal:
        act(ledger, okafor)

    assert refusal.value.sentence.startswith("Cannot find the note 'N-2026-004': no note has this")


def test_a_record_of_another_kind_is_not_found_under_its_id(ledger, okafor):
    records.add(ledger, okafor, NOTE, {"title": "One"})
    memo = Kind("memo", "N", NOTE.fields)

    with pytest.raises(LedgerRefused, match="Cannot find the memo 'N-2026-001'"):
        records.revise(ledger, okafor, memo, "N-2026-001", 1, {"title": "Two"}, "Why not")
