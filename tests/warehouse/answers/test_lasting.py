"""Cases that are not over: counted for as long as they lasted, and both medians in words."""

from datetime import date

import pytest

from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers.choices import choices
from warehouse.answers.distribution import distribution

MARCH = date(2025, 3, 1)
RESOLUTION = "resolution_hours_median"


def ticket(hours=None, **more):
    """A ticket of 3 March, resolved after these hours, or open."""
    if hours is None:
        return {"created_at": "2025-03-03 00:00:00+00", **more}
    at = f"2025-03-{3 + hours // 24:02} {hours % 24:02}:00:00+00"
    return {
        "created_at": "2025-03-03 00:00:00+00",
        "resolved_at": at,
        "status": "resolved",
        **more,
    }


def lasting(path, tables, kpi=RESOLUTION, as_of="2025-03-10 00:00:00+00", **asked):
    ref = made(path / "b", tables, as_of=as_of)
    return distribution(ref, kpi, MARCH, viewer=local_viewer(), **asked).lasting


def test_open_tickets_count_as_long_as_they_lasted_by_the_export(tmp_path):
    tickets = [ticket(hours) for hours in range(1, 13)] + [ticket()] * 12
    found = lasting(tmp_path, {"ticket": tickets})
    assert (found.n, found.events, found.longest) == (24, 12, 168.0)
    assert found.naive == 6.5  # of the twelve that are solved
    assert found.median == 12.0  # S is one half from 12 h on, and nothing ends after it
    assert found.at_risk[0] == (0, 24)


def test_the_sentence_has_both_medians_and_their_difference(tmp_path):
    tickets = [ticket(hours) for hours in range(1, 21)] + [ticket()] * 10
    found = lasting(tmp_path, {"ticket": tickets})
    assert (found.median, found.naive) == (15.5, 10.5)  # S is one half between 15 and 16 h
    assert found.sentence.startswith(
        "With 20 solved tickets and 10 of those still open the median is 16\u202fh (95 % interval "
    )
    assert found.sentence.endswith(
        "the solved tickets alone would say 10\u202fh, 5\u202fh too short."
    )


def test_a_median_that_is_not_reached_is_more_than_the_longest_and_no_number(tmp_path):
    tickets = [ticket(hours) for hours in range(1, 11)] + [ticket()] * 40
    found = lasting(tmp_path, {"ticket": tickets})
    assert (found.median, found.low, found.high) == (None, None, None)
    assert "the median is more than 7\u202fd, the longest on record" in found.sentence


def test_fewer_than_10_ends_give_no_median(tmp_path):
    found = lasting(tmp_path, {"ticket": [ticket(h) for h in range(1, 10)] + [ticket()] * 5})
    assert (found.enough, found.median) == (False, None)
    assert "fewer than 10 have ended" in found.sentence


def test_where_all_are_over_the_percentiles_say_it(tmp_path):
    assert lasting(tmp_path, {"ticket": [ticket(hours) for hours in range(1, 30)]}) is None


def test_fewer_than_5_cases_are_withheld(tmp_path):
    assert lasting(tmp_path, {"ticket": [ticket(1), ticket(2), ticket(), ticket()]}) is None


def test_what_the_definition_leaves_out_is_counted(tmp_path):
    tickets = [ticket(h) for h in range(1, 13)] + [ticket()] * 5
    tickets += [ticket(status="spam"), ticket(status="deleted"), ticket(status="resolved")]
    found = lasting(tmp_path, {"ticket": tickets})
    assert (found.n, found.left_out) == (17, 3)


def test_patience_ends_with_giving_up_and_being_answered_ends_the_watch(tmp_path):
    legs = [{"wait_s": wait, "outcome": "answered"} for wait in range(10, 60)]
    legs += [{"wait_s": wait, "outcome": "abandoned_queue"} for wait in range(20, 40)]
    found = lasting(tmp_path, {"contact_leg": legs}, "average_speed_of_answer_voice")
    assert (found.n, found.events, found.unit) == (70, 20, "seconds")
    assert found.naive == 29.5
    assert found.median is None or found.median > found.naive
    assert found.event == "callers who gave up"


def complaint(hours=None, outcome="upheld"):
    at = {"received_at": "2025-03-03 00:00:00+00"}
    if hours is None:
        return {**at, "outcome": "open"}
    end = f"2025-03-{3 + hours // 24:02} {hours % 24:02}:00:00+00"
    return {**at, "resolved_at": end, "outcome": outcome}


def test_a_withdrawn_complaint_was_not_resolved(tmp_path):
    kpi = "complaint_resolved_in_15_working_days_rate"
    complaints = [complaint(h) for h in range(10, 30)] + [complaint(5, "withdrawn"), complaint()]
    ref = made(tmp_path / "b", {"complaint": complaints}, as_of="2025-03-10 00:00:00+00")
    answer = distribution(ref, kpi, MARCH, viewer=local_viewer())
    assert (answer.n, answer.bars, answer.target) == (0, (), None)
    assert (answer.lasting.n, answer.lasting.events) == (22, 20)
    assert answer.finding.startswith("Half of the cases that began in Mar 2025 last ")
    assert answer.lasting.unit == "hours"


def test_a_kpi_with_a_censored_form_can_be_chosen(tmp_path):
    complaints = [complaint(h) for h in range(10, 30)]
    ref = made(tmp_path / "b", {"complaint": complaints}, as_of="2025-12-10 00:00:00+00")
    kpi = "complaint_resolved_in_15_working_days_rate"
    assert kpi in choices(ref, viewer=local_viewer()).case_kpis


def test_the_band_holds_the_curve_and_the_curve_falls(tmp_path):
    found = lasting(tmp_path, {"ticket": [ticket(h) for h in range(1, 40)] + [ticket()] * 9})
    shares = [share for _, share, _, _ in found.curve]
    assert shares == sorted(shares, reverse=True)
    assert all(low <= s <= high for _, s, low, high in found.curve if low is not None)
    assert found.curve[0] == (0.0, 1.0, None, None)


def test_one_member_of_a_dimension_has_a_curve_of_its_own(tmp_path):
    from warehouse.answers.shapes import Cohort

    tickets = [ticket(h, region="A") for h in range(1, 13)] + [ticket(region="A")] * 5
    tickets += [ticket(region="B")] * 30
    found = lasting(tmp_path, {"ticket": tickets}, cohort=Cohort("", "region", "A"))
    assert found.n == 17


def test_a_kpi_without_one_has_none(tmp_path):
    rows = [{"score_pct": score} for score in range(60, 90)]
    found = lasting(tmp_path, {"quality_evaluation": rows}, "quality_score", "2026-01-01")
    assert found is None


@pytest.mark.parametrize("count", [1, 2])
def test_a_curve_is_drawn_for_few_cases_under_observation_too(tmp_path, count):
    found = lasting(tmp_path, {"ticket": [ticket(h) for h in range(1, 12)] + [ticket()] * count})
    assert found.curve[-1][0] <= found.longest
