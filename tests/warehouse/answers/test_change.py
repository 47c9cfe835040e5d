"""Why a figure moved: parts that add up, Simpson's alarm, small cells, what cannot be explained."""

import math
import random

import pytest

from tests.warehouse.made import made
from warehouse.access import Viewer, local_viewer
from warehouse.answers.change import change
from warehouse.answers.shapes import Cohort
from warehouse.answers.spans import span_from
from warehouse.errors import InputRefused, NotAllowed

FEBRUARY, MARCH = span_from("2025-02"), span_from("2025-03")
ABANDONMENT, WAIT = "abandonment_rate", "average_speed_of_answer_voice"


def legs(month, answered, abandoned, *, wait=10, **columns):
    """Contacts of one month; the abandoned waited a minute."""
    at = {"started_at": f"2025-{month:02}-05 09:00:00+00", **columns}
    return [{**at, "wait_s": wait}] * answered + [
        {**at, "wait_s": 60, "outcome": "abandoned_queue"}
    ] * abandoned


def built(path, rows):
    return made(path / "b", {"contact_leg": rows})


def asked(ref, kpi=ABANDONMENT, by=("region",), before=FEBRUARY, after=MARCH, **more):
    return change(ref, kpi, before, after, by, viewer=local_viewer(), **more)


def part(answer, name):
    (found,) = [one for one in answer.parts if one.member == name]
    return found


@pytest.fixture(scope="module")
def reversed_(tmp_path_factory):
    """North falls from 10 to 8 %, South from 40 to 35 %; work goes from 900:100 to 500:500."""
    rows = legs(2, 810, 90, region="North") + legs(2, 60, 40, region="South")
    rows += legs(3, 460, 40, region="North") + legs(3, 325, 175, region="South")
    return asked(built(tmp_path_factory.mktemp("reversed"), rows))


def test_the_parts_of_a_share_add_up_to_its_change(reversed_):
    assert (reversed_.value_1, reversed_.value_2) == (0.13, 0.215)
    assert math.fsum(p.effect for p in reversed_.parts) == pytest.approx(0.085, abs=1e-12)
    assert reversed_.rate + reversed_.mix == pytest.approx(0.085, abs=1e-12)
    assert math.fsum(reversed_.seen_from_before) == pytest.approx(0.085, abs=1e-12)


def test_rate_and_mix_are_those_that_a_person_computes(reversed_):
    # rate: -0.02 x (0.9 + 0.5) / 2 - 0.05 x (0.1 + 0.5) / 2 = -0.014 - 0.015
    assert part(reversed_, "North").rate == pytest.approx(-0.014)
    assert part(reversed_, "South").rate == pytest.approx(-0.015)
    assert reversed_.mix == pytest.approx(0.114)
    # threefold: rates at the old mix, mix at the old rates, both together
    assert reversed_.seen_from_before == pytest.approx((-0.023, 0.12, -0.012))


def test_a_reversal_is_said_in_words_with_where_the_work_went(reversed_):
    assert reversed_.finding == (
        "Abandonment rate rose by 8.5 points although it fell in every region: work moved to South"
    )
    assert reversed_.reversal == (
        "Over all it rose from 13.0\u202f% to 21.5\u202f%; in every region (North and South) it "
        "fell. More of the work went to South: 10.0\u202f% → 50.0\u202f%. "
        "Judge each region, not the total; ask why the work moved."
    )


def test_what_helps_and_what_hurts_is_marked_by_direction_not_sign(reversed_):
    assert part(reversed_, "South").mix_mark == "concern"
    assert part(reversed_, "North").rate_mark == "common"  # 10 to 8 % of 900 and 500 is chance


def test_without_a_reversal_there_is_no_alarm(tmp_path):
    rows = legs(2, 90, 10, region="North") + legs(2, 90, 10, region="South")
    rows += legs(3, 60, 40, region="North") + legs(3, 90, 10, region="South")
    found = asked(built(tmp_path, rows))
    assert found.reversal == ""
    assert found.finding == (
        "Abandonment rate rose by 15.0 points; most of it through North, +15.00 points"
    )
    assert part(found, "North").rate_mark == "concern"
    assert part(found, "North").rate_interval.low > 0


def test_a_change_that_chance_explains_is_called_so(tmp_path):
    rows = legs(2, 45, 5, region="North") + legs(2, 45, 5, region="South")
    rows += legs(3, 44, 6, region="North") + legs(3, 44, 6, region="South")
    found = asked(built(tmp_path, rows))
    assert found.unsure is True
    assert found.finding.endswith("no part of it can be told from chance")
    assert {p.rate_mark for p in found.parts} == {"common"}


