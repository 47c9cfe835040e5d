"""The censored form of a KPI: what it must say, and that its SQL runs."""

from dataclasses import replace

import pytest

from warehouse.catalogue.binding import bound
from warehouse.catalogue.loader import declared, shipped
from warehouse.errors import CatalogueRefused
from warehouse.home import Settings

SHIPPED = shipped(Settings())
KPI = "resolution_hours_median"


def changed(old, new):
    text = SHIPPED.texts["kpis.toml"]
    assert old in text
    return declared({**SHIPPED.texts, "kpis.toml": text.replace(old, new, 1)})


def test_fact_and_unit_are_those_of_the_kpi_unless_told():
    own = SHIPPED.kpis[KPI].censored
    assert (own.formula.fact, own.formula.unit) == ("fact_ticket", "hours")
    told = SHIPPED.kpis["complaint_resolved_in_15_working_days_rate"].censored
    assert (told.formula.fact, told.formula.unit) == ("fact_complaint", "hours")


def test_a_kpi_that_declares_none_has_none():
    assert SHIPPED.kpis["abandonment_rate"].censored is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('ended = "solved tickets"\n', "", r"\['ended'\] is missing"),
        ('ended = "solved tickets"', 'endet = "x"', "endet"),
        ('is_event = "resolution_s is not null"', 'is_event = ""', r"\['is_event'\] is missing"),
        ('unit = "hours"\nmonth = "received_month"', 'unit = "share"\nmonth = "x"', "'share'"),
        ('ended = "solved tickets"', 'ended = "x"\nfact = "fact_tickets"', "fact_tickets"),
    ],
)
def test_what_does_not_hold_is_refused_with_its_place(old, new, said):
    with pytest.raises(CatalogueRefused, match=said) as refused:
        changed(old, new)
    assert "censored" in str(refused.value)


def test_an_expression_that_does_not_run_is_refused():
    own = SHIPPED.kpis[KPI]
    broken = replace(own, censored=replace(own.censored, is_event="no_such_column is null"))
    with pytest.raises(CatalogueRefused, match="is_event"):
        bound(replace(SHIPPED, kpis={KPI: broken}))
