"""The page on satisfaction, run over the small sample."""

import pytest

from pages.parts.wording import plain
from warehouse.access import local_viewer
from warehouse.answers.satisfaction import satisfaction
from warehouse.answers.spans import span_from
from warehouse.build import current
from warehouse.home import Home

pytestmark = pytest.mark.usefixtures("reading")


def heading(app):
    assert not app.exception
    assert len(app.title) == 1
    return app.title[0].value


def test_every_score_stands_on_one_line_with_n_interval_and_response_rate(opened, reading):
    answer = satisfaction(current(Home(reading)), "", span_from("2025-Q2"), viewer=local_viewer())
    app = opened("satisfaction", period="2025-Q2")
    assert heading(app) == plain(answer.finding)
    table = app.table[0].value
    assert len(table) == len(answer.scores)
    for column in ("Value", "95 % interval", "n", "Response rate"):
        assert table[column].notna().all()


def test_the_bias_note_and_the_words_on_cause_are_there(opened):
    app = opened("satisfaction", period="2025-Q2")
    said = "\n".join(one.value for one in [*app.markdown, *app.caption])
    assert "weighting corrects only for the listed variables" in said
    assert "Association, not cause" in said


def test_the_score_the_period_and_the_margin_stand_in_the_address(opened):
    app = opened("satisfaction", kpi="net_promoter_score", period="2025-03..2025-06", margin="10")
    assert heading(app).startswith("NPS is")
    assert "Mar – Jun 2025" in app.caption[0].value
    assert "Needed for ± 10 points" in app.table[0].value.columns


def test_a_period_that_is_not_there_is_dropped(opened):
    app = opened("satisfaction", period="1999-01")
    assert heading(app)
    assert "period" not in app.query_params


def test_what_customers_did_later_is_an_association_with_n(opened):
    app = opened("satisfaction", period="2025-Q2")
    assert not app.exception
    assert "What customers did afterwards" in [one.value for one in app.subheader]
    table = next(one.value for one in app.dataframe if "Experience" in one.value.columns)
    assert {"satisfied", "no further contact", "complained"} <= set(table["Experience"])
    assert table["n"].notna().all()
