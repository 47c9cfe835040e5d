"""Chances to meet a target: from months that a person can add up, null and words where none."""

from datetime import date

import pytest

from warehouse.answers import series
from warehouse.answers.prospects import Prospect, outlook, said
from warehouse.answers.shapes import Month
from warehouse.catalogue.loader import shipped
from warehouse.home import Settings
from warehouse.stats import forecast

CATALOGUE = shipped(Settings())
KPI = CATALOGUE.kpis["abandonment_rate"]  # below 5 %
TARGET = KPI.target


def months(*shares, first=date(2025, 1, 1), n=1000, status="final"):
    """Months from `first` on, each with n cases and so many per cent of them abandoned."""
    found = []
    for i, share in enumerate(shares):
        month = date(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1, 1)
        value = None if share is None else share / 100
        found.append(
            Month(month, value, None if value is None else value * n, n, n, status, target=TARGET)
        )
    return tuple(found)


def asked(history, kpi=KPI, **more):
    return outlook(kpi, series.judged(CATALOGUE, kpi, history), 30, **more)


STEADY = (4.6, 5.0, 4.4, 5.2, 4.8, 4.2, 4.9, 4.7, 5.1)  # nine months, 42.9 together


def test_the_year_so_far_and_the_months_met_are_those_a_person_counts():
    found = asked(months(*STEADY))

    assert (found.year, found.met, found.judged, found.n) == (2025, 6, 9, 9000)  # 5.0 is not < 5
    assert found.so_far == pytest.approx(0.429 / 9)


def test_the_rest_of_the_year_must_bring_what_is_still_missing():
    found = asked(months(*STEADY)).year_end

    # 12 months at 5 % are 0.60; nine brought 0.429, three must bring 0.171: 5.7 % each
    assert (found.months, found.needed) == (3, pytest.approx(0.057))
    same = forecast.next_mean([value / 100 for value in STEADY], 3, 0.057, "lower")
    assert found.chance == pytest.approx(same.chance)
    assert found.words == "very likely"


def test_the_next_quarter_is_held_against_the_target_itself():
    found = asked(months(*STEADY)).quarter

    same = forecast.next_mean([value / 100 for value in STEADY], 3, 0.05, "lower")
    assert (found.months, found.needed) == (3, 0.05)
    assert found.chance == pytest.approx(same.chance)


def test_with_fewer_than_eight_months_there_is_no_chance_but_a_reason():
    found = asked(months(*STEADY[:7])).quarter

    assert (found.chance, found.words) == (None, "no forecast: fewer than 8 closed months")


def test_a_process_that_is_not_stable_has_no_forecast():
    found = asked(months(*STEADY, *STEADY, 9.9, first=date(2024, 1, 1))).quarter

    assert (found.chance, found.why_not) == (None, "the process is not stable")


def test_months_that_do_not_vary_have_no_forecast():
    assert asked(months(*[4.0] * 9)).quarter.why_not == "the months do not vary"


def test_what_not_even_a_perfect_rest_would_bring_is_out_of_reach():
    found = asked(months(*[10.0, 11.0] * 4)).year_end  # 0.84 done, 0.60 allowed

    assert (found.chance, found.brief) == (0.0, "out of reach")
    assert found.needed < 0


def test_at_the_end_of_the_year_it_is_known_whether_the_target_was_met():
    found = asked(months(*STEADY, 4.8, 4.6, 4.9)).year_end

    assert (found.months, found.chance, found.words) == (0, 1.0, "met")


def test_a_year_without_a_closed_month_has_no_figure_and_no_forecast():
    found = asked(months(*STEADY), year=2026)

    assert (found.so_far, found.met, found.judged) == (None, 0, 0)
    assert found.year_end.why_not == "no closed month in the year"


def test_months_with_too_few_cases_are_not_judged():
    assert asked(months(*STEADY, n=20)).judged == 0


def test_without_a_target_or_a_closed_month_there_is_no_outlook():
    assert asked(months(*STEADY, status="provisional")) is None
    assert asked(months(*STEADY), CATALOGUE.kpis["contacts_offered"]) is None


def test_a_chance_near_nothing_or_all_is_not_said_to_the_percent():
    made = forecast.next_mean([0.04, 0.05, 0.06], 3, 0.05, "lower")

    assert said(Prospect(3, 0.05, 0.72, "likely", "likely", forecast=made)) == "likely (72\u202f%)"
    assert said(Prospect(3, 0.05, 0.999, "very likely", "very likely", forecast=made)) == (
        "very likely (over 99\u202f%)"
    )
    assert said(Prospect(3, 0.05, None, "no forecast: x", "x", "x")) == "no forecast: x"
