"""The heat map: strong colour only beyond chance, small cells bare, withheld ones hatched."""

import re
from datetime import date

import pytest

from pages.charts import heat_map
from tests.pages import made
from warehouse.answers.spread_shapes import Cell, Grid

JUDGED = Cell(0.30, 200, "judged", 0.20, True)
CELLS = (
    (JUDGED, Cell(0.11, 90, "judged", 0.01, False), Cell(None, 3, "withheld")),
    (Cell(0.02, 300, "judged", -0.08, True), Cell(0.5, 12, "shown", 0.4), Cell(None, 0, "empty")),
)


def grid(**changes):
    declared = {
        "kpi": made.kpi(),
        "kind": "months",
        "first": date(2025, 7, 1),
        "last": date(2025, 9, 1),
        "rows": ("Halden", "A very long name of a team"),
        "columns": ("Jul 2025", "Aug 2025", "Sep 2025"),
        "cells": CELLS,
        "overall": 0.1,
        "n": 605,
        "tested": 3,
        "unplaced": 0,
        "finding": "Outside their limits: Halden in 1 month",
        "note": "",
        "provenance": made.PROVENANCE,
    }
    return Grid(**{**declared, **changes})


def trace(figure, name):
    return next(t for t in figure.data if t.name == name)


def test_worse_is_orange_and_better_blue_whichever_way_the_kpi_goes():
    lower = trace(heat_map.figure(grid(), "light"), "judged")
    assert [list(row) for row in lower.z] == [[3, 0, None], [-2, None, None]]
    higher = trace(heat_map.figure(grid(kpi=made.kpi(better="higher")), "light"), "judged")
    assert [list(row) for row in higher.z] == [[-3, 0, None], [2, None, None]]
    assert heat_map.colours(grid(), "light")[0] == "#1F72BD"
    assert heat_map.colours(grid(), "light")[-1] == "#D2600A"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_where_neither_side_is_better_both_are_violet(theme):
    ramp = heat_map.colours(grid(kpi=made.kpi(better="neither")), theme)
    assert ramp == tuple(reversed(ramp))
    assert len(ramp) == 7


def test_a_small_cell_has_no_colour_and_a_withheld_one_is_hatched():
    figure = heat_map.figure(grid(), "light")
    assert trace(figure, "shown").z[1][1] is not None
    assert len({colour for _, colour in trace(figure, "shown").colorscale}) == 1
    hatch = trace(figure, "withheld")
    assert (list(hatch.x), list(hatch.base)) == ([2], [-0.46])
    assert hatch.marker.pattern.shape == "/"


def test_only_cells_beyond_chance_carry_a_number():
    numbers = trace(heat_map.figure(grid(), "light"), "numbers")
    assert [re.sub("<[^>]*>", "", text) for text in numbers.text] == ["30.0", "2.0"]
    assert not any(t.name == "numbers" for t in heat_map.figure(grid(), "light", narrow=True).data)


def test_hovering_says_value_and_n_and_what_it_means():
    figure = heat_map.figure(grid(), "light")
    said = trace(figure, "judged").text
    assert said[0][0] == "<b>Halden, Jul 2025</b><br>30.0\u202f%, n 200, beyond chance"
    assert said[0][2] == "<b>Halden, Sep 2025</b><br>withheld: too few cases"
    assert said[1][1].endswith("n 12, too few cases to judge")
    assert said[1][2].endswith("no cases")


def test_hours_begin_with_the_first_that_has_a_case_and_end_with_the_last():
    rows = ("Monday",)
    cells = ((Cell(None, 0, "empty"), JUDGED, JUDGED, Cell(None, 0, "empty")),)
    answer = grid(
        kind="hours", rows=rows, columns=("08:00", "09:00", "10:00", "11:00"), cells=cells
    )
    assert heat_map.shown(answer)[1] == ["09:00", "10:00"]
    assert list(heat_map.figure(answer, "light").layout.xaxis.ticktext) == ["09", "10"]


def test_long_names_are_cut_and_more_than_24_members_stand_in_the_table_alone():
    figure = heat_map.figure(grid(), "light")
    assert list(figure.layout.yaxis.ticktext) == ["Halden", "A very long nam…"]
    many = grid(rows=tuple(f"M{i}" for i in range(40)), cells=(CELLS[0],) * 40)
    assert len(heat_map.shown(many)[0]) == 24


def test_a_map_without_a_judged_cell_is_drawn_without_colour():
    cells = ((Cell(0.2, 10, "shown", 0.1), Cell(None, 2, "withheld"), Cell(None, 0, "empty")),)
    figure = heat_map.figure(grid(rows=("A",), cells=cells), "dark")
    assert [list(row) for row in trace(figure, "judged").z] == [[None, None, None]]


def test_the_alternative_text_has_finding_overall_and_how_many_are_beyond_chance():
    assert heat_map.alt(grid()) == (
        "Outside their limits: Halden in 1 month. Abandonment rate, overall 10.0\u202f%, "
        "n 605; 2 cells beyond chance."
    )
