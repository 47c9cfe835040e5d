"""The words of cohorts and distributions: order of members, tails, curves, groups."""

from dataclasses import replace
from datetime import date

from pages.parts import comparing, enduring, spreads
from tests.pages import made
from tests.pages.charts.test_heat_map import grid
from tests.pages.charts.test_lasting import ANSWER
from warehouse.answers.spread_shapes import CohortPoint, Disparities, Disparity, Side
from warehouse.stats.intervals import Interval


def point(name, value, n, **more):
    ends = value - 0.01, value + 0.01
    return CohortPoint(name, value, value * n, n, *ends, "common", False, **more)


def test_members_come_outside_first_then_by_rank_and_small_ones_last():
    points = (
        point("Small", 0.9, 12),
        point("Second", 0.05, 900, shrunken=0.05, rank=3),
        point("First", 0.08, 400, shrunken=0.07, rank=2),
        replace(point("Out", 0.04, 500, shrunken=0.09, rank=1), mark="concern"),
    )
    table = spreads.members_table(made.funnel(points=points))
    assert [row["Queue"] for row in table] == ["Out", "First", "Second", "Small"]
    assert [row["Shrunken"] for row in table][1:] == ["7.0\u202f%", "5.0\u202f%", "–"]


def test_a_member_on_the_watch_list_is_called_so():
    answer = made.funnel(points=(point("A", 0.08, 400, shrunken=0.07, rank=1, is_listed=True),))
    assert spreads.members_table(answer)[0]["Stands"] == "watch list"


def test_without_ranks_no_shrunken_column_is_shown():
    assert "Shrunken" not in spreads.members_table(made.funnel())[0]
    assert spreads.order(made.funnel())[0] == "Members outside first, then by size"


def test_percentiles_stand_with_their_intervals_and_open_limits_say_so():
    facts = dict(spreads.facts(made.distribution()))
    assert facts["P50, the median"] == "10\u202fs (5 – 90\u202fs)"
    assert facts["P99"] == "90\u202fs (open – open)"


def test_the_tail_says_how_much_of_all_time_it_holds():
    answer = made.distribution(tail=((90, 68.0, 51, 0.43), (95, 97.0, 26, None)))
    assert enduring.tail_table(answer)[0] == {
        "Beyond": "P90", "Value": "68\u202fs", "Cases beyond": "51", "Of all time": "43.0\u202f%",
    }  # fmt: skip
    assert enduring.tail_table(answer)[1]["Of all time"] == "–"


def test_the_table_of_a_curve_has_what_lasts_at_each_time():
    table = enduring.curve_table(ANSWER)
    shares = [row["Last longer"] for row in table]
    assert shares == ["100.0\u202f%", "70.0\u202f%", "50.0\u202f%", "50.0\u202f%"]
    assert table[1]["Under observation"] == "25"


def test_a_median_that_is_not_reached_is_more_than_the_longest():
    assert enduring.title(ANSWER) == "median 20\u202fh"
    assert enduring.title(replace(ANSWER, median=None)) == "median more than 47\u202fh"
    assert enduring.title(replace(ANSWER, enough=False)) == "too few have ended"


def test_the_table_of_a_heat_map_has_every_cell_in_words():
    table = comparing.grid_table(grid())
    assert table[0]["Jul 2025"] == "30.0\u202f%, n 200, beyond chance"
    assert table[1]["Sep 2025"] == "no cases"


def pair(**changes):
    declared = {
        "kpi": made.kpi(), "dimension": "vulnerable", "first": date(2025, 7, 1),
        "last": date(2025, 9, 1), "group": Side("vulnerable", 0.2, 0.1, 0.3, 100),
        "others": Side("not vulnerable", 0.1, 0.08, 0.12, 900), "ratio": 2.0,
        "interval": Interval(1.2, 3.1), "difference": 0.1, "apart": Interval(0.02, 0.2),
        "calls": True, "sentence": "Vulnerable customers 20 %.",
    }  # fmt: skip
    return Disparity(**{**declared, **changes})


def test_an_owner_who_has_to_answer_is_named_after_the_sentence():
    assert comparing.sentence(pair()) == (
        "Vulnerable customers 20 %. **Head of operations has to answer.**"
    )
    assert comparing.sentence(pair(calls=False)) == "Vulnerable customers 20 %."


def test_both_sides_of_a_pair_stand_in_the_table():
    table = comparing.groups_table(Disparities((pair(),), "", made.PROVENANCE))
    assert [(row["Group"], row["n"]) for row in table] == [
        ("Vulnerable", "100"), ("Not vulnerable", "900"),
    ]  # fmt: skip
