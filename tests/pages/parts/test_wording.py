"""Numbers in words, as the visual language spells them."""

from datetime import UTC, date, datetime

import pytest

from pages.parts import wording
from tests.pages import made


@pytest.mark.parametrize(
    ("value", "unit", "n", "expected"),
    [
        (0.059, "share", 17664, "5.9\u202f%"),
        (0.0021, "share", 17664, "0.21\u202f%"),
        (0.7, "share", 13, "70\u202f%"),
        (0.0, "share", 500, "0.0\u202f%"),
        (1.0, "share", None, "100.0\u202f%"),
        (26, "seconds", None, "26\u202fs"),
        (4.2, "seconds", None, "4.2\u202fs"),
        (119, "seconds", None, "119\u202fs"),
        (120, "seconds", None, "2\u202fmin"),
        (7200, "seconds", None, "2\u202fh"),
        (2, "hours", None, "2\u202fh"),
        (31 * 24, "hours", None, "31\u202fd"),
        (0.01, "hours", None, "36\u202fs"),
        (4.184, "per_1000", None, "4.18"),
        (33.4, "points", None, "33"),
        (-7.0, "points", None, "\u22127"),
        (91730, "count", None, "91,730"),
        (None, "share", None, "–"),
    ],
)
def test_a_value_has_its_unit_and_no_false_precision(value, unit, n, expected):
    assert wording.amount(value, unit, n) == expected


def test_a_rounded_away_minus_is_no_minus():
    assert wording.decimal(-0.04, 1) == "0.0"


def test_an_interval_names_its_unit_once():
    assert wording.interval(0.056, 0.062, "share") == "5.6 – 6.2\u202f%"
    assert wording.interval(100, 130, "seconds") == "100\u202fs – 2.2\u202fmin"
    assert wording.interval(None, 0.1, "share") == "–"


def test_an_interval_beside_a_unit_leaves_it_out():
    assert wording.bare_interval(0.056, 0.062, "share") == "5.6 – 6.2"


def test_a_target_begins_with_its_sign_and_has_no_needless_zeros():
    assert wording.target(made.kpi()) == "<\u202f5\u202f%"
    assert wording.target(made.kpi(target=0.985, target_sign="≥")) == "≥\u202f98.5\u202f%"
    assert (
        wording.target(made.kpi(target=30.0, unit="seconds", target_sign="≤")) == "≤\u202f30\u202fs"
    )
    assert wording.target(made.kpi(target=100.0, unit="count", target_sign="≤")) == "≤\u202f100"
    assert wording.target(made.kpi(target=None)) == "–"


def test_a_provisional_value_is_marked_before_the_number():
    assert wording.figure(made.month(0, 0.837, status="provisional"), "share") == "P 83.7\u202f%"


def test_a_withheld_value_says_so():
    assert wording.figure(made.month(0, None, status="withheld"), "share") == "fewer than 5"


def test_a_change_of_a_share_is_in_points():
    assert wording.change(-0.011, "share") == "\u22121.1 points"


def test_dates_are_spelled_the_british_way():
    assert wording.month_name(date(2025, 9, 1)) == "Sep 2025"
    assert wording.day_name(date(2025, 10, 3)) == "3 Oct 2025"
    instant = datetime(2025, 10, 13, 4, 5, tzinfo=UTC)
    assert wording.instant(instant, "Europe/Berlin") == "13 Oct 2025, 06:05 CEST"


@pytest.mark.parametrize(
    "text",
    ["*bold*", "_x_", "`code`", "[a](b)", "<b>", "$5 and $6", ":red[x]", ":material/x:", "a -> b",
     "a -- b", "~~x~~", "# x", "a|b", "![x](y)", "a >= b", "> quoted", "a <- b"],
)  # fmt: skip
def test_text_from_data_is_not_read_as_markdown(text):
    escaped = wording.plain(text)
    assert escaped != text
    assert escaped.replace("\\", "") == text


def test_plain_sentences_stay_as_they_are():
    said = "Abandonment has changed: 5.6 % in Aug 2025 (n 17,664), target < 5 %; ask why – now."
    assert wording.plain(said) == said


def test_columns_name_their_unit():
    assert wording.column("wait_s") == "wait, s"
    assert wording.column("enqueued_at") == "enqueued, UTC"
    assert wording.column("queue") == "queue"
