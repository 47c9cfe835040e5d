"""What expected.json says of every tool's sample, and how a loaded build is asked for it."""

from typing import Any

IN_SCOPE = (
    "completeness = 'complete' and not coalesce(is_test, false) and not coalesce(is_spam, false)"
)
NPS = f"""
select {{what}} from survey_answer join survey_response using (source_id, response_id)
where source_id = '{{source}}' and metric = 'nps' and {IN_SCOPE}"""
SCORE = "round(100 * (avg((value_num >= 9)::int) - avg((value_num <= 6)::int)), 1)"
LIVE = "from ticket where status <> 'deleted' and"


def of(name: str) -> str:
    """The condition that a row came out of the file of that name."""
    return f"src_file in (select file_id from load_file where name = '{name}')"


def read(name: str, what: str = "rows_read") -> str:
    """A figure of a file's account."""
    return f"select {what} from load_file where name = '{name}'"


LOG, CDR = of("queue_log"), of("Master.csv")
CTR = "source_id = 'amazon_connect'"
GENESYS, DETAILS = of("interactions.csv"), of("conversations_details.json")
AIRCALL, JIRA = of("calls.csv"), of("Jira.csv")
ZENDESK, ZENDESK_CSV = of("export_2026_10_31_9f2c_1.json"), of("export_2026_10_31_9f2c_1.csv")
TOKENS = f"from survey_invitation where {of('tokens_482913.csv')} and delivery = 'delivered'"
MONKEY = of("Bluebird Support Survey.csv")

