"""The cards: printed from the build's own catalogue, with the query that gives the figure."""

import pytest

from tests.warehouse.made import made, rows
from tests.warehouse.test_measure import day_of_eight_formulas
from warehouse.access import local_viewer
from warehouse.answers.definitions import definitions
from warehouse.answers.trend import trend
from warehouse.catalogue.loader import declared, shipped
from warehouse.connection import reading, writing
from warehouse.errors import BuildDamaged
from warehouse.home import Settings


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    path = tmp_path_factory.mktemp("cards") / "b"
    return made(path, {"contact_leg": day_of_eight_formulas()})


def test_every_kpi_has_its_card(build):
    kpis = shipped(Settings()).kpis
    assert [one.kpi.id for one in definitions(build, viewer=local_viewer())] == list(kpis)


def test_the_query_on_the_card_runs_and_gives_the_figure(build):
    cards = {card.kpi.id: card for card in definitions(build, viewer=local_viewer())}
    query = cards["abandonment_rate"].sql.partition("\n\n-- ")[0]
    with reading(build.path) as database:
        (row,) = database.frame(query).rows(named=True)
    (figure,) = rows(build, "abandonment_rate")
    assert (row["value"], row["n"]) == (figure["value"], figure["n"]) == (48 / 988, 988)


def test_a_card_lists_reasons_checks_and_dimensions(build, tmp_path):
    with writing(build.path) as database:
        database.run(
            "insert into verdict (check_id, label, kpis, passed) values "
            "('w', 'Waits are there', ['service_level'], true)"
        )
    cards = {card.kpi.id: card for card in definitions(build, viewer=local_viewer())}
    card = cards["service_level"]
    assert card.checks == ("Waits are there",)
    assert card.exclusions[-1][0] == "abandoned within 5 s"
    assert "region" in card.dimensions
    assert cards["survey_sample_met_rate"].sql == ""


def test_a_figure_is_explained_by_the_catalogue_that_it_was_computed_with(tmp_path):
    texts = dict(shipped(Settings()).texts)
    texts["kpis.toml"] = texts["kpis.toml"].replace(
        'label = "Abandonment rate"', 'label = "Gave up"'
    )
    ref = made(tmp_path / "b", {}, catalogue=declared(texts))
    assert trend(ref, "abandonment_rate", viewer=local_viewer()).kpi.label == "Gave up"


def test_a_build_that_was_never_measured_is_told_apart(build, tmp_path):
    ref = made(tmp_path / "b", {})
    with writing(ref.path) as database:
        database.run("delete from catalogue")
    with pytest.raises(BuildDamaged, match="never measured"):
        definitions(ref, viewer=local_viewer())


def test_a_catalogue_of_another_version_is_told_and_not_a_bug(tmp_path):
    ref = made(tmp_path / "b", {})
    with writing(ref.path) as database:
        database.run("update catalogue set text = '[fact]' where name = 'facts.toml'")
    with pytest.raises(BuildDamaged, match="written by another version"):
        definitions(ref, viewer=local_viewer())
