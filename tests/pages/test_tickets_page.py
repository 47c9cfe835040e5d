"""The page on tickets, run over the small sample, and without any ticket."""

import pytest

from pages.parts.wording import plain
from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers.ticket_backlog import backlog
from warehouse.answers.ticket_reopens import reopens
from warehouse.build import current, file_hash
from warehouse.home import Home


def heading(app):
    assert not app.exception
    assert len(app.title) == 1
    return app.title[0].value


def parts(app):
    return [part.value for part in app.subheader]


def test_it_shows_flow_ages_cohorts_and_both_clocks(opened, reading):
    build, viewer = current(Home(reading)), local_viewer()
    app = opened("tickets")
    assert heading(app) == plain(backlog(build, viewer=viewer).finding)
    assert plain(reopens(build, viewer=viewer).finding) in parts(app)
    assert any("in working time" in part for part in parts(app))
    assert any("every month adds up" in caption.value for caption in app.caption)
    shown = [set(table.value.columns) for table in app.dataframe]
    assert {"Ticket", "Age", "Status now"} <= set.union(*shown)
    clocks = next(t.value for t in app.table if "Promise" in t.value.columns)
    assert len(clocks) == 4 and {"Kept", "95 % interval", "Due"} <= set(clocks.columns)


@pytest.mark.usefixtures("reading")
def test_limits_and_members_stand_in_the_address(opened):
    app = opened("tickets", reply="4", priority="P2")
    assert "First reply within 4" in parts(app)[-1]
    assert "priority P2" in app.caption[0].value
    app = opened("tickets", reply="five")
    assert "reply" not in app.query_params


def test_a_promise_of_care_toml_is_the_limit_and_hours_outside_are_refused(opened, own_home):
    (own_home / "care.toml").write_text("[tickets]\nfirst_reply_hours = 6\n")
    app = opened("tickets")
    assert "First reply within 6" in parts(app)[-1]
    assert not any("No promise is declared" in caption.value for caption in app.caption)
    (own_home / "care.toml").write_text('[tickets]\nfirst_reply_hours = "soon"\n')
    app = opened("tickets")
    assert heading(app) == "Cannot use first\\_reply\\_hours in \\[tickets\\] of care.toml"
    assert "expected a number of hours above 0" in app.error[0].value


def test_without_tickets_it_says_what_to_load(opened, tmp_path, monkeypatch):
    home = Home(tmp_path)
    home.builds.mkdir()
    ref = made(home.builds / "made.duckdb", {"contact_leg": [{}]})
    home.current.write_text(f"made {file_hash(ref.path)}\n")
    monkeypatch.setenv("CARE_HOME", str(tmp_path))
    app = opened("tickets")
    assert heading(app) == "No tickets have been loaded"
    assert any("Load an export of a ticketing tool" in one.value for one in app.markdown)


@pytest.mark.usefixtures("reading")
def test_the_rows_of_a_month_stand_behind_the_backlog(opened):
    app = opened("tickets", rows="2025-08")
    assert heading(app)
    assert any("behind Aug 2025" in part for part in parts(app))
