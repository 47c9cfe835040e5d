"""Which columns point to a person, and what a viewer is shown of them."""

import pytest

from warehouse.access import Viewer, local_viewer
from warehouse.catalogue import personal

AUDITOR = Viewer("A", "auditor", frozenset({"see_figures", "see_rows"}))


@pytest.mark.parametrize(
    ("relation", "column", "kind"),
    [
        ("fact_contact", "agent", "person"),
        ("fact_contact", "record", ""),
        ("fact_agent_week", "record", "person"),
        ("fact_customer_year", "record", "hash"),
        ("contact_leg", "customer_key", "hash"),
        ("contact_leg", "agent_ref", "person"),
        ("customer_month", "customer_ref", "hash"),
        ("fact_contact", "queue", ""),
    ],
)
def test_columns_are_of_a_person_a_keyed_hash_or_neither(relation, column, kind):
    assert personal.kind(relation, column) == kind


def test_a_keyed_hash_is_short_for_everybody():
    for viewer in (local_viewer(), AUDITOR):
        assert personal.shown("fact_customer_year", "record", viewer) == "left(record, 8) || '…'"
    assert personal.clipped("ab" * 16) == "abababab…"
    assert personal.clipped(None) is None


def test_a_persons_column_is_absent_and_a_record_of_one_is_withheld():
    assert personal.shown("fact_contact", "agent", local_viewer()) == "agent"
    assert personal.shown("fact_contact", "agent", AUDITOR) is None
    told = personal.shown("fact_agent_week", "record", AUDITOR)
    assert told == "if(record is null, null, 'withheld')"
