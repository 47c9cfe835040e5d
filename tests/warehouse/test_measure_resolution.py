"""First-contact resolution, its reference cases and its formulas."""

import json

import pytest

from tests.conftest import SHARED_DATA
from tests.warehouse.made import made, rows, value

CASES = SHARED_DATA.parent / "reference_cases"


def at(hour, minute=0):
    return f"2025-03-03 {hour:02}:{minute:02}:00+00"


def build(path, contacts, as_of="2026-01-01 00:00:00+00"):
    legs = [
        {
            "customer_key": row["customer"],
            "reason": row["topic"],
            "channel": row.get("channel", "voice"),
            "started_at": f"{row['ts']}+00",
        }
        for row in contacts
    ]
    return made(path, {"contact_leg": legs}, as_of=f"{as_of}", zone="UTC")


@pytest.mark.parametrize("case", ["fcr-01", "fcr-02"])
def test_a_reference_case_comes_out(tmp_path, case):
    if not CASES.is_dir():
        pytest.skip(f"the reference cases are not here: {CASES} is missing")
    cases = json.loads((CASES / "09_fcr.json").read_text(encoding="utf-8"))
    cases = cases if isinstance(cases, list) else cases["cases"]
    (found,) = (one for one in cases if one["id"] == case)
    ref = build(tmp_path / "b", found["input"]["contacts"], found["input"]["as_of"] + "+00")
    expected = found["expected"]["N7"]["same_customer_same_topic_any_channel"]
    issues = rows(ref, "first_contact_resolution_rate")
    assert sum(row["denominator"] for row in issues) == expected["mature_issues"]
    resolved = sum(row["numerator"] for row in issues)
    assert resolved == expected["mature_issues_resolved_first_contact"]
    contacts = rows(ref, "first_contact_resolution_rate", formula="per_contact")
    repeats = sum(row["denominator"] - row["numerator"] for row in contacts)
    assert repeats == expected["repeats_mature"]


def test_without_a_mature_issue_there_is_no_figure(tmp_path):
    contacts = [{"customer": "A", "topic": "x", "ts": "2025-12-30 09:00:00"}] * 6
    assert rows(build(tmp_path / "b", contacts), "first_contact_resolution_rate") == []


def test_a_call_back_a_wrong_number_and_an_unknown_customer_are_no_issues(tmp_path):
    legs = [
        *({"customer_key": f"k{i}"} for i in range(5)),
        {"customer_key": "k0", "channel": "callback", "started_at": at(10)},
        {"customer_key": "k1", "disposition": "Wrong number", "started_at": at(10)},
        {"customer_key": "k2", "outcome": "abandoned_queue", "started_at": at(10)},
        {"customer_key": "k3", "direction": "outbound", "started_at": at(10)},
        {"customer_key": None},
    ]
    ref = made(tmp_path / "b", {"contact_leg": legs})
    (row,) = rows(ref, "first_contact_resolution_rate")
    assert (row["numerator"], row["denominator"]) == (5, 5)


def test_a_transfer_inside_the_interaction_is_no_repeat(tmp_path):
    legs = [
        {"contact_id": "c", "customer_key": "k", "started_at": at(9), "transferred_out": True},
        {"contact_id": "c", "customer_key": "k", "started_at": at(9, 5)},
        *({"customer_key": f"k{i}", "transferred_out": False} for i in range(4)),
    ]
    ref = made(tmp_path / "b", {"contact_leg": legs})
    assert value(ref, "first_contact_resolution_rate") == 1
    single = value(ref, "first_contact_resolution_rate", formula="single_contact_case")
    assert single == 4 / 5


def test_the_repeat_rate_is_its_complement(tmp_path):
    legs = [{"customer_key": f"k{i % 6}", "started_at": at(9 + i // 6)} for i in range(8)]
    ref = made(tmp_path / "b", {"contact_leg": legs})
    assert value(ref, "first_contact_resolution_rate") == 4 / 6
    assert value(ref, "repeat_contact_rate") == 2 / 6
    assert value(ref, "repeat_contact_rate", formula="contacts_per_case") == 8 / 6


def test_agents_and_customers_may_state_it(tmp_path):
    legs = [{"is_resolved": i < 4} for i in range(5)] + [
        {"outcome": "abandoned_queue", "is_resolved": False}
    ]
    said = [{"response_id": f"r{i}", "metric": "fcr", "value_num": int(i < 3),
             "scale_min": 0, "scale_max": 1} for i in range(6)]  # fmt: skip
    responses = [{"response_id": f"r{i}", "submitted_at": at(9)} for i in range(6)]
    ref = made(tmp_path / "b", {"contact_leg": legs, "survey_answer": said,
                                "survey_response": responses})  # fmt: skip
    fcr = "first_contact_resolution_rate"
    assert value(ref, fcr, formula="agent_stated") == 4 / 5
    assert value(ref, fcr, formula="agent_stated_of_all") == 4 / 6
    assert value(ref, fcr, formula="survey_stated") == 3 / 6
