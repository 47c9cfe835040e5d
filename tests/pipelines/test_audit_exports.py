"""Zendesk audits: every event at its exact time, beside the tickets they belong to."""

import json
from datetime import UTC, datetime

import pytest

from tests.pipelines.staged_samples import SAMPLES
from warehouse.errors import UnknownExport

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
