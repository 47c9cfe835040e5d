"""Every page, run over the small sample: it shows the answer, and its address is its state."""

import json

import pytest

from pages import NAVIGATION
from pages.parts import reads
from pages.parts.wording import plain
from warehouse.access import Viewer, local_viewer
from warehouse.answers.scorecard import scorecard
from warehouse.answers.trend import trend
from warehouse.build import current
from warehouse.home import Home

REGISTERS = [entry.url for entry in NAVIGATION if entry.needs == "see_registers"]


def heading(app):
    assert not app.exception
    assert len(app.title) == 1
    return app.title[0].value


def said(app):
    texts = [*app.markdown, *app.caption, *app.subheader, *app.warning, *app.error]
    return "\n".join(element.value for element in texts)


def test_the_scorecard_shows_the_finding_of_the_answer_and_every_kpi_once(opened, reading):
    card = scorecard(current(Home(reading)), viewer=local_viewer())
    app = opened("scorecard")
    assert heading(app) == plain(card.finding)
    shown = [name for table in app.dataframe for name in table.value.iloc[:, 0]]
    missing = list(app.table[-1].value["KPI"])
    declared = [row.kpi.label for _, rows in card.groups for row in rows]
    assert sorted(shown) == sorted(declared)
    assert sorted(missing) == sorted(row.kpi.label for row in card.missing)


def test_a_trend_shows_the_kpi_and_the_cohort_that_the_address_names(opened, reading):
    answer = trend(current(Home(reading)), "abandonment_rate", viewer=local_viewer())
    assert heading(opened("trends", kpi="abandonment_rate")) == plain(answer.finding)
    app = opened("trends", kpi="abandonment_rate", by="channel", member="voice")
    assert heading(app).startswith("Abandonment rate, voice")
    assert "channel voice" in app.caption[0].value


@pytest.mark.usefixtures("reading")
def test_what_the_address_cannot_mean_is_dropped_with_a_note(opened):
    app = opened("trends", kpi="no_such_kpi")
    assert heading(app)
    assert "kpi = 'no\\_such\\_kpi'" in said(app) or "kpi = 'no_such_kpi'" in said(app)
    assert "kpi" not in app.query_params


@pytest.mark.usefixtures("reading")
def test_choosing_writes_the_id_into_the_address(opened):
    app = opened("trends")
    app.selectbox(key="in_kpi").set_value("abandonment_rate").run()
    assert app.query_params["kpi"] == "abandonment_rate"
    assert heading(app).startswith("Abandonment rate")


@pytest.mark.usefixtures("reading")
def test_another_kpi_clears_what_hung_on_the_one_before(opened):
    app = opened("trends", kpi="abandonment_rate", by="channel", member="voice", rows="2025-08")
    app.selectbox(key="in_kpi").set_value("quality_score").run()
    assert set(app.query_params) == {"kpi", "channel"}  # a filter goes along, and is told


@pytest.mark.usefixtures("reading")
def test_a_kpi_that_waits_for_data_says_for_what(opened):
    app = opened("trends", kpi="survey_sample_met_rate")
    assert heading(app).startswith("Planned sample met")
    assert "It waits for a sampling plan" in said(app)


@pytest.mark.usefixtures("reading")
def test_the_rows_of_a_month_add_up_and_say_what_became_of_each(opened):
    app = opened("trends", kpi="abandonment_rate", rows="2025-08")
    totals = next(t.value for t in app.table if "counted in the numerator" in str(t.value.index))
    numbers = [int(text.replace(",", "")) for text in totals.iloc[:, 0]]
    assert numbers[-1] == sum(numbers[:-1]) > 0
    title = next(part.value for part in app.subheader if "behind Aug 2025" in part.value)
    assert title == f"{numbers[-1]:,} rows behind Aug 2025"
    rows = next(
        table.value for table in app.dataframe if table.proto.alt == "Rows behind the figure"
    )
    assert {text.removeprefix("excluded: ") for text in rows["In the figure"]} <= {
        text.removeprefix(":gray[").removesuffix("]") for text in totals.index
    }


@pytest.mark.usefixtures("reading")
def test_a_member_named_in_the_address_of_the_cohorts_opens_its_rows(opened):
    app = opened("cohorts", kpi="service_level", by="channel", member="voice", month="2025-08")
    assert any("behind Aug 2025" in part.value for part in app.subheader)
    assert "channel voice" in said(app)


@pytest.mark.usefixtures("reading")
def test_a_check_named_in_the_address_shows_why_it_exists_and_its_sql(opened):
    app = opened("data_quality")
    name = app.dataframe[0].value["Check"][0]
    check = next(v for v in reads_quality() if v.label == name)
    app = opened("data_quality", check=check.check_id)
    assert plain(check.why) in said(app)
    assert app.code[0].value == check.sql


def reads_quality():
    from warehouse.answers.quality import quality
    from warehouse.home import home

    return quality(current(home()), now=reads.this_hour(), viewer=local_viewer()).verdicts


@pytest.mark.usefixtures("reading")
def test_sources_whose_data_are_old_are_named_on_pages_of_figures_only(opened):
    assert "sources are late" in opened("scorecard").warning[0].value
    assert not opened("definitions").warning


@pytest.mark.parametrize("url", REGISTERS)
def test_without_a_build_the_registers_still_work(opened, url, tmp_path, monkeypatch):
    monkeypatch.setenv("CARE_HOME", str(tmp_path))
    words = {"waivers": "No check is waived"}.get(url, "registered yet")
    assert words in heading(opened(url))


def test_a_load_that_was_refused_is_told_and_the_build_before_it_shown(opened, own_home):
    refused = {"label": "Wait is never negative", "rows_failed": 3, "rows_checked": 1200}
    (own_home / "refused.json").write_text(json.dumps({"build_id": "x", "checks": [refused]}))
    app = opened("scorecard")
    assert heading(app)
    assert "“Wait is never negative”, 3 of 1,200 rows" in app.error[0].value


def test_a_damaged_build_is_said_calmly(opened, own_home):
    (own_home / "CURRENT").write_text("no-such-build 0\n")
    app = opened("scorecard")
    assert heading(app) == "The build cannot be opened"
    assert "the registers are not affected" in app.error[0].value


@pytest.mark.usefixtures("reading")
def test_a_fault_of_the_program_is_one_calm_sentence_with_a_reference(opened, monkeypatch):
    def broken(*about, **named):
        raise ZeroDivisionError("of the test")

    monkeypatch.setattr(reads, "ask", broken)
    app = opened("definitions")
    assert heading(app) == "This page could not be shown"
    assert "not in your data" in app.error[0].value
    assert "ZeroDivisionError" not in said(app)


@pytest.mark.usefixtures("reading")
def test_a_viewer_without_the_right_gets_no_page_of_the_registers(opened, monkeypatch):
    reader = Viewer("reader", "auditor", frozenset({"see_figures"}))
    monkeypatch.setattr(reads, "viewer", lambda: reader)
    assert "registered" not in heading(opened("risks"))
