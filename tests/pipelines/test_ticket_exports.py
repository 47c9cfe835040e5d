"""Exports of ticketing tools give what a correct reader finds in them (expected.json)."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.pipelines.staged_samples import EXPECTED, SAMPLES, shipped
from warehouse.errors import InputRefused, UnknownExport

LONDON = "Europe/London"
ZENDESK = "zendesk/export_2026_10_31_9f2c_1.csv"


def test_every_zendesk_row_is_a_ticket_and_tags_are_split_at_blanks(sampled):
    expected = EXPECTED["zendesk_csv"]
    sampled.load(ZENDESK, zone=LONDON)

    assert sampled.account() == (expected["rows"], expected["rows"], 0, 0, 0)
    assert sampled.value("select count(*) from complaint") == expected["complaints_by_tag"]
    assert sampled.value("select tags from ticket where ticket_id = '880102'") == [
        "leak",
        "vip",
        "escalated_tier2",
    ]


@pytest.mark.parametrize(
    ("sample", "profile"),
    [
        (ZENDESK, "zendesk_csv"),
        ("freshdesk/tickets.csv", "freshdesk_csv"),
        ("servicenow/incident.csv", "servicenow_csv"),
        ("salesforce/case_report.csv", "salesforce_case_report"),
    ],
)
def test_an_export_without_offsets_is_refused_until_its_zone_is_declared(sampled, sample, profile):
    with pytest.raises(InputRefused, match=f"the time zone of '{profile}' is not declared"):
        sampled.load(sample)


def test_resolution_comes_from_the_minutes_and_not_from_the_hours_beside_them(sampled):
    sampled.load(ZENDESK, zone=LONDON)

    # "Resolution time" says 23 hours
    assert sampled.rows(
        "select resolution_s_calendar, resolution_s_business, first_reply_s_calendar, "
        "first_reply_s_business from ticket where ticket_id = '880100'"
    ) == [(1392 * 60, 464 * 60, 182 * 60, 60 * 60)]


def test_a_ticket_that_zendesk_never_replied_to_has_no_reply_time(sampled):
    sampled.load(ZENDESK, zone=LONDON)

    assert sampled.value("select count(*) from ticket where first_reply_at is null") == 1
    assert sampled.value("select count(*) from ticket_event where event_type = 'first_reply'") == 19


def test_five_points_and_good_or_bad_are_one_satisfaction(sampled):
    raw = EXPECTED["zendesk_csv"]["satisfaction_raw"]
    sampled.load(ZENDESK, zone=LONDON)

    words = sampled.counts("select satisfaction_raw, count(*) from ticket group by all")

    assert words["good"] == raw["Good"] + raw["4"]
    assert words["bad"] == raw["Bad"] + raw["1"]
    assert words["offered"] == raw["Offered"]
    states = sampled.counts("select satisfaction_state, count(*) from ticket group by all")
    assert states == {
        "answered": raw["Good"] + raw["Bad"] + raw["4"] + raw["1"],
        "offered": raw["Offered"],
        "not_offered": raw["Not Offered"],
        "unknown": raw[""],
    }


def test_the_hour_that_the_clock_repeats_follows_the_declared_policy(sampled):
    twice = EXPECTED["zendesk_csv"]["ambiguous_dst_rows"]
    sampled.load(ZENDESK, zone=LONDON)

    found = sampled.counts(
        f"select ticket_id, created_at from ticket where ticket_id in {(*twice,)}"
    )

    assert found == dict.fromkeys(twice, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))


def test_the_repeated_hour_goes_to_quarantine_where_a_profile_says_so(sampled):
    twice = EXPECTED["zendesk_csv"]["ambiguous_dst_rows"]
    [profile] = [profile for profile in shipped() if profile.name == "zendesk_csv"]
    careful = replace(profile, time=replace(profile.time, ambiguous="quarantine"))
    sampled.load(ZENDESK, zone=LONDON, known=[careful])

    assert sampled.account() == (20, 18, 0, 0, 2)
    assert sampled.rows("select record ->> 'Id' from quarantine order by 1") == [
        (ticket,) for ticket in twice
    ]


def test_ids_that_excel_rewrote_refuse_the_file(sampled, tmp_path):
    text = (SAMPLES / ZENDESK).read_text(encoding="utf-8")
    spoilt = tmp_path / "spoilt.csv"
    spoilt.write_text(text.replace("19000000880105", "1.9E+13"), encoding="utf-8")

    with pytest.raises(InputRefused, match=r"written by Excel.*row 6, 1 of 20"):
        sampled.load(spoilt, zone=LONDON)


def test_freshdesk_hours_are_signed_and_a_negative_one_is_no_reply_time(sampled):
    expected = EXPECTED["freshdesk"]
    sampled.load("freshdesk/tickets.csv", zone=LONDON)

    assert sampled.account() == (expected["rows"], expected["rows"], 0, 0, 0)
    basis = sampled.counts("select first_reply_basis, count(*) from ticket group by all")
    assert basis["negative"] == expected["negative_first_response"]
    assert sampled.rows(
        "select first_reply_s_business, first_reply_s_calendar from ticket "
        "where first_reply_basis = 'negative'"
    ) == [(None, 85954)]
    # 106:25:04, longer than a day
    longest = sampled.value("select resolution_s_business from ticket where ticket_id = '50213'")
    assert longest == 106 * 3600 + 25 * 60 + 4


def test_a_blank_freshdesk_duration_is_derived_from_the_time_stamps(sampled):
    sampled.load("freshdesk/tickets.csv", zone=LONDON)

    derived = sampled.rows(
        "select first_reply_s_business, first_reply_s_calendar is not null from ticket "
        "where first_reply_basis = 'derived'"
    )

    assert derived == [(None, True)] * EXPECTED["freshdesk"]["blank_duration_but_timestamp"]


def test_freshdesk_complaints_are_found_among_several_tags_of_one_cell(sampled):
    sampled.load("freshdesk/tickets.csv", zone=LONDON)

    assert sampled.value("select count(*) from complaint") == EXPECTED["freshdesk"]["complaints"]
    assert (
        sampled.value(
            "select count(*) from ticket where list_contains(tags, 'complaint') and len(tags) = 2"
        )
        == (EXPECTED["freshdesk"]["complaints"])
    )


def test_capitals_in_freshdesk_columns_do_not_matter(sampled, tmp_path):
    text = (SAMPLES / "freshdesk/tickets.csv").read_text(encoding="utf-8")
    other = tmp_path / "tickets.csv"
    other.write_text(
        text.replace("Created time", "Created Time").replace(
            "Last update time", "Last Updated Time"
        ),
        encoding="utf-8",
    )
    sampled.load(other, zone=LONDON)

    assert sampled.account() == (18, 18, 0, 0, 0)
    assert sampled.value("select count(updated_at) from ticket") == 18


def test_windows_letters_of_servicenow_are_read_as_they_are(sampled, tmp_path):
    expected = EXPECTED["servicenow"]
    sampled.load("servicenow/incident.csv", zone="UTC")
    names = (SAMPLES / "servicenow/incident.csv").read_bytes().decode("cp1252")
    again = tmp_path / "incident.csv"
    again.write_text(names.replace("INC00", "INC99"), encoding="utf-8")
    sampled.load(again, zone="UTC")

    assert (
        sampled.rows("select rows_read, accepted from load_file") == [(expected["rows"],) * 2] * 2
    )
    assert expected["first_caller"] in names
    # the same callers get the same pseudonyms whatever the encoding
    assert sampled.value("select count(distinct requester_key) from ticket") == 6


def test_stored_values_of_servicenow_mean_what_its_display_values_mean(sampled, tmp_path):
    text = (SAMPLES / "servicenow/incident.csv").read_bytes().decode("cp1252")
    for shown, stored in {
        '"New"': '"1"',
        '"In Progress"': '"2"',
        '"On Hold"': '"3"',
        '"Resolved"': '"6"',
        '"Closed"': '"7"',
        '"Canceled"': '"8"',
        '"1 - Critical"': '"1"',
        '"Phone"': '"phone"',
        '"Normal"': '"0"',
    }.items():
        text = text.replace(shown, stored)
    other = tmp_path / "incident.csv"
    other.write_text(text, encoding="utf-8")
    what = "select ticket_number, status, priority, channel, escalated from ticket order by all"
    sampled.load(other, zone="UTC")
    stored = sampled.rows(what)

    sampled.load("servicenow/incident.csv", zone="UTC")

    assert sampled.value("select sum(superseded) from load_file") == 16
    assert sampled.rows(what) == stored
    assert sampled.counts("select escalated, count(*) from ticket group by all") == {
        True: 12,
        False: 4,
    }


def test_footer_and_blank_lines_of_a_salesforce_report_are_no_cases(sampled):
    expected = EXPECTED["salesforce_report"]
    sampled.load("salesforce/case_report.csv", zone=LONDON)

    # every record but the header is accounted for
    assert sampled.account() == (expected["csv_records"] - 1, expected["data_rows"], 0, 8, 0)
    assert sampled.counts("select reason, rows from exclusion") == {
        "blank line": 3,
        "footer of the report": 5,
    }
    assert sampled.value("select min(ticket_id) from ticket") == "00001200"


def test_a_column_of_dates_keeps_one_format_in_the_whole_file(sampled, tmp_path):
    text = (SAMPLES / "salesforce/case_report.csv").read_bytes().decode("cp1252")
    other = tmp_path / "case_report.csv"
    other.write_text(text.replace("10/1/2026 8:00 AM", "13/10/2026 08:00"), encoding="utf-8")
    sampled.load(other, zone=LONDON)

    assert sampled.account() == (22, 13, 0, 8, 1)
    assert "13/10/2026 08:00" in sampled.value("select reason from quarantine")


def test_a_column_that_two_formats_read_differently_refuses_the_file(sampled, tmp_path):
    other = tmp_path / "case_report.csv"
    other.write_text(
        'Case Number,Status,Date/Time Opened\n"00001200","New","03/04/2026 09:00"\n',
        encoding="utf-8",
    )

    with pytest.raises(InputRefused, match="both read 1 cells of 'Date/Time Opened', and 1 of"):
        sampled.load(other, zone=LONDON)


JIRA = "jira_service_management/Jira.csv"


def jira(sampled, folder, name: str, *changes: tuple[str, str]) -> None:
    """Load a changed copy of a Jira sample."""
    text = (SAMPLES / "jira_service_management" / name).read_text(encoding="utf-8")
    for old, new in changes:
        text = text.replace(old, new)
    copy = folder / name
    copy.write_text(text, encoding="utf-8")
    sampled.load(copy, zone=LONDON)


def test_jira_issues_with_line_breaks_in_cells_are_one_row_each(sampled):
    expected = EXPECTED["jira_sm"]
    sampled.load(JIRA, zone=LONDON)

    assert sampled.account() == (expected["rows"], expected["rows"], 0, 0, 0)
    assert sampled.value("select columns_count from load_file") == expected["columns"]


def test_jira_goals_show_the_time_left_and_a_minus_is_a_breach(sampled):
    sampled.load(JIRA, zone=LONDON)

    assert (
        sampled.value("select count(*) from ticket where not sla_first_reply_met")
        == (EXPECTED["jira_sm"]["first_response_sla_breached"])
    )
    # 1:35 left of the goal, and the reply came after 8 h 44 min
    [(met, seconds)] = sampled.rows(
        "select sla_first_reply_met, first_reply_s_calendar from ticket "
        "where ticket_number = 'CARE-100'"
    )
    assert (met, float(seconds)) == (True, 8 * 3600 + 44 * 60 + 0.679)


def test_a_done_jira_issue_without_resolution_is_resolved_when_its_category_changed(sampled):
    sampled.load(JIRA, zone=LONDON)

    assert sampled.rows(
        "select ticket_number, resolved_at from ticket where status = 'closed' "
        "and ticket_number = 'CARE-102'"
    ) == [("CARE-102", datetime(2026, 9, 29, 8, 13, tzinfo=UTC))]
    assert sampled.value("select count(*) from ticket where resolved_at is not null") == 6
    missing = sampled.value("select count(*) from ticket where first_reply_at is null")
    assert missing == EXPECTED["jira_sm"]["first_response_date_missing"]


def test_jira_labels_are_one_list_however_often_the_column_stands_there(sampled, tmp_path):
    tags = "select ticket_number, tags from ticket order by 1"
    sampled.load(JIRA, zone=LONDON)
    before = sampled.rows(tags)
    jira(
        sampled,
        tmp_path,
        "Jira.csv",
        ("Labels,Labels,Labels,Description", "Labels,Labels,Description"),
        (',billing,,,"Line', ',billing,,"Line'),
        (',billing,urgent,,"Line', ',billing,urgent,"Line'),
        ("/Sep/26 ", "/Sep/27 "),
        ("/Oct/26 ", "/Oct/27 "),
    )

    assert sampled.value("select sum(superseded) from load_file") == 14
    assert sampled.rows(tags) == before
    assert before[1] == ("CARE-101", ["billing", "urgent"])


def test_an_approval_that_jira_names_anew_changes_no_ticket(sampled, tmp_path):
    what = "select * exclude (src_file) from ticket order by all"
    sampled.load(JIRA, zone=LONDON)
    before = sampled.rows(what)
    jira(sampled, tmp_path, "Jira.csv", ("ApprovalsCFValue@", "ApprovalsCFValue@9"))

    assert sampled.rows(what) == before


@pytest.mark.parametrize(
    ("spanish", "month"),
    [("ene", 1), ("abr", 4), ("ago", 8), ("sept", 9), ("dic", 12), ("DIC", 12)],
)
def test_months_of_other_languages_are_read_in_every_month(sampled, tmp_path, spanish, month):
    jira(sampled, tmp_path, "Jira_es.csv", ("28/sep/26", f"28/{spanish}/26"))

    assert sampled.account() == (10, 10, 0, 0, 0)
    hour = 8 if month in (1, 12) else 7
    assert sampled.value("select created_at from ticket where ticket_number = 'CARE-100'") == (
        datetime(2026, month, 28, hour, 13, tzinfo=UTC)
    )


def test_another_look_and_feel_of_jira_gives_the_same_issues(sampled):
    sampled.load("jira_service_management/Jira_iso_lookandfeel.csv", zone=LONDON)

    assert sampled.account() == (10, 10, 0, 0, 0)
    # the field of the first response is not switched on there
    assert sampled.rows("select count(created_at), count(first_reply_at) from ticket") == [(10, 0)]


AUDITS = "zendesk/ticket_audits.json"


def test_zendesk_audits_give_each_event_its_exact_time(sampled):
    sampled.load(AUDITS)

    assert sampled.account() == (13, 13, 0, 0, 0)
    assert sampled.counts("select event_type, count(*) from ticket_event group by all") == {
        "created": 4,
        "acknowledged": 4,
        "customer_reply": 5,
        "internal_note": 4,
        "assigned": 4,
        "updated": 5,
        "first_reply": 4,
        "resolved": 4,
        "reopened": 1,
        "transferred": 1,
    }
    assert sampled.value(
        "select event_at from ticket_event where event_type = 'reopened'"
    ) == datetime(2026, 9, 29, 18, 0, tzinfo=UTC)


def test_the_first_reply_is_the_first_public_comment_that_is_not_the_requesters(sampled):
    sampled.load(AUDITS)

    # the internal note at 07:12 and the notification at 07:00 are no replies
    assert sampled.rows(
        "select event_at, actor, actor_ref from ticket_event "
        "where event_type = 'first_reply' and ticket_id = '880100'"
    ) == [(datetime(2026, 9, 28, 7, 45, tzinfo=UTC), "agent", "361800003601")]
    assert (
        sampled.value(
            "select count(*) from ticket_event where actor = 'customer' and actor_ref is not null"
        )
        == 0
    )


def test_an_audit_that_changes_nothing_that_counts_is_left_out_as_one_record(sampled, tmp_path):
    audits = json.loads((SAMPLES / AUDITS).read_text(encoding="utf-8"))
    audits["audits"].append(
        {
            "id": 999,
            "ticket_id": 880100,
            "created_at": "2026-09-30T07:00:00Z",
            "author_id": 1,
            "events": [{"id": n, "type": "Change", "field_name": "subject"} for n in (20, 21)],
        }
    )
    audits["audits"].append(
        {
            "id": 1000,
            "ticket_id": 880100,
            "created_at": "yesterday",
            "author_id": 1,
            "events": [
                {"id": 22, "type": "Comment", "public": True},
                {"id": 23, "type": "Change", "field_name": "status", "value": "closed"},
            ],
        }
    )
    more = tmp_path / "audits.json"
    more.write_text(json.dumps(audits), encoding="utf-8")
    sampled.load(more)

    assert sampled.account() == (15, 13, 0, 1, 1)
    assert sampled.value("select row_number from quarantine") == 15


def test_audits_and_ticket_exports_of_one_account_count_nothing_twice(sampled):
    sampled.load("zendesk/export_2026_10_31_9f2c_1.json")
    sampled.load(AUDITS)

    doubled = "select count(*) from (select ticket_id from ticket_event where event_type = '{}' " \
        "group by all having count(*) > 1)"  # fmt: skip
    assert sampled.value(doubled.format("created")) == 0
    assert sampled.value(doubled.format("resolved")) == 0


def test_a_header_without_rows_is_refused_and_no_fault_of_the_program(sampled, tmp_path):
    header = (SAMPLES / "servicenow/incident.csv").read_text(encoding="cp1252").splitlines()[0]
    empty = tmp_path / "incident.csv"
    empty.write_text(header + "\n", encoding="utf-8")

    with pytest.raises(UnknownExport, match="it has a header and no rows"):
        sampled.load(empty, zone="UTC")
