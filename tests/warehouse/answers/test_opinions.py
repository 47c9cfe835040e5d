"""Second opinions: each with its n, and a caution where it differs."""

from dataclasses import replace

import pytest

from tests.pages import made
from tests.warehouse.answers.test_segments import AFTER, BEFORE, months
from warehouse.answers.opinions import opinions
from warehouse.answers.segments import segmented
from warehouse.catalogue.loader import shipped
from warehouse.home import Settings

KPI = shipped(Settings()).kpis["abandonment_rate"]
YEAR = (9, 2, 7, 0, 5, 11, 3, 8, 1, 10, 4, 6)  # each month of the year on a level of its own


def asked(values, kpi=KPI, n=1000):
    history = months(values, n)
    (segment,), verdict = segmented(kpi, history)
    return {one.method: one for one in opinions(kpi, history, segment.limits, verdict)}


def test_a_quiet_series_has_five_opinions_that_agree():
    found = asked(BEFORE * 2)
    assert list(found) == [
        "P′, by number of cases", "Anhøj, runs about the median", "Month-to-month memory",
        "Month of the year", "Width of the limits",
    ]  # fmt: skip
    assert {one.standing for one in found.values()} == {"agrees", "unsure"}
    assert next(one.n for one in found.values()) == 26


def test_a_shift_is_seen_by_runs_about_the_median_and_by_memory():
    found = asked(BEFORE + AFTER)
    runs, memory = found["Anhøj, runs about the median"], found["Month-to-month memory"]
    assert runs.said.startswith("Longest run 13 (at most 8 by chance), 1 crossings")
    assert runs.said.endswith("the level moved.")
    assert (runs.standing, memory.standing) == ("agrees", "differs")


def test_below_24_months_a_season_cannot_be_told():
    one = asked(BEFORE)["Month of the year"]
    assert (one.standing, one.n) == ("unsure", 13)
    assert "before 24 months" in one.said


def test_a_season_says_what_is_left_without_it():
    wave = [0.05 + 0.003 * YEAR[i % 12] + BEFORE[i % 13] / 100 for i in range(36)]
    one = asked(wave)["Month of the year"]
    assert one.said.startswith("Months of the year differ (p = under 0.01).")


def test_p_prime_disagrees_where_a_small_month_is_an_outlier_for_xmr_only():
    history = list(months(BEFORE * 2))
    history[20] = made.month(0, 2 / 30, month=history[20].month, n=30, denominator=30, numerator=2)
    (segment,), verdict = segmented(KPI, history)
    one = opinions(KPI, history, segment.limits, verdict)[0]
    assert one.standing == "differs"
    assert "Sep 2024 lies outside the limits of XmR only" in one.said
    assert "Sizes differ by more than half" in one.said


def test_a_mean_has_no_chart_by_count():
    assert "P′, by number of cases" not in asked(BEFORE * 2, replace(KPI, kind="mean"))


def test_trial_limits_claim_less():
    one = asked(BEFORE[:8])["Width of the limits"]
    assert one.n == 8
    assert one.said.startswith("From so few months they can be more than")


def test_without_limits_there_is_no_second_opinion():
    assert asked(BEFORE[:5]) == {}


@pytest.mark.parametrize("left_out", [(), (3,)])
def test_a_month_left_out_is_left_out_by_count_too(left_out):
    history = months(BEFORE * 2)
    days = tuple(history[i].month for i in left_out)
    (segment,), verdict = segmented(KPI, history, left_out=frozenset(days))
    assert opinions(KPI, history, segment.limits, verdict, days)[0].n == 26 - len(left_out)
