"""Meeting mode: which slides there are, in which order, and what they ask to decide."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pages.parts import presenting
from tests.pages import made
from warehouse.answers.marks import Proposal, Turn
from warehouse.answers.shapes import Scorecard, ScoreRow
from warehouse.registers.actions import Action

TODAY = date(2025, 10, 20)
AT = datetime(2025, 10, 1, tzinfo=UTC)


def row(name, outcome="access", variation="common", assurance="hit_or_miss"):
    kpi = made.kpi(id=name, label=name.capitalize(), outcome=outcome)
    latest = made.month(10, 0.056)
    return ScoreRow(kpi, latest, (latest,), made.LIMITS, variation, assurance)


def card(*groups, **changes):
    return Scorecard("f", date(2025, 8, 1), groups, (), 0.5, made.PROVENANCE, **changes)


def action(number=1, kpi_id="late", due_on=date(2025, 10, 10), state="open", **changes):
    declared = dict.fromkeys(
        ("root_cause", "plan", "implemented_on", "verification", "risk_id", "criterion")
    )
    return Action(
        action_id=f"A-2025-00{number}", revision=1, title="More evening agents", problem="p",
        owner="Operations", due_on=due_on, original_due_on=due_on, extensions=0, source="kpi",
        kpi_id=kpi_id, state=state, opened_at=AT, opened_by="x", revised_at=AT, revised_by="x",
        **{**declared, **changes},
    )  # fmt: skip


def test_what_to_act_on_comes_first_each_part_by_outcome():
    deck = presenting.deck(
        card(
            ("access", (row("worse", variation="concern_high"), row("calm"))),
            ("complaints", (row("late", assurance="misses"), row("fine"))),
        )
    )
    assert [slide.url for slide in deck] == [
        "opening", "worse", "late", "calm", "fine", "objectives", "registers", "closing",
    ]  # fmt: skip
    assert [slide.chapter for slide in deck[1:4]] == [
        "Access · to act on",
        "Complaints · to act on",
        "Access",
    ]


def test_chapters_count_all_slides_in_order():
    deck = presenting.deck(card(("access", (row("a"), row("b")))))
    assert presenting.chapters(deck) == [1, 2, 1, 1, 1]


def test_a_kpi_to_act_on_without_an_action_needs_a_decision_and_says_why():
    [line] = presenting.undecided([row("late", assurance="misses"), row("calm")], (), None, TODAY)
    assert line.name == "Late"
    assert line.said.endswith("misses target; no action is under way")


def test_with_an_action_the_question_is_whether_it_is_enough():
    rows = [row("late", assurance="misses")]
    late = presenting.undecided(rows, [action(due_on=date(2025, 11, 1))], None, TODAY)
    assert [one.said.split("; ")[1] for one in late] == ["is A-2025-001 enough?"]


def test_an_action_that_is_overdue_needs_a_decision_by_itself():
    [line] = presenting.undecided([], [action()], None, TODAY)
    assert line.said == "Operations, due 10 Oct 2025, 10 days overdue"
    assert line.slide == "registers"


def test_an_action_that_is_done_counts_for_nothing():
    assert presenting.under_way([action(state="closed")], "late") == []


@pytest.mark.parametrize(
    ("state", "acts", "asked"),
    [
        ("hit_or_miss", (), ""),
        ("misses", (), "What is done, by whom, by when?"),
        ("misses", (action(), action(2)), "Is A-2025-001 and A-2025-002 enough?"),
    ],
)
def test_a_slide_asks_for_one_decision_or_for_none(state, acts, asked):
    assert presenting.question(made.trend(), row("late", assurance=state), acts) == asked


def test_a_proposed_rebase_is_the_decision():
    proposal = Proposal(date(2025, 5, 1), 8, "new menu", "w")
    asked = presenting.question(made.trend(proposal=proposal), row("calm"), ())
    assert asked == "Do limits begin anew in May 2025?"


def test_the_figures_name_interval_n_target_origin_and_what_is_provisional():
    assert presenting.figures(made.trend()) == [
        "95 % interval 5.3 – 5.9\u202f% · n 17,664",
        "target <\u202f5\u202f%, target: Client SLA",
        "P provisional: Sep 2025 5.9\u202f%",
    ]


def test_icons_that_changed_say_from_what_to_what():
    turn = Turn("late", "Late", "common", "concern_high", is_assurance=False)
    [line] = presenting.changed(replace(card(), turns=(turn,)))
    assert (line.name, line.said, line.slide) == ("Late", "common cause → concern, high", "late")


def test_of_several_actions_the_first_due_is_told_and_the_others_counted():
    told = presenting.working([action(2, due_on=date(2025, 12, 1))], TODAY)
    assert told == "A-2025-002, More evening agents; Operations, due 1 Dec 2025"
    both = presenting.working([action(2, due_on=date(2025, 12, 1)), action()], TODAY)
    assert both.startswith("A-2025-001") and both.endswith("10 days overdue; 1 more")


def test_words_that_are_too_long_end_in_an_ellipsis():
    assert presenting.cut("abcdef", 6) == "abcdef"
    assert presenting.cut("abcdefg", 6) == "abcde…"
