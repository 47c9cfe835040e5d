"""Exports of telephony tools give what a correct reader finds in them (expected.json)."""

import json
from datetime import UTC, datetime

import pytest

from tests.pipelines.staged_samples import EXPECTED, SAMPLES
from warehouse.errors import InputRefused

LONDON = "Europe/London"
AIRCALL = "aircall/calls.csv"
GENESYS = "genesys_cloud/interactions.csv"
CDR = "asterisk/Master.csv"


@pytest.mark.parametrize(
    ("sample", "profile"), [(GENESYS, "genesys_cloud_csv"), (CDR, "asterisk_cdr")]
)
def test_an_export_without_offsets_is_refused_until_its_zone_is_declared(sampled, sample, profile):
    with pytest.raises(InputRefused, match=f"the time zone of '{profile}' is not declared"):
        sampled.load(sample)


def test_aircall_missed_calls_are_told_apart_by_their_reason(sampled):
    expected = EXPECTED["aircall"]
    sampled.load(AIRCALL)

    assert sampled.account() == (expected["rows"], expected["rows"], 0, 0, 0)
    outcomes = sampled.counts(
        "select outcome, count(*) from contact_leg where direction = 'inbound' group by all"
    )
    missed = expected["missed_by_reason"]
    assert outcomes == {
        "answered": expected["answered"],
        "abandoned_queue": missed["no_available_agent"]
        + missed["agents_did_not_answer"]
        + missed["short_abandoned"],
        "abandoned_ivr": missed["abandoned_in_ivr"],
        "out_of_hours": missed["out_of_opening_hours"],
    }
    assert sum(outcomes.values()) == expected["inbound"]


def test_aircall_starts_are_taken_from_the_one_clock_that_all_rows_share(sampled):
    sampled.load(AIRCALL)

    starts = sampled.value("select count(distinct started_at) from contact_leg")
    assert starts == EXPECTED["aircall"]["distinct_utc_starts"]
    # with and without a fraction of a second
    assert sampled.rows(
        "select started_at from contact_leg where leg_id in ('3331500001', '3331500002') order by 1"
    ) == [
        (datetime(2026, 9, 28, 7, 37, tzinfo=UTC),),
        (datetime(2026, 9, 28, 8, 14, 0, 83000, tzinfo=UTC),),
    ]


def test_aircall_seconds_and_clock_durations_stand_in_one_unit(sampled):
    sampled.load(AIRCALL)

    assert sampled.rows(
        "select ivr_s, wait_s, talk_s, answered_at - queued_at = interval 36 second, "
        "ended_at - started_at = interval 365 second from contact_leg where leg_id = '3331500000'"
    ) == [(35, 36, 294, True, True)]


def test_nobody_is_not_an_aircall_agent(sampled):
    sampled.load(AIRCALL)

    assert (
        sampled.value(
            "select count(agent_ref) from contact_leg where direction = 'inbound' "
            "and outcome <> 'answered'"
        )
        == 0
    )
    assert sampled.value("select count(*) from contact_leg where agent_ref like '[%'") == 0


def test_the_older_aircall_layout_gets_ids_that_stay_the_same(sampled, tmp_path):
    older = "aircall/calls_older_layout.csv"
    sampled.load(older)
    text = (SAMPLES / older).read_text(encoding="utf-8")
    again = tmp_path / "calls.csv"
    again.write_text(text + "\n", encoding="utf-8")
    sampled.load(again)

    assert sampled.value("select count(*) from contact_leg") == 10
    assert sampled.rows("select rows_read, accepted, superseded, excluded from load_file") == [
        (10, 10, 0, 0),
        (11, 0, 10, 1),
    ]


