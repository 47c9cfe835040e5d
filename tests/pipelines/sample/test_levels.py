"""Levels of the KPIs, what is unfinished at the end, and how the files hang together."""

import json
from collections import Counter
from datetime import datetime
from typing import Any

import polars as pl
import pytest

from tests.pipelines.sample import reading

EASY = ("Somewhat agree", "Agree", "Strongly agree")


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def test_the_response_rate_is_that_of_those_who_were_reached(sample):
    counts = Counter(reading.invitations(sample.folder)["status"].to_list())
    reached = sum(
        counts[status]
        for status in (
            "Success",
            "Opened",
            "SurveyStarted",
            "SurveyPartiallyFinished",
            "SurveyFinished",
        )
    )

    assert counts.total() == sample.truth.rows["invitations"]
    assert counts["SurveyFinished"] / reached == pytest.approx(
        sample.truth.response_rate, abs=0.008
    )
    assert all(counts[status] > 20 for status in ("HardBounce", "SoftBounce", "Failure", "Pending"))


def test_survey_levels_are_those_of_a_believable_organisation(answers):
    nps = answers["Q1"].drop_nulls().cast(pl.Int64)
    nps = nps.filter(nps <= 10)

    assert 100 * ((nps >= 9).mean() - (nps <= 6).mean()) == pytest.approx(30, abs=4)
    assert answers["Q3_1"].drop_nulls().is_in(EASY).mean() == pytest.approx(0.74, abs=0.025)
    assert answers["Q2"].drop_nulls().is_in(reading.SATISFIED).mean() == pytest.approx(
        0.83, abs=0.02
    )


def test_waits_are_skewed_with_a_long_tail(sample):
    waits = reading.answered_voice(sample.records)["wait_s"]

    assert 25 <= waits.mean() <= 35
    assert waits.median() < 0.6 * waits.mean()
    assert waits.quantile(0.95) > 3 * waits.mean()
    assert waits.max() > 1000


def test_complaints_and_escalations_are_at_their_levels(newest):
    complaints = [t for t in newest if "complaint" in t["tags"] and t["created_at"] < "2026-09"]
    escalated = [t for t in newest if "escalated" in t["tags"] and t["created_at"] < "2026-10"]

    def within(ticket: dict[str, Any], begin: str | int, end: int, hours: int) -> bool:
        start = ticket[begin] if isinstance(begin, str) else reading.custom(ticket, begin)
        done = moment(reading.custom(ticket, end))
        return done is not None and (done - moment(start)).total_seconds() <= hours * 3600

    acknowledged = [within(ticket, "created_at", 360021, 24) for ticket in complaints]
    answered = [within(ticket, 360031, 360034, 48) for ticket in escalated]
    outcomes = Counter(reading.custom(ticket, 360026) for ticket in complaints)
    decided = outcomes.total() - outcomes[None] - outcomes["withdrawn"]
    upheld = outcomes["upheld"] + outcomes["partly_upheld"]

    assert sum(acknowledged) / len(acknowledged) == pytest.approx(0.97, abs=0.017)
    assert sum(answered) / len(answered) == pytest.approx(0.90, abs=0.03)
    assert upheld / decided == pytest.approx(0.41, abs=0.05)


def test_standard_complaints_are_resolved_within_fifteen_working_days_at_their_level(newest):
    rows = [
        (ticket["created_at"][:10], (reading.custom(ticket, 360025) or "2027")[:10])
        for ticket in newest
        if reading.custom(ticket, 360036) and ticket["created_at"] < "2026-09"
    ]
    frame = pl.DataFrame(rows, schema=["received", "closed"], orient="row").select(
        pl.all().str.to_date("%Y-%m-%d", strict=False)
    )
    days = frame.select(pl.business_day_count("received", "closed")).to_series()

    assert (days <= 15).mean() == pytest.approx(0.905, abs=0.03)


