"""An expression that does not run is a refused catalogue, found before anything is computed."""

import re

import pytest

from warehouse.catalogue.binding import bound
from warehouse.catalogue.loader import declared, shipped
from warehouse.errors import CatalogueRefused
from warehouse.home import Settings


def spoiled(old, new, name="kpis.toml"):
    texts = dict(shipped(Settings()).texts)
    assert old in texts[name]
    return declared(texts | {name: texts[name].replace(old, new, 1)})


def test_every_shipped_expression_runs():
    bound(shipped(Settings()))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('numerator = "offered"', 'numerator = "offerd"', "its numerator 'sum(offerd) over ()'"),
        ('numerator = "offered"', 'numerator = "outcome"', "its numerator"),
        ('month = "month"', 'month = "mouth"', "kpi.contacts_offered of kpis.toml: its month"),
        (
            'denominator = "answered + abandoned"',
            'denominator = "answered + given_up"',
            "formula 'of_served_and_abandoned': its denominator",
        ),
        ('when = "wait_s = 0"', 'when = "wait = 0"', "its exclusion 'did not wait'"),
        ('parameter = "threshold_s"', 'parameter = "threshold"', "its parameter 'threshold'"),
    ],
)
def test_an_expression_that_does_not_run_is_refused_where_it_stands(old, new, message):
    with pytest.raises(CatalogueRefused, match=re.escape(message)):
        bound(spoiled(old, new))


def test_a_dimension_that_is_no_column_of_its_fact_is_refused():
    whole = 'dimensions = ["channel", "team", "agent"'
    catalogue = spoiled(whole, whole.replace("channel", "line"), "facts.toml")
    with pytest.raises(CatalogueRefused, match=r"facts\.toml, fact_evaluation: its column 'line'"):
        bound(catalogue)


def test_packs_name_dimensions_of_their_fact_once_each():
    pack = '["agent", "team", "site", "provider"]'
    with pytest.raises(CatalogueRefused, match=r"packs of fact\.fact_contact: unknown 'teem'"):
        spoiled(pack, '["agent", "teem"]', "facts.toml")
    with pytest.raises(CatalogueRefused, match="a dimension stands in two of"):
        spoiled(pack, '["agent", "channel"]', "facts.toml")
