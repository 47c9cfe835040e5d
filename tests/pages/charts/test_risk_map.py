"""The risk map: a disc a risk, a step line at the appetite, a heavy ring for an overdue review."""

from pages.charts import risk_map
from pages.charts.risk_map import Place, Scale

GRID = [[1, 1, 2, 2, 3], [1, 2, 2, 3, 4], [1, 2, 3, 4, 4], [2, 3, 4, 5, 5], [3, 4, 4, 5, 5]]
STEPS = ["1", "2", "3", "4", "5"]
SCALE = Scale(STEPS, STEPS, GRID, 3)


def place(number, likelihood, consequence, is_heavy=False):
    return Place(f"R-2026-{number:03d}", str(number), likelihood, consequence, "words", is_heavy)


def trace(figure, name):
    return next(t for t in figure.data if t.name == name)


def test_a_lone_risk_stands_in_the_middle_of_its_cell():
    assert risk_map.spots([place(1, 4, 2)]) == [(1.0, 3.0)]


def test_risks_of_one_cell_stand_side_by_side():
    assert risk_map.spots([place(1, 1, 1), place(2, 1, 1)]) == [(-0.17, 0.0), (0.17, 0.0)]


def test_a_fourth_risk_of_a_cell_begins_a_second_row():
    spots = risk_map.spots([place(i, 3, 3) for i in range(1, 5)])
    assert [y for _, y in spots] == [2.18, 2.18, 2.18, 1.82]


def test_a_disc_carries_its_number_and_its_risk():
    discs = trace(risk_map.figure([place(7, 4, 4)], SCALE, "light"), "risks")
    assert list(discs.text) == ["<b>7</b>"]
    assert [tuple(data) for data in discs.customdata] == [("R-2026-007",)]


def test_an_overdue_review_has_a_heavy_ring():
    discs = [place(1, 1, 1), place(2, 2, 2, is_heavy=True)]
    width = trace(risk_map.figure(discs, SCALE, "light"), "risks").marker.line.width
    assert list(width) == [1.2, 2.8]


def test_the_step_line_parts_the_cells_above_appetite_from_the_others():
    figure = risk_map.figure([], SCALE, "light")
    steps = {(s.x0, s.y0, s.x1, s.y1) for s in figure.layout.shapes}
    assert (3.5, 0.5, 3.5, 1.5) in steps  # unlikely: severe alone lies above
    assert (3.5, 0.5, 4.5, 0.5) in steps  # rare and severe lies within
    assert (0.5, 3.5, 0.5, 4.5) in steps  # almost certain: all but minor lie above
    assert len(steps) == 8


def test_the_alternative_text_names_the_risks_above_appetite():
    text = risk_map.alt([place(1, 1, 1), place(2, 5, 5)], SCALE)
    assert text == "Risk map with 2 open risks. Above appetite: R-2026-002."
