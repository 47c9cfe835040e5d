"""A trend: gaps kept, limits from closed months, signals and sentences from the data alone."""

from dataclasses import replace

import pytest

from tests.warehouse.made import shares, written
from warehouse.access import local_viewer
from warehouse.answers.shapes import Cohort
from warehouse.answers.trend import trend
from warehouse.connection import reading
from warehouse.errors import InputRefused

KPI = "abandonment_rate"  # lower is better, target < 5 %
STEADY = [0.03, 0.032, 0.029, 0.031, 0.03, 0.033, 0.028, 0.03, 0.031, 0.029, 0.032, 0.03, 0.031]


def asked(path, values, kpi=KPI, n=1000, **changes):
    series = [row | changes.get(row["month"], {}) for row in shares(values, n)]
    return trend(written(path, kpi, series), kpi, viewer=local_viewer())


def test_a_missing_month_is_a_gap_and_neither_bridged_nor_0(tmp_path):
    found = asked(tmp_path / "b", [0.03, 0.04, None, 0.05])
    assert [month.status for month in found.history] == ["final", "final", "missing", "final"]
    assert found.history[2].value is None


def test_twelve_months_are_shown_and_limits_rest_on_all(tmp_path):
    found = asked(tmp_path / "b", STEADY * 2)
    assert len(found.months) == 12
    assert len(found.history) == 26
    assert found.limits.points == 26


def test_provisional_months_stay_outside_limits_and_rules(tmp_path):
    path = tmp_path / "b"
    series = shares([*STEADY, 0.5])
    series[-1]["status"] = "provisional"
    found = trend(written(path, KPI, series), KPI, viewer=local_viewer())
    assert found.limits.points == 13
    assert found.variation == "common"
    assert (found.history[-1].status, found.history[-1].mark) == ("provisional", "common")
    assert found.latest.value == STEADY[-1]


def test_a_month_beyond_its_limit_is_a_concern_where_lower_is_better(tmp_path):
    found = asked(tmp_path / "b", [*STEADY, 0.06])
    assert (found.variation, found.assurance) == ("concern_high", "meets")
    assert found.history[-1].mark == "concern"
    assert found.rules == ("outside_limits",)
    assert found.finding == (
        "Abandonment rate changed: 6.0\u202f% in Feb 2024 is above the upper limit; "
        "1 of 12 months missed the target <\u202f5\u202f%"
    )
    assert found.reading == (
        "Feb 2024 differs by more than chance; the next months will show whether it lasts. "
        "Still capable, and it got worse: find out what changed."
    )


def test_seven_months_below_the_mean_are_an_improvement_with_their_number(tmp_path):
    found = asked(tmp_path / "b", [0.04, 0.041, 0.039, 0.04, 0.042, 0.04, 0.041] + [0.038] * 7)
    assert found.variation == "improvement_low"
    assert "seven months in a row below the mean of 3.9\u202f%" in found.finding


def test_common_cause_is_not_explained_month_by_month(tmp_path):
    found = asked(tmp_path / "b", STEADY)
    assert found.finding == (
        "Abandonment rate gave no signal: 3.1\u202f% in Jan 2024, target <\u202f5\u202f% met, "
        "inside limits from 13 months"
    )
    assert found.reading == "Stable and capable: looking at it less often would do."


def test_under_13_months_limits_are_trial_limits_and_there_is_no_verdict(tmp_path):
    found = asked(tmp_path / "b", STEADY[:12])
    assert (found.variation, found.assurance, found.limits.trial) == ("trial", "none", True)
    assert found.finding.endswith("; 12 of 13 months for firm limits")


def test_under_6_months_there_are_no_limits(tmp_path):
    found = asked(tmp_path / "b", STEADY[:5])
    assert (found.variation, found.limits) == ("none", None)
    assert found.reading == "Limits need 6 closed months, a verdict 13."


def test_fewer_than_5_cases_are_withheld(tmp_path):
    found = asked(tmp_path / "b", [0.25] * 3, n=4)
    assert [(m.status, m.value, m.numerator) for m in found.history] == [
        ("withheld", None, None),
    ] * 3  # fmt: skip
    assert found.latest is None


def test_fewer_than_30_cases_have_value_and_interval_but_no_verdict(tmp_path):
    found = asked(tmp_path / "b", [*STEADY, 0.5], n=20)
    assert found.variation == "none"
    assert {month.mark for month in found.history} == {"common"}
    assert found.latest.low < 0.5 < found.latest.high
    assert found.reading.startswith("Fewer than 30 cases")


def test_the_interval_of_a_share_is_wilsons(tmp_path):
    (month,) = asked(tmp_path / "b", [81 / 263], n=263).history
    assert (round(month.low, 4), round(month.high, 4)) == (0.2553, 0.3662)  # Newcombe 1998


def test_a_better_target_moved_into_the_limits_is_hit_or_miss(tmp_path):
    ref = written(tmp_path / "b", KPI, shares(STEADY))
    found = trend(ref, KPI, viewer=local_viewer())
    assert found.assurance == "meets"
    lax = replace(found.kpi, target=0.031)
    assert lax.target < found.limits.upper  # the target lies between the limits
    from warehouse.answers.series import judged
    from warehouse.answers.stored import catalogue_of

    with reading(ref.path) as database:
        catalogue = catalogue_of(database)
    months = tuple(replace(month, target=0.031) for month in found.history)
    assert judged(catalogue, lax, months).assurance == "hit_or_miss"


def test_a_constant_series_says_that_no_variation_was_observed(tmp_path):
    found = asked(tmp_path / "b", [0.03] * 14)
    assert found.limits.upper == found.limits.lower == pytest.approx(0.03)
    assert "No variation observed." in found.note


def test_screened_ranges_are_told(tmp_path):
    found = asked(tmp_path / "b", [*STEADY, 0.09, *STEADY[:3]])
    assert "moving range" in found.note


def test_a_kpi_without_data_says_what_it_waits_for(tmp_path):
    build = written(tmp_path / "b", KPI, [])
    found = trend(build, "survey_sample_met_rate", viewer=local_viewer())
    assert found.history == ()
    assert found.reading.startswith("It waits for a sampling plan with the planned number of")


def test_a_cohort_has_its_own_series(tmp_path):
    north = {"dimension": "region", "member": "North"}
    series = [row | north for row in shares([0.5] * 3)]
    ref = written(tmp_path / "b", KPI, series)
    cohort = Cohort(**north)
    found = trend(ref, KPI, cohort=cohort, viewer=local_viewer())
    assert [month.value for month in found.history] == [0.5] * 3
    assert found.finding.startswith("Abandonment rate, North stood at 50.0")
    assert trend(ref, KPI, viewer=local_viewer()).history == ()


def test_an_unknown_dimension_is_refused(tmp_path):
    ref = written(tmp_path / "b", KPI, [])
    with pytest.raises(InputRefused, match="Did you mean 'region'"):
        trend(ref, KPI, cohort=Cohort(dimension="regions", member="x"), viewer=local_viewer())
