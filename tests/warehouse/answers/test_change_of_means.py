"""How much of a mean's change chance would make, from the spread of its cases."""

import math

import pytest

from tests.warehouse.answers.test_change import WAIT, asked, built, legs


def waits(month, values, **columns):
    return [leg for value in values for leg in legs(month, 1, 0, wait=value, **columns)]


@pytest.fixture(scope="module")
def waited(tmp_path_factory):
    """120 waits of 10 and 20 s in each region and month; a second more in the north in March."""
    rows = waits(2, [10, 20] * 60, region="North") + waits(2, [10, 20] * 60, region="South")
    rows += waits(3, [11, 21] * 60, region="North") + waits(3, [10, 20] * 60, region="South")
    return built(tmp_path_factory.mktemp("waited"), rows)


@pytest.mark.parametrize("by", [("region",), ("region", "channel")])
def test_parts_of_a_mean_have_the_interval_of_their_cases(waited, by):
    """The north weighs a half; its difference has a standard error of sqrt(2 * 25.21 / 120)."""
    answer = asked(waited, kpi=WAIT, by=by)
    north = next(part for part in answer.parts if part.member.startswith("North"))
    half = 1.96 * 0.5 * math.sqrt(2 * (120 * 25 / 119) / 120)
    assert north.rate == pytest.approx(0.5)
    assert north.rate_interval.low == pytest.approx(0.5 - half, abs=0.08)
    assert north.rate_interval.high == pytest.approx(0.5 + half, abs=0.08)
    assert north.rate_mark == "common"  # a second more may be chance
    assert answer.unsure is True


def test_a_mean_of_few_cases_has_no_interval(tmp_path):
    rows = waits(2, [10, 20] * 60, region="North") + waits(2, [10, 20] * 20, region="South")
    rows += waits(3, [11, 21] * 60, region="North") + waits(3, [10, 20] * 20, region="South")
    answer = asked(built(tmp_path, rows), kpi=WAIT)
    assert (answer.rate_interval, answer.unsure) == (None, None)
    assert len(answer.parts) == 2
