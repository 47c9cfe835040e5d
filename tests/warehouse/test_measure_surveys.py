"""Satisfaction, quality and people KPIs from rows that a person can count."""

import pytest

from tests.warehouse.made import made, rows, value


def at(day, hour=9, month=3):
    return f"2025-{month:02}-{day:02} {hour:02}:00:00+00"


def survey(path, answers, metric, low=1, high=5, responses=None, **more):
    """One response and one answer for each value."""
    responses = responses or [{}] * len(answers)
    return made(
        path,
        {
            "survey_response": [
                {"response_id": f"r{i}", "submitted_at": at(3), **extra}
                for i, extra in enumerate(responses)
            ],
            "survey_answer": [
                {"response_id": f"r{i}", "metric": metric, "value_num": answer, "scale_min": low,
                 "scale_max": high, **more}
                for i, answer in enumerate(answers)
            ],
        },
    )  # fmt: skip


def test_csat_counts_fours_and_fives(tmp_path):
    ref = survey(tmp_path / "b", [1, 2, 3, 4, 4, 5], "csat")
    assert value(ref, "customer_satisfaction") == 3 / 6
    assert value(ref, "customer_satisfaction", formula="mean_score") == 19 / 6


def test_a_scale_that_runs_the_other_way_is_turned_round(tmp_path):
    ref = survey(tmp_path / "b", [1, 1, 2, 3, 5], "csat", scale_low_is_good=True)
    assert value(ref, "customer_satisfaction") == 3 / 5
    assert value(ref, "customer_satisfaction", formula="mean_score") == (5 + 5 + 4 + 3 + 1) / 5


def test_good_and_bad_are_a_scale_of_two(tmp_path):
    ref = survey(tmp_path / "b", [1, 1, 1, 0, 0], "csat", 0, 1)
    assert value(ref, "customer_satisfaction") == 3 / 5
    assert rows(ref, "customer_satisfaction", formula="mean_score") == []


def test_codes_for_blank_and_answers_that_are_none_do_not_count(tmp_path):
    ref = survey(tmp_path / "b", [5, 5, 5, 5, 5, 6, 0, None], "csat")
    (row,) = rows(ref, "customer_satisfaction")
    assert row["n"] == 5


def test_previews_spam_and_screened_out_responses_do_not_count(tmp_path):
    responses = [{}] * 5 + [{"is_test": True}, {"is_spam": True}, {"completeness": "screened_out"}]
    ref = survey(tmp_path / "b", [5] * 8, "csat", responses=responses)
    assert rows(ref, "customer_satisfaction")[0]["n"] == 5


def test_a_rating_at_the_end_of_a_call_is_an_answer_too(tmp_path):
    legs = [{"rating": rating, "rating_max": 5, "region": "North"} for rating in (1, 3, 4, 5, 5)]
    ref = made(tmp_path / "b", {"contact_leg": [*legs, {}]})
    assert value(ref, "customer_satisfaction") == 3 / 5
    assert rows(ref, "customer_satisfaction", by="region")[0]["member"] == "North"


def test_an_answer_is_booked_by_the_day_of_the_contact(tmp_path):
    responses = [{"contact_on": "2025-02-27"}] * 5
    ref = survey(tmp_path / "b", [5] * 5, "csat", responses=responses)
    assert [f"{row['month']:%m}" for row in rows(ref, "customer_satisfaction")] == ["02"]


def test_nps_is_promoters_minus_detractors_with_the_adjusted_interval(tmp_path):
    scores = [10] * 20 + [9] * 5 + [8] * 4 + [6] * 5 + [0] * 2  # 25 promoters, 4, 7 detractors
    ref = survey(tmp_path / "b", scores, "nps", 0, 10)
    (row,) = rows(ref, "net_promoter_score")
    assert row["value"] == 50
    assert (round(row["low"], 2), round(row["high"], 2)) == (20.93, 71.38)  # Rocks 2016
    assert value(ref, "net_promoter_score", formula="promoters") == 25 / 36


def test_eleven_on_the_scale_of_nps_is_no_promoter(tmp_path):
    ref = survey(tmp_path / "b", [10, 10, 10, 0, 0, 11], "nps", 0, 10)
    (row,) = rows(ref, "net_promoter_score")
    assert (row["value"], row["n"]) == (20, 5)


def test_weights_weigh_and_an_answer_without_one_is_left_out(tmp_path):
    weights = [{"weight": weight} for weight in (2, 1, 1, 1, 1, None)]
    ref = survey(tmp_path / "b", [10, 0, 8, 8, 8, 10], "nps", 0, 10, responses=weights)
    (row,) = rows(ref, "net_promoter_score", formula="weighted")
    assert (row["numerator"], row["denominator"], row["n"]) == (1, 6, 5)
    assert value(ref, "net_promoter_score") == pytest.approx(100 / 6)


