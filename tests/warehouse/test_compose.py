"""Two routes to one number agree, and every row of the real exports is counted or has a reason."""

from dataclasses import replace

import pytest

from tests.warehouse.made import made
from tests.warehouse.test_measure import INTERVAL, day_of_eight_formulas
from warehouse import compose, facts
from warehouse.answers.stored import catalogue_of
from warehouse.build import current
from warehouse.catalogue.kpis import Exclusion
from warehouse.catalogue.loader import shipped
from warehouse.connection import reading
from warehouse.home import Settings

KPIS = shipped(Settings()).kpis
FEEDABLE = [kpi.id for kpi in KPIS.values() if kpi.formulas]
FACTS = list(shipped(Settings()).facts)


@pytest.fixture(scope="module")
def database(real):
    """The build of all real exports, open for reading."""
    with reading(current(real[0]).path) as opened:
        facts.as_written(opened)
        yield opened


@pytest.mark.parametrize("name", FEEDABLE)
def test_the_query_that_people_read_gives_the_stored_figures(database, name):
    catalogue = catalogue_of(database)
    for formula in catalogue.kpis[name].formulas:
        if catalogue.kpis[name].is_combined_only:
            continue
        query = compose.readable(catalogue.facts[formula.fact], formula)
        stored = database.rows(
            "select source_id, month, value, n from kpi_month "
            "where kpi_id = ? and formula = ? and dimension = '' and source_id <> '' "
            "order by source_id, month",
            [name, formula.name],
        )
        again = database.rows(f"select source_id, month, value, cast(n as bigint) from ({query})")
        assert stored == [row for row in again if row[2] is not None or row[3]], formula.name


@pytest.mark.parametrize("name", FACTS)
def test_no_counted_row_is_without_its_parts(database, name):
    catalogue = catalogue_of(database)
    unexplained = {}
    for kpi in catalogue.kpis.values():
        for formula in kpi.formulas:
            if formula.fact != name:
                continue
            parts = [formula.value] if formula.kind == "median" else [formula.numerator]
            parts += [formula.denominator] if formula.denominator else []
            unknown = " or ".join(f"({part}) is null" for part in parts)
            unexplained[f"sum(case when not ({compose.left_out(formula)}) and ({unknown}) "
                        f"and {formula.month} is not null then 1 else 0 end)"] = (
                kpi.id, formula.name)  # fmt: skip
    relation = compose.relation(catalogue.facts[name])
    (counts,) = database.rows(f"select {', '.join(unexplained)} from {relation}")
    assert {
        who: count for who, count in zip(unexplained.values(), counts, strict=True) if count
    } == {}


def test_a_threshold_asked_for_leaves_out_intervals_counted_within_another(tmp_path):
    ref = made(
        tmp_path / "b", {"contact_leg": day_of_eight_formulas(), "queue_interval": [INTERVAL]}
    )
    with reading(ref.path) as database:
        catalogue = catalogue_of(database)
        fact = catalogue.facts["fact_contact"]
        formula = catalogue.kpis["service_level"].formula("answered_only")
        query, (sums,) = compose.sums(
            fact, "month", [formula], [("month",)], parameter=formula.parameter
        )
        (row,) = database.rows(
            f"select {sums.numerator}, {sums.denominator} from ({query})", {"parameter": 10}
        )
    assert row == (720, 900)


def test_a_quotation_mark_in_a_reason_does_not_end_it():
    formula = KPIS["contacts_offered"].formula()
    quoting = replace(formula, exclusions=(Exclusion("it's", "is_test"),))
    assert "then 'it''s'" in compose.reason(quoting)
