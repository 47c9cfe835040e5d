"""Survey scores with what they rest on: n, response, balance, weights, drivers by band."""

import pytest

from tests.warehouse.made import made
from warehouse.access import Viewer, local_viewer
from warehouse.answers.answered_contacts import drivers
from warehouse.answers.satisfaction import satisfaction
from warehouse.answers.spans import span_from
from warehouse.errors import InputRefused, NotAllowed

MARCH = span_from("2025-03")
AT = "2025-03-05 09:00:00+00"
CSAT = "customer_satisfaction"


def tables(groups, *, strangers=0):
    """Contacts and answers: (region, wait in s, served, satisfied, not satisfied) a group."""
    legs, invitations, responses, answers = [], [], [], []

    def answer(name, value, **about):
        responses.append({"response_id": name, "submitted_at": AT, **about})
        answers.append({"response_id": name, "metric": "csat", "value_num": value})

    for region, wait, served, good, bad in groups:
        for i in range(served):
            contact = f"{region}{wait}-{i}"
            legs.append({"leg_id": f"l{contact}", "contact_id": contact, "region": region,
                         "wait_s": wait, "customer_key": contact, "reason": "bill"})  # fmt: skip
            is_in = i < good + bad
            invitations.append({"invitation_id": f"i{contact}", "sent_at": AT,
                                "completed_at": AT if is_in else None})  # fmt: skip
            if is_in:
                answer(f"r{contact}", 5 if i < good else 2, contact_ref=contact)
    for i in range(strangers):
        answer(f"stranger{i}", 5)
    return {"contact_leg": legs, "survey_invitation": invitations,
            "survey_response": responses, "survey_answer": answers}  # fmt: skip


def asked(ref, kpi=CSAT, span=MARCH, **more):
    return satisfaction(ref, kpi, span, viewer=local_viewer(), **more)


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    """North: 100 of 200 answer, 90 satisfied, after 10 s. South: 20 of 200, 10 so, after 90 s."""
    rows = tables([("North", 10, 200, 90, 10), ("South", 90, 200, 10, 10)], strangers=6)
    return asked(made(tmp_path_factory.mktemp("csat") / "b", rows))


def test_a_score_has_n_interval_and_response_rate(answer):
    (score,) = [one for one in answer.scores if one.kpi.id == CSAT]
    assert (score.value, score.n) == (106 / 126, 126)
    assert score.low < score.value < score.high
    assert (score.answered, score.reached, score.response_rate) == (120, 400, 0.3)
    assert score.bound_low == pytest.approx(0.3 * 106 / 126)
    assert score.bound_high == pytest.approx(0.3 * 106 / 126 + 0.7)


def test_a_score_without_answers_is_null_and_not_0(answer):
    (nps,) = [one for one in answer.scores if one.kpi.unit == "points"]
    assert (nps.value, nps.low, nps.n, nps.response_rate) == (None, None, 0, None)


def test_answers_without_a_contact_are_counted_and_said(answer):
    assert (answer.answers, answer.linked, answer.served) == (126, 120, 400)
    assert answer.bias.startswith("6 of 126 answers name no contact")


def test_respondents_are_compared_with_everybody_served(answer):
    (region,) = [one for one in answer.balances if one.driver == "region"]
    north = region.groups[0]
    assert (north.name, north.respondents, north.served) == ("North", 100, 200)
    assert (north.share_respondents, north.share_served) == (100 / 120, 0.5)
    assert north.apart == pytest.approx((5 / 6 - 1 / 2) / ((5 / 36 + 1 / 4) / 2) ** 0.5)
    assert region.likeness.differs


def test_weighting_gives_every_region_its_share_of_those_served(answer):
    raw, weighted = answer.weighted
    assert (raw.by, weighted.by) == ((), ("Region",))
    assert raw.value == pytest.approx(100 / 120)
    assert weighted.value == pytest.approx(0.5 * 0.9 + 0.5 * 0.5)
    # weights: 2 for 100 answers of North, 10 for 20 of South
    assert weighted.design_effect == pytest.approx(120 * (100 * 4 + 20 * 100) / 400**2)
    assert weighted.n_effective == pytest.approx(120 / weighted.design_effect)
    assert "more than half the margin of error away" in answer.bias
    assert answer.bias.endswith("weighting corrects only for the listed variables.")