def test_twilio_legs_belong_to_the_call_above_them(sampled):
    sampled.load("twilio/calls.json")

    assert sampled.account() == (10, 10, 0, 0, 0)
    assert sampled.value("select min(started_at) from contact_leg") == datetime(
        2026, 9, 28, 7, 0, tzinfo=UTC
    )
    outcomes = sampled.counts("select outcome_raw, min(outcome) from contact_leg where "
                              "direction = 'outbound' group by all")  # fmt: skip
    assert {raw: outcomes[raw] for raw in ("no-answer", "busy")} == {
        "no-answer": "failed",
        "busy": "failed",
    }
    assert sampled.value("select count(*) from contact_leg where contact_id <> leg_id") == 3


def test_genesys_durations_are_milliseconds(sampled):
    expected = EXPECTED["genesys_csv"]
    sampled.load(GENESYS, zone=LONDON)

    assert sampled.account() == (expected["rows"], expected["rows"], 0, 0, 0)
    total = sampled.value("select sum(handle_s) from contact_leg")
    assert float(total) == expected["sum_total_handle_s"]


def test_genesys_calls_outside_queues_are_not_offered_to_one(sampled):
    expected = EXPECTED["genesys_csv"]
    sampled.load(GENESYS, zone=LONDON)

    assert sampled.rows(
        "select count(*), count(*) filter (where outcome = 'abandoned_queue') from contact_leg "
        "where is_acd and channel = 'voice'"
    ) == [(expected["acd_voice"], expected["abandoned"])]
    assert sampled.rows("select direction from contact_leg where channel = 'callback'") == [
        ("inbound",)
    ]


def test_a_genesys_call_of_several_people_belongs_to_none_of_them(sampled):
    sampled.load(GENESYS, zone=LONDON)

    shared = sampled.value(
        "select count(*) from contact_leg where outcome = 'answered' and agent_ref is null"
    )
    assert shared == EXPECTED["genesys_csv"]["two_agent_rows"]
    assert sampled.value("select count(*) from contact_leg where agent_ref like '%;%'") == 0


def test_a_genesys_export_that_broke_off_is_refused(sampled, tmp_path):
    text = (SAMPLES / GENESYS).read_text(encoding="utf-8")
    cut = tmp_path / "interactions.csv"
    cut.write_text(text.replace("\nYES,", "\nNO,", 1), encoding="utf-8")

    with pytest.raises(InputRefused, match="Full Export Completed is not YES"):
        sampled.load(cut, zone=LONDON)


def test_a_promoter_score_that_was_left_out_is_no_answer(sampled):
    sampled.load(GENESYS, zone=LONDON)

    assert sampled.rows("select value_num, is_skipped from survey_answer order by 1") == [
        (6, False),
        (9, False),
        (None, True),
    ]


@pytest.mark.parametrize("columns", [16, 18, 21])
def test_call_detail_records_need_no_header_whatever_their_width(sampled, tmp_path, columns):
    lines = (SAMPLES / CDR).read_text(encoding="utf-8").strip().split("\n")
    more = {16: "", 18: "", 21: ',"",{id},1'}[columns]
    wide = tmp_path / "Master.csv"
    rows = []
    for place, line in enumerate(lines):
        *first, uniqueid, _ = line.rsplit(",", 2)
        kept = ",".join(first) if columns == 16 else line
        rows.append(kept + more.format(id=uniqueid if place else '"1790578800.700"'))
    wide.write_text("\n".join(rows) + "\n", encoding="utf-8")
    sampled.load(wide, zone=LONDON)

    assert sampled.account() == (14, 14, 0, 0, 0)
    assert sampled.value("select min(started_at) from contact_leg") == datetime(
        2026, 9, 28, 7, 0, tzinfo=UTC
    )


def test_seconds_of_a_queue_call_in_the_detail_records_are_no_talking_time(sampled):
    sampled.load(CDR, zone=LONDON)

    assert sampled.rows(
        "select outcome, count(*), count(talk_s), count(answered_at) from contact_leg "
        "group by all order by all"
    ) == [("answered", 11, 0, 0), ("failed", 3, 0, 0)]


