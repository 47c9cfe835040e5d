"""Exports of telephony tools give what a correct reader finds in them (expected.json)."""

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
