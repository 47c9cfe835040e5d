"""What an export cannot give is said in these words on the command line and the pages, never 0."""

import csv
import json
import shutil
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from pipelines.__main__ import main as pipelines
from tests.pipelines.staged_samples import SAMPLES
from warehouse.__main__ import main as warehouse
from warehouse.access import local_viewer
from warehouse.answers.scorecard import scorecard
from warehouse.answers.trend import trend
from warehouse.build import current
from warehouse.home import Home

WORDS = "not available from this export"
EXPORTS = {
    "calls": ("asterisk/Master.csv", "average_speed_of_answer_voice", "not a queue contact", 14),
    "tickets": (
        "zendesk/export_2026_10_31_9f2c_1.csv",
        "complaint_acknowledged_in_24h_rate",
        "the source does not record acknowledgements",
        4,
    ),
}


@pytest.fixture(scope="module", params=EXPORTS)
def asked(request, tmp_path_factory):
    """A home with one sample loaded, a KPI that it cannot give, and why."""
    name, kpi, why, rows = EXPORTS[request.param]
    home = Home(tmp_path_factory.mktemp("home"))
    shutil.copy(SAMPLES / "settings.toml", home.path / "care.toml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARE_HOME", str(home.path))
        done = CliRunner().invoke(pipelines, ["load", str(SAMPLES / name)])
        assert done.exit_code == 0, done.stderr

        def run(*words):
            return CliRunner().invoke(warehouse, words)

        yield SimpleNamespace(
            home=home, kpi=kpi, why=f"{why} ({rows} rows)", said=f"{WORDS}: {why} ({rows} rows)",
            run=run,
        )  # fmt: skip


def test_the_figures_say_it_in_every_form(asked):
    heads, line = asked.run("figures", "--kpi", asked.kpi).output.splitlines()
    cells = [cell.strip() for cell in line.split("  ") if cell.strip()]
    assert cells == [asked.kpi, "–", "–", "0", WORDS, asked.why]
    assert "status" in heads and "why" in heads

    (row,) = csv.DictReader(
        asked.run("figures", "--kpi", asked.kpi, "--format", "csv").output.splitlines()
    )
    assert (row["status"], row["value"], row["month"]) == (asked.said, "", "")

    told = json.loads(asked.run("figures", "--kpi", asked.kpi, "--format", "json").output)
    (figure,) = told["figures"]
    assert (figure["status"], figure["value"], figure["n"]) == (asked.said, None, 0)


def test_the_list_of_all_figures_ends_with_those_that_are_not_available(asked):
    lines = asked.run("figures").output.splitlines()

    assert sum(line.split()[0] == asked.kpi for line in lines) == 1
    (line,) = [line for line in lines if line.split()[0] == asked.kpi]
    assert WORDS in line and asked.why in line


def test_the_rows_behind_it_say_it_too(asked):
    words = ("rows", "--kpi", asked.kpi, "--month", "2026-09")

    assert asked.run(*words).output.splitlines()[-1] == f"{asked.kpi}: {asked.said}"
    assert json.loads(asked.run(*words, "--format", "json").output)["status"] == asked.said
    assert asked.said in asked.run(*words, "--format", "csv").stderr


def test_the_scorecard_and_the_trend_say_it_too(asked):
    build, viewer = current(asked.home), local_viewer()
    gaps = {row.kpi.id: row.gap for row in scorecard(build, viewer=viewer).missing}

    assert gaps[asked.kpi].split(", ")[0] == WORDS
    found = trend(build, asked.kpi, viewer=viewer)
    assert (found.history, found.latest) == ((), None)
    assert found.reading == "Not available from this export: no month has a case."


def test_what_only_waits_for_its_days_is_not_called_unavailable(asked):
    told = json.loads(asked.run("figures", "--format", "json").output)["figures"]
    waiting = [row for row in told if row["status"].endswith("days are not over (11 rows)")]

    assert all(row["status"].startswith("not available yet: ") for row in waiting)
    assert bool(waiting) == (asked.kpi == "average_speed_of_answer_voice")
