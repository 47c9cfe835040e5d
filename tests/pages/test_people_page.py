"""The page on people, run over the small sample, and where nothing feeds it."""

from pages.parts import reads
from pages.parts.wording import plain
from tests.warehouse.made import made
from warehouse.access import Viewer, local_viewer
from warehouse.answers.people import people
from warehouse.build import current, file_hash
from warehouse.home import Home


def heading(app):
    assert not app.exception
    assert len(app.title) == 1
    return app.title[0].value


def test_it_has_every_series_or_says_what_it_waits_for(opened, reading):
    answer = people(current(Home(reading)), viewer=local_viewer())
    app = opened("people")
    assert heading(app) == plain(answer.finding)
    table = next(t.value for t in app.dataframe if "Series" in t.value.columns)
    assert list(table["Series"]) == [one.kpi.label for one in answer.resources]
    said = dict(zip(table["Series"], table["Variation"], strict=True))
    assert said["Occupancy"] == ("no source: waits for a workforce plan (template staffed_days)")
    assert any("not 0" in one.value for one in app.caption)
    assert any("agent-weeks" in part.value for part in app.subheader)
    assert any("points of 100 apart" in part.value for part in app.subheader)


def test_single_agents_are_shown_to_those_who_may_see_rows(opened, reading, monkeypatch):
    def tables(app):
        assert heading(app)
        return [set(table.value.columns) for table in app.dataframe]

    assert any("Agent" in columns for columns in tables(opened("people")))
    reader = Viewer("Lead", "leadership", frozenset({"see_figures", "see_registers"}))
    monkeypatch.setattr(reads, "viewer", lambda: reader)
    assert not any("Agent" in columns for columns in tables(opened("people")))


def test_where_nothing_feeds_it_every_series_waits(opened, tmp_path, monkeypatch):
    home = Home(tmp_path)
    home.builds.mkdir()
    ref = made(home.builds / "made.duckdb", {"ticket": [{}]})
    home.current.write_text(f"made {file_hash(ref.path)}\n")
    monkeypatch.setenv("CARE_HOME", str(tmp_path))
    app = opened("people")
    assert heading(app) == "No series of people and resources has a source yet"
    waits = next(t.value for t in app.table if "workforce plan" in str(t.value.to_numpy()))
    assert len(waits) == 7
