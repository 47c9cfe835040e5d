"""The shipped profiles find in invented exports what a correct reader finds (expected.json)."""

import json
from pathlib import Path

import pytest

from pipelines import intake, progress
from pipelines.declared import SHIPPED, read_profile
from pipelines.exports import found
from warehouse import build
from warehouse.connection import reading, writing
from warehouse.home import Home

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text())


@pytest.fixture
def rows(tmp_path: Path):
    """Stage sample files and ask the staged build."""

    def ask(files: list[str], sql: str) -> list[tuple]:
        path = tmp_path / "staged.duckdb"
        if not path.exists():
            known = [read_profile(file) for file in sorted(SHIPPED.glob("*.toml"))]
            this = intake.Intake(Home(tmp_path / "home"), intake.Choice(), known, progress.quiet)
            this.unpacked.mkdir(parents=True)
            with writing(path) as database:
                build.create(database)
            intake.stage(this, found([SAMPLES / file for file in files]), path)
        with reading(path) as database:
            return database.rows(sql)

    return ask


@pytest.mark.parametrize("file", ["ctr_lines.jsonl", "ctr_firehose_no_delimiter.json"])
def test_contact_records_come_out_alike_in_lines_and_glued_together(rows, file):
    expected = EXPECTED["amazon_connect"]
    files = [f"amazon_connect/{file}"]

    outcomes = dict(rows(files, "select outcome, count(*) from contact_leg group by all"))

    assert outcomes == {
        "answered": expected["outcome"]["answered"],
        "abandoned_queue": expected["outcome"]["abandoned"],
        "not_queued": expected["outcome"]["not_queued"],
        "callback_requested": expected["outcome"]["callback_queued"],
    }
    assert rows(files, "select rows_read, accepted, superseded from load_file") == [
        (expected["records"], expected["contacts_after_dedupe"], 1)
    ]
    assert rows(files, "select count(distinct contact_id) from contact_leg") == [
        (expected["customer_journeys(InitialContactId or ContactId)"],)
    ]


def test_tickets_are_unwrapped_and_the_newest_copy_wins(rows):
    expected = EXPECTED["zendesk_json"]
    files = ["zendesk/export_2026_10_31_9f2c_1.json"]

    assert rows(files, "select rows_read, accepted from load_file") == [
        (expected["lines"], expected["tickets"])
    ]
    assert rows(files, "select count(*) from ticket where status <> 'deleted'") == [
        (expected["live_tickets"],)
    ]


def test_a_ticket_without_a_reply_has_no_reply_time_instead_of_zero(rows):
    files = ["zendesk/export_2026_10_31_9f2c_1.json"]

    assert rows(
        files,
        "select count(*) from ticket where status <> 'deleted' and first_reply_s_calendar is null",
    ) == [(EXPECTED["zendesk_json"]["no_first_reply"],)]


def test_satisfaction_leaves_out_what_was_offered_and_not_answered(rows):
    expected = EXPECTED["zendesk_json"]
    scores = dict(
        rows(
            ["zendesk/export_2026_10_31_9f2c_1.json"],
            "select satisfaction_raw, count(*) from ticket where status <> 'deleted' group by all",
        )
    )

    assert scores == {
        None if key == "None" else key: count
        for key, count in expected["satisfaction_scores"].items()
    }
    assert (
        round(100 * scores["good"] / (scores["good"] + scores["bad"]), 1) == (expected["csat_pct"])
    )


def test_the_distribution_history_tells_delivered_from_bounced_and_pending(rows):
    files = ["qualtrics/distribution_history.csv"]

    delivered, finished = rows(
        files,
        "select count(*), count(completed_at) filter (where delivery_raw = "
        "'SurveyFinished') from survey_invitation where delivery = 'delivered'",
    )[0]

    assert (finished, delivered) == (4, 9)


def test_the_templates_map_column_for_column(rows):
    files = ["templates/roster.csv", "templates/training.csv", "templates/quality_scorecards.csv"]

    reads = dict(rows(files, "select name, rows_read - accepted from load_file"))

    assert reads == {"roster.csv": 0, "training.csv": 0, "quality_scorecards.csv": 3}
    assert rows(files, "select distinct reason from quarantine") == [
        ("more points than there are to be had",)
    ]
    moved = rows(
        files,
        "select count(*) from (select agent_id from agent_assignment "
        "group by all having count(*) > 1)",
    )
    assert moved == [(1,)]
