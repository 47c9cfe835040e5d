"""How a story is declared: every table and column is there, and a slip is refused."""

import tomllib

import pytest

from warehouse.catalogue import stories
from warehouse.catalogue.loader import shipped
from warehouse.errors import CatalogueRefused
from warehouse.home import Settings

BODY = tomllib.loads(stories.DECLARED.read_text(encoding="utf-8"))


def test_the_shipped_declaration_holds_and_its_facts_exist():
    named = {fact for one in stories.told().values() for fact in one.facts}
    assert named <= set(shipped(Settings()).facts)


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("ticket", {"tells": ["statuss"]}, "statuss"),
        ("ticket", {"at": "made_at"}, "made_at"),
        ("ticket", {"colour": "red"}, "colour"),
        ("tickets", {}, "tickets"),
    ],
)
def test_a_slip_is_refused(table, change, said):
    with pytest.raises(CatalogueRefused, match=said):
        stories._told(table, {**BODY["ticket"], **change})


def test_a_facts_record_is_a_row_of_its_table_or_of_none():
    assert stories.table_of("fact_resolution") == "ticket"
    assert stories.table_of("fact_agent_week") == ""
