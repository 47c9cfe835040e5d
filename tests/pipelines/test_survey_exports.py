"""Survey tools' exports as they come give the numbers of expected.json, quirk by quirk."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import intake, progress
from pipelines.declared import SHIPPED, read_profile
from pipelines.exports import found, opened
from pipelines.recognise import header
from warehouse import build
from warehouse.connection import reading, writing
from warehouse.errors import InputRefused
from warehouse.home import Home

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text())
KNOWN = [read_profile(file) for file in sorted(SHIPPED.glob("*.toml"))]
ZONES = '[zones]\nsurveymonkey = "Europe/London"\nlimesurvey = "Europe/London"\n'
SHEET = '[zones]\ngoogle_forms = "Europe/London"\n'
TEXT, NUMERIC = "qualtrics/responses_choice_text.csv", "qualtrics/responses_numeric_utf16.tsv"
MONKEY = "surveymonkey/Bluebird Support Survey.csv"
RESULTS, TOKENS = "limesurvey/results-survey482913.csv", "limesurvey/tokens_482913.csv"
TYPEFORM = "typeform/responses.csv"
DOWNLOAD = "google_forms/form_responses_downloaded.csv"
LINKED = "google_forms/linked_sheet_export_en_GB.csv"

Ask = Callable[..., list[tuple]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Stage files with the zones of a care.toml, and ask the staged build."""

    def rows(files: list[str | Path], sql: str, zones: str = ZONES) -> list[tuple]:
        path = tmp_path / "staged.duckdb"
        if not path.exists():
            home = Home(tmp_path / "home")
            home.path.mkdir()
            (home.path / "care.toml").write_text(zones)
            this = intake.Intake(home, intake.Choice(), KNOWN, progress.quiet)
            this.unpacked.mkdir(parents=True)
            with writing(path) as database:
                build.create(database)
            intake.stage(this, found([SAMPLES / file for file in files]), path)
        with reading(path) as database:
            return database.rows(sql)

    return rows


def nps(source: str) -> str:
    """Net promoter score of finished answers that are neither test nor spam."""
    return f"""
        select count(*), round(100.0 * (count(*) filter (where value_num >= 9)
            - count(*) filter (where value_num <= 6)) / count(*), 1)
        from survey_answer join survey_response using (source_id, response_id)
        where source_id = '{source}' and metric = 'nps' and completeness = 'complete'
            and not coalesce(is_test, false) and not coalesce(is_spam, false)"""


@pytest.mark.parametrize("file", [TEXT, NUMERIC])
def test_qualtrics_counts_finished_answers_without_previews_and_spam(ask, file):
    expected = EXPECTED["qualtrics"]

    assert ask([file], "select rows_read, accepted, zone from load_file") == [
        (expected["responses"], expected["responses"], "America/Denver")
    ]
    assert ask([file], nps("qualtrics")) == [(expected["nps_answers"], expected["nps"])]
    assert ask(
        [file],
        "select count(*) from survey_response where completeness = 'complete' "
        "and not is_test and not is_spam",
    ) == [(expected["valid_finished"],)]


def test_qualtrics_times_are_of_the_zone_that_the_third_header_row_names(ask):
    # 01:04:53 in Denver, six hours behind in September
    sql = "select min(submitted_at)::text from survey_response where completeness = 'complete'"

    assert ask([TEXT], f"set timezone = 'UTC'; {sql}") == [("2026-09-28 07:04:53+00",)]


def test_qualtrics_csv_and_utf_16_tsv_are_the_same_responses(ask):
    accounts = ask(
        [TEXT, NUMERIC], "select rows_read, superseded + accepted from load_file order by file_id"
    )

    assert EXPECTED["qualtrics"]["numeric_same_ids"]
    assert accounts == [(14, 14), (14, 14)]
    assert ask([TEXT, NUMERIC], "select count(*) from survey_response") == [(14,)]


def test_qualtrics_minus_99_is_seen_and_not_answered_and_never_a_value(ask):
    sql = "select question_id, value_num, is_skipped from survey_answer where is_skipped"

    assert ask([NUMERIC], sql) == [("QID2", None, True)]
    assert ask([NUMERIC], "select min(value_num) from survey_answer") == [(0,)]


@pytest.mark.parametrize("file", [TEXT, NUMERIC])
def test_qualtrics_choice_text_and_numbers_mean_the_same_answers(ask, file):
    sums = (
        "select question_id, count(value_num), sum(value_num)::int from survey_answer "
        "group by all order by all"
    )
    expected = [("QID1", 12, 87), ("QID2", 11, 22), ("QID3_1", 12, 38), ("QID3_2", 12, 34)]

    assert ask([file], sums) == expected


def test_qualtrics_columns_go_by_import_id_however_the_tags_are_renamed(ask, tmp_path):
    text = (SAMPLES / TEXT).read_text(encoding="utf-8")
    renamed = tmp_path / "renamed.csv"
    renamed.write_text(text.replace(",Q1,", ",recommend,", 1), encoding="utf-8")

    assert ask([renamed], nps("qualtrics")) == [(10, 10.0)]


def test_qualtrics_response_rate_counts_finished_of_delivered(ask):
    status = EXPECTED["qualtrics"]["distribution_status"]
    rows = ask(
        ["qualtrics/distribution_history.csv"],
        "select delivery, count(*) from survey_invitation group by all",
    )

    assert dict(rows) == {
        "delivered": sum(
            status[word]
            for word in (
                "Success",
                "Opened",
                "SurveyStarted",
                "SurveyPartiallyFinished",
                "SurveyFinished",
            )
        ),
        "bounced": status["HardBounce"],
        "failed": status["Failure"],
        "pending": status["Pending"],
    }