QUEUE_LOG = "asterisk/queue_log"


def test_every_line_of_a_queue_log_counts_with_the_leg_that_it_belongs_to(sampled):
    expected = EXPECTED["asterisk_queue_log"]
    sampled.load(QUEUE_LOG)

    # 34 events of calls, 11 of agents and the system, one torn line
    assert sampled.account() == (46, 34, 0, 11, expected["malformed_lines"])
    assert sampled.rows("select count(*), count(distinct contact_id) from contact_leg") == [
        (expected["queue_legs"], expected["distinct_calls"])
    ]
    assert sampled.rows("select row_number, reason from quarantine") == [
        (46, "is not a whole line of the log")
    ]


def test_queue_legs_end_as_their_last_event_says(sampled):
    expected = EXPECTED["asterisk_queue_log"]
    sampled.load(QUEUE_LOG)

    assert (
        sampled.counts("select outcome_raw, count(*) from contact_leg group by all")
        == (expected["by_outcome"])
    )
    outcomes = sampled.counts("select outcome, count(*) from contact_leg group by all")
    assert outcomes["answered"] == expected["answered"]
    assert outcomes["abandoned_queue"] == expected["abandoned"]
    assert (
        sampled.value(
            "select count(*) from contact_leg where outcome = 'abandoned_queue' and wait_s <= 5"
        )
        == (expected["abandoned_short_5s"])
    )


def test_a_call_that_overflows_into_another_queue_keeps_both_legs(sampled):
    sampled.load(QUEUE_LOG)

    assert sampled.rows(
        "select leg_id, outcome from contact_leg where contact_id = '1790578904.4004' order by 1"
    ) == [
        ("1790578904.4004#overflow#1", "answered"),
        ("1790578904.4004#support#1", "overflow"),
    ]


def test_a_call_that_enters_one_queue_twice_has_two_legs_there(sampled, tmp_path):
    log = tmp_path / "queue_log"
    log.write_text(
        "1790578910|1.1|support|NONE|ENTERQUEUE||07700900001|1\n"
        "1790578920|1.1|support|NONE|EXITWITHTIMEOUT|1|1|10\n"
        "1790578930|1.1|support|NONE|ENTERQUEUE||07700900001|1\n"
        "1790578934|1.1|support|Ana|CONNECT|4|1.2\n",
        encoding="utf-8",
    )
    sampled.load(log)

    assert sampled.account() == (4, 4, 0, 0, 0)
    assert sampled.rows("select leg_id, outcome, wait_s from contact_leg order by 1") == [
        ("1.1#support#1", "overflow", 10),
        ("1.1#support#2", "answered", 4),
    ]


def test_rings_without_an_answer_are_milliseconds_beside_the_seconds_of_connect(sampled):
    sampled.load(QUEUE_LOG)

    assert sampled.rows(
        "select ring_s, rona_count from contact_leg where contact_id = '1790578902.4002'"
    ) == [(15 + 4, 1)]
    # an old version's CONNECT has no ring time
    assert sampled.rows(
        "select ring_s, wait_s, talk_s from contact_leg where contact_id = '1790578912.4012'"
    ) == [(None, 4, 46)]


def test_transfers_and_a_restart_leave_answered_legs(sampled):
    sampled.load(QUEUE_LOG)

    assert sampled.rows(
        "select transfer_kind, talk_s from contact_leg where transferred_out order by 1"
    ) == [("blind", 178), ("consult", 70)]
    assert sampled.rows(
        "select outcome, ended_at from contact_leg where outcome_raw = 'answered_no_end'"
    ) == [("answered", None)]


