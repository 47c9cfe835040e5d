"""A month's single cases: percentiles, share beyond the target, and when the mean misleads."""

from datetime import date

import pytest

from tests.warehouse.made import made
from tests.warehouse.test_measure import INTERVAL, at
from warehouse.access import Viewer, local_viewer
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


def test_percentiles_carry_order_statistic_intervals_open_where_cases_are_too_few(tmp_path):
    found = asked(waits(tmp_path / "b", range(1, 101)))
    by_name = dict(zip([p for p, _ in found.percentiles], found.intervals, strict=True))
    assert (by_name[50].low, by_name[50].high) == (40.0, 61.0)  # binomial ranks of 100
    assert by_name[99].high is None


def test_the_share_beyond_the_target_carries_its_count_and_wilsons_interval(tmp_path):
    found = asked(waits(tmp_path / "b", range(1, 101)))
    assert (found.beyond_count, found.share_beyond) == (70, 0.7)  # the target is 30 s
    assert (found.beyond.low, found.beyond.high) == pytest.approx((0.6042, 0.7811), abs=1e-4)


def test_the_tail_counts_cases_beyond_and_their_share_of_all_time(tmp_path):
    found = asked(waits(tmp_path / "b", [10] * 90 + [100] * 10))
    assert found.tail[0] == (90, pytest.approx(19.0), 10, pytest.approx(1000 / 1900))


def test_where_more_is_better_the_tail_is_the_low_one(tmp_path):
    rows = [{"score_pct": score} for score in range(1, 101)]
    ref = made(tmp_path / "b", {"quality_evaluation": rows})
    found = distribution(ref, "quality_score", MARCH, viewer=local_viewer())
    assert found.tail[0] == (10, pytest.approx(10.9), 10, None)
    assert found.cases[0][2] == 1.0


def test_the_longest_cases_are_named_by_record_to_who_may_see_rows(tmp_path):
    ref = waits(tmp_path / "b", [*range(1, 40), 500])
    found = asked(ref)
    assert found.cases[0] == ("contact_leg 40", "tool", 500.0)
    assert len(found.cases) == 10
    blind = Viewer("V", "reader", frozenset({"see_figures"}))
    assert distribution(ref, WAIT, MARCH, viewer=blind).cases == ()


def test_the_month_before_and_that_of_a_year_ago_are_laid_over(tmp_path):
    legs = [{"wait_s": wait} for wait in range(1, 11)]
    legs += [{"wait_s": 7, "started_at": "2025-02-03 09:00:00+00"}] * 6
    legs += [{"wait_s": 9, "started_at": "2024-03-04 09:00:00+00"}] * 4  # too few to be shown
    ref = made(tmp_path / "b", {"contact_leg": legs})
    found = distribution(ref, WAIT, MARCH, viewer=local_viewer())
    assert found.others == ((date(2025, 2, 1), 6, ((7.0, 1.0),)),)
