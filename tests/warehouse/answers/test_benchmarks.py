"""Benchmarks beside our figures: where they lie, how old they are, and when nothing can be said."""

from datetime import date

import pytest

from tests.warehouse.made import shares, written
from warehouse.access import Viewer, local_viewer
from warehouse.answers.benchmarks import benchmarks
from warehouse.benchmarks import Benchmark
from warehouse.errors import NotAllowed

WHO = local_viewer()
KPI = "abandonment_rate"  # 10 % of 1,000 in March 2023: Wilson 8.3 to 12.0 %; lower is better


def told(value, published=date(2024, 1, 2), kpi=KPI, unit="share", **more):
    return Benchmark(kpi, value, unit, "A report", published, "voice only", **more)


@pytest.fixture(scope="module")
def ref(tmp_path_factory):
    path = tmp_path_factory.mktemp("benchmarks") / "b"
    return written(path, KPI, shares([0.2, 0.2, 0.1]))


def row(ref, benchmark):
    return benchmarks(ref, (benchmark,), viewer=WHO).rows[0]


def test_the_newest_closed_month_stands_beside_it_with_n_and_interval(ref):
    own = row(ref, told(0.05)).own
    assert (own.month, own.value, own.n) == (date(2023, 3, 1), 0.1, 1000)
    assert own.low < 0.1 < own.high


def test_a_benchmark_is_judged_only_outside_our_interval(ref):
    found = [row(ref, told(value)) for value in (0.05, 0.09, 0.15)]
    assert [one.place for one in found] == ["below", "within", "above"]
    assert [one.better for one in found] == [False, None, True]


def test_a_range_has_to_lie_outside_as_a_whole(ref):
    assert row(ref, told(0.05, low=0.03, high=0.09)).place == "within"
    assert row(ref, told(0.05, low=0.03, high=0.07)).place == "below"


def test_the_age_is_whole_months_to_the_newest_data_and_old_from_24(ref):
    young, old = row(ref, told(0.05)), row(ref, told(0.05, date(2024, 1, 1)))
    assert (young.age, young.is_old) == (23, False)  # the data reach to 1 January 2026
    assert (old.age, old.is_old) == (24, True)


def test_a_kpi_without_a_figure_says_why_and_nothing_is_judged(ref):
    waits = row(ref, told(0.9, kpi="delivery_on_promise_rate"))
    assert (waits.own, waits.place, waits.better) == (None, "unknown", None)
    assert waits.gap == "waits for a record of promises with due and kept dates"
    assert row(ref, told(0.9, kpi="service_level")).gap == "no closed month with enough cases"


def test_a_formula_of_ours_is_taken_where_the_source_computes_by_it(ref):
    assert row(ref, told(0.05, formula="of_offered")).own is None


def test_the_finding_counts_better_worse_and_old(ref):
    several = (told(0.05), told(0.09, date(2020, 1, 1)), told(0.15))
    answer = benchmarks(ref, several, viewer=WHO)
    assert answer.finding == (
        "Of 3 benchmarks ours is better than one and worse than one; one cannot be told apart "
        "from ours; one is older than 24 months"
    )
    assert benchmarks(ref, (), viewer=WHO).finding == "No benchmark is declared"


def test_without_the_right_to_see_figures_nothing_is_told(ref):
    with pytest.raises(NotAllowed):
        benchmarks(ref, (), viewer=Viewer("Guest", "guest", frozenset()))
