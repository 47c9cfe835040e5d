"""How members are judged and ranked: small ones never lead, and nothing goes by the raw share."""

import random
from datetime import date

import pytest

from warehouse.answers.cohort_points import judged
from warehouse.answers.shapes import Month
from warehouse.catalogue.loader import shipped
from warehouse.home import Settings

SHIPPED = shipped(Settings())
LOWER = SHIPPED.kpis["abandonment_rate"]
HIGHER = SHIPPED.kpis["service_level"]


def members(counts):
    """Months by member out of {name: (numerator, denominator)}."""
    return {
        name: Month(date(2025, 3, 1), x / n if n else None, x, n, n, "final")
        for name, (x, n) in counts.items()
    }


def by_name(found):
    return {point.member: point for point in found.points}


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("kpi", [LOWER, HIGHER])
def test_a_cohort_of_five_never_tops_a_list_whatever_its_share(seed, kpi):
    draw = random.Random(seed)
    counts = {}
    for i in range(draw.randint(3, 25)):
        n = draw.randint(30, 900)
        counts[f"M{i}"] = (round(n * draw.uniform(0.01, 0.99)), n)
    counts["Five"] = (draw.choice([0, 5]), 5)
    found = judged(SHIPPED, kpi, members(counts))
    five = by_name(found)["Five"]
    assert (five.rank, five.mark, five.is_listed, five.adjusted) == (None, "common", False, None)
    assert sorted(p.rank for p in found.points if p.rank) == list(range(1, len(counts)))


def test_ranks_follow_the_shrunken_share_and_not_the_raw_one():
    counts = {f"M{i}": (20 + i, 400) for i in range(10)}
    counts |= {"Large": (180, 1000), "Few": (6, 32)}  # 18.0 % of many; 18.75 % of a few
    found = by_name(judged(SHIPPED, LOWER, members(counts)))
    assert found["Few"].value > found["Large"].value
    assert found["Few"].shrunken < found["Large"].shrunken
    assert (found["Large"].rank, found["Few"].rank) == (1, 2)


def test_the_worst_comes_first_whichever_side_is_better():
    counts = {f"M{i}": (200 + 10 * i, 400) for i in range(10)}
    assert by_name(judged(SHIPPED, LOWER, members(counts)))["M9"].rank == 1
    assert by_name(judged(SHIPPED, HIGHER, members(counts)))["M0"].rank == 1


def test_members_that_do_not_differ_have_one_shrunken_share_the_pooled_one():
    found = judged(SHIPPED, LOWER, members({f"M{i}": (40, 400) for i in range(10)}))
    assert {point.shrunken for point in found.points} == {0.1}
    assert found.tested == 10
    assert {point.mark for point in found.points} == {"common"}


def test_what_lies_beyond_the_limits_must_stay_on_the_list_to_be_marked():
    counts = {f"M{i}": (40 + (-1) ** i, 400) for i in range(30)} | {"Out": (90, 400)}
    point = by_name(judged(SHIPPED, LOWER, members(counts)))["Out"]
    assert (point.mark, point.is_listed) == ("concern", True)
    assert point.adjusted < 0.1


def test_means_have_no_shrunken_share_and_no_rank():
    kpi = SHIPPED.kpis["quality_score"]
    found = judged(SHIPPED, kpi, members({f"M{i}": (40 + i, 50) for i in range(8)}))
    assert {(point.shrunken, point.rank) for point in found.points} == {(None, None)}
    assert found.tested == 8
