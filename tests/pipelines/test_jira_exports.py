"""Jira Service Management: repeated columns, remaining time, months of other languages."""

from datetime import UTC, datetime

import pytest

from tests.pipelines.staged_samples import EXPECTED, SAMPLES

LONDON = "Europe/London"
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
