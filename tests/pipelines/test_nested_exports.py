"""Conversations and evaluations: lists inside a record become rows of their own."""

import json

import pytest

from tests.pipelines.staged_samples import EXPECTED, SAMPLES

LONDON = "Europe/London"
GENESYS = "genesys_cloud/interactions.csv"
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
