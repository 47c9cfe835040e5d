"""A month's single cases: percentiles, share beyond the target, and when the mean misleads."""

from datetime import date

import pytest

from tests.warehouse.made import made
from tests.warehouse.test_measure import INTERVAL, at
from warehouse.access import local_viewer
from warehouse.answers.distribution import distribution
from warehouse.answers.shapes import Cohort
from warehouse.connection import reading
from warehouse.errors import InputRefused

MARCH = date(2025, 3, 1)
WAIT = "average_speed_of_answer_voice"  # ≤ 30 s


def waits(path, seconds, **more):
    legs = [{"wait_s": wait} for wait in seconds]
    legs += [
        {"wait_s": 999, "outcome": "abandoned_queue"},
        {"wait_s": 1, "queued_at": at(9, month=4)},
    ]
    return made(path, {"contact_leg": legs, **more})


def asked(ref, kpi=WAIT, **more):
    return distribution(ref, kpi, MARCH, viewer=local_viewer(), **more)


def test_counted_cases_alone_are_described(tmp_path):
    found = asked(waits(tmp_path / "b", [5, 10, 20, 30, 90]))
    assert (found.n, found.mean, found.longest) == (5, 31, 90)
    assert found.share_beyond == 1 / 5  # 30 s is not beyond 30 s
    assert dict(found.percentiles)[50] == 20
    assert sum(bar.count for bar in found.bars) == 5
    assert found.curve[-1] == (90, 1.0)


def test_percentiles_are_those_of_the_database(tmp_path):
    ref = waits(tmp_path / "b", [i * i for i in range(1, 41)])
    with reading(ref.path) as database:
        told = database.rows(
            "select unnest(quantile_cont(cast(wait_s as double), [0.5, 0.8, 0.9, 0.95, 0.99])) "
            "from contact_leg where outcome = 'answered' and queued_at is null"
        )
    assert [value for _, value in asked(ref).percentiles] == pytest.approx([v for (v,) in told])


def test_the_finding_gives_the_share_beyond_the_target(tmp_path):
    found = asked(waits(tmp_path / "b", [5, 10, 20, 30, 90]))
    assert found.finding == (
        "20\u202f% of the cases lie above 30\u202fs: half of the cases lie at 20\u202fs or below, "
        "one in ten above 66\u202fs"
    )


def test_a_skewed_month_says_that_its_mean_misleads(tmp_path):
    assert asked(waits(tmp_path / "1", [10] * 30 + [300] * 10)).mean_misleads.startswith(
        "The mean misleads here: 82\u202fs against a median of 10\u202fs"
    )
    assert asked(waits(tmp_path / "2", list(range(1, 41)))).mean_misleads == ""


def test_an_interval_report_has_no_single_cases(tmp_path):
    ref = waits(tmp_path / "b", [5, 10, 20, 30, 90], queue_interval=[INTERVAL])
    assert asked(ref).n == 5


def test_fewer_than_5_cases_are_not_drawn(tmp_path):
    found = asked(waits(tmp_path / "b", [5, 10, 20, 90]))
    assert (found.n, found.bars, found.curve, found.mean, found.longest) == (0, (), (), None, None)
    assert found.finding == "Too few single cases to draw speed of answer, voice in Mar 2025"


def test_a_cohort_is_drawn_by_its_own_cases(tmp_path):
    legs = [{"wait_s": 10, "region": "North"}] * 6 + [{"wait_s": 50, "region": "South"}] * 6
    ref = made(tmp_path / "b", {"contact_leg": legs})
    found = asked(ref, cohort=Cohort(dimension="region", member="South"))
    assert (found.n, found.mean, found.share_beyond) == (6, 50, 1)


def test_a_share_has_no_value_per_case(tmp_path):
    with pytest.raises(InputRefused, match="a proportion has no value per case"):
        asked(waits(tmp_path / "b", [5]), "service_level")