def test_small_members_are_one_part_and_what_names_none_stays_apart(tmp_path):
    rows = []
    for month in (2, 3):
        rows += legs(month, 60, 6, region="North") + legs(month, 12, 2, region="East")
        rows += legs(month, 10, 1, region="West") + legs(month, 8, 1)
    found = asked(built(tmp_path, rows))
    assert {p.member for p in found.parts} == {"North", "others", "not stated"}
    assert found.grouped == ("East", "West")
    assert (part(found, "others").n_1, part(found, "not stated").n_1) == (25, 9)
    assert found.parts[-1].is_others
    assert "Others, each with few cases: East and West." in found.note


def test_fewer_than_5_cases_are_never_a_part_and_the_total_does_not_give_them_away(tmp_path):
    rows = legs(2, 100, 10, region="North") + legs(2, 60, 6, region="South")
    rows += legs(3, 100, 12, region="North") + legs(3, 60, 6, region="South")
    rows += legs(2, 3, 0, region="Tiny") + legs(3, 40, 4, region="Tiny")
    found = asked(built(tmp_path, rows))
    assert found.grouped == ("South", "Tiny")
    assert {p.member for p in found.parts} == {"North", "others"}


def test_means_are_explained_without_an_interval(tmp_path):
    rows = legs(2, 50, 0, region="North", wait=10) + legs(2, 50, 0, region="South", wait=30)
    rows += legs(3, 50, 0, region="North", wait=14) + legs(3, 50, 0, region="South", wait=30)
    found = asked(built(tmp_path, rows), WAIT)
    assert (found.value_1, found.value_2, found.rate, found.mix) == (20, 22, 2, 0)
    assert part(found, "North").rate_interval is None
    assert found.note.startswith("Chance is not drawn")


def test_counts_are_figures_a_month_with_one_effect_each(tmp_path):
    rows = [row for month in (1, 2, 3) for row in legs(month, 40, 0, region="North")]
    rows += legs(4, 70, 0, region="North") + legs(4, 10, 0, region="South")
    ref = built(tmp_path, rows)
    found = asked(ref, "contacts_offered", before=span_from("2025-Q1"), after=span_from("2025-04"))
    assert (found.value_1, found.value_2) == (40, 80)
    assert [(p.member, p.effect, p.rate) for p in found.parts] == [
        ("North", 30, None),
        ("South", 10, None),
    ]


def test_a_net_promoter_score_is_explained_in_points(tmp_path):
    def answers(month, promoters, detractors, region):
        for i, value in enumerate([10] * promoters + [0] * detractors):
            name = f"{month}{region}{i}"
            day = f"2025-{month:02}-05 09:00:00+00"
            responses.append({"response_id": name, "submitted_at": day, "region": region})
            given.append({"response_id": name, "question_id": "q", "metric": "nps",
                          "value_num": value, "scale_min": 0, "scale_max": 10})  # fmt: skip

    responses, given = [], []
    answers(2, 30, 10, "North")
    answers(2, 20, 20, "South")
    answers(3, 20, 20, "North")
    answers(3, 20, 20, "South")
    ref = made(tmp_path / "b", {"survey_response": responses, "survey_answer": given})
    found = asked(ref, "net_promoter_score")
    assert (found.value_1, found.value_2) == (25, 0)
    assert part(found, "North").effect == pytest.approx(-25)
    assert part(found, "South").effect == pytest.approx(0)


def test_several_dimensions_are_joint_cells_and_either_mix_is_told(reversed_, tmp_path):
    rows = []
    for month, north, south in ((2, 300, 100), (3, 100, 300)):
        for channel in ("voice", "chat"):
            rows += legs(month, north, 30, region="North", channel=channel)
            rows += legs(month, south, 90, region="South", channel=channel)
    found = asked(built(tmp_path, rows), by=("channel", "region"))
    assert {p.member for p in found.parts} == {
        "voice · North", "voice · South", "chat · North", "chat · South",
    }  # fmt: skip
    rate, channel, region = found.crossed
    assert rate + channel + region == pytest.approx(found.change)
    assert channel == pytest.approx(0, abs=1e-3)
    assert reversed_.crossed is None


def test_one_dimension_of_everybody_is_what_the_rows_give(tmp_path):
    """The measured sums and those of the rows agree; a restriction takes the rows."""
    rows = legs(2, 90, 10, region="North", channel="voice") + legs(2, 50, 20, channel="chat")
    rows += legs(3, 80, 20, region="North", channel="voice") + legs(3, 50, 10, channel="chat")
    ref = built(tmp_path, rows)
    stored, joint = asked(ref), asked(ref, by=("region", "channel"))
    assert {p.member for p in stored.parts} == {"North", "not stated"}
    assert (stored.change, stored.n_1) == (pytest.approx(joint.change), joint.n_1)
    only = asked(ref, by=("region",), cohort=Cohort("", "channel", "voice"))
    assert (only.value_1, only.value_2, only.n_1) == (0.1, 0.2, 100)


