"""Sums by pack, added up to single dimensions, are the sums of the single dimensions."""

from itertools import product

import pytest

from tests.warehouse.made import made
from warehouse import compose, packing
from warehouse.answers.stored import catalogue_of
from warehouse.catalogue.kpis import Fact
from warehouse.connection import reading

FACT = Fact("f", ("a", "b", "c", "d"), (), {}, packs=(("a", "b"), ("c",)))


def test_dimensions_that_are_wanted_stay_in_their_packs_and_others_go_alone():
    assert packing.packs(FACT, {"a", "b", "c", "d"}) == [("a", "b"), ("c",), ("d",)]
    assert packing.packs(FACT, {"b", "d"}) == [("b",), ("d",)]
    assert packing.packs(FACT, set()) == []


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Forty contacts that differ in region, segment, channel, outcome and month; some say less."""
    legs = [
        {
            "region": region, "customer_segment": segment, "channel": channel,
            "outcome": outcome, "wait_s": 7 * place % 90,
            "queued_at": f"2025-0{3 + place % 2}-{1 + place % 27:02} 10:00:00+00",
        }
        for place, (region, segment, channel, outcome) in enumerate(
            product(("North", "South", None, "West", "East"), ("household", "business"),
                    ("voice", "chat"), ("answered", "abandoned_queue"))
        )
    ]  # fmt: skip
    return made(tmp_path_factory.mktemp("packed") / "b", {"contact_leg": legs})


def listed(formulas: list[compose.Sums]) -> str:
    """The select list of all sums, by place, since each query has names of its own."""
    sums = [
        f"{one.numerator}, {one.denominator}, {one.cases}, coalesce({one.counted}, 0), "
        f"{one.singles}, {one.single}, {one.squared}"
        for one in formulas
    ]
    return f"select {', '.join(['source_id, month, dimension, member', *sums])}"


def test_packs_give_the_sums_of_each_dimension_alone(build):
    by = [("region", "customer_segment"), ("channel",)]
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        fact = catalogue.facts["fact_contact"]
        formulas = [
            formula
            for kpi in catalogue.kpis.values()
            for formula in kpi.formulas
            if formula.fact == fact.name
        ]
        packed, of_packs, added = packing.packed(fact, "month", formulas, by)
        summed = packing.unpacked(f"({packed})", by, added)
        groups = [("source_id", "month"), *(("source_id", "month", name) for name in sum(by, ()))]
        alone, of_alone = compose.sums(fact, "month", formulas, groups)
        found = database.rows(f"{listed(of_packs)} from ({summed}) order by all")
        assert found == database.rows(f"{listed(of_alone)} from ({alone}) order by all")
    # two months: all, five regions ("" for none said), two segments, two channels in each
    assert len(found) == 2 * (1 + 5 + 2 + 2)


def test_answers_to_more_exclusions_than_one_number_holds_are_kept_apart(build, monkeypatch):
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        fact = catalogue.facts["fact_contact"]
        formulas = [
            kpi.formulas[0]
            for kpi in catalogue.kpis.values()
            if kpi.fact == fact.name and kpi.kind != "median"
        ]

        def found() -> list[tuple[object, ...]]:
            query, sums, added = packing.packed(fact, "month", formulas, [])
            told = packing.unpacked(f"({query})", [], added)
            return database.rows(f"{listed(sums)} from ({told}) order by all")

        in_one = found()
        monkeypatch.setattr(packing, "BITS", 4)
        assert found() == in_one
    assert len(in_one) == 2
