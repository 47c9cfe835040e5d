"""The quirks that break a naive reader, by their number in the list of formats, with its figure.

What one query can show stands in the table; what needs a changed file follows. The numbers that
other modules test in full are named in ELSEWHERE, so that none is forgotten.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipelines.declared import SHIPPED, checked
from tests.pipelines.asked_of_samples import ASKED, shaped
from tests.pipelines.staged_samples import EXPECTED, SAMPLES
from warehouse.errors import InputRefused

LONDON = "Europe/London"
QUEUE_LOG, CTR = "asterisk/queue_log", "amazon_connect/ctr_lines.jsonl"
GENESYS, DETAILS = "genesys_cloud/interactions.csv", "genesys_cloud/conversations_details.json"
AIRCALL, OLDER = "aircall/calls.csv", "aircall/calls_older_layout.csv"
ZENDESK_JSON = "zendesk/export_2026_10_31_9f2c_1.json"
ZENDESK_CSV = "zendesk/export_2026_10_31_9f2c_1.csv"
JIRA, JIRA_ES = "jira_service_management/Jira.csv", "jira_service_management/Jira_es.csv"
JIRA_ISO = "jira_service_management/Jira_iso_lookandfeel.csv"
SERVICENOW, REPORT = "servicenow/incident.csv", "salesforce/case_report.csv"
FRESHDESK, HISTORY = "freshdesk/tickets.csv", "qualtrics/distribution_history.csv"
TEXT, NUMERIC = "qualtrics/responses_choice_text.csv", "qualtrics/responses_numeric_utf16.tsv"
MONKEY, TYPEFORM = "surveymonkey/Bluebird Support Survey.csv", "typeform/responses.csv"
DOWNLOAD = "google_forms/form_responses_downloaded.csv"
RESULTS, TOKENS = "limesurvey/results-survey482913.csv", "limesurvey/tokens_482913.csv"
ROSTER = "templates/roster.csv"


def expected(tool: str, key: str) -> tuple[str, Any]:
    """The question of expected.json's key, and its answer there."""
    return ASKED[tool][key], EXPECTED[tool][key]


LEGS, TICKETS = "select count(*) from contact_leg", "select count(*) from ticket"
READ = "select rows_read from load_file"