def test_a_bar_in_the_url_does_not_shift_the_caller(sampled, tmp_path):
    lines = (SAMPLES / QUEUE_LOG).read_text(encoding="utf-8")
    plain = tmp_path / "queue_log"
    key = "select customer_key from contact_leg where contact_id = '1790578910.4010'"
    sampled.load(QUEUE_LOG)
    with_url = sampled.value(key)
    plain.write_text(
        lines.replace("http://crm.example/x|y|", "|")
        .replace("4010|", "4010|")
        .replace("1790580615|", "1790580616|"),
        encoding="utf-8",
    )
    sampled.load(plain)

    assert (
        sampled.value("select src_file from contact_leg where contact_id = '1790578910.4010'") == 2
    )
    assert with_url is not None
    assert sampled.value(key) == with_url


def test_a_leg_that_went_on_is_completed_by_the_next_copy_of_the_log(sampled, tmp_path):
    lines = (SAMPLES / QUEUE_LOG).read_text(encoding="utf-8").splitlines(keepends=True)
    early = tmp_path / "early" / "queue_log"
    early.parent.mkdir()
    early.write_text("".join(lines[:6]), encoding="utf-8")
    sampled.load(early)
    assert sampled.rows("select outcome_raw from contact_leg") == [("answered_no_end",)]
    sampled.load(QUEUE_LOG)

    assert sampled.rows("select rows_read, accepted, superseded, excluded from load_file") == [
        (6, 0, 2, 4),
        (46, 34, 0, 11),
    ]
    assert sampled.value("select count(*) from contact_leg") == 13


def test_a_leg_whose_entry_is_in_an_older_log_waits_in_quarantine_line_by_line(sampled, tmp_path):
    lines = (SAMPLES / QUEUE_LOG).read_text(encoding="utf-8").splitlines(keepends=True)
    log = tmp_path / "queue_log"
    log.write_text("".join(lines[5:11]), encoding="utf-8")
    sampled.load(log)

    assert sampled.account() == (6, 4, 0, 0, 2)
    assert sampled.rows("select row_number, reason from quarantine order by 1") == [
        (1, "started_at: is missing"),
        (2, "started_at: is missing"),
    ]


DETAILS = "genesys_cloud/conversations_details.json"


def test_genesys_sessions_become_one_leg_a_queue_entry(sampled):
    expected = EXPECTED["genesys_json"]
    sampled.load(DETAILS)

    assert sampled.account() == (expected["conversations"], expected["conversations"], 0, 0, 0)
    assert sampled.counts("select outcome, count(*) from contact_leg group by all") == {
        "abandoned_queue": expected["with_tAbandon"],
        "answered": expected["conversations"] - expected["with_tAbandon"],
    }


def test_genesys_talk_that_is_logged_twice_counts_once(sampled):
    expected = EXPECTED["genesys_json"]
    sampled.load(DETAILS)

    total = sampled.value("select sum(talk_s) from contact_leg")
    assert float(total) == expected["sum_tTalkComplete_s"]
    assert expected["naive_sum_tTalk_plus_tTalkComplete_s"] == 2 * float(total)
    assert sampled.value("select sum(hold_s) from contact_leg") == 31


def test_a_genesys_conversation_without_an_end_is_open(sampled, tmp_path):
    text = (SAMPLES / DETAILS).read_text(encoding="utf-8")
    last = json.loads(text)
    conversation = last["conversations"][-1]
    del conversation["conversationEnd"]
    # nobody has hung up yet
    queue = conversation["participants"][-1]["sessions"][0]
    queue["metrics"] = [metric for metric in queue["metrics"] if metric["name"] == "nOffered"]
    running = tmp_path / "conversations.json"
    running.write_text(json.dumps(last), encoding="utf-8")
    sampled.load(running)

    assert sampled.rows(
        "select outcome, wait_s from contact_leg order by started_at desc limit 1"
    ) == [("open", None)]