def test_ces_counts_fives_to_sevens(tmp_path):
    ref = survey(tmp_path / "b", [1, 4, 5, 6, 7], "ces", 1, 7)
    assert value(ref, "customer_effort_score") == 3 / 5
    assert value(ref, "customer_effort_score", formula="mean_score") == 23 / 5


def test_satisfaction_with_handling_stays_apart(tmp_path):
    ref = survey(tmp_path / "b", [1, 2, 3, 4, 5], "handling")
    assert value(ref, "complaint_handling_satisfaction") == 2 / 5
    assert rows(ref, "customer_satisfaction") == []


def test_the_response_rate_is_of_those_delivered(tmp_path):
    sent = [{"completed_at": at(4)}] * 2 + [{}] * 4
    sent += [{"delivery": kind} for kind in ("bounced", "failed", "suppressed", "opted_out",
                                             "pending", "unknown")]  # fmt: skip
    ref = made(tmp_path / "b", {"survey_invitation": [{"sent_at": at(3), **one} for one in sent]})
    assert value(ref, "survey_response_rate") == 2 / 6
    assert value(ref, "survey_response_rate", formula="of_invited") == 2 / 12


def test_without_invitations_nobody_knows_the_response_rate(tmp_path):
    assert rows(survey(tmp_path / "b", [5] * 6, "csat"), "survey_response_rate") == []


def test_calibrations_and_drafts_stay_out_of_the_score(tmp_path):
    scores = [(80, {}), (90, {}), (100, {}), (70, {}), (60, {}), (0, {"is_calibration": True}),
              (0, {"status": "draft"})]  # fmt: skip
    evaluations = [{"agent_ref": "a", "score_pct": score, **more} for score, more in scores]
    ref = made(tmp_path / "b", {"quality_evaluation": evaluations})
    assert value(ref, "quality_score") == 80


def test_a_score_without_a_total_is_the_sum_of_its_items(tmp_path):
    evaluations = [{"evaluation_id": str(i), "agent_ref": "a"} for i in range(5)]
    items = [
        {"evaluation_id": str(i), "item_id": item, "points": points, "max_points": 10,
         "is_na": item == "c", "critical_failed": item == "a" and i == 0}
        for i in range(5)
        for item, points in (("a", 9), ("b", 6), ("c", 0))
    ]  # fmt: skip
    ref = made(tmp_path / "b", {"quality_evaluation": evaluations, "quality_item": items})
    assert value(ref, "quality_score") == 75
    assert value(ref, "critical_error_rate") == 1 / 5


def test_monitoring_is_judged_by_weeks_in_which_an_agent_worked(tmp_path):
    mondays = (3, 10, 17, 24)
    legs = [{"agent_ref": "Ann", "queued_at": at(day + 1)} for day in mondays]
    legs += [{"agent_ref": "Bo", "queued_at": at(day + 1)} for day in mondays[:3]]
    evaluations = [
        {"agent_ref": "Ann", "evaluated_at": at(5)},
        {"agent_ref": "Ann", "evaluated_at": at(5)},
        {"agent_ref": "Bo", "evaluated_at": at(12)},
        {"agent_ref": "Ann", "evaluated_at": at(19), "is_calibration": True},
        {"agent_ref": "Ann", "evaluated_at": at(26)},
    ]
    tables = {"contact_leg": legs, "quality_evaluation": evaluations}
    over = made(tmp_path / "1", tables)
    (row,) = rows(over, "monitored_interactions_rate")
    assert (row["numerator"], row["denominator"]) == (3, 7)
    running = made(tmp_path / "2", tables, as_of=at(28))  # the last week is not over
    (row,) = rows(running, "monitored_interactions_rate")
    assert (row["numerator"], row["denominator"]) == (2, 6)


def test_training_is_current_for_a_year_and_leavers_do_not_count(tmp_path):
    agents = [{"agent_id": f"A{i}"} for i in range(6)]
    agents.append({"agent_id": "gone", "employment_end_on": "2025-03-15"})
    agents.append({"agent_id": "new", "employment_start_on": "2025-05-01"})
    training = [
        {"agent_id": f"A{i}", "course_code": "c", "completed_on": day}
        for i, day in enumerate(("2025-03-01", "2025-03-31", "2024-03-31", "2024-04-01"))
    ]
    ref = made(tmp_path / "b", {"agent": agents, "training_record": training})
    (row,) = rows(ref, "training_current_rate", "2025-03")
    assert (row["numerator"], row["denominator"]) == (3, 6)


def test_the_first_year_of_training_records_has_no_figure(tmp_path):
    training = [{"agent_id": "A0", "course_code": "c", "completed_on": "2024-02-10"}]
    agents = [{"agent_id": f"A{i}"} for i in range(5)]
    ref = made(tmp_path / "b", {"agent": agents, "training_record": training})
    months = [f"{row['month']:%Y-%m}" for row in rows(ref, "training_current_rate")]
    assert (months[0], months[-1]) == ("2025-02", "2025-12")  # a course of 2023 is not on record