# a quirk, its sample, and a question with its answer
TABLE = [
    (1, QUEUE_LOG, expected("asterisk_queue_log", "queue_legs")),
    (1, QUEUE_LOG, expected("asterisk_queue_log", "malformed_lines")),
    (1, QUEUE_LOG, expected("asterisk_queue_log", "abandoned_short_5s")),
    (2, QUEUE_LOG, expected("asterisk_queue_log", "answered")),
    (3, QUEUE_LOG, (f"{LEGS} where contact_id = '1790578904.4004'", 2)),
    (4, QUEUE_LOG, ("select ring_s::int from contact_leg where contact_id like '%.4002'", 19)),
    (5, QUEUE_LOG, (f"{LEGS} where regexp_matches(coalesce(queue_name, ''), '[|/]')", 0)),
    (6, QUEUE_LOG, ("select sum(rows)::int from exclusion", 11)),
    (7, "asterisk/Master.csv", (READ, 14)),
    (8, REPORT, ("select count(*) from ticket where ticket_number like '0000%'", 14)),
    (9, "amazon_connect/ctr_firehose_no_delimiter.json", (READ, 16)),
    (10, CTR, expected("amazon_connect", "outcome")),
    (10, CTR, expected("amazon_connect", "customer_journeys(InitialContactId or ContactId)")),
    (12, GENESYS, expected("genesys_csv", "sum_total_handle_s")),
    (13, GENESYS, expected("genesys_csv", "acd_voice")),
    (13, GENESYS, expected("genesys_csv", "abandoned")),
    (14, GENESYS, expected("genesys_csv", "two_agent_rows")),
    (15, DETAILS, expected("genesys_json", "sum_tTalkComplete_s")),
    (16, AIRCALL, expected("aircall", "distinct_utc_starts")),
    (16, AIRCALL, expected("aircall", "distinct_local_account_starts")),
    (17, AIRCALL, (f"{LEGS} where direction = 'inbound' and outcome = 'abandoned_queue'", 4)),
    (17, AIRCALL, (f"{LEGS} where direction = 'inbound' and outcome = 'abandoned_ivr'", 1)),
    (17, AIRCALL, (f"{LEGS} where direction = 'inbound' and outcome = 'out_of_hours'", 2)),
    (18, OLDER, ("select count(distinct leg_id) from contact_leg", 10)),
    (21, ZENDESK_JSON, expected("zendesk_json", "tickets")),
    (21, ZENDESK_JSON, (f"{TICKETS} where status = 'deleted'", 1)),
    (22, ZENDESK_JSON, expected("zendesk_json", "no_first_reply")),
    (23, ZENDESK_JSON, expected("zendesk_json", "csat_pct")),
    (23, ZENDESK_JSON, expected("zendesk_json", "offered_incl_answered")),
    (24, ZENDESK_CSV, ("select resolution_s_calendar::int from ticket where ticket_id = '880100'",
                       1392 * 60)),
    (25, ZENDESK_CSV, (f"{TICKETS} where satisfaction_raw in ('good', 'bad')", 3 + 3 + 3 + 2)),
    (26, ZENDESK_CSV, expected("zendesk_csv", "ambiguous_dst_rows")),
    (29, JIRA, expected("jira_sm", "columns")),
    (30, JIRA, expected("jira_sm", "first_response_sla_breached")),
    (31, JIRA, expected("jira_sm", "first_response_date_missing")),
    (32, JIRA, (f"{TICKETS} where ticket_number = 'CARE-102' and resolved_at is not null",
                EXPECTED["jira_sm"]["done_without_resolved_date"])),
    (34, JIRA_ES, ("select count(created_at) from ticket", 10)),
    (35, JIRA_ISO, ("select count(created_at) from ticket", 10)),
    (36, SERVICENOW, expected("servicenow", "rows")),
    (38, REPORT, expected("salesforce_report", "data_rows")),
    (39, FRESHDESK, expected("freshdesk", "negative_first_response")),
    (39, FRESHDESK, expected("freshdesk", "blank_duration_but_timestamp")),
    (40, FRESHDESK, expected("freshdesk", "complaints")),
    (41, TEXT, expected("qualtrics", "valid_finished")),
    (41, TEXT, expected("qualtrics", "nps")),
    (42, NUMERIC, expected("qualtrics", "nps")),
    (42, NUMERIC, expected("qualtrics", "responses")),
    (43, HISTORY, ("select round(100.0 * count(*) filter (where delivery_raw = 'SurveyFinished') "
                   "/ count(*), 1) from survey_invitation where delivery = 'delivered'", 44.4)),
    (44, MONKEY, expected("surveymonkey", "nps_numeric")),
    (45, TYPEFORM, expected("typeform", "rows")),
    (45, TYPEFORM, expected("typeform", "completed")),
    (46, DOWNLOAD, ("select max(timezone('UTC', submitted_at))::text from survey_response",
                    "2026-10-26 09:05:00")),
    (47, RESULTS, expected("limesurvey", "submitted_rows")),
    (48, TOKENS, expected("limesurvey", "response_rate_pct")),
    (52, ROSTER, ("select count(*) from agent_assignment where agent_id in (select agent_id from "
                  "agent_assignment group by all having count(*) > 1)", 2)),
]  # fmt: skip
# quirk -> where its test stands; those without a sample say so
ELSEWHERE = {
    11: "test_nested_exports.py",
    19: "no sample of Five9 is at hand, so no profile is shipped: docs/profiles.md",
    20: "no sample of 3CX is at hand, so no profile is shipped: docs/profiles.md",
    33: "test_jira_exports.py",
    50: "test_run.py",
    51: "nothing is fetched as TIMESTAMPTZ without pytz: warehouse/connection.py",
    53: "nothing is exported by the pipelines; import keeps cells as they are: below",
}
CHANGED = {12, 27, 28, 37, 46, 49, 53}


@pytest.mark.parametrize(("quirk", "sample", "asked"), TABLE)
def test_the_sample_gives_the_right_number_for(quirk, sample, asked, sampled):
    question, answer = asked
    sampled.load(sample, zone="UTC" if sample == SERVICENOW else LONDON)

    assert shaped(sampled.rows(question)) == answer


def test_no_quirk_of_the_list_is_forgotten():
    assert {quirk for quirk, _, _ in TABLE} | set(ELSEWHERE) | CHANGED == set(range(1, 54))


def test_12_milliseconds_read_as_seconds_refuse_the_file(sampled):
    text = (SHIPPED / "genesys_cloud_csv.toml").read_text(encoding="utf-8")
    careless = checked_text(text.replace(", scale = 0.001", ""))

    # two minutes of waiting would be 33 hours
    with pytest.raises(InputRefused, match="7 of 16 cells of 'Total Queue' would be calls longer"):
        sampled.load(GENESYS, zone=LONDON, known=[careless])


def test_12_one_call_of_more_than_a_day_is_remarked_on(sampled, tmp_path):
    sample = (SAMPLES / OLDER).read_text(encoding="utf-8")
    head, first, *rest = sample.split("\n")
    names = head.lstrip("\ufeff").split(",")
    cells = first.split(",")
    cells[names.index("duration (in call)")] = "90000"
    twenty = [row.replace("2026-", f"20{10 + n}-") for n in range(8) for row in rest if row]
    long = tmp_path / "calls.csv"
    long.write_text("\n".join([head, ",".join(cells), *twenty]) + "\n", encoding="utf-8")
    sampled.load(long)

    [(kind, evidence)] = sampled.rows("select kind, evidence from remark")
    assert kind == "units"
    assert evidence.startswith("1 of ") and "'duration (in call)'" in evidence


