"""The kite-mark in words: what is not good is said, and what is not known is not called good."""

from pages.charts import sparkline
from pages.parts import marking
from warehouse.answers.kite_mark import Aspect, KiteMark


def mark(timeliness="good", completeness="good", validity="good", process="good"):
    return KiteMark(
        "a",
        Aspect("timeliness", timeliness, "1 of 2 sources late", 1, 2),
        Aspect("completeness", completeness, "12 % of 50 cases blank", 0.12, 50),
        Aspect("validity", validity, "1 of its 9 checks fails", 1, 9),
        Aspect("process", process, "no owner", 3, 4),
    )


def test_what_is_poor_or_partial_is_said_with_its_reason():
    assert marking.words(mark(timeliness="partial", completeness="poor")) == (
        "Data: timeliness partial: 1 of 2 sources late; completeness poor: 12 % of 50 cases blank"
    )
    assert marking.words(mark()) == "Data: all four marks good"
    assert marking.words(None) == ""


def test_what_is_not_known_is_said_and_not_called_good():
    assert marking.words(mark(completeness=None, validity=None)) == (
        "Data: completeness and validity not known"
    )


def test_the_page_says_in_words_how_many_are_poor_in_what():
    found = {"a": mark(completeness="poor"), "b": mark(completeness="poor", validity="poor")}
    assert marking.summary(found, ["a", "b"]) == (
        "Data poor: completeness of 2 KPIs, validity of 1 KPI."
    )
    assert marking.summary({"a": mark(process="partial")}, ["a"]) == "Data: no mark is poor."
    assert marking.summary({}, ["a"]) == "Data: no mark is poor."


def test_each_state_has_a_shape_of_its_own():
    pictures = {
        state: sparkline.kite_mark([state], "light") for state in ("good", "partial", "poor", None)
    }
    assert len(set(pictures.values())) == 4
    assert sparkline.kite_mark(["good", "poor"], "light") != sparkline.kite_mark(
        ["poor", "good"], "light"
    )
