"""Scales of the registers: what is declared, and what is refused."""

import pytest

from warehouse.catalogue.scales import DECLARED, read, scales
from warehouse.errors import CatalogueRefused
from warehouse.registers.actions import ACTION

SHIPPED = DECLARED.read_text(encoding="utf-8")


def changed(old: str, new: str) -> str:
    assert SHIPPED.count(old) >= 1
    return SHIPPED.replace(old, new, 1)


def test_a_likely_major_risk_is_very_high_and_above_appetite():
    assert scales().risk.level(4, 4).word == "very high"
    assert scales().risk.is_above_appetite(4, 4)


def test_rows_of_the_grid_are_likelihoods_and_columns_are_consequences():
    assert scales().risk.level(likelihood=1, consequence=2).number == 1
    assert scales().risk.level(likelihood=2, consequence=5).number == 4
    assert scales().risk.level(likelihood=5, consequence=2).number == 4
    assert scales().risk.level(likelihood=4, consequence=1).number == 2
    assert scales().risk.level(likelihood=1, consequence=4).number == 2


def test_a_medium_risk_lies_within_appetite_and_a_high_one_above():
    assert not scales().risk.is_above_appetite(3, 3)
    assert scales().risk.is_above_appetite(3, 4)


def test_fifteen_of_the_twenty_five_scores_lie_within_appetite():
    within = [
        (likelihood, consequence)
        for likelihood in range(1, 6)
        for consequence in range(1, 6)
        if not scales().risk.is_above_appetite(likelihood, consequence)
    ]

    assert len(within) == 15


def test_states_stand_in_the_order_of_going_forward():
    assert list(scales().states) == [
        "open", "analysed", "planned", "implemented", "verified", "closed",
    ]  # fmt: skip
    assert scales().is_forward("open", "analysed")
    assert not scales().is_forward("closed", "analysed")


def test_a_state_requires_what_every_earlier_state_required():
    assert scales().required("open") == ()
    assert scales().required("closed") == (
        "root_cause", "plan", "implemented_on", "verification",
    )  # fmt: skip


def test_every_field_that_a_state_names_is_a_field_of_an_action():
    named = {
        field
        for state in scales().states.values()
        for field in (*state.requires, *state.clears, *state.keeps)
    }

    assert named <= set(ACTION.fields)


def test_every_state_can_be_left_and_every_state_but_the_first_be_reached():
    reached = {move for state in scales().states.values() for move in state.moves}

    assert reached == set(scales().states) - {"open"}
    assert all(state.moves for state in scales().states.values())


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("appetite = 3", "appetite = 6", "risk.appetite must be a level 1–5, found 6"),
        ("appetite = 3", "", "[risk] lacks ['appetite']"),
        ("appetite = 3", "appetite = 3\nhunger = 1", "unknown keys ['hunger'] in [risk]"),
        ("[1, 1, 2, 2, 3]", "[1, 1, 2, 2]", "risk.grid must be 5 rows of 5 levels"),
        ("[1, 1, 2, 2, 3]", "[1, 1, 2, 2, 9]", "risk.grid must be 5 rows of 5 levels"),
        ("[1, 1, 2, 2, 3]", "[1, 2, 1, 2, 3]", "risk.grid falls in [1, 2, 1, 2, 3]"),
        ("[1, 1, 2, 2, 3]", "[2, 2, 2, 2, 3]", "risk.grid falls in [2, 1, 1, 2, 3]"),
        ('[[risk.level]]\nword = "low"', '[[risk.level]]\nwort = "low"', "unknown keys ['wort']"),
        ('word = "rare"', 'word = " "', "risk.likelihood 1 must be a text, found ' '"),
        ('[[risk.level]]\nword = "very low"', '[[risk.more]]\nword = "very low"', "['more']"),
        ('moves = ["closed", "analysed"]', 'moves = ["shut"]', "moves to 'shut', expected one of"),
        ('moves = ["closed", "analysed"]', 'moves = ["verified"]', "moves to 'verified', expected"),
        ('moves = ["closed", "analysed"]', 'moves = "closed"', "must be a list of names"),
        ("done = true", 'done = "yes"', "done and locked in [state.closed] must be true or false"),
        ("[treatment]", "[treatments]", "unknown keys ['treatments'] in the file"),
        ("[risk]", "[risk", "it is not TOML"),
    ],
)
def test_a_wrong_declaration_is_refused_with_what_was_found(old: str, new: str, found: str):
    with pytest.raises(CatalogueRefused) as refusal:
        read(changed(old, new))

    assert found in refusal.value.sentence
    assert refusal.value.sentence.startswith("Cannot use scales.toml: ")


def test_a_missing_step_is_refused():
    first = SHIPPED.index("[[risk.consequence]]")
    second = SHIPPED.index("[[risk.consequence]]", first + 1)

    with pytest.raises(CatalogueRefused, match=r"\[\[risk.consequence\]\] must stand 5 times"):
        read(SHIPPED[:first] + SHIPPED[second:])