def test_unfinished_business_remains_at_the_end(newest):
    live = Counter(t["status"] for t in newest if t["created_at"] >= "2026-10")
    undecided = [t for t in newest if "complaint" in t["tags"] and not reading.custom(t, 360024)]

    assert sum(live[status] for status in ("new", "open", "pending", "hold")) > 30
    assert len(undecided) > 10
    assert all(t["metric_set"]["solved_at"] is None for t in newest if t["status"] == "open")


def test_every_tool_reaches_the_last_day(sample, newest):
    histories = reading.invitations(sample.folder)

    assert sample.records["local"].max() == datetime(2026, 10, 31, 23, 59)
    assert max(t["created_at"] for t in newest) == "2026-10-31T23:58:30Z"
    assert histories["sentAt"].max()[:10] == "2026-10-31"
    assert reading.scorecards(sample.folder)["evaluated_at"].max()[:10] == "2026-10-31"


def test_calibrations_are_one_contact_scored_by_two_evaluators(sample):
    calibrated = reading.scorecards(sample.folder).filter(pl.col("form_name") == "Calibration")
    pairs = calibrated.group_by("interaction_id").agg(
        pl.col("evaluator_id").n_unique(), pl.col("evaluation_id").n_unique()
    )

    assert pairs.height * 2 == sample.truth.rows["calibrations"]
    assert set(pairs["evaluator_id"]) == set(pairs["evaluation_id"]) == {2}


def test_evaluations_belong_to_contacts_of_their_agent(sample):
    rows = reading.scorecards(sample.folder).unique("evaluation_id")
    roster = pl.read_csv(sample.folder / "people" / "roster.csv", infer_schema=False)
    names = roster.unique("agent_id").select("agent_id", "id_telephony")
    joined = rows.join(names, on="agent_id").join(
        sample.records.select("ContactId", "agent", "start"),
        left_on="interaction_id",
        right_on="ContactId",
    )
    evaluated = pl.col("evaluated_at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_zone="UTC")

    assert joined.height == rows.height
    assert (joined["agent"] == joined["id_telephony"]).all()
    assert joined.select((evaluated > pl.col("start")).all()).item()


def test_agents_who_move_have_stays_without_gap_or_overlap(sample):
    roster = pl.read_csv(sample.folder / "people" / "roster.csv", try_parse_dates=True)
    moved = roster.filter(pl.len().over("agent_id") > 1).sort("agent_id", "valid_from")
    firsts, seconds = moved.gather_every(2), moved.gather_every(2, offset=1)

    assert firsts.height == seconds.height == 7
    next_days = firsts["valid_to"].cast(pl.Date).dt.offset_by("1d")
    assert next_days.to_list() == seconds["valid_from"].to_list()
    assert (firsts["team"] != seconds["team"]).all()


def test_most_agents_are_trained_within_the_year(sample):
    rows = pl.read_csv(sample.folder / "people" / "training.csv", infer_schema=False)
    roster = pl.read_csv(sample.folder / "people" / "roster.csv", infer_schema=False)
    shares = []
    for month in sample.truth.months[1:]:
        day = month.isoformat()
        employed = roster.filter(
            pl.col("employment_start") <= day,
            pl.col("employment_end").is_null() | (pl.col("employment_end") >= day),
        )["agent_id"]
        current = rows.filter(pl.col("completed_on") <= day, pl.col("expires_on") > day)
        shares.append(employed.unique().is_in(current["agent_id"].unique().implode()).mean())

    assert sum(shares) / len(shares) == pytest.approx(0.95, abs=0.02)


def test_satisfaction_ratings_agree_with_their_tickets(sample, newest):
    known: dict[int, dict[str, Any]] = {}
    for path in sorted((sample.folder / "zendesk").glob("satisfaction_ratings_*.json")):
        for rating in json.loads(path.read_text())["satisfaction_ratings"]:
            known[rating["ticket_id"]] = rating
    scores = Counter(rating["score"] for rating in known.values())
    on_tickets = Counter(ticket["satisfaction_rating"]["score"] for ticket in newest)

    assert scores["good"] == on_tickets["good"]
    assert scores["bad"] == on_tickets["bad"]
    assert scores["good"] / (scores["good"] + scores["bad"]) == pytest.approx(0.83, abs=0.025)
