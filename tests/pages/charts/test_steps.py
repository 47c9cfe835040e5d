"""Limits in steps, a broken line, lettered flags."""

from datetime import date

import pytest

from pages.charts import steps, theme, trend
from tests.pages import made
from warehouse.answers.marks import Flag, Segment

OLD = made.Limits(0.045, 0.04, 0.05, 0.042, 0.048, 13, 0, trial=False)
NEW = made.Limits(0.053, 0.045, 0.061, 0.048, 0.058, 6, 0, trial=True)
CUT = (
    Segment(date(2023, 10, 1), date(2025, 2, 1), OLD),
    Segment(date(2025, 3, 1), date(2025, 9, 1), NEW, reason="Call-back", record_id="B-2026-001"),
)
FLAGS = (
    Flag(date(2024, 1, 1), date(2024, 1, 1), "long ago", "launch"),
    Flag(date(2025, 3, 1), date(2025, 3, 1), "limits begin anew", "rebase", "B-2026-001"),
    Flag(date(2025, 5, 1), date(2025, 7, 1), "an outage", "outage", "E-2026-001"),
)


def drawn(**changes):
    return trend.figure(made.trend(limits=NEW, segments=CUT, **changes), "light")


def test_each_segment_has_its_own_band_with_a_gap_between():
    bands = [(s.x0, s.x1, s.y0, s.y1) for s in drawn().layout.shapes if s.type == "rect"]
    assert bands == [
        (-0.5, pytest.approx(4.44), 0.04, 0.05),
        (pytest.approx(4.56), 11.5, 0.045, 0.061),
    ]


def test_labels_are_those_of_the_last_segment():
    words = [a.text for a in drawn().layout.annotations]
    assert "Upper trial limit 6.1" in words
    assert "Upper limit 5.0" not in words


def test_the_data_line_is_broken_where_limits_begin_anew():
    parts = [list(t.x) for t in drawn().data if t.name == "line"]
    assert parts == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9, 10, 11]]


def test_flags_of_the_drawn_months_have_letters_by_time():
    found = steps.lettered(FLAGS, made.months())
    assert [(one.letter, one.begins, one.ends) for one in found] == [("A", 5, 5), ("B", 7, 9)]
    words = [a.text for a in drawn(flags=FLAGS).layout.annotations]
    assert "<b>A</b>" in words and "<b>B</b>" in words


def test_letters_do_not_change_the_strip():
    strip = trend.strip(made.trend(segments=CUT, flags=FLAGS), "light")
    assert not any(a.text == "<b>A</b>" for a in strip.layout.annotations)


def test_frozen_limits_are_called_frozen():
    frozen = Segment(date(2023, 10, 1), date(2025, 9, 1), OLD, frozen_after=date(2024, 10, 1))
    figure = trend.figure(made.trend(limits=OLD, segments=(frozen,)), "light")
    assert "Upper frozen limit 5.0" in [a.text for a in figure.layout.annotations]


def test_a_flag_is_ink_and_never_a_verdict_colour():
    figure = drawn(flags=FLAGS)
    (letter,) = [a for a in figure.layout.annotations if a.text == "<b>A</b>"]
    assert letter.bgcolor == theme.tokens("light").ink_2
