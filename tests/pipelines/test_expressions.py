"""Specifications of a column: text cells in, canonical values or problems out."""

from datetime import UTC, datetime

import polars as pl
import pytest

from pipelines.casts import Moment
from pipelines.expressions import Context, canonical

LONDON = Moment("Europe/London", ("%d/%m/%Y %H:%M", "%d/%m/%Y"), "quarantine", "quarantine")


def computed(spec, sql_type, file_name="calls_2026.csv", **cells):
    """The value of the spec for one row of cells, and the problems that it meets."""
    done = canonical(spec, sql_type, Context(file_name, LONDON, {}, lambda text: f"<{text}>"))
    row = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
    value = row.select(value=done.value)["value"].to_list()[0]
    return value, [check.problem for check in done.checks if row.select(check.failed).item()]


@pytest.mark.parametrize(
    ("cell", "end_of", "ends"),
    [
        ("01/02/2026", "day", datetime(2026, 2, 2, tzinfo=UTC)),
        ("29/03/2026 10:30", "day", datetime(2026, 3, 29, 23, tzinfo=UTC)),  # 23 hours long
        ("25/10/2026", "day", datetime(2026, 10, 26, tzinfo=UTC)),  # 25 hours long
        ("01/02/2028", "month", datetime(2028, 3, 1, tzinfo=UTC)),
        ("14/03/2026 08:00", "month", datetime(2026, 3, 31, 23, tzinfo=UTC)),
    ],
)
def test_days_and_months_end_by_the_local_calendar(cell, end_of, ends):
    assert computed({"from": "Day", "end_of": end_of}, "TIMESTAMPTZ", Day=cell) == (ends, [])


def test_a_cell_unlike_its_pattern_is_a_problem_and_an_empty_one_is_not():
    spec = {"from": "P", "pattern": r"^(\d) - "}

    assert computed(spec, "INTEGER", P="2 - High") == (2, [])
    assert computed(spec, "INTEGER", P="High") == (None, [r"does not look like ^(\d) - "])
    assert computed(spec, "INTEGER", P=None) == (None, [])
    assert computed(spec | {"lenient": True}, "INTEGER", P="High") == (None, [])


def test_a_part_of_the_file_name_that_is_not_there_leaves_null_instead_of_half_an_id():
    spec = {"template": "{file}-{N}", "file": r"_(20\d\d)"}

    assert computed(spec, "TEXT", N="7") == ("2026-7", [])
    assert computed(spec, "TEXT", "calls.csv", N="7") == (None, [])


def test_a_mean_times_its_count_is_a_sum_whether_written_as_clock_or_as_part_of_a_day():
    spec = {
        "case": [
            {"when": {"column": "M", "matches": ":"}, "then": {"from": "M", "as": "duration"}}
        ],
        "else": {"from": "M", "as": "day_fraction"},
        "times": {"from": "N"},
    }

    assert float(computed(spec, "DECIMAL(18,3)", M="00:15:00", N="10")[0]) == 9000
    assert float(computed(spec, "DECIMAL(18,3)", M="0.25", N="10")[0]) == 216_000
    assert float(computed(spec, "DECIMAL(18,3)", M="1.16E-05", N="1000")[0]) == 1002.24


def test_a_number_as_fractions_of_a_second_orders_changes_of_one_minute():
    spec = {"from": "At", "plus_s": {"from": "N", "scale": 0.000001}}

    early, _ = computed(spec, "TIMESTAMPTZ", At="01/02/2026 10:00", N="9")
    late, _ = computed(spec, "TIMESTAMPTZ", At="01/02/2026 10:00", N="10")
    assert early < late < datetime(2026, 2, 1, 10, 0, 1, tzinfo=UTC)
