"""The register of saved views: named addresses that are renamed and closed, never lost."""

import pytest

from warehouse.errors import LedgerRefused, StaleRevision
from warehouse.registers import records, views
from warehouse.registers.views import VIEW

FIELDS = {"title": "Voice in the north", "address": "trends?kpi=service_level&channel=voice"}


def test_a_view_is_read_back_with_its_page_and_filters(ledger, okafor):
    found = views.add(ledger, okafor, FIELDS)
    assert (found.view_id, found.title, found.opened_by) == (
        "V-2026-001",
        FIELDS["title"],
        okafor.name,
    )
    assert (found.page, found.query) == ("trends", "kpi=service_level&channel=voice")
    assert views.in_use(ledger, okafor) == [found]


def test_views_are_listed_by_name(ledger, okafor):
    for title in ("b", "A", "c"):
        views.add(ledger, okafor, FIELDS | {"title": title})
    assert [one.title for one in views.in_use(ledger, okafor)] == ["A", "b", "c"]


def test_a_view_without_filters_is_its_page(ledger, okafor):
    assert views.add(ledger, okafor, FIELDS | {"address": "scorecard"}).query == ""


@pytest.mark.parametrize(
    "address", ["https://example.org/", "//evil", "trends?a b", "Trends", "?x=1"]
)
def test_an_address_outside_the_program_is_refused(ledger, okafor, address):
    with pytest.raises(LedgerRefused, match="expected a page and its filters"):
        views.add(ledger, okafor, FIELDS | {"address": address})
    assert views.in_use(ledger, okafor) == []


def test_a_view_without_a_name_is_refused(ledger, okafor):
    with pytest.raises(LedgerRefused, match="not filled: Name"):
        views.add(ledger, okafor, FIELDS | {"title": "  "})


def test_a_renamed_view_keeps_who_saved_it_and_tells_both_names(ledger, okafor, andrade):
    saved = views.add(ledger, okafor, FIELDS)
    views.rename(ledger, andrade, saved.view_id, saved.revision, "Voice")
    [found] = views.in_use(ledger, okafor)
    assert (found.title, found.opened_by, found.revised_by) == ("Voice", okafor.name, andrade.name)
    changes = views.history(ledger, okafor, saved.view_id)
    assert [(one.old, one.new) for one in changes if one.field == "title"] == [
        (None, "Voice in the north"),
        ("Voice in the north", "Voice"),
    ]


def test_a_deleted_view_is_offered_no_more_and_its_record_stays(ledger, okafor):
    saved = views.add(ledger, okafor, FIELDS)
    views.delete(ledger, okafor, saved.view_id, saved.revision)
    assert views.in_use(ledger, okafor) == []
    assert records.one(ledger, okafor, VIEW, saved.view_id).fields["title"] == saved.title
    with pytest.raises(LedgerRefused, match="it is deleted"):
        views.rename(ledger, okafor, saved.view_id, 2, "Again")


def test_who_saw_an_older_revision_is_refused(ledger, okafor, andrade):
    saved = views.add(ledger, okafor, FIELDS)
    views.rename(ledger, andrade, saved.view_id, saved.revision, "Voice")
    with pytest.raises(StaleRevision):
        views.delete(ledger, okafor, saved.view_id, saved.revision)


def test_the_status_is_not_written_by_hand(ledger, okafor):
    with pytest.raises(LedgerRefused, match="no field 'status'"):
        views.add(ledger, okafor, FIELDS | {"status": "deleted"})