# tool of expected.json -> key -> the query whose rows are its value: one row of one cell is a
# number or a word, several rows of one cell a list, rows of two cells a table
ASKED: dict[str, dict[str, str]] = {
    "asterisk_queue_log": {
        "malformed_lines": read("queue_log", "quarantined"),
        "queue_legs": f"select count(*) from contact_leg where {LOG}",
        "distinct_calls": f"select count(distinct contact_id) from contact_leg where {LOG}",
        "by_outcome": f"select outcome_raw, count(*) from contact_leg where {LOG} group by all",
        "answered": f"select count(*) from contact_leg where {LOG} and outcome = 'answered'",
        "abandoned": f"select count(*) from contact_leg where {LOG} "
        "and outcome = 'abandoned_queue'",
        "abandoned_short_5s": f"select count(*) from contact_leg where {LOG} "
        "and outcome = 'abandoned_queue' and wait_s <= 5",
    },
    "amazon_connect": {
        "records": read("ctr_lines.jsonl"),
        "contacts_after_dedupe": f"select count(*) from contact_leg where {CTR}",
        "outcome": "select case outcome when 'abandoned_queue' then 'abandoned' when "
        "'callback_requested' then 'callback_queued' else outcome end, count(*) "
        f"from contact_leg where {CTR} group by all",
        "customer_journeys(InitialContactId or ContactId)": "select count(distinct contact_id) "
        f"from contact_leg where {CTR}",
    },
    "genesys_csv": {
        "rows": read("interactions.csv"),
        "acd_voice": f"select count(*) from contact_leg where {GENESYS} and is_acd "
        "and channel = 'voice'",
        "abandoned": f"select count(*) from contact_leg where {GENESYS} and is_acd "
        "and channel = 'voice' and outcome = 'abandoned_queue'",
        "two_agent_rows": f"select count(*) from contact_leg where {GENESYS} "
        "and outcome = 'answered' and agent_ref is null",
        "sum_total_handle_s": f"select sum(handle_s)::double from contact_leg where {GENESYS}",
    },
    "genesys_json": {
        "conversations": f"select count(distinct contact_id) from contact_leg where {DETAILS}",
        "with_tAbandon": f"select count(*) from contact_leg where {DETAILS} "
        "and outcome like 'abandoned%'",
        "sum_tTalkComplete_s": f"select sum(talk_s)::double from contact_leg where {DETAILS}",
    },
    "aircall": {
        "rows": read("calls.csv"),
        "inbound": f"select count(*) from contact_leg where {AIRCALL} and direction = 'inbound'",
        "answered": f"select count(*) from contact_leg where {AIRCALL} "
        "and direction = 'inbound' and outcome = 'answered'",
        "missed_by_reason": f"select outcome_raw, count(*) from contact_leg where {AIRCALL} "
        "and direction = 'inbound' and outcome <> 'answered' group by all",
        "distinct_utc_starts": "select count(distinct started_at) from contact_leg "
        f"where {AIRCALL}",
        # on the wall the hour of the clock change comes twice
        "distinct_local_account_starts": "select count(distinct date_trunc('minute', "
        f"timezone('Europe/London', started_at))) from contact_leg where {AIRCALL}",
    },
    "zendesk_json": {
        "lines": read("export_2026_10_31_9f2c_1.json"),
        "tickets": f"select count(*) from ticket where {ZENDESK}",
        "live_tickets": f"select count(*) {LIVE} {ZENDESK}",
        "satisfaction_scores": "select coalesce(satisfaction_raw, 'None'), count(*) "
        f"{LIVE} {ZENDESK} group by all",
        "csat_pct": "select round(100 * avg((satisfaction_raw = 'good')::int), 1) "
        f"{LIVE} {ZENDESK} and satisfaction_raw in ('good', 'bad')",
        "offered_incl_answered": "select count(*) "
        f"{LIVE} {ZENDESK} and satisfaction_state in ('offered', 'answered')",
        "no_first_reply": f"select count(*) {LIVE} {ZENDESK} and first_reply_s_calendar is null",
    },
    "zendesk_csv": {
        "rows": read("export_2026_10_31_9f2c_1.csv"),
        "complaints_by_tag": f"select count(*) from complaint where {ZENDESK_CSV}",
        "ambiguous_dst_rows": f"select ticket_id from ticket where {ZENDESK_CSV} and "
        "timezone('Europe/London', created_at) between timestamp '2026-10-25 01:00' and "
        "timestamp '2026-10-25 01:59:59' order by all",
    },
    "jira_sm": {
        "rows": read("Jira.csv"),
        "columns": read("Jira.csv", "columns_count"),
        "first_response_sla_breached": f"select count(*) from ticket where {JIRA} "
        "and not sla_first_reply_met",
        "first_response_date_missing": f"select count(*) from ticket where {JIRA} "
        "and first_reply_at is null",
    },
    "servicenow": {"rows": read("incident.csv", "accepted")},
    "salesforce_report": {
        "csv_records": read("case_report.csv", "rows_read + 1"),  # the header is one of them
        "data_rows": read("case_report.csv", "accepted"),
    },
    "freshdesk": {
        "rows": read("tickets.csv"),
        "negative_first_response": f"select count(*) from ticket where {of('tickets.csv')} "
        "and first_reply_basis = 'negative'",
        "blank_duration_but_timestamp": f"select count(*) from ticket where {of('tickets.csv')} "
        "and first_reply_basis = 'derived' and first_reply_s_calendar is not null",
        "complaints": f"select count(*) from complaint where {of('tickets.csv')}",
    },
    "qualtrics": {
        "records_in_file": read("responses_choice_text.csv", "rows_read + 3"),  # and the header's
        "responses": "select count(*) from survey_response where source_id = 'qualtrics'",
        "valid_finished": "select count(*) from survey_response where source_id = 'qualtrics' "
        f"and {IN_SCOPE}",
        "nps_answers": NPS.format(what="count(value_num)", source="qualtrics"),
        "nps": NPS.format(what=SCORE, source="qualtrics"),
        # the TSV of numbers adds no response to those of the CSV of words
        "numeric_same_ids": "select count(*) = max(rows_read) from survey_response as response, "
        "load_file where response.source_id = 'qualtrics' and name = 'responses_numeric_utf16.tsv'",
        "distribution_status": "select delivery_raw, count(*) from survey_invitation "
        f"where {of('distribution_history.csv')} group by all",
    },
    "limesurvey": {
        "tokens": read("tokens_482913.csv"),
        "invited_deliverable": f"select count(*) {TOKENS}",
        "completed": f"select count(completed_at) {TOKENS}",
        "response_rate_pct": f"select round(100 * count(completed_at) / count(*), 1) {TOKENS}",
        "response_rows": read("results-survey482913.csv", "accepted"),
        "submitted_rows": "select count(*) from survey_response where source_id = 'limesurvey' "
        "and completeness = 'complete'",
    },
    "typeform": {
        "rows": read("responses.csv"),
        "completed": "select count(*) from survey_response where source_id = 'typeform' "
        "and completeness = 'complete'",
    },
    "surveymonkey": {
        "records": read("Bluebird Support Survey.csv", "rows_read + 2"),  # and the two headers
        "responses": f"select count(*) from survey_response where {MONKEY}",
        "nps_numeric": "select coalesce(value_num::int::text, '') from survey_response left join "
        "(from survey_answer where metric = 'nps') using (source_id, response_id) "
        "where source_id = 'surveymonkey' order by response_id",
    },
}

