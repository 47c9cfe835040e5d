"""Ours beside the source's own totals, by hand."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers.reconciliation import reconciliation, stated
from warehouse.errors import LedgerRefused
from warehouse.home import Home
from warehouse.registers import totals
from warehouse.registers.ledger import registers

MARCH, APRIL, MAY = date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1)
KPI, TABLE = "contacts_offered", "contact_leg"
LEGS = [
    *[{"started_at": "2025-03-05 09:00:00+00"}] * 3,
    {"started_at": "2025-03-31 23:30:00+00"},  # 1 April in London
    {"started_at": "2025-05-05 09:00:00+00"},
]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def given(tmp_path: Path, home: Home):
    """Reconcile a small build with rows of a summary export."""

    def asked(*rows: tuple[date, str, float]):
        read = [
            {"of_source": "tool", "month": month, "measure": measure, "value": value}
            for month, measure, value in rows
        ]
        path = tmp_path / "b.duckdb"
        path.unlink(missing_ok=True)
        ref = made(path, {"contact_leg": LEGS, "source_total": read})
        return reconciliation(ref, home, local_viewer())

    return asked


def states(found) -> dict[tuple[date | None, str], tuple]:
    return {
        (one.month, one.measure): (one.ours, one.theirs, one.difference, one.state)
        for one in found.totals
    }


def test_a_total_agrees_only_when_it_is_the_same(given):
    found = given((MARCH, KPI, 3), (APRIL, KPI, 2))

    assert states(found)[MARCH, KPI] == (3, 3, 0, "agrees")
    assert states(found)[APRIL, KPI] == (1, 2, -1, "differs")
    assert [one.share for one in found.totals if one.month == APRIL] == [-0.5]
    assert found.finding == "1 of 2 totals agree, 1 differs"


def test_rows_of_a_table_are_counted_in_the_months_of_the_site(given):
    found = given((MARCH, TABLE, 3), (APRIL, TABLE, 1))

    assert {one.state for one in found.totals if one.month != MAY} == {"agrees"}


def test_a_month_between_ours_without_a_row_is_zero_and_one_outside_is_not_known(given):
    found = given((date(2025, 6, 1), KPI, 1), (MARCH, KPI, 3))

    assert states(found)[date(2025, 6, 1), KPI] == (None, 1, None, "no figure of ours")


def test_months_and_sources_without_a_total_are_listed(given):
    found = given((MARCH, KPI, 3))

    assert states(found)[MAY, KPI] == (1, None, None, "no total given")
    assert [(one.source, one.month, one.state) for one in given().totals] == [
        ("tool", None, "no total given")
    ]
    assert given().finding == "No total of a source to compare with ours"


def test_a_typed_total_goes_before_that_of_an_export(given, home):
    ledger, viewer = registers(home), local_viewer()
    place = {"source": "tool", "month": MARCH, "measure": KPI}
    totals.state(ledger, viewer, {**place, "value": 4, "read_from": "Dashboard"})

    (one,) = [one for one in given((MARCH, KPI, 3)).totals if one.month == MARCH]
    assert (one.theirs, one.state) == (Decimal(4), "differs")
    assert one.origin.startswith("Dashboard, typed by ")


def test_an_accepted_deviation_is_told_and_a_larger_one_differs_again(given, home):
    accepted = {
        "source": "tool", "month": APRIL, "measure": KPI, "size": -1, "reason": "Test line.",
        "build_id": "made",
    }  # fmt: skip
    totals.accept(registers(home), local_viewer(), accepted)

    (one,) = [one for one in given((APRIL, KPI, 2)).totals if one.month == APRIL]
    assert (one.state, one.deviation.reason) == ("accepted", "Test line.")
    (one,) = [one for one in given((APRIL, KPI, 3)).totals if one.month == APRIL]
    assert (one.state, one.deviation) == ("differs", None)


def test_a_measure_that_nothing_of_ours_has_is_refused_with_those_that_are(given, home):
    found = given()
    about = {"source": "tool", "month": MARCH, "value": 1, "read_from": "Dashboard"}

    with pytest.raises(LedgerRefused, match="nothing of ours has this name"):
        stated(registers(home), local_viewer(), found, measure="calls_taken", **about)
    written = stated(registers(home), local_viewer(), found, measure=KPI, **about)
    assert written.total_id.startswith("T-")
