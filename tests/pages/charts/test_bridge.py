"""The waterfall: steps that meet, colours that mean, totals that are visibly cut."""

from datetime import date

import pytest

from pages.charts import bridge, theme
from tests.pages import made
from warehouse.answers.change_shapes import Bridge, Part
from warehouse.answers.shapes import Cohort
from warehouse.answers.spans import Span

LIGHT = theme.tokens("light")


def part(name, rate, mix, **marks):
    shares = (100, 120, 0.5, 0.5, 0.74, 0.75)
    return Part(name, *shares, effect=rate + mix, rate=rate, mix=mix, **marks)


def answer(**changes):
    """74.0 to 72.9 %: voice resolves better, work moves to chat."""
    parts = (
        part("voice", 0.010, -0.005, rate_mark="improvement"),
        part("chat", 0.005, -0.021, mix_mark="concern"),
    )
    declared = {
        "kpi": made.kpi(better="higher"),
        "by": ("channel",),
        "before": Span(date(2025, 4, 1), date(2025, 6, 1)),
        "after": Span(date(2025, 7, 1), date(2025, 9, 1)),
        "cohort": Cohort(),
        "value_1": 0.740,
        "value_2": 0.729,
        "n_1": 6124,
        "n_2": 6412,
        "provenance": made.PROVENANCE,
        "parts": parts,
        "rate": 0.015,
        "mix": -0.026,
        "finding": "First-contact resolution fell by 1.1 points",
        **changes,
    }
    return Bridge(**declared)


def words(figure):
    return [a.text for a in figure.layout.annotations]


def test_every_step_begins_where_the_one_before_ended():
    drawn = bridge.steps(answer())
    ends = [step.end for step in drawn]
    assert [step.start for step in drawn[1:-1]] == ends[:-2]
    assert drawn[-2].end == pytest.approx(drawn[-1].end)


def test_rate_parts_come_first_then_mix_parts_each_with_its_sum():
    drawn = bridge.steps(answer())
    assert [step.group for step in drawn] == ["", "rate", "rate", "mix", "mix", ""]
    said = words(bridge.figure(answer(), "light"))
    assert "<b>inside each: +1.50 points</b>" in said
    assert "<b>shift of work: \u22122.60 points</b>" in said


def test_a_bar_has_the_colour_of_its_mark_and_a_signed_label():
    figure = bridge.figure(answer(), "light")
    colours = list(figure.data[0].marker.color)
    assert colours == [
        LIGHT.ink_2, LIGHT.improvement, LIGHT.common, LIGHT.common, LIGHT.concern, LIGHT.ink_2,
    ]  # fmt: skip
    assert {"<b>+1.00</b>", "<b>\u22122.10</b>", "<b>74.0\u202f%</b>"} <= set(words(figure))


def test_totals_that_do_not_begin_at_0_are_cut_visibly():
    figure = bridge.figure(answer(), "light")
    assert bridge.is_cut(answer())
    assert figure.layout.yaxis.range[0] > 0.6
    assert [trace.name for trace in figure.data].count("cut") == 2


def test_totals_near_0_begin_there_and_are_not_cut():
    near = answer(value_1=0.02, value_2=0.009)
    figure = bridge.figure(near, "light")
    assert not bridge.is_cut(near)
    assert figure.layout.yaxis.range[0] == 0
    assert "cut" not in [trace.name for trace in figure.data]


def test_many_members_are_named_by_size_and_the_rest_is_one_bar():
    parts = tuple(part(f"queue {i}", 0.001 * (9 - i), 0.0) for i in range(9))
    many = answer(parts=parts, value_1=0.7, value_2=0.745, rate=0.045, mix=0.0)
    drawn = bridge.steps(many)
    rates = [step for step in drawn if step.group == "rate"]
    assert [step.name for step in rates] == [f"queue {i}" for i in range(4)] + [bridge.REST]
    assert rates[-1].effect == pytest.approx(0.001 * (5 + 4 + 3 + 2 + 1))


def test_on_a_phone_a_member_has_one_bar_for_both_effects():
    drawn = bridge.steps(answer(), narrow=True)
    assert [(s.name, s.group) for s in drawn[1:-1]] == [("voice", "effect"), ("chat", "effect")]
    assert drawn[1].effect == pytest.approx(0.005)


def test_without_both_totals_nothing_is_drawn():
    assert bridge.steps(answer(value_1=None)) == []


def test_the_words_for_a_screen_reader_name_both_totals_and_the_parts():
    assert bridge.alt(answer()) == (
        "First-contact resolution fell by 1.1 points. Q2 2025 74.0\u202f%, Q3 2025 72.9\u202f%. "
        "Largest parts: voice +0.50 points; chat \u22121.60 points."
    )
