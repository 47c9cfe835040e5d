"""Complaints step by step: what fell due, parted by what became of it."""

from pages.charts import stages, theme
from tests.pages import made
from warehouse.answers.complaint_shapes import Causes, Complaints, Stage
from warehouse.answers.spans import span_from

LIGHT = theme.tokens("light")
NONE = Causes("Category", None, 0, None)


def answer():
    step = Stage(made.kpi(label="Closed", better="higher", target=0.95, target_sign="≥"),
                 40, 30, 7, 3, 0.75, 0.6, 0.86, meets=False)  # fmt: skip
    return Complaints(
        span=span_from("2025-Q3"), received=50, stages=(step,), overdue=3, overdue_vulnerable=0,
        categories=NONE, root_causes=NONE, per_1000=None, per_1000_kpi="", trend_kpi="",
        escalations=0, undocumented=(), codings=(), finding="Closed late",
        provenance=made.PROVENANCE,
    )  # fmt: skip


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


def test_the_parts_of_a_bar_add_up_to_what_was_due():
    figure = stages.figure(answer(), "light")
    parts = [trace(figure, name).x[1] for name in ("on time", "late", "open and overdue")]
    assert parts == [30, 7, 3]
    assert trace(figure, "received").x[0] == 50


def test_open_and_overdue_is_striped_and_late_is_orange():
    figure = stages.figure(answer(), "light")
    assert trace(figure, "open and overdue").marker.pattern.shape == "/"
    assert trace(figure, "late").marker.color == LIGHT.concern


def test_rate_target_and_every_part_stand_in_words():
    said = [a.text for a in stages.figure(answer(), "light").layout.annotations]
    assert "<b>75\u202f%</b><br>of 40 due" in said
    assert "30 on time, 7 late, 3 open and overdue" in said
    assert any("target ≥\u202f95\u202f%" in text for text in said)


def test_the_words_for_a_screen_reader_say_the_same():
    assert stages.alt(answer()) == (
        "Closed late. Received 50. Closed: 30 on time, 7 late, 3 open and overdue of 40 due."
    )
