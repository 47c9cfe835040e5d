"""Exports of ticketing tools give what a correct reader finds in them (expected.json)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.pipelines.staged_samples import EXPECTED, SAMPLES, shipped
from warehouse.errors import InputRefused

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
