"""The pages on cohorts and distributions over the small sample: every part is there and speaks."""

import pytest

pytestmark = pytest.mark.usefixtures("reading")


def said(app):
    assert not app.exception
    return "\n".join(e.value for e in [*app.markdown, *app.caption, *app.subheader])


def test_cohorts_show_hours_groups_and_months_beneath_the_funnel(opened):
    app = opened("cohorts", kpi="abandonment_rate", by="queue", month="2025-08")
    text = said(app)
    assert "by hour of the week, site time, Jun 2025 to Aug 2025" in text
    assert "Vulnerable customers" in text
    assert "In the peak" in text
    assert "Peak: the busiest tenth of the hours" in text
    assert "By queue and month, Sep 2024 to Aug 2025" in text
    assert "tested at once" in text


def test_a_kpi_without_hours_says_so_and_keeps_its_months(opened):
    text = said(opened("cohorts", kpi="quality_score", by="team", month="2025-08"))
    assert "No hours to compare" in text
    assert "By team and month" in text


def test_a_distribution_shows_its_tail_its_longest_cases_and_the_months_before(opened):
    app = opened("distributions", kpi="average_speed_of_answer_voice", month="2025-08")
    text = said(app)
    assert "The tail" in text
    assert "The longest cases" in text
    assert "dotted Jul 2025" in text
    assert "Counting those that did not end" in text
    assert "callers who gave up alone would say" in text


def test_a_kpi_that_only_says_how_long_cases_last_shows_that_alone(opened):
    kpi = "complaint_resolved_in_15_working_days_rate"
    text = said(opened("distributions", kpi=kpi, month="2025-08"))
    assert "Counting those that did not end" in text
    assert "The tail" not in text