def test_two_variables_are_raked_together(tmp_path):
    rows = tables([("North", 10, 90, 40, 10), ("South", 10, 90, 20, 20)])
    for i, leg in enumerate(rows["contact_leg"]):
        leg["customer_segment"] = ("home", "firm")[i % 2]
    found = asked(made(tmp_path / "b", rows))
    assert [one.by for one in found.weighted] == [
        (), ("Region",), ("Segment",), ("Region", "Segment"),
    ]  # fmt: skip
    assert all(one.converged for one in found.weighted)


def test_drivers_are_bands_with_n_and_interval_in_their_order(answer):
    waits = [one for one in answer.bands if one.driver == "wait"]
    assert [(one.name, one.n) for one in waits] == [
        ("up to 20\u202fs", 100),
        ("over 60\u202fs to 2\u202fmin", 20),
    ]
    assert (waits[0].value, waits[1].value) == (0.9, 0.5)
    assert waits[0].low < 0.9 < waits[0].high
    assert (waits[0].is_few, waits[1].is_few) == (False, True)


def test_small_bands_are_withheld_with_another_that_the_total_would_tell(tmp_path):
    groups = [("North", 10, 60, 40, 10), ("South", 40, 60, 10, 2), ("East", 90, 9, 2, 1)]
    found = asked(made(tmp_path / "b", tables(groups)))
    hidden = {one.name for one in found.bands if one.driver == "region" and one.value is None}
    assert hidden == {"East", "South"}


def test_the_planned_sample_follows_the_margin(answer):
    (score,) = [one for one in answer.scores if one.kpi.id == CSAT]
    p = 106 / 126
    n = 1.959964**2 * p * (1 - p) / 0.05**2
    assert score.needed == int(n) + 1
    assert score.to_invite == -(-score.needed * 10 // 3)


def test_an_open_link_has_no_response_rate(tmp_path):
    rows = tables([("North", 10, 60, 40, 10)])
    rows["survey_invitation"] = []
    found = asked(made(tmp_path / "b", rows))
    assert found.raw.response_rate is None
    assert found.raw.to_invite is None
    assert found.finding.endswith("nobody knows how many were asked")


def test_fewer_than_5_answers_are_withheld(tmp_path):
    found = asked(made(tmp_path / "b", tables([("North", 10, 60, 3, 1)])))
    assert (found.raw.value, found.raw.n, found.weighted) == (None, 4, ())
    assert found.finding == "There are not enough answers in Mar 2025 to show a score"


def test_promoters_and_detractors_give_a_band_its_interval(tmp_path):
    rows = tables([("North", 10, 60, 30, 10), ("South", 90, 60, 30, 10)])
    for one in rows["survey_answer"]:
        one |= {"metric": "nps", "scale_min": 0, "scale_max": 10, "value_num": 2 * one["value_num"]}
    found = asked(made(tmp_path / "b", rows), "net_promoter_score")
    assert found.raw.value == 50  # 30 of 10 and 10 of 4 in each
    (north,) = [one for one in found.bands if one.name == "North"]
    assert (north.value, north.n) == (50, 40)
    assert north.low < 50 < north.high
    assert (found.weighted[1].value, found.weighted[1].low) == (pytest.approx(50), None)


def test_every_declared_driver_has_bands_that_end_open():
    wait = next(one for one in drivers() if one.id == "wait")
    assert len(wait.groups()) == len(wait.edges) + 1
    assert wait.groups()[-1].startswith("over ")


def test_what_is_no_survey_score_is_refused(answer, tmp_path):
    ref = made(tmp_path / "b", tables([("North", 10, 20, 6, 2)]))
    with pytest.raises(InputRefused, match="survey score"):
        asked(ref, "abandonment_rate")
    with pytest.raises(NotAllowed):
        satisfaction(ref, CSAT, MARCH, viewer=Viewer("nobody", "Nobody", frozenset()))
