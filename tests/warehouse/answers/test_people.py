"""Resource adequacy: each series or what it waits for, weeks watched, calibrations apart."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.warehouse.made import made, value
from warehouse.access import Viewer, local_viewer
from warehouse.answers.people import people
from warehouse.errors import NotAllowed

WHO = local_viewer()
MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)


def evaluation(number, agent, week, score, **more):
    return {
        "evaluation_id": str(number), "agent_ref": agent, "score_pct": score,
        "evaluated_at": MONDAY + timedelta(weeks=week, hours=number), **more,
    }  # fmt: skip


def tables():
    """a works four weeks and is monitored in three of them, b two and one; c is calibrated only."""
    worked = [("a", 0), ("a", 1), ("a", 2), ("a", 3), ("b", 0), ("b", 1), ("c", 0)]
    calibration = {"is_calibration": True, "interaction_ref": "call 1"}
    return {
        "contact_leg": [
            {"leg_id": f"{agent}{week}", "agent_ref": agent, "queue_name": "Billing",
             "started_at": MONDAY + timedelta(weeks=week)}
            for agent, week in worked
        ],
        "quality_evaluation": [
            evaluation(1, "a", 0, 90), evaluation(2, "a", 0, 80), evaluation(3, "a", 1, 70),
            evaluation(4, "a", 3, 60), evaluation(5, "b", 0, 100),
            evaluation(6, "c", 0, 20, evaluator_ref="x", **calibration),
            evaluation(7, "c", 0, 32, evaluator_ref="y", **calibration),
            evaluation(8, "c", 0, 50, evaluator_ref="y", is_calibration=True,
                       interaction_ref="call 2"),
            evaluation(9, "a", 1, 0, status="draft"),
        ],
        "agent": [{"agent_id": name} for name in "abc"],
        "agent_assignment": [
            {"agent_id": name, "team": "Billing", "valid_from_on": date(2024, 1, 1)}
            for name in "abc"
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def ref(tmp_path_factory):
    path = tmp_path_factory.mktemp("people") / "b"
    return made(path, tables(), as_of="2025-04-01 12:00:00+00")


@pytest.fixture(scope="module")
def answer(ref):
    return people(ref, viewer=WHO)


def test_weeks_below_the_minimum_are_those_worked_and_not_monitored(answer):
    found = answer.monitoring
    assert (found.minimum, found.agent_weeks, found.weeks_below) == (1, 7, 3)
    assert (found.agents, found.agents_below) == (3, 3)
    told = {one.agent: (one.weeks, one.below, one.evaluations) for one in found.below}
    assert told == {"a": (4, 1, 4), "b": (2, 1, 1), "c": (1, 1, 0)}


def test_agent_weeks_are_counted_by_evaluations_and_calibrations_are_none(answer):
    assert answer.monitoring.spread == ((0, 3), (1, 3), (2, 1), (3, 0))
    assert sum(number for _, number in answer.monitoring.spread) == 7


def test_calibrations_and_drafts_are_not_in_the_score(ref, answer):
    found = answer.calibration
    assert (found.score, found.n, found.calibrations) == (80, 5, 3)
    assert found.mixed == (400 + 20 + 32 + 50) / 8
    kpi = next(one.kpi for one in answer.resources if one.kpi.fact == "fact_evaluation")
    assert value(ref, kpi.id, "2025-03") == found.score


def test_evaluators_of_one_interaction_are_compared(answer):
    found = answer.calibration
    assert (found.doubled, found.apart, found.close) == (1, 12, 0)


def test_every_series_stands_once_with_a_figure_or_with_what_it_waits_for(answer):
    labels = [one.kpi.label for one in answer.resources]
    assert len(labels) == len(set(labels))
    assert {"Occupancy", "Staffed of planned time", "Absence", "Refresher in date",
            "Monitored every week", "Quality score"} <= set(labels)  # fmt: skip
    gaps = {one.kpi.label: one.gap for one in answer.resources}
    assert gaps["Occupancy"] == "a workforce plan (template staffed_days)"
    assert gaps["Absence"] == gaps["Occupancy"]
    assert gaps["Refresher in date"].startswith("a roster and training records")
    assert all(bool(one.gap) != (one.panel is not None) for one in answer.resources)
    assert answer.finding == "2 of 7 series of people and resources have a figure"


def test_a_viewer_without_the_right_to_rows_sees_no_single_agent(ref):
    found = people(ref, viewer=Viewer("Lead", "leadership", frozenset({"see_figures"})))
    assert (found.monitoring.below, found.monitoring.agents_below) == ((), 3)
    with pytest.raises(NotAllowed):
        people(ref, viewer=Viewer("Guest", "guest", frozenset()))


def test_staffed_days_and_training_give_their_series_and_teams(tmp_path):
    day = {"scheduled_s": 28800, "staffed_s": 28800, "unavailable_s": 0, "contact_s": 21600}
    agents = [f"a{i}" for i in range(9)]
    courses = [
        {"agent_id": name, "course_code": "R1", "completed_on": f"2024-{1 + i // 7 * 2:02}-20"}
        for i, name in enumerate(agents)
    ]
    courses += [{"agent_id": "a0", "course_code": "R0", "completed_on": "2023-01-10"}]
    ref = made(
        tmp_path / "b",
        {
            "staffed_day": [{**day, "agent_id": name, "day": f"2024-03-0{d}"}
                            for name in agents for d in (4, 5)],
            "agent": [{"agent_id": name} for name in agents],
            "agent_assignment": [{"agent_id": name, "team": "Big" if i < 7 else "Small",
                                  "valid_from_on": "2022-01-01"} for i, name in enumerate(agents)],
            "training_record": courses,
        },
        as_of="2025-02-01 12:00:00+00",
    )  # fmt: skip
    answer = people(ref, viewer=WHO)
    latest = {one.kpi.label: one.panel.latest for one in answer.resources if one.panel}
    assert (latest["Occupancy"].value, latest["Occupancy"].n) == (0.75, 18)
    assert latest["Staffed of planned time"].value == 1
    assert latest["Absence"].value == 0
    assert answer.training_month == date(2025, 1, 1)
    assert [(one.team, one.n, one.share) for one in answer.training] == [
        ("Big", 7, None), ("Small", 2, None),  # a total would give the small one away
    ]  # fmt: skip