SPRING = "2026-03-29 01:30"  # London's clock goes from 01:00 to 02:00


def test_27_an_hour_that_does_not_exist_is_shifted_and_counted(sampled, tmp_path):
    text = (SAMPLES / ZENDESK_CSV).read_text(encoding="utf-8")
    spring = tmp_path / "spring.csv"
    spring.write_text(text.replace("2026-10-25 01:30", SPRING, 1), encoding="utf-8")
    sampled.load(spring, zone=LONDON)

    moved = "select timezone('UTC', created_at)::text from ticket where ticket_id = '880117'"
    assert sampled.value(moved) == "2026-03-29 01:30:00"  # 02:30 summer time
    # 880117 was assigned in the hour that October repeats, and 880118 was opened in it
    assert sampled.counts("select repair, rows from repair") == {
        "moved an hour on, out of the hour that the clock skips ([time] nonexistent)": 1,
        "the earlier of the two hours taken that the clock repeats ([time] ambiguous)": 2,
    }


def test_28_ids_that_a_spreadsheet_wrote_refuse_the_file(sampled, tmp_path):
    text = (SAMPLES / ZENDESK_CSV).read_text(encoding="utf-8")
    spoilt = tmp_path / "spoilt.csv"
    spoilt.write_text(text.replace("19000000880105", "1.03006E+13"), encoding="utf-8")

    with pytest.raises(InputRefused, match="written by Excel"):
        sampled.load(spoilt, zone=LONDON)


def test_37_a_duration_of_the_api_is_an_instant_after_1970(sampled, tmp_path):
    lines = (SAMPLES / SERVICENOW).read_bytes().decode("cp1252").rstrip("\n").split("\n")
    dump = tmp_path / "incident.csv"
    lasted = ["calendar_duration", "1970-01-02 09:46:18", "121578", "1 Day 9 Hours 46 Minutes"]
    rows = [f'{line.rstrip()},"{cell}"' for line, cell in zip(lines, lasted, strict=False)]
    text = "\n".join(rows).replace("calendar_stc", "unused")
    dump.write_text(text + "\n", encoding="utf-8")
    sampled.load(dump, zone="UTC")

    asked = "select resolution_s_calendar::int from ticket order by src_row"
    assert sampled.rows(asked) == [(121_578,), (121_578,), (None,)]
    assert sampled.account() == (3, 3, 0, 0, 0)


def test_46_two_questions_of_one_wording_stay_two(sampled):
    sampled.load(DOWNLOAD)

    asked = (
        "select question_id, count(*) from survey_answer where question_id like 'sat%' group by all"
    )
    assert sampled.counts(asked) == {"satisfied_1": 12, "satisfied_2": 12}


@pytest.mark.parametrize(("rows", "remarks"), [(999, 0), (1000, 1), (1001, 0), (10_000, 1)])
def test_49_a_file_that_ends_at_a_cap_may_be_cut_off(rows, remarks, stage, export):
    row = "c{},,Billing,2026-03-02 09:00:00,Lost,0:10,,,2026-03-02 10:00:00,4"
    done = stage(export([row.format(n) for n in range(rows)]))

    found = done.rows("select kind, evidence from remark")
    assert found == [("cut off", f"exactly {rows:,} rows")] * remarks


def test_49_a_part_that_is_missing_is_told_and_one_that_comes_later_is_not_missed(
    sampled, tmp_path
):
    text = (SAMPLES / ZENDESK_CSV).read_text(encoding="utf-8")
    part = Path("export_2026_10_31_9f2c_3.csv")
    (tmp_path / part).write_text(text, encoding="utf-8")
    sampled.load(ZENDESK_CSV, tmp_path / part, zone=LONDON)
    missing = "3 parts by their numbers, without part 2"
    assert sampled.rows("select evidence from remark") == [(missing,)]

    second = tmp_path / "export_2026_10_31_9f2c_2.csv"
    second.write_text(text + "\n", encoding="utf-8")
    sampled.load(second, zone=LONDON)
    assert sampled.rows("select evidence from remark") == [(missing,)]


def test_53_a_cell_that_looks_like_a_formula_stays_the_text_that_it_is(stage, export):
    row = "c1,,=1+1,2026-03-02 09:00:00,Lost,0:10,,,2026-03-02 10:00:00,4"

    assert stage(export([row])).rows("select queue_name from contact_leg") == [("=1+1",)]


def checked_text(text: str):
    """A profile from its text."""
    return checked(tomllib.loads(text), text, "a changed profile")
