"""A group against the others: ratio of the worse outcome, difference, and who answers."""

from datetime import date

import pytest

from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers.disparities import disparities

MARCH = date(2025, 3, 1)


def calls(is_vulnerable, answered, abandoned, month=3, wait=10):
    at = {"started_at": f"2025-{month:02}-03 09:00:00+00", "is_vulnerable": is_vulnerable}
    return [{**at, "wait_s": wait}] * answered + [
        {**at, "wait_s": 60, "outcome": "abandoned_queue"}
    ] * abandoned


def compared(path, legs, kpi="abandonment_rate"):
    ref = made(path / "b", {"contact_leg": legs})
    found = disparities(ref, kpi, MARCH, viewer=local_viewer())
    return found, {pair.dimension: pair for pair in found.pairs}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Of 100 vulnerable 20 gave up, of 400 others 40."""
    legs = calls(True, 80, 20) + calls(False, 360, 40)
    return compared(tmp_path_factory.mktemp("disparities"), legs)


def test_the_ratio_and_the_difference_are_those_of_the_shares(found):
    pair = found[1]["vulnerable"]
    assert (pair.group.value, pair.others.value) == (0.2, 0.1)
    assert (pair.group.n, pair.others.n) == (100, 400)
    assert pair.ratio == 2.0
    assert pair.difference == pytest.approx(0.1)
    assert pair.interval.low == pytest.approx(1.228, abs=0.01)  # score interval, by hand in R
    assert pair.apart.low < 0.1 < pair.apart.high


def test_the_sentence_has_both_figures_their_n_and_the_intervals(found):
    said = found[1]["vulnerable"].sentence
    assert said.startswith(
        "Vulnerable customers 20.0\u202f% (n 100), all others 10.0\u202f% (n 400)."
    )
    assert "Difference +10.0\u202fpoints, 95 % interval +" in said
    assert "the worse outcome is 2.00 times as likely (1.2" in said
    assert said.endswith("more than chance explains.")
    assert found[1]["vulnerable"].calls


def test_where_more_is_better_the_ratio_is_that_of_the_misses(tmp_path):
    legs = calls(True, 50, 0) + calls(True, 50, 0, wait=100)
    legs += calls(False, 300, 0) + calls(False, 100, 0, wait=100)
    _, pairs = compared(tmp_path, legs, "service_level")
    pair = pairs["vulnerable"]
    assert (pair.group.value, pair.others.value) == (0.5, 0.75)
    assert pair.ratio == 2.0  # 50 % missed against 25 %
    assert pair.difference == -0.25
    assert pair.apart.low < -0.25 < pair.apart.high < 0


def test_the_three_months_up_to_the_month_count(tmp_path):
    legs = calls(True, 30, 10, month=1) + calls(True, 30, 10) + calls(False, 200, 20)
    _, pairs = compared(tmp_path, [*legs, *calls(True, 500, 0, month=12)])
    assert pairs["vulnerable"].group.n == 80
    assert (pairs["vulnerable"].first, pairs["vulnerable"].last) == (date(2025, 1, 1), MARCH)


def test_the_peak_is_compared_with_the_rest_and_said(tmp_path):
    legs = calls(None, 200, 20)
    for hour in range(10, 30):
        day, at = 4 + hour // 15, hour % 15 + 5
        legs += [{"started_at": f"2025-03-{day:02} {at:02}:10:00+00", "wait_s": 10}] * 10
    found, pairs = compared(tmp_path, legs)
    assert set(pairs) <= {"peak"}
    assert ("busiest tenth" in found.note) == bool(pairs)


def test_a_side_of_fewer_than_5_withholds_both(tmp_path):
    _, pairs = compared(tmp_path, calls(True, 3, 1) + calls(False, 100, 10))
    pair = pairs["vulnerable"]
    assert (pair.group.value, pair.others.value, pair.ratio, pair.apart) == (None,) * 4
    assert pair.sentence == "Vulnerable customers: too few cases to compare (4 and 110)"
    assert not pair.calls


def test_means_differ_by_the_intervals_of_both(tmp_path):
    legs = [{**leg, "wait_s": 10 + i % 5} for i, leg in enumerate(calls(True, 200, 0))]
    legs += [{**leg, "wait_s": 20 + i % 5} for i, leg in enumerate(calls(False, 200, 0))]
    _, pairs = compared(tmp_path, legs, "average_speed_of_answer_voice")
    pair = pairs["vulnerable"]
    assert (pair.group.value, pair.others.value, pair.difference) == (12.0, 22.0, -10.0)
    assert pair.ratio is None
    assert -10.5 < pair.apart.low < -10 < pair.apart.high < -9.5


def test_a_kpi_that_neither_pair_splits_has_none(tmp_path):
    found, _ = compared(tmp_path, calls(True, 40, 4), "quality_score")
    assert (found.pairs, found.note) == ((), "")
