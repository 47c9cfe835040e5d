"""Complaint KPIs from rows that a person can count; the calendar is England's."""

import pytest

from tests.warehouse.made import made, rows, value


def at(day, hour=9, month=3, year=2025):
    return f"{year}-{month:02}-{day:02} {hour:02}:00:00+00"


def complaints(path, *found, **more):
    return made(path, {"complaint": list(found)}, **more)


def test_complaints_are_counted_by_the_local_day_of_first_receipt(tmp_path):
    ref = complaints(tmp_path / "b", {"received_at": at(1)}, {"received_at": at(31, 23)})
    assert [row["numerator"] for row in rows(ref, "complaints_received")] == [1, 1]


def test_acknowledgement_is_due_24_hours_after_receipt_over_a_change_of_the_clock(tmp_path):
    received = "2025-03-29 18:00:00+00"  # the clocks of London go forward that night
    ref = complaints(
        tmp_path / "b",
        *({"received_at": received, "acknowledged_at": "2025-03-30 18:00:00+00"},) * 3,
        {"received_at": received, "acknowledged_at": "2025-03-30 18:00:01+00"},
        {"received_at": received},
        {"received_at": "2025-03-31 10:00:00+00"},  # due in April
    )
    march, april = rows(ref, "complaint_acknowledged_in_24h_rate")
    assert (march["numerator"], march["denominator"]) == (3, 5)
    assert april["n"] == 1


def test_an_automatic_message_counts_only_with_a_reference(tmp_path):
    kinds = ["automatic", "automatic", "automatic_with_reference", "human", None]
    ref = complaints(
        tmp_path / "b",
        *({"received_at": at(3), "acknowledged_at": at(3), "acknowledgement_kind": kind}
          for kind in kinds),
    )  # fmt: skip
    kpi = "complaint_acknowledged_in_24h_rate"
    assert value(ref, kpi) == 3 / 5
    assert value(ref, kpi, formula="any_acknowledgement") == 1


@pytest.mark.parametrize(
    ("received", "last_day"),
    [
        (3, 10),  # Monday 3 March: the fifth working day after it is Monday the 10th
        (8, 14),  # Saturday: counts strictly after receipt, Monday is day 1
    ],
)
def test_an_answer_is_due_at_the_end_of_the_fifth_working_day(tmp_path, received, last_day):
    answered = [at(last_day, 23)] * 4 + [at(last_day + 1, 0)]
    ref = complaints(
        tmp_path / "b",
        *({"received_at": at(received), "first_response_at": moment} for moment in answered),
    )
    assert value(ref, "complaint_answered_in_5_working_days_rate") == 4 / 5


def test_easter_is_no_working_day(tmp_path):
    # Tuesday 15 April 2025: 16, 17, (18 Good Friday, 21 Easter Monday) 22, 23, 24 April
    answers = [at(24, 12, month=4)] * 4 + [at(25, 12, month=4)]
    ref = complaints(
        tmp_path / "b",
        *({"received_at": at(15, month=4), "first_response_at": moment} for moment in answers),
    )
    assert value(ref, "complaint_answered_in_5_working_days_rate") == 4 / 5


def test_resolution_is_due_after_15_working_days_and_open_ones_are_misses(tmp_path):
    standard = {"received_at": at(3)}  # due on Monday 24 March
    ref = complaints(
        tmp_path / "b",
        *({**standard, "resolved_at": at(24, 20)},) * 4,
        {**standard, "resolved_at": at(25)},
        standard,
        {**standard, "is_standard": False, "resolved_at": at(30)},
        as_of=at(1, month=6),
    )
    (row,) = rows(ref, "complaint_resolved_in_15_working_days_rate")
    assert (row["numerator"], row["denominator"]) == (4, 6)


def test_what_is_not_due_by_as_of_does_not_count_yet(tmp_path):
    ref = complaints(
        tmp_path / "b",
        *({"received_at": at(3), "resolved_at": at(4)},) * 5,
        {"received_at": at(20), "resolved_at": at(21)},
        as_of=at(28),
    )
    (row,) = rows(ref, "complaint_resolved_in_15_working_days_rate")
    assert (row["denominator"], row["status"]) == (5, "provisional")


def test_a_source_that_records_no_answers_has_no_rate_of_0(tmp_path):
    ref = complaints(
        tmp_path / "b", *({"received_at": at(3), "timely_response": i < 4} for i in range(5))
    )
    kpi = "complaint_answered_in_5_working_days_rate"
    assert rows(ref, kpi) == []
    assert rows(ref, "complaint_acknowledged_in_24h_rate") == []
    assert value(ref, kpi, formula="stated_timely") == 4 / 5


def test_upheld_counts_decisions_and_partly_upheld_is_upheld(tmp_path):
    outcomes = ["upheld", "partly_upheld", "not_upheld", "not_upheld", "not_upheld", "withdrawn",
                "unknown"]  # fmt: skip
    ref = complaints(
        tmp_path / "b", *({"resolved_at": at(5), "outcome": outcome} for outcome in outcomes)
    )
    assert value(ref, "complaint_upheld_rate") == 2 / 5


def test_a_cause_recurs_when_another_of_12_months_shares_it(tmp_path):
    def ended(cause, received="", resolved=""):
        return {
            "root_cause": cause,
            "received_at": received or at(3),
            "resolved_at": resolved or at(20),
        }

    ref = complaints(
        tmp_path / "b",
        ended("billing"),
        ended("billing"),
        ended("courier"),
        ended("price", at(1, year=2024, month=2), at(2, year=2024, month=2)),
        ended("price"),  # the other one is 13 months old
        ended("tone", at(1, year=2024, month=4), at(2, year=2024, month=4)),
        ended("tone"),  # the other one is within the 12 months to the end of March
        ended(None),
    )
    (row,) = rows(ref, "complaint_recurring_share", "2025-03")
    assert (row["numerator"], row["denominator"]) == (3, 5)


def test_referred_is_of_those_that_ended_and_say_so(tmp_path):
    said = [True, False, False, False, False, None]
    ref = complaints(
        tmp_path / "b", *({"resolved_at": at(5), "referred_external": one} for one in said)
    )
    assert value(ref, "complaint_referred_rate") == 1 / 5


def test_overdue_are_open_past_their_day_at_the_months_end_and_none_is_0(tmp_path):
    ref = complaints(
        tmp_path / "b",
        {"received_at": at(3)},  # due 24 March, open until May
        {"received_at": at(20)},  # due in April
        {"received_at": at(3), "resolved_at": at(26)},
        *({"received_at": at(1, month=2), "resolved_at": at(3, month=2)},) * 2,
        as_of=at(10, month=5),
    )
    found = [
        (f"{row['month']:%m}", row["value"], row["n"]) for row in rows(ref, "complaints_overdue")
    ]
    assert found == [("02", 0, 0), ("03", 1, 2), ("04", 2, 2)]


def test_complaints_per_1000_contacts_needs_both_in_a_month(tmp_path):
    contacts = [{"started_at": at(3)}] * 50 + [{"started_at": at(3, month=4)}] * 10
    contacts += [{"started_at": at(3), "outcome": "abandoned_queue"}] * 5
    found = [{"received_at": at(3), "source_id": "register"}] * 2
    found += [{"received_at": at(3, month=5), "source_id": "register"}]
    ref = made(tmp_path / "b", {"contact_leg": contacts, "complaint": found})
    (row,) = rows(ref, "complaints_per_1000_contacts")
    assert (f"{row['month']:%m}", row["value"]) == ("03", 40)
    assert rows(ref, "complaints_per_1000_contacts", source="register") == []
