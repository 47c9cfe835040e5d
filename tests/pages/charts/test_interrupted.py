"""The picture of a figure before and after an action."""

from datetime import date

import pytest

from pages.charts import interrupted
from tests.pages.made import PROVENANCE, kpi
from warehouse.answers.effectiveness_shapes import Effectiveness, Point, Side, Terms
from warehouse.answers.shapes import Cohort
from warehouse.stats.criteria import Judgement

BEFORE = Side(date(2025, 1, 6), date(2025, 1, 19), 0.05, 0.04, 0.06, 200)
AFTER = Side(date(2025, 1, 20), date(2025, 2, 2), 0.02, 0.01, 0.03, 200)


def answer(**changes):
    points = tuple(
        Point(date(2025, 1, day), value, 100) for day, value in ((6, 0.06), (13, None), (20, 0.02))
    )
    terms = Terms(
        "A-2025-001", "abandonment_rate", "fall", 0.01, 1, date(2025, 1, 19), Cohort(),
        date(2025, 1, 1),
    )  # fmt: skip
    declared = {
        "kpi": kpi(), "terms": terms, "finding": "Effective: it fell",
        "judgement": Judgement("effective", "effective", False, 0.03, 0.01, 0.05),
        "reading": (), "before": BEFORE, "after": AFTER, "window_until": date(2025, 2, 19),
        "estimate": None, "compared": None, "slopes": None, "points": points, "grain": "week",
        "first_after": 2, "why_not": "", "provenance": PROVENANCE,
    }  # fmt: skip
    return Effectiveness(**{**declared, **changes})


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_day_of_the_action_and_both_levels_are_drawn(theme):
    drawn = interrupted.figure(answer(), theme)

    levels = [(s.x0, s.x1, s.y0) for s in drawn.layout.shapes if s.y0 == s.y1]
    assert levels == [
        (BEFORE.first, BEFORE.last, 0.05),
        (AFTER.first, AFTER.last, 0.05),  # the level before, carried on
        (AFTER.first, AFTER.last, 0.02),
    ]
    assert any("in place 19 Jan 2025" in note.text for note in drawn.layout.annotations)


def test_a_withheld_week_is_a_gap_and_the_axis_holds_what_is_drawn():
    drawn = interrupted.figure(answer(), "light")

    assert list(drawn.data[0].y) == [0.06, None, 0.02]
    assert drawn.data[0].connectgaps is False
    low, high = interrupted.span(answer())
    assert 0 <= low < 0.02 and high > 0.06


def test_without_a_figure_after_only_the_level_before_is_drawn():
    drawn = interrupted.figure(answer(after=None), "light", narrow=True)

    assert len([s for s in drawn.layout.shapes if s.y0 == s.y1]) == 1


def test_the_alternative_text_tells_the_verdict_and_the_weeks():
    assert interrupted.alt(answer()) == (
        "Effective: it fell. 2 weeks before the action, 1 week since."
    )
