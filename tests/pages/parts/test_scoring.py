"""The scorecard in rows: nothing hidden, worst first, one month unless sources differ."""

from datetime import date

from pages.parts import scoring
from tests.pages import made
from warehouse.answers.shapes import Scorecard, ScoreRow

SEPTEMBER = date(2025, 9, 1)


def row(label, variation="common", assurance="hit_or_miss", **changes):
    latest = changes.pop("latest", made.month(11, 0.05))
    months = changes.pop("months", (made.month(10, 0.05), made.month(11, 0.05)))
    return ScoreRow(
        made.kpi(label=label), latest, months, made.LIMITS, variation, assurance, **changes
    )


def card(*rows, **changes):
    return Scorecard(
        finding="f",
        month=SEPTEMBER,
        groups=(("access", rows),),
        missing=(),
        false_alarms=0.5,
        provenance=made.PROVENANCE,
        **changes,
    )


def test_worst_first_is_both_then_concern_then_missed_then_the_rest():
    rows = (
        row("calm"),
        row("missed", assurance="misses"),
        row("worse", "concern_low"),
        row("both", "concern_high", "misses"),
    )
    shown = scoring.shown(card(*rows), "worst", frozenset())
    assert [one.kpi.label for one in shown.all_rows] == ["both", "worse", "missed", "calm"]


def test_the_marks_leave_only_what_they_name():
    rows = (row("calm"), row("missed", assurance="misses"), row("mixed", "mixed"))
    for marks, left in (
        ({"concern"}, ["mixed"]),
        ({"misses"}, ["missed"]),
        ({"concern", "misses"}, ["missed", "mixed"]),
    ):
        shown = scoring.shown(card(*rows), "outcome", frozenset(marks))
        assert [one.kpi.label for one in shown.all_rows] == left


def test_a_group_that_the_marks_empty_is_gone():
    assert scoring.shown(card(row("calm")), "outcome", frozenset({"concern"})).groups == ()


def test_a_header_counts_what_is_to_act_on():
    assert scoring.title("access", [row("a", "concern_low"), row("b")]) == "ACCESS · 1 to act on"
    assert scoring.title("access", [row("b")]) == "ACCESS"


def test_columns_add_up_to_the_width_of_the_page():
    same = scoring.widths("ACCESS", card(row("a")))
    old = row("old", latest=made.month(3, 0.05), months=(made.month(3, 0.05),))
    several = scoring.widths("ACCESS", card(row("a"), old))
    assert sum(same.values()) == sum(several.values()) == 1280


def test_a_provisional_figure_of_the_month_is_shown_and_marked():
    open_month = made.month(11, 0.061, status="provisional")
    late = row("late", latest=made.month(10, 0.05), months=(made.month(10, 0.05), open_month))
    line = scoring.line(late, "ACCESS", card(late), "light")
    assert line["Sep 2025"] == "P 6.1\u202f%"
    assert "Month" not in line


def test_an_older_figure_names_its_month():
    old = row("old", latest=made.month(3, 0.05), months=(made.month(3, 0.05),))
    line = scoring.line(old, "ACCESS", card(row("new"), old), "light")
    assert (line["Month"], line["Latest"]) == ("Jan 2025", "5.0\u202f%")


def test_a_row_has_icon_word_value_interval_target_n_and_owner():
    line = scoring.line(row("a", "concern_high", "misses"), "ACCESS", card(row("a")), "light")
    assert line["ACCESS"] == "a"
    assert (line["Variation"], line["Assurance"]) == ("Concern, high", "Misses target")
    assert (line["95 % interval"], line["Target"]) == ("4.7 – 5.3", "<\u202f5\u202f%")
    assert (line["n"], line["Owner"]) == ("17,664", "Head of operations")
    assert all(line[cell].startswith("data:image/svg") for cell in scoring.PICTURES)


def test_the_grid_holds_every_kpi_once():
    rows = [
        row("a"),
        row("b", "concern_high", "misses"),
        row("c", "trial", "none"),
        row("d", "change_low"),
    ]
    grid = scoring.grid(rows)
    assert grid["Common cause"]["hit_or_miss"] == ["a"]
    assert grid["Concern"]["misses"] == ["b"]
    assert grid["No verdict"]["none"] == ["c"]
    assert grid["Change"]["hit_or_miss"] == ["d"]
    assert "Improvement" not in grid
    assert sum(len(cell) for line in grid.values() for cell in line.values()) == 4


def test_only_cells_that_ask_for_a_decision_are_orange():
    assert scoring.grid_cell(["a"], "Common cause", "meets") == "**1**  a"
    assert scoring.grid_cell(["a"], "Common cause", "misses") == ":orange-background[**1**] a"
    assert scoring.grid_cell(["a"], "Concern", "hit_or_miss") == ":orange-background[**1**] a"
    assert scoring.grid_cell([], "Concern", "misses") == "–"


def test_a_full_cell_names_three_and_counts_the_rest():
    assert scoring.grid_cell(list("abcde"), "Common cause", "meets") == "**5**  a, b, c +2"


def test_the_title_of_the_grid_counts_both_verdicts():
    assert scoring.grid_title([row("a", "concern_low", "misses")]) == (
        "1 KPI in concern, 1 cannot meet its target without redesign"
    )
    assert scoring.grid_title([row("a")]) == "No KPI in concern, none misses its target for good"


def test_what_lacks_data_is_listed_by_its_reason():
    missing = [row("a", gap="waits for x"), row("b", gap=""), row("c", gap="waits for x")]
    found = scoring.gaps(missing)
    assert {reason: [one.kpi.label for one in rows] for reason, rows in found.items()} == {
        "waits for x": ["a", "c"],
        "has no data": ["b"],
    }
