"""The scorecard: every KPI once, worst first, the rest with its reason."""

from datetime import date

from tests.warehouse.answers.test_trend import STEADY
from tests.warehouse.made import shares, written
from warehouse.access import local_viewer
from warehouse.answers.scorecard import scorecard
from warehouse.connection import writing
from warehouse.stats.false_alarms import chances


def card(path, *series, **more):
    """A scorecard of KPIs with these series of shares."""
    first, *rest = series
    ref = written(path, *first)
    with writing(path) as database:
        for kpi, rows in rest:
            for row in rows:
                month = date(2023 + row["month"] // 12, row["month"] % 12 + 1, 1)
                database.run(
                    "insert into kpi_month values (?, '', '', ?, '', '', ?, ?, ?, ?, "
                    "null, 'final')",
                    [kpi, month, row["numerator"], row["denominator"], row["value"], row["n"]],
                )
    return scorecard(ref, viewer=local_viewer(), **more)


def test_every_kpi_of_the_catalogue_is_there_exactly_once(tmp_path):
    found = card(tmp_path / "b", ("abandonment_rate", shares(STEADY)))
    listed = [row.kpi.id for _, rows in found.groups for row in rows]
    listed += [row.kpi.id for row in found.missing]
    assert len(listed) == len(set(listed)) == 51


def test_concern_and_failing_come_first_and_their_outcome_too(tmp_path):
    found = card(
        tmp_path / "b",
        ("abandonment_rate", shares(STEADY)),
        ("reopen_rate", shares([*STEADY, 0.2])),  # concern
        ("repeat_contact_rate", shares([*STEADY, 0.03])),
        ("first_contact_resolution_rate", shares([*STEADY, 0.03])),  # misses 70 %
    )
    assert [outcome for outcome, _ in found.groups] == ["resolution", "access"]
    rows = found.groups[0][1]
    assert [row.kpi.id for row in rows] == [
        "reopen_rate", "first_contact_resolution_rate", "repeat_contact_rate",
    ]  # fmt: skip
    assert found.finding == (
        "2 of 4 KPIs need attention: reopened within 14 days turned to concern, "
        "first-contact resolution cannot meet its target"
    )


def test_nothing_to_act_on_is_said_as_plainly(tmp_path):
    found = card(tmp_path / "b", ("abandonment_rate", shares(STEADY)))
    assert found.finding == (
        "None of 1 KPIs with figures shows a concern or is bound to miss its target"
    )


def test_the_month_is_the_newest_closed_one_and_older_rows_are_marked(tmp_path):
    found = card(
        tmp_path / "b",
        ("abandonment_rate", shares(STEADY)),
        ("reopen_rate", shares(STEADY[:8])),
    )
    stale = {row.kpi.id: row.is_stale for _, rows in found.groups for row in rows}
    assert found.month == date(2024, 1, 1)
    assert stale == {"abandonment_rate": False, "reopen_rate": True}


def test_what_is_missing_says_why(tmp_path):
    found = card(
        tmp_path / "b",
        ("abandonment_rate", shares(STEADY)),
        ("reopen_rate", shares([0.1], n=3)),
    )
    gaps = {row.kpi.id: row.gap for row in found.missing}
    assert gaps["survey_sample_met_rate"].startswith("waits for a sampling plan")
    assert gaps["service_level"] == "not available from this export"
    assert gaps["reopen_rate"] == "no closed month with enough cases, no target"
    (row,) = found.groups[0][1]
    assert row.gap == ""


def test_the_false_alarm_budget_adds_up_over_charts_with_firm_limits(tmp_path):
    found = card(
        tmp_path / "b",
        ("abandonment_rate", shares(STEADY * 2)[:24]),
        ("reopen_rate", shares(STEADY * 2)[:24]),
        ("repeat_contact_rate", shares(STEADY[:8])),  # trial limits: no verdict, no false one
    )
    one = chances(24)
    assert (found.false_alarms, found.false_marks) == (2 * one.last, 2 * one.marks)


def test_a_source_has_its_own_scorecard(tmp_path):
    found = card(tmp_path / "b", ("abandonment_rate", shares(STEADY)), source="tool")
    assert found.groups == ()
    assert found.month is None
    assert found.finding == "None of the 51 KPIs has a figure yet"