def test_surveymonkey_joins_its_two_header_rows_and_fills_the_question_forward(tmp_path):
    profile = next(profile for profile in KNOWN if profile.name == "surveymonkey")

    names = header(opened(SAMPLES / MONKEY, tmp_path)[0], profile).names

    assert names[0] == "Respondent ID"
    assert names[9:] == (
        "recommend",
        "satisfied",
        "What did you contact us about? (tick all) / Billing",
        "What did you contact us about? (tick all) / Leak",
        "What did you contact us about? (tick all) / Meter",
        "What did you contact us about? (tick all) / Other (please specify)",
        "Anything to add? / Open-Ended Response",
    )


def test_surveymonkey_end_points_with_words_are_their_numbers(ask):
    expected = EXPECTED["surveymonkey"]
    answers = dict(
        ask(
            [MONKEY],
            "select response_id, value_num::int::text from survey_answer where metric = 'nps'",
        )
    )

    assert ask([MONKEY], "select rows_read, accepted from load_file") == [
        (expected["responses"], expected["responses"])
    ]
    assert [answers.get(f"1140000000{i:02}", "") for i in range(12)] == expected["nps_numeric"]


def test_surveymonkey_afternoons_are_not_mornings(ask):
    sql = (
        "set timezone = 'UTC'; select started_at::text from survey_response "
        "where response_id = '114000000001'"
    )

    assert ask([MONKEY], sql) == [("2026-09-28 20:00:00+00",)]


def test_limesurvey_counts_ten_rows_of_which_seven_were_submitted(ask):
    expected = EXPECTED["limesurvey"]

    assert ask([RESULTS], "select rows_read - excluded, accepted from load_file") == [
        (expected["response_rows"], expected["response_rows"])
    ]
    assert ask([RESULTS], "select reason, rows from exclusion") == [("blank line", 1)]
    assert ask(
        [RESULTS], "select count(*) from survey_response where completeness = 'complete'"
    ) == [(expected["submitted_rows"],)]


def test_limesurvey_questions_that_were_not_shown_have_no_value(ask):
    assert ask(
        [RESULTS],
        "select question_id, count(*), count(value_num) from survey_answer "
        "where is_na group by all",
    ) == [("CES", 3, 0)]


def test_limesurvey_response_rate_leaves_bounced_addresses_out(ask):
    expected = EXPECTED["limesurvey"]

    answered, delivered, tickets = ask(
        [TOKENS],
        "select count(completed_at), count(*), min(ticket_ref) from survey_invitation "
        "where delivery = 'delivered'",
    )[0]

    assert (answered, delivered) == (expected["completed"], expected["invited_deliverable"])
    assert round(100 * answered / delivered, 1) == expected["response_rate_pct"]
    assert tickets == "T880100"


def test_limesurvey_responses_find_their_invitations(ask):
    joined = (
        "select count(*) from survey_response join survey_invitation "
        "using (source_id, survey_id, invitation_id)"
    )

    assert ask([RESULTS, TOKENS], joined) == [(10,)]


def test_limesurvey_completions_without_a_time_are_not_counted_as_unanswered(ask, tmp_path):
    text = (SAMPLES / TOKENS).read_text(encoding="utf-8").replace('"2026-09-28 10:00"', '"Y"')
    path = tmp_path / "tokens_482913.csv"
    path.write_text(text, encoding="utf-8")

    assert ask([path], "select row_number, reason from quarantine") == [
        (1, "completed without a time, as anonymous surveys record it")
    ]


def test_typeform_keeps_its_hash_column_and_tells_partial_from_complete(ask):
    expected = EXPECTED["typeform"]

    assert ask([TYPEFORM], "select rows_read, accepted, zone from load_file", "") == [
        (expected["rows"], expected["rows"], "UTC")
    ]
    complete = ask(
        [TYPEFORM], "select count(*) from survey_response where completeness = 'complete'"
    )
    assert complete == [(expected["completed"],)]
    assert ask([TYPEFORM], "select count(*) from survey_answer where metric = 'nps'") == [
        (expected["completed"],)
    ]


def test_google_forms_honours_the_offset_of_every_row(ask):
    sql = "set timezone = 'UTC'; select submitted_at::text from survey_response order by all"
    times = [row[0] for row in ask([DOWNLOAD], sql, "")]

    assert times[0] == "2026-09-28 07:00:00+00"  # 8:00:00 AM GMT+1
    assert times[-1] == "2026-10-26 09:05:00+00"  # 9:05:00 AM GMT, after the clock change


def test_google_forms_questions_of_one_wording_stay_two(ask):
    answers = ask(
        [DOWNLOAD],
        "select question_id, count(*), sum(value_num)::int from survey_answer "
        "group by all order by all",
        "",
    )

    # recommend_email was never asked: no row, not zero
    assert answers == [
        ("recommend_phone", 12, 67),
        ("satisfied_1", 12, 41),
        ("satisfied_2", 12, 36),
    ]


def test_the_sheet_and_the_download_of_a_form_are_the_same_responses(ask):
    accounts = ask(
        [DOWNLOAD, LINKED], "select rows_read, accepted, superseded from load_file", SHEET
    )

    assert accounts == [(12, 12, 0), (12, 0, 12)]


def test_a_sheet_without_a_declared_zone_is_refused_and_named(ask):
    with pytest.raises(InputRefused, match="time zone of 'google_forms_sheet' is not declared"):
        ask([LINKED], "select 1", "")


def test_no_question_is_answered_outside_its_scale(ask, tmp_path):
    path = tmp_path / "responses.csv"
    path.write_text((SAMPLES / TYPEFORM).read_text().replace("7210e26767,10,", "7210e26767,11,"))

    assert ask([path], "select reason from quarantine") == [
        ("the recommendation lies outside its scale of 0 to 10",)
    ]
