"""Fields of a record: what each form takes, keeps and gives back."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.errors import LedgerRefused
from warehouse.registers.chain import canonical
from warehouse.registers.fields import Field

COLOURS = ("amber", "blue")


@pytest.mark.parametrize(
    ("form", "value", "kept", "read"),
    [
        ("line", "  two\n words ", "two words", "two words"),
        ("text", "  two\nlines ", "two\nlines", "two\nlines"),
        ("choice", "blue", "blue", "blue"),
        ("score", 5, 5, 5),
        ("count", 12, 12, 12),
        ("date", date(2026, 3, 1), "2026-03-01", date(2026, 3, 1)),
        ("date", "2026-03-01", "2026-03-01", date(2026, 3, 1)),
        ("number", 2.5, "2.5", Decimal("2.5")),
        ("number", "2.50", "2.5", Decimal("2.5")),
        ("number", 100, "100", Decimal(100)),
        ("number", Decimal("0.02"), "0.02", Decimal("0.02")),
        ("id", "a_kpi", "a_kpi", "a_kpi"),
        ("ids", ("b_kpi", "a_kpi", "b_kpi"), ["a_kpi", "b_kpi"], ("a_kpi", "b_kpi")),
        ("record", " R-2026-001 ", "R-2026-001", "R-2026-001"),
        ("text", "", None, None),
        ("line", "   ", None, None),
        ("date", None, None, None),
        ("ids", [], None, ()),
    ],
)
def test_a_value_is_kept_and_read_back(form, value, kept, read):
    field = Field("Label", form, allowed=COLOURS)

    assert field.kept("name", value) == kept
    assert field.read(field.kept("name", value)) == read


@pytest.mark.parametrize(
    ("form", "value", "expected"),
    [
        ("line", 5, "text"),
        ("line", "x" * 201, "at most 200 characters. Shorten it"),
        ("text", "x" * 10_001, "at most 10,000 characters"),
        ("choice", "bleu", "one of amber, blue. Did you mean 'blue'?"),
        ("choice", 3, "one of amber, blue. Correct it and save again."),
        ("score", 0, "a whole number from 1 to 5"),
        ("score", 6, "a whole number from 1 to 5"),
        ("score", 3.0, "a whole number from 1 to 5"),
        ("score", True, "a whole number from 1 to 5"),
        ("score", "3", "a whole number from 1 to 5"),
        ("count", 0, "a whole number, 1 or more"),
        ("date", "01.03.2026", "a date such as 2026-03-31"),
        ("date", "2026-02-30", "a date such as 2026-03-31"),
        ("date", datetime(2026, 3, 1, tzinfo=UTC), "a date such as 2026-03-31"),
        ("date", 20260301, "a date such as 2026-03-31"),
        ("number", "two", "a positive number such as 2.5"),
        ("number", float("nan"), "a positive number such as 2.5"),
        ("number", float("inf"), "a positive number such as 2.5"),
        ("number", 0, "a positive number such as 2.5"),
        ("number", -1, "a positive number such as 2.5"),
        ("number", "1e-1000000", "a positive number such as 2.5"),
        ("number", "1e400", "a positive number such as 2.5"),
        ("number", "0.1234567890123456", "a positive number such as 2.5, of at most 15 digits"),
        ("number", True, "a positive number such as 2.5"),
        ("id", "A KPI", "an id such as first_kpi"),
        ("ids", "a_kpi", "a list of ids such as ['first_kpi']"),
        ("ids", ["a_kpi", "Bad"], "an id such as first_kpi"),
        ("record", 5, "the id of a risk"),
    ],
)
def test_a_wrong_value_is_refused_with_what_was_expected(form, value, expected):
    with pytest.raises(LedgerRefused) as refusal:
        Field("Label", form, allowed=COLOURS, of="risk").kept("name", value)

    sentence = refusal.value.sentence
    assert sentence.startswith("Cannot write name: found ")
    assert f"expected {expected}" in sentence
    assert sentence.endswith("Nothing was changed.")


def test_a_refusal_shows_the_value_as_it_came():
    with pytest.raises(LedgerRefused, match="found 'bleu', expected one of amber, blue"):
        Field("Colour", "choice", allowed=COLOURS).kept("colour", "bleu")


@given(st.decimals(min_value=Decimal("0.000001"), max_value=10**8, places=6))
def test_every_positive_number_keeps_its_value_and_has_one_spelling(number):
    field = Field("Size", "number")
    kept = field.kept("size", number)

    assert field.read(kept) == number
    assert kept == field.kept("size", kept)
    assert "E" not in kept


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_whatever_text_is_typed_has_a_canonical_form(typed):
    kept = Field("Text", "text").kept("text", typed)

    assert canonical({"text": kept}).startswith('{"text":')
