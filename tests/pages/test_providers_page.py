"""The page on providers, run over the small sample, with a contract, and without any provider."""

import pytest

from pages.parts.agreeing import contract_rows
from pages.parts.outsourcing import difference, drawn, met, value, verdict
from pages.parts.outsourcing import heading as provider_heading
from pages.parts.wording import plain
from tests.pages.charts.test_contracts import KPI, cell, line
from tests.pages.made import PROVENANCE
from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers.provider_shapes import Providers
from warehouse.answers.providers import providers
from warehouse.answers.spans import span_from
from warehouse.build import current, file_hash
from warehouse.home import Home
from warehouse.stats.intervals import Interval


def heading(app):
    assert not app.exception
    assert len(app.title) == 1
    return app.title[0].value


def test_it_shows_every_figure_and_teaches_how_to_declare_a_contract(opened, reading):
    answer = providers(current(Home(reading)), span_from("2025-Q2"), viewer=local_viewer())
    app = opened("providers", period="2025-Q2", kpi=answer.lines[1].kpi.id)
    assert heading(app) == plain(answer.finding)
    table = next(t.value for t in app.dataframe if "Figure" in t.value.columns)
    assert list(table["Figure"]) == [one.kpi.label for one in answer.lines]
    assert {"Bluebird Water", "Karrow Contact", "Difference", "Signals"} <= set(table.columns)
    assert app.code[0].value.startswith('[contracts."Karrow Contact"]')


@pytest.mark.usefixtures("reading")
def test_the_kpi_that_the_address_names_is_drawn_and_another_is_dropped(opened):
    app = opened("providers", kpi="abandonment_rate")
    assert any(part.value.startswith("Abandonment rate:") for part in app.subheader)
    app = opened("providers", kpi="net_promoter_score")
    assert heading(app)
    assert "kpi" not in app.query_params


def test_without_a_provider_it_says_what_to_map(opened, tmp_path, monkeypatch):
    home = Home(tmp_path)
    home.builds.mkdir()
    ref = made(home.builds / "made.duckdb", {"contact_leg": [{"queue_name": "Billing"}]})
    home.current.write_text(f"made {file_hash(ref.path)}\n")
    monkeypatch.setenv("CARE_HOME", str(tmp_path))
    app = opened("providers")
    assert heading(app) == "No figure names a provider"
    assert any("provider" in one.value and "profile" in one.value for one in app.markdown)


def test_verdicts_say_when_chance_could_turn_them():
    assert met(cell(low=0.06)) == "misses"
    assert met(cell(low=0.04)) == "misses, within chance"
    assert met(cell(value=0.04, low=0.03, high=0.045, meets=True)) == "meets"
    assert met(cell(meets=None)) == "too few to judge"


def test_a_difference_of_shares_is_in_points_with_its_interval():
    assert difference(line(cell()), cell(apart=Interval(0.01, 0.072))) == (
        "+4.0\u202fpoints (+1.0 to +7.2)"
    )
    assert difference(line(cell()), cell(difference=None)) == "–"
    assert [verdict(cell()), verdict(cell(differs=None))] == ["worse", "not judged"]


def test_values_say_withheld_missing_and_provisional():
    assert value(line(cell()), cell(standing="withheld", value=None)) == "withheld"
    assert value(line(cell()), cell(standing="empty", value=None)) == "–"
    assert value(line(cell()), cell(is_provisional=True)) == "P 8.0\u202f% (6.0 – 10.0)"


def test_contracts_that_are_missed_come_first_and_those_without_a_figure_last():
    cells = (cell("A", is_contract=True, meets=True, value=0.01, low=0.0, high=0.02),
             cell("B", is_contract=True), cell("C"))  # fmt: skip
    answer = Providers(
        span=span_from("2025-Q2"), names=("A", "B", "C"), lines=(line(*cells),),
        contracts=("A", "B"), tested=0, unfed=(("B", KPI),), last=None, finding="",
        provenance=PROVENANCE,
    )  # fmt: skip
    rows = contract_rows(answer)
    assert [(row["Provider"], row["Verdict"]) for row in rows] == [
        ("B", "misses"), ("A", "meets"), ("B", "no figure names this provider"),
    ]  # fmt: skip


def test_many_providers_are_counted_in_the_heading_and_the_chosen_ones_drawn():
    cells = [cell(f"P{i:02}", differs="concern" if i < 2 else "improvement") for i in range(14)]
    many = line(*cells)
    assert provider_heading(many) == (
        "Abandonment rate: of 14 providers 12 better and 2 worse by more than chance"
    )
    part, said = drawn(many, ("P01", "P07"))
    assert [one.provider for one in part.cells] == ["P01", "P07"]
    assert said.startswith("2 of 14 providers")
    assert drawn(line(*cells[:3]), ()) == (line(*cells[:3]), "95 % intervals, by name.")
    assert provider_heading(line(*cells[:2])) == (
        "Abandonment rate: P00 worse, P01 worse by more than chance"
    )