# expected.json does not have them; counted by hand in the files
COUNTED: dict[str, dict[str, tuple[str, Any]]] = {
    "asterisk": {"calls of the CDR": (f"select count(*) from contact_leg where {CDR}", 14)},
    "amazon_connect": {
        "evaluations": ("select count(*) from quality_evaluation where source_id like 'amazon%'", 1)
    },
    "aircall": {"rows of the older layout": (read("calls_older_layout.csv", "accepted"), 10)},
    "google_forms": {
        "responses of download and sheet together": (
            "select count(*) from survey_response where source_id = 'google_forms'",
            12,
        )
    },
    "jira_service_management": {
        "Spanish rows": (read("Jira_es.csv", "accepted"), 10),
        "rows of the ISO look and feel": (read("Jira_iso_lookandfeel.csv", "accepted"), 10),
    },
    "templates": {
        "stays in teams": ("select count(*) from agent_assignment", 5),
        "trainings": ("select count(*) from training_record", 12),
        "scorecard items that stand": (read("quality_scorecards.csv", "accepted"), 15),
    },
    "twilio": {"legs": ("select count(*) from contact_leg where source_id = 'twilio'", 10)},
    "zendesk": {
        "audits": (read("ticket_audits.json", "accepted"), 13),
        "ratings": (read("satisfaction_ratings.json", "accepted"), 12),
    },
}

# keys of expected.json that say what the file or a careless reader shows, not what a load gives
OF_THE_FILE = {
    "genesys_json": {"naive_sum_tTalk_plus_tTalkComplete_s"},
    "zendesk_json": {"wrapped"},
    "zendesk_csv": {"satisfaction_raw"},  # Good and 4 are one: test_ticket_exports.py
    "jira_sm": {"distinct_column_names", "done_without_resolved_date", "physical_lines"},
    "servicenow": {"first_caller"},  # kept as a pseudonym: test_ticket_exports.py
}
FOLDERS = {
    "asterisk": ("asterisk_queue_log",),
    "amazon_connect": ("amazon_connect",),
    "genesys_cloud": ("genesys_csv", "genesys_json"),
    "aircall": ("aircall",),
    "zendesk": ("zendesk_json", "zendesk_csv"),
    "jira_service_management": ("jira_sm",),
    "servicenow": ("servicenow",),
    "salesforce": ("salesforce_report",),
    "freshdesk": ("freshdesk",),
    "qualtrics": ("qualtrics",),
    "limesurvey": ("limesurvey",),
    "typeform": ("typeform",),
    "surveymonkey": ("surveymonkey",),
    "google_forms": (),
    "templates": (),
    "twilio": (),
}


def shaped(rows: list[tuple[Any, ...]]) -> Any:
    """Rows of an answer as expected.json writes them."""
    if rows and len(rows[0]) == 2:
        return dict(rows)
    cells = [cell for (cell,) in rows]
    return cells[0] if len(cells) == 1 else cells
