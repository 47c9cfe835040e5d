"""The restated line: thin, without marks, only where it differs from what was reported."""

from dataclasses import replace

from pages.charts import restated, trend
from tests.pages import made


def both():
    """A trend whose first three months read 0.01 higher by the present definition."""
    found = made.trend()
    moved = [
        replace(month, value=month.value + 0.01) if place < 3 else month
        for place, month in enumerate(found.history)
    ]
    return replace(found, restated=tuple(moved))


def line(drawn):
    return [trace for trace in drawn.data if trace.name == restated.WORD]


def test_months_after_the_last_change_have_one_line_only():
    found = both()
    told = restated.values(found, found.history)
    assert told[:3] == [month.value for month in found.restated[:3]]
    assert set(told[3:]) == {None}


def test_a_month_in_between_that_is_the_same_does_not_break_the_line():
    found = both()
    same = (found.restated[0], found.history[1], *found.restated[2:])
    told = restated.values(replace(found, restated=same), found.history)
    assert None not in told[:3]


def test_a_month_that_is_not_known_is_a_gap():
    found = both()
    gone = (found.restated[0], replace(found.restated[1], value=None), *found.restated[2:])
    told = restated.values(replace(found, restated=gone), found.history)
    assert [value is None for value in told[:3]] == [False, True, False]


def test_the_line_is_thinner_than_the_reported_one_and_named_once():
    found = both()
    drawn = trend.figure(replace(found, months=found.history), "light")
    (thin,) = line(drawn)
    assert thin.line.width == 1
    assert [note.text for note in drawn.layout.annotations].count(restated.WORD) == 1
    assert "restated: " in thin.hovertext[0]


def test_without_another_definition_there_is_no_line():
    assert line(trend.figure(made.trend(), "light")) == []


def test_the_axis_holds_the_restated_points_too():
    found = both()
    far = replace(found.restated[0], value=0.5)
    found = replace(found, months=found.history, restated=(far, *found.restated[1:]))
    assert trend.span(found, found.months)[1] > 0.5
