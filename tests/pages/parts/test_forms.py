"""The forms of the registers: only what the writer changed is written."""

from datetime import UTC, date, datetime

from pages.parts import forms
from warehouse.registers.records import Change

AT = datetime(2025, 10, 13, 6, 5, tzinfo=UTC)


def change(revision, field, old, new, why=""):
    return Change(revision, AT, "M. Okafor", field, field.capitalize(), old, new, why)


def test_only_fields_that_the_writer_changed_are_written():
    first = forms.Seen(1, {"title": "a", "owner": "b", "cause": None, "kpi_ids": ("x",)})
    given = {"title": "a", "owner": "c", "cause": "", "kpi_ids": ()}
    assert forms.changes(given, first) == {"owner": "c", "kpi_ids": ()}


def test_values_read_as_people_write_them():
    assert forms.value(None) == forms.value("") == forms.value(()) == "–"
    assert forms.value(date(2025, 10, 3)) == "3 Oct 2025"
    assert forms.value(("a", "b"), {"a": "A"}) == "A, b"
    assert forms.value(4, {4: "4 likely"}) == "4 likely"


def test_the_history_has_one_line_a_revision_newest_first():
    found = [
        change(1, "title", None, "Cover"),
        change(1, "owner", None, "x"),
        change(2, "owner", "x", "y", "handed over"),
        change(2, "cause", None, "Thin."),
    ]
    lines = forms.history(found, {}, "Europe/London")
    assert [line["Rev."] for line in lines] == ["2", "1"]
    assert lines[0]["What"] == "Owner: x → y; Cause: Thin"
    assert lines[0]["Why"] == "handed over"
    assert lines[0]["When"] == "13 Oct 2025, 07:05 BST"
    assert lines[1]["What"] == "opened"
