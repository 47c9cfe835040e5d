"""Intervals hold the truth as often as they say."""

import pytest

from tests.bench.interval_coverage import ROWS, Row, coverage, falls_short

QUICK = [row for row in ROWS if row.runs >= 1000 and not row.wrong_because]
SLOW = [row for row in ROWS if row not in QUICK and not row.wrong_because]


def by_name(row: Row) -> str:
    return f"{row.method}, {row.setting}"


@pytest.mark.parametrize("row", QUICK, ids=by_name)
def test_the_interval_covers_at_its_level(row):
    assert not falls_short(row, *coverage(row, runs=300))


@pytest.mark.full
@pytest.mark.parametrize("row", SLOW, ids=by_name)
def test_the_slower_interval_covers_at_its_level(row):
    assert not falls_short(row, *coverage(row, row.runs))


def test_the_mean_of_skewed_waits_is_seen_to_fall_short():
    row = next(row for row in ROWS if row.wrong_because == "skewed waits")
    assert falls_short(row, *coverage(row, runs=600))
