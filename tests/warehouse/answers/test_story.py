"""The story of one record: what belongs to it, in order of time, and what each KPI makes of it."""

from datetime import UTC, date, datetime

import pytest

from tests.warehouse.made import made
from tests.warehouse.test_measure import at
from warehouse.access import Viewer, local_viewer
from warehouse.answers.story import story
from warehouse.connection import writing
from warehouse.errors import NotAllowed

ME = local_viewer()
AUDITOR = Viewer("A", "auditor", frozenset({"see_figures", "see_rows"}))
MARCH = date(2025, 3, 1)


MATTER = {
    "contact_leg": [
        {"leg_id": "L1", "contact_id": "C1", "leg_seq": 1, "started_at": at(9),
         "transferred_out": True, "agent_ref": "Ann", "customer_key": "ab" * 16, "wait_s": 12},
        {"leg_id": "L2", "contact_id": "C1", "leg_seq": 2, "started_at": at(10),
         "ticket_ref": "T1", "customer_key": "ab" * 16},
        {"leg_id": "L9", "contact_id": "C9", "started_at": at(11),
         "customer_key": "ab" * 16},
    ],
    "ticket": [{"ticket_id": "T1", "ticket_number": "1042", "created_at": at(11),
                "first_reply_at": at(12), "resolved_at": at(15), "status": "resolved",
                "reply_count": 1, "first_reply_s_calendar": 3600}],
    "ticket_event": [
        {"ticket_id": "T1", "event_id": "E1", "event_type": "updated", "event_at": at(12),
         "field": "status", "value_from": "new", "value_to": "open", "actor_ref": "Ann"},
        {"ticket_id": "T1", "event_id": "E2", "event_type": "resolved", "event_at": at(15)},
    ],
    "complaint": [{"complaint_id": "K1", "link_ticket_id": "T1", "received_at": at(13),
                   "acknowledged_at": at(14), "outcome": "open"}],
    "escalation": [{"escalation_id": "X1", "record_ref": "T1", "raised_at": at(14, day=4)}],
    "survey_invitation": [{"invitation_id": "I1", "contact_ref": "C1", "response_id": "R1",
                           "sent_at": at(9, day=5)}],
    "survey_response": [{"response_id": "R1", "submitted_at": at(9, day=6)}],
    "survey_answer": [
        {"response_id": "R1", "question_id": "q1", "metric": "csat", "value_num": 5},
        {"response_id": "R1", "question_id": "q2", "metric": "nps", "value_num": 9,
         "scale_min": 0, "scale_max": 10},
    ],
    "quality_evaluation": [{"evaluation_id": "V1", "interaction_ref": "C1",
                            "agent_ref": "Ann", "evaluated_at": at(9, day=7),
                            "score_pct": 80}],
}  # fmt: skip


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """One customer's call in two legs, its ticket, complaint, escalation, survey and evaluation.

    Beside it a call of the same customer that belongs to none of it.
    """
    ref = made(tmp_path_factory.mktemp("story") / "b", MATTER)
    with writing(ref.path) as database:
        database.run(
            "insert into load_file (file_id, source_id, name, sha256, loaded_at) "
            "values (1, 'tool', 'calls.csv', repeat('a', 64), '2025-03-31 06:05:00+00')"
        )
        database.run(
            "insert into quarantine values (1, 'tool', 7, 'no queue', '{\"id\": \"LOST-7\"}')"
        )
    return ref


def told(found):
    return [(step.label, step.record) for step in found.steps]


WHOLE = [
    ("Contact: answered", "C1"), ("Contact: answered", "C1"), ("Ticket", "T1"),
    ("Ticket event: updated", "T1"), ("Complaint", "K1"), ("Complaint: acknowledged", "K1"),
    ("Ticket event: resolved", "T1"), ("Escalation", "X1"),
    ("Survey invitation: delivered", "I1"), ("Survey response: complete", "R1"),
    ("Survey answer: csat", "R1"), ("Survey answer: nps", "R1"), ("Quality evaluation", "V1"),
]  # fmt: skip


@pytest.mark.parametrize(
    "record", ["L1", "C1", "T1", "1042", "K1", "R1", "R1 q1", "I1", "V1", "X1"]
)
def test_every_record_of_a_matter_tells_the_same_story_in_order(build, record):
    found = story(build, record, viewer=ME)
    expected = WHOLE if record not in ("X1", "V1") else [w for w in WHOLE if w[1] == record]
    assert told(found) == expected
    assert not found.is_cut and not found.note


