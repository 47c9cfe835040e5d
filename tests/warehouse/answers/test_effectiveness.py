"""Did the action work: the verdict by a criterion, over days that a person can count."""

from datetime import date, timedelta

import pytest

from pipelines.sample.effects import effects
from tests.sample_home import UNTIL, sample_home
from tests.warehouse.made import made
from warehouse.access import Viewer, local_viewer
from warehouse.answers.daily import Sum, weeks
from warehouse.answers.effectiveness import effectiveness
from warehouse.answers.effectiveness_shapes import Terms
from warehouse.answers.shapes import Cohort
from warehouse.build import current
from warehouse.errors import InputRefused, NotAllowed
from warehouse.home import Home
from warehouse.period import month_add

__all__ = ["sample_home"]
ABANDONED, WAIT = "abandonment_rate", "average_speed_of_answer_voice"
START = date(2025, 3, 31)  # a Monday; the action is in place that day


def terms(**changes):
    declared = {
        "action_id": "A-2025-001",
        "kpi_id": ABANDONED,
        "direction": "fall",
        "size": 0.05,
        "months": 2,
        "implemented_on": START,
        "cohort": Cohort(),
        "fixed_on": date(2025, 3, 1),
    }
    return Terms(**{**declared, **changes})


def asked(build, **changes):
    return effectiveness(build, terms(**changes), viewer=local_viewer())


def day_of(day, answered, abandoned, **columns):
    """Contacts at nine of a day; the abandoned waited a minute."""
    at = {"started_at": f"{day} 09:00:00+00", **columns}
    left = {**at, "wait_s": 60, "outcome": "abandoned_queue"}
    return [{**at, "wait_s": 10}] * answered + [left] * abandoned


def days(first, number):
    return [first + timedelta(days=i) for i in range(number)]


def around(lost_before, lost_after, **columns):
    """Ten calls a day, 84 days on each side; one more or less is lost on every other day."""
    spans = ((START - timedelta(days=84), lost_before), (START + timedelta(days=1), lost_after))
    rows = []
    for first, lost in spans:
        for i, day in enumerate(days(first, 84)):
            now = lost + (1 if i % 2 else -1)
            rows += day_of(day, 10 - now, now, **columns)
    return rows


@pytest.fixture(scope="module")
def fell(tmp_path_factory):
    """North falls from 4 to 2 of 10 a day, South stays at 3."""
    rows = around(4, 2, region="North") + around(3, 3, region="South")
    return made(tmp_path_factory.mktemp("fell") / "b", {"contact_leg": rows})


def test_a_fall_as_large_as_asked_is_effective_with_the_figures_of_both_sides(fell):
    found = asked(fell, cohort=Cohort(dimension="region", member="North"))

    assert (found.judgement.word, found.judgement.verdict) == ("effective", "effective")
    assert (found.before.value, found.before.n) == (0.4, 840)
    assert (found.after.first, found.after.n) == (date(2025, 4, 1), 610)  # 61 days to 31 May
    assert found.after.value == pytest.approx(0.2, abs=0.002)
    assert found.window_until == date(2025, 5, 31)
    assert found.estimate.method == "days"
    assert found.estimate.effect == pytest.approx(-0.2, abs=0.003)
    assert found.finding == (
        "Effective: abandonment rate of region North fell from 40.0\u202f% to 19.8\u202f%"
    )


def test_those_it_did_not_touch_are_compared_with(fell):
    found = asked(fell, cohort=Cohort(dimension="region", member="North"))

    assert found.compared is not None
    assert found.compared.before.value == pytest.approx(0.3)
    assert found.compared.effect == pytest.approx(0.0, abs=0.003)
    assert found.compared.difference == pytest.approx(-0.2, abs=0.003)


def test_a_fall_that_the_others_share_is_not_the_actions(tmp_path):
    rows = around(4, 2, region="North") + around(4, 2, region="South")
    build = made(tmp_path / "b", {"contact_leg": rows})

    found = asked(build, cohort=Cohort(dimension="region", member="North"))

    assert found.compared.difference == pytest.approx(0.0, abs=1e-9)
    assert found.judgement.word == "no signal"
    assert any("not told apart from what they share" in one for one in found.reading)
    assert any("nothing confirms that this is more" in one for one in found.reading)


def test_where_nothing_happened_there_is_no_signal(fell):
    found = asked(fell, cohort=Cohort(dimension="region", member="South"))

    assert found.judgement.word == "no signal"
    assert found.before.value == pytest.approx(0.3)


