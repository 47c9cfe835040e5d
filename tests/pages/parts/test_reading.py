"""What the trend page says beside its chart."""

from datetime import date

import pytest

from pages.parts import reading
from tests.pages import made
from warehouse.answers.marks import Opinion, Segment


@pytest.mark.parametrize(
    ("assurance", "reason"),
    [
        ("meets", "3.8 – 5.5\u202f% lies wholly on the good side of <\u202f5\u202f%"),
        ("misses", "3.8 – 5.5\u202f% never reaches <\u202f5\u202f%"),
        ("hit_or_miss", "<\u202f5\u202f% lies inside 3.8 – 5.5\u202f%"),
        ("none", "no firm limits yet"),
    ],
)
def test_the_verdict_on_the_target_gives_its_reason(assurance, reason):
    _, (icon, _, why) = reading.verdicts(made.trend(assurance=assurance))
    assert why == reason
    assert icon.startswith("assurance-")


def test_the_verdict_on_variation_names_the_rules_that_hold():
    (icon, words, why), _ = reading.verdicts(made.trend(rules=("outside_limits", "shift")))
    assert (icon, words) == ("variation-concern-high", "Concern, high")
    assert why == "a month outside the limits and seven months on one side of the mean"


def test_without_a_target_there_is_no_verdict_on_it():
    months = tuple(made.month(i, 0.05, target=None) for i in range(12))
    answer = made.trend(kpi=made.kpi(target=None), months=months, history=months, assurance="none")
    assert reading.verdicts(answer)[1] == ("assurance-none", "No verdict", "no target")


def test_facts_are_of_the_newest_closed_month():
    assert reading.facts(made.trend()) == [
        ("Aug 2025", "5.6\u202f%"),
        ("95 % interval", "5.3 – 5.9\u202f%"),
        ("Counted", "989 of 17,664"),
        ("Limits rest on", "22 months"),
    ]


def test_a_mean_counts_cases_and_has_no_interval_to_show():
    months = tuple(made.month(i, 30.0, low=None, high=None) for i in range(12))
    kpi = made.kpi(kind="mean", unit="seconds")
    answer = made.trend(kpi=kpi, months=months, history=months, limits=None)
    assert reading.facts(answer) == [("Sep 2025", "30\u202fs"), ("Cases", "17,664")]


def test_the_table_has_every_month_newest_first_with_state_and_signal():
    table = reading.months_table(made.trend())
    assert [line["Month"] for line in table[:2]] == ["Sep 2025", "Aug 2025"]
    assert (table[0]["State"], table[0]["Signal"]) == ("provisional", "")
    assert (table[1]["Value"], table[1]["Signal"]) == ("5.6\u202f%", "concern")
    assert len(table) == 12


def test_a_missing_month_is_a_dash_in_the_table_and_not_zero():
    line = reading.months_table(made.trend(history=(made.month(0, None),)))[0]
    assert (line["Value"], line["Counted"], line["State"]) == ("–", "–", "missing")


def test_the_caption_says_whom_the_figure_is_about():
    assert reading.caption(made.trend()) == (
        "Trend · Abandonment rate · all sources · lower is better · target: Client SLA · "
        "owner Head of operations"
    )
    own = made.trend(kpi=made.kpi(target_origin="organisation", owner=""))
    assert reading.caption(own).endswith("own target · no owner")


OPINIONS = (
    Opinion("P′, by number of cases", 26, "agrees", "The same months."),
    Opinion("Month-to-month memory", 26, "differs", "r = 0.51."),
    Opinion("Width of the limits", 26, "unsure", "A third."),
)


def test_second_opinions_are_counted_and_those_that_differ_are_named():
    title, _ = reading.sure(made.trend(opinions=OPINIONS))
    assert title == (
        "How sure is this? 1 of 2 second opinions agree; month-to-month memory calls for caution"
    )
    alone, _ = reading.sure(made.trend(opinions=OPINIONS[:1]))
    assert alone == "How sure is this? 1 of 1 second opinions agree"


def test_each_opinion_has_its_n():
    lines = reading.opinions(made.trend(opinions=OPINIONS))
    assert [(line["n"], line["Stands"]) for line in lines] == [
        ("26", "agrees"), ("26", "**caution**"), ("26", "–"),
    ]  # fmt: skip


def test_the_strip_says_where_limits_began_anew_why_and_who_approved():
    cut = (
        Segment(date(2024, 10, 1), date(2025, 2, 1), made.LIMITS),
        Segment(
            date(2025, 3, 1), date(2025, 9, 1), made.LIMITS, reason="Call-back", approver="Head"
        ),
    )
    title, rest = reading.history(made.trend(segments=cut))
    assert title == "All 12 months: the limits began anew once, last in Mar 2025"
    assert rest.endswith("Mar 2025: Call-back, approved by Head. Old limits stay visible.")