def test_a_customers_other_call_is_no_part_of_it(build):
    assert told(story(build, "L9", viewer=ME)) == [("Contact: answered", "C9")]


def test_a_step_says_when_in_local_time_and_where_it_was_read(build):
    first = story(build, "T1", viewer=ME).steps[0]
    assert (first.at, first.zone) == (datetime(2025, 3, 3, 9, 0, tzinfo=UTC), "Europe/London")
    origin = first.origin
    assert (origin.source, origin.file, origin.row) == ("tool", "calls.csv", 1)
    assert (origin.sha256, origin.loaded_at) == ("a" * 64, datetime(2025, 3, 31, 6, 5, tzinfo=UTC))


def test_hashes_are_short_for_all_and_people_are_left_out_for_who_may_not_see_them(build):
    first = dict(story(build, "T1", viewer=ME).steps[0].details)
    assert (first["customer"], first["agent"], first["wait"]) == ("abababab…", "Ann", "12\u202fs")
    found = story(build, "T1", viewer=AUDITOR)
    said = " ".join(value for step in found.steps for _, value in step.details)
    assert "Ann" not in said and "ab" * 16 not in said
    event = next(step for step in found.steps if step.label == "Ticket event: updated")
    assert dict(event.details)["value to"] == "open"


def standing(build, record, **more):
    found = story(build, record, viewer=ME, **more)
    return {one.kpi.id: (one.month, one.judgement) for one in found.standings}


def test_each_kpi_says_counted_or_why_not(build):
    ticket = standing(build, "T1")
    assert ticket["one_touch_rate"] == (MARCH, "counted in the numerator")
    assert ticket["first_reply_hours_median"] == (MARCH, "counted")
    second = standing(build, "L2", table="contact_leg")
    assert second["abandonment_rate"] == (MARCH, "counted")
    assert second["first_contact_resolution_rate"] == (
        MARCH, "further leg of an interaction that is counted once",
    )  # fmt: skip
    assert standing(build, "V1")["quality_score"] == (MARCH, "counted")


def test_of_the_answers_of_a_response_those_that_count_are_told(build):
    assert standing(build, "R1")["net_promoter_score"] == (MARCH, "counted in the numerator")
    assert standing(build, "R1 q1")["customer_satisfaction"][1] == "counted in the numerator"


def test_what_dates_a_case_and_has_not_happened_leaves_it_in_no_month(tmp_path):
    ref = made(tmp_path / "b", {"ticket": [{"ticket_id": "T1", "created_at": at(9)}]})
    month, judgement = standing(ref, "T1")["resolution_hours_median"]
    assert month is None
    assert judgement.startswith("in no month")


def test_without_events_a_tickets_own_instants_are_its_steps(tmp_path):
    ticket = {"ticket_id": "T1", "created_at": at(9), "first_reply_at": at(10),
              "resolved_at": at(11)}  # fmt: skip
    ref = made(tmp_path / "b", {"ticket": [ticket]})
    labels = [step.label for step in story(ref, "T1", viewer=ME).steps]
    assert labels == ["Ticket", "Ticket: first reply", "Ticket: resolved"]


def test_an_id_of_two_sources_is_told_as_such(tmp_path):
    tickets = [{"ticket_id": "7", "source_id": name, "created_at": at(9)} for name in ("a", "b")]
    ref = made(tmp_path / "b", {"ticket": tickets})
    found = story(ref, "7", source="b", viewer=ME)
    assert found.place.source == "b"
    assert found.note == "Several sources use the id 7: compare the source of each step."
    assert [one.source for one in story(ref, "7", viewer=ME).others] == ["b"]


def test_an_unknown_record_is_said_and_what_is_held_back_is_counted(build):
    found = story(build, "nowhere", viewer=ME)
    assert (found.finding, found.steps, found.held) == (
        "No record 'nowhere' is in this build", (), 0,
    )  # fmt: skip
    assert story(build, "LOST-7", viewer=ME).held == 1


def test_a_story_may_be_kept_from_a_viewer(build):
    with pytest.raises(NotAllowed, match="see_rows"):
        story(build, "T1", viewer=Viewer("g", "leader", frozenset({"see_figures"})))