def test_what_moved_to_the_worse_side_regressed(fell):
    north = Cohort(dimension="region", member="North")

    assert asked(fell, cohort=north, direction="rise").judgement.word == "regressed"


def test_before_its_window_is_over_it_is_too_early_whatever_the_figures(fell):
    found = asked(fell, cohort=Cohort(dimension="region", member="North"), months=10)

    assert (found.judgement.word, found.window_until) == ("too early", date(2026, 1, 31))
    assert found.estimate is not None


def test_an_action_that_is_not_in_place_has_no_figures(fell):
    found = asked(fell, implemented_on=None)

    assert (found.judgement.word, found.before, found.estimate) == ("too early", None, None)
    assert found.why_not.startswith("The action is not in place yet")


def test_without_a_case_before_nothing_is_compared_and_the_words_say_so(fell):
    found = asked(fell, implemented_on=date(2024, 6, 30), since=date(2024, 1, 1))

    assert found.estimate is None
    assert found.why_not == "There is no case before the action to compare with."
    assert found.judgement.word == "too early"


def test_a_part_that_the_data_do_not_know_is_asked_about(fell):
    found = asked(fell, cohort=Cohort(dimension="region", member="Nort"))

    assert found.why_not.endswith("Is 'Nort' written as the data write it?")
    assert found.judgement.word == "too early"


def test_with_few_days_and_months_nothing_is_estimated(tmp_path):
    rows = [row for day in days(START - timedelta(days=5), 11) for row in day_of(day, 10, 0)]
    found = asked(made(tmp_path / "b", {"contact_leg": rows}), kpi_id=WAIT, size=5, months=1)

    assert (found.estimate, found.judgement.word) == (None, "too early")
    assert found.why_not == "Too few days, weeks or months on one side to estimate a change."


def test_a_count_is_compared_by_whole_months_and_not_by_sides_of_unequal_length(tmp_path):
    rows = []
    for month in range(12):  # 100 and 102 contacts a month by turns, from April 2025 on ten fewer
        first = month_add(date(2024, 7, 1), month)
        rows += day_of(first, 100 + 2 * (month % 2) - (10 if month >= 9 else 0), 0)
    build = made(tmp_path / "b", {"contact_leg": rows})

    found = asked(build, kpi_id="contacts_offered", size=5, months=3)

    assert (found.estimate.method, found.grain) == ("months", "month")
    assert found.before.value == 101.0  # of eight: March is not whole before the 31st
    assert found.after.value == pytest.approx((92 + 90 + 92) / 3)
    assert found.judgement.word == "effective"


def test_a_criterion_written_after_the_action_is_told(fell):
    assert terms(fixed_on=START).is_after_the_fact is False
    assert terms(fixed_on=START + timedelta(days=1)).is_after_the_fact is True


def test_a_week_is_whole_or_not_there():
    found = weeks(tuple(Sum(day, 1.0, 2.0, 2) for day in days(date(2025, 1, 1), 14)),
                  date(2025, 1, 1), date(2025, 1, 14))  # fmt: skip

    assert found == (Sum(date(2025, 1, 6), 7.0, 14.0, 14),)  # from Monday the 6th


def test_an_unknown_dimension_is_refused_and_rights_are_needed(fell):
    with pytest.raises(InputRefused, match="planet"):
        asked(fell, cohort=Cohort(dimension="planet", member="Mars"))
    with pytest.raises(NotAllowed):
        effectiveness(fell, terms(), viewer=Viewer("Guest", "guest", frozenset()))


def planted(home, reason, size):
    """The sample's corrective action judged for one reason, fixed a month before it began."""
    action = effects().corrective_action
    began = month_add(UNTIL, action.first_month + 1)
    made_for = terms(
        kpi_id=action.kpi, direction="rise", size=size, months=6,
        cohort=Cohort(dimension="category", member=reason),
        implemented_on=began - timedelta(days=1), fixed_on=began - timedelta(days=30),
    )  # fmt: skip
    return effectiveness(current(home), made_for, viewer=local_viewer())


def test_the_planted_action_of_the_sample_is_effective(sample_home):
    found = planted(Home(sample_home), effects().corrective_action.reason, 0.05)

    assert found.judgement.word == "effective"
    low, high = found.estimate.interval.low, found.estimate.interval.high
    assert low < effects().corrective_action.step_share < high


def test_a_planted_nothing_of_the_sample_gives_no_signal(sample_home):
    found = planted(Home(sample_home), "meter_reading", 0.05)

    assert found.judgement.word == "no signal"
    assert found.estimate is not None
