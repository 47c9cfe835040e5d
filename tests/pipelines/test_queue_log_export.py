"""Asterisk queue_log: events of one call are brought together to legs."""

from tests.pipelines.staged_samples import EXPECTED, SAMPLES

LONDON = "Europe/London"
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
