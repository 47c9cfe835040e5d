"""The scorecard's words about change and chance."""

from datetime import date

from pages.parts import turning
from tests.pages import made
from tests.pages.parts.test_scoring import card, row
from warehouse.answers.marks import Turn

JUNE = date(2025, 6, 1)


def test_the_page_says_how_many_icons_chance_raises_and_how_many_there_are():
    marked = tuple(made.month(i, 0.05, mark="concern" if i > 9 else "common") for i in range(12))
    rows = (row("a", "concern_high", months=marked), row("b"), row("c", "trial"))
    found = card(*rows, false_marks=0.9)
    assert turning.budget(found).startswith(
        "On a page of 2 KPIs with a verdict about 0.5 would show a special-cause icon by chance "
        "alone this month; 1 does. In the months drawn chance marks about 1; 2 are."
    )


def test_without_firm_limits_there_is_no_budget():
    assert turning.budget(card(row("a", "trial"))) == turning.LEGEND


def test_turns_are_told_with_both_verdicts():
    turn = Turn("a", "Abandonment", "common", "concern_high", is_assurance=False)
    found = turning.changed(card(row("a"), since=JUNE, turns=(turn,)))
    assert found == (
        "Since Jun 2025, the end of the quarter before: **Abandonment** common cause → "
        "concern, high."
    )


def test_beyond_five_turns_are_counted():
    turn = Turn("a", "A", "meets", "misses", is_assurance=True)
    assert turning.changed(card(row("a"), since=JUNE, turns=(turn,) * 7)).endswith("; 2 more.")


def test_no_turn_is_said_as_plainly():
    assert turning.changed(card(row("a"), since=JUNE)).endswith("no icon changed.")
    assert turning.changed(card(row("a"))) == ""


def test_an_older_quarter_says_which():
    third = made.month(9, 0.056)  # July 2025, the first month of the third quarter
    second = made.month(6, 0.061)
    new, old = row("a", quarter=third), row("b", quarter=second)
    found = card(new, old, row("c"))
    assert turning.header(found) == "Q3 2025"
    assert turning.quarter(new, found) == "5.6\u202f%"
    assert turning.quarter(old, found) == "Q2 6.1\u202f%"
    assert turning.quarter(row("c"), found) == "–"


def test_the_caption_names_the_marks_that_the_rows_are_narrowed_to():
    found = card(row("a"))
    assert "only those in concern or that miss their target · build" in turning.caption(
        found, "concern,misses"
    )
    assert "only" not in turning.caption(found)
