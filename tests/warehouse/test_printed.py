"""What the command line prints of figures: a revised one is marked beside its value."""

from datetime import date

import polars as pl
import pytest

from warehouse import printed
from warehouse.answers.figures import COLUMNS

ROW = {
    "kpi_id": "abandonment_rate", "formula": "", "month": date(2025, 3, 1), "source_id": "",
    "dimension": "", "member": "", "numerator": 45.0, "denominator": 1000.0, "value": 0.045,
    "unit": "share", "n": 1000, "status": "final", "low": 0.034, "high": 0.06, "target": 0.05,
}  # fmt: skip


def frame(*, revised):
    row = dict.fromkeys(COLUMNS) | ROW | {"is_revised": revised}
    return pl.DataFrame([row], schema=COLUMNS)


@pytest.mark.parametrize(("revised", "shown"), [(True, True), (False, False)])
def test_a_revised_figure_is_marked_beside_its_value_and_stays_final(revised, shown):
    text = printed.figures(frame(revised=revised), "table")
    assert ("4.5\u202f% (R)" in text) is shown
    assert "final" in text


def test_csv_and_json_have_the_target_and_whether_it_was_revised():
    head, line = printed.figures(frame(revised=True), "csv").splitlines()
    told = dict(zip(head.split(","), line.split(","), strict=True))
    assert (told["target"], told["is_revised"]) == ("0.05", "true")
    assert '"is_revised": true' in printed.figures(frame(revised=True), "json")