def test_a_genesys_conversation_that_enters_two_queues_has_two_legs(sampled, tmp_path):
    whole = json.loads((SAMPLES / DETAILS).read_text(encoding="utf-8"))
    first, second = whole["conversations"][:2]
    first["participants"] += second["participants"][2:]
    both = tmp_path / "conversations.json"
    both.write_text(json.dumps({"conversations": [first]}), encoding="utf-8")
    sampled.load(both)

    assert sampled.account() == (1, 1, 0, 0, 0)
    assert sampled.rows(
        "select leg_seq, wait_s::double, talk_s::double from contact_leg order by 1"
    ) == [(1, 37.656, 496.132), (2, 55.231, 223.809)]


EVALUATION = "amazon_connect/evaluation_10_09_29.052Z.json"


def test_a_score_of_nought_is_a_score(sampled):
    sampled.load(EVALUATION)

    assert sampled.account() == (1, 1, 0, 0, 0)
    assert sampled.rows("select score_pct, status from quality_evaluation") == [(0, "final")]
    assert sampled.rows(
        "select item_id, answer, points, max_points, is_na from quality_item order by 1"
    ) == [
        ("q1", "No", 0, 100, False),
        ("q2", None, None, None, True),
        ("q3", None, None, None, True),
    ]


@pytest.mark.parametrize("deletion_first", [True, False])
def test_a_deleted_evaluation_stays_deleted_whatever_comes_first(sampled, tmp_path, deletion_first):
    text = (SAMPLES / EVALUATION).read_text(encoding="utf-8")
    deletion = tmp_path / "10_09_29.052Z-deaa96f7_DELETED.json"
    deletion.write_text(text + "\n", encoding="utf-8")
    second_path = tmp_path / "10_09_29.052Z-deaa96f7.json"
    second_path.write_text(text + " ", encoding="utf-8")
    files = [deletion, EVALUATION, second_path]
    for file in files if deletion_first else reversed(files):
        sampled.load(file)

    assert sampled.rows("select status from quality_evaluation") == [("deleted",)]
    assert sampled.value("select count(*) from quality_item") == 3
    assert sampled.rows("select sum(accepted), sum(superseded) from load_file") == [(1, 2)]


def test_genesys_evaluations_come_where_the_export_says_when_they_were_made(sampled, tmp_path):
    text = (SAMPLES / GENESYS).read_text(encoding="utf-8")
    dated = tmp_path / "interactions.csv"
    lines = text.replace("Partial Result Timestamp", "Evaluation Created").splitlines()
    lines[3] = lines[3].replace("YES,", "YES,9/29/26 10:00 AM", 1)
    lines[9] = lines[9].replace("YES,", "YES,9/29/26 11:00 AM", 1)
    two = lines[4].replace("YES,", "YES,9/29/26 12:00 PM", 1).rsplit(",", 3)
    lines[4] = f"{two[0]},Dev Patel; Ana Pires,QA One,{two[3]}"
    dated.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sampled.load(dated, zone=LONDON)

    assert sampled.rows(
        "select agent_ref, score_pct, status from quality_evaluation order by evaluated_at"
    ) == [("Chloë Martin", 95, "final"), ("Ana Pires", 0, "final")]
    assert sampled.rows("select row_number, reason from quarantine") == [
        (4, "several evaluations stand in one cell")
    ]


def test_an_item_of_an_odd_shape_costs_itself_and_no_other_conversation(sampled, tmp_path):
    whole = json.loads((SAMPLES / DETAILS).read_text(encoding="utf-8"))
    [acd] = [p for p in whole["conversations"][0]["participants"] if p["purpose"] == "acd"]
    acd["sessions"][0]["metrics"][1] = 7
    odd = tmp_path / "conversations.json"
    odd.write_text(json.dumps(whole), encoding="utf-8")
    sampled.load(odd)

    assert sampled.account() == (10, 10, 0, 0, 0)
    assert sampled.rows(
        "select count(*), count(wait_s) from contact_leg where outcome in "
        "('answered', 'abandoned_queue')"
    ) == [(10, 9)]