@pytest.mark.parametrize("seed", range(6))
def test_parts_always_add_up_to_the_change(tmp_path, seed):
    """Any mix of sizes, vanished and new members, one or two dimensions: within 1e-9."""
    draw = random.Random(seed)
    rows = []
    for month in (2, 3):
        for region in ("North", "South", "East", "West", None):
            for channel in ("voice", "chat"):
                many = draw.choice((0, 1, 4, 20, 60, 150))
                lost = draw.randint(0, many)
                rows += legs(
                    month, many - lost, lost, wait=draw.randint(1, 90), region=region,
                    channel=channel,
                )  # fmt: skip
    rows += [row for month in (2, 3) for row in legs(month, 20, 5, region="North")]
    ref = built(tmp_path, rows)
    for kpi in (ABANDONMENT, WAIT, "contacts_offered"):
        for by in (("region",), ("region", "channel"), ("weekday", "region", "channel")):
            found = asked(ref, kpi, by)
            assert found.change is not None, found.why_not
            total = math.fsum(p.effect for p in found.parts)
            assert abs(total - found.change) < 1e-9 * max(1, abs(found.value_1))
            if found.rate is not None:
                assert abs(found.rate + found.mix - found.change) < 1e-9 * max(1, found.value_1)


def test_a_provisional_month_is_not_explained(tmp_path):
    rows = legs(2, 90, 10, region="North") + legs(3, 80, 20, region="North")
    ref = made(tmp_path / "b", {"contact_leg": rows}, as_of="2025-03-20 00:00:00+00")
    found = asked(ref)
    assert (found.parts, found.rate) == ((), None)
    assert found.why_not.startswith("Mar 2025 is still provisional")


def test_a_period_without_a_figure_is_null_and_said(tmp_path):
    found = asked(built(tmp_path, legs(3, 80, 20, region="North")))
    assert (found.value_1, found.change, found.parts) == (None, None, ())
    assert "for Feb 2025" in found.why_not


def test_fewer_than_5_cases_in_all_are_withheld(tmp_path):
    rows = legs(2, 3, 1, region="North") + legs(3, 80, 20, region="North")
    found = asked(built(tmp_path, rows))
    assert (found.value_1, found.value_2) == (None, None)
    assert found.why_not == "One of the two periods has fewer than five cases."


def test_a_finding_names_no_person(tmp_path):
    rows = legs(2, 50, 0, agent_ref="Ann", wait=10) + legs(2, 50, 0, agent_ref="Bob", wait=10)
    rows += legs(3, 50, 0, agent_ref="Ann", wait=90) + legs(3, 50, 0, agent_ref="Bob", wait=10)
    found = asked(built(tmp_path, rows), WAIT, by=("agent",))
    assert part(found, "Ann").effect == 40
    assert "Ann" not in found.finding + found.heading + found.note + found.reversal


@pytest.mark.parametrize(
    ("kpi", "by", "before", "after", "said"),
    [
        ("first_reply_hours_median", ("channel",), "2025-02", "2025-03", "median"),
        (ABANDONMENT, (), "2025-02", "2025-03", "0 dimensions"),
        (ABANDONMENT, ("colour",), "2025-02", "2025-03", "colour"),
        (ABANDONMENT, ("region",), "2025-03", "2025-03", "does not lie after"),
        (ABANDONMENT, ("region",), "2025-Q1", "2025-03", "does not lie after"),
        (ABANDONMENT, ("region", "channel", "queue", "site"), "2025-02", "2025-03", "4 dim"),
    ],
)
def test_what_cannot_be_explained_is_refused(tmp_path, kpi, by, before, after, said):
    ref = built(tmp_path, legs(2, 9, 1))
    with pytest.raises(InputRefused, match=said):
        asked(ref, kpi, by, span_from(before), span_from(after))


def test_a_fixed_dimension_cannot_be_split_by(tmp_path):
    ref = built(tmp_path, legs(2, 9, 1))
    with pytest.raises(InputRefused, match="fixed to one member"):
        asked(ref, cohort=Cohort("", "region", "North"))


def test_who_may_not_see_figures_is_refused(tmp_path):
    with pytest.raises(NotAllowed):
        change(
            built(tmp_path, []), ABANDONMENT, FEBRUARY, MARCH, ("region",),
            viewer=Viewer("nobody", "Nobody", frozenset()),
        )  # fmt: skip
