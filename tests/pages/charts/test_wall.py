"""Charts enlarged for a wall."""

from pages.charts import trend as drawn
from pages.charts import wall
from tests.pages import made


def test_text_margins_marks_and_height_grow_by_one_factor():
    small = drawn.figure(made.trend(), "light", height=320)
    large = wall.enlarged(small, 1.25)
    assert large.layout.height == 400
    assert large.layout.template.layout.font.size == 13 * 1.25
    assert large.layout.template.layout.margin.r == 150 * 1.25
    points = {trace.name: trace for trace in large.data}["months"]
    before = {trace.name: trace for trace in small.data}["months"]
    assert [size / 1.25 for size in points.marker.size] == list(before.marker.size)
    assert points.marker.line.width == 1.5 * 1.25


def test_what_is_measured_in_units_of_an_axis_stays():
    small = drawn.figure(made.trend(), "light")
    large = wall.enlarged(small, 2)
    hatch = {trace.name: trace for trace in large.data}["hatch"]
    assert hatch.width == 1
    assert hatch.marker.pattern.size == 14
    assert large.layout.yaxis.range == small.layout.yaxis.range
    assert [one.y for one in large.layout.annotations] == [
        one.y for one in small.layout.annotations
    ]


def test_dashes_grow_with_their_line():
    large = wall.enlarged(drawn.figure(made.trend(), "light"), 2)
    assert "8px,8px" in {shape.line.dash for shape in large.layout.shapes}


def test_a_chart_of_another_height_keeps_its_labels_and_words():
    low = drawn.figure(made.trend(), "light", height=312)
    usual = drawn.figure(made.trend(), "light")
    assert low.layout.height == 312
    assert [one.text for one in low.layout.annotations] == [
        one.text for one in usual.layout.annotations
    ]
