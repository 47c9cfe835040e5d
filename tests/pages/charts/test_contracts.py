"""Providers for one KPI: interval, target of the contract or the own one, verdict by shape."""

from dataclasses import replace

from pages.charts import contracts, theme
from tests.pages import made
from warehouse.answers.provider_shapes import Cell, Line

LIGHT = theme.tokens("light")
KPI = made.kpi(better="lower", target=0.05, target_sign="<")


def cell(provider="Karrow", **changes):
    told = {
        "provider": provider, "value": 0.08, "low": 0.06, "high": 0.1, "n": 500,
        "standing": "judged", "is_provisional": False, "aim": KPI, "is_contract": False,
        "meets": False, "months_met": 0, "months_judged": 3, "signal": None, "rest": 0.04,
        "difference": 0.04, "apart": None, "differs": "concern",
    }  # fmt: skip
    return Cell(**(told | changes))


def line(*cells):
    return Line(KPI, cells)


def test_a_contract_is_a_heavy_upright_and_an_own_target_a_dashed_one():
    agreed = replace(KPI, target=0.06)
    figure = contracts.figure(
        line(cell("A"), cell("B", aim=agreed, is_contract=True)), "light", narrow=True
    )
    own, contract = figure.layout.shapes
    assert (own.x0, own.line.dash) == (0.05, "3px,3px")
    assert (contract.x0, contract.line.color, contract.line.dash) == (0.06, LIGHT.ink, None)


def test_a_difference_beyond_chance_has_shape_and_colour_and_few_cases_are_hollow():
    figure = contracts.figure(
        line(cell("A"), cell("B", differs=None, standing="shown", n=12)), "light"
    )
    points = next(one for one in figure.data if one.name == "providers")
    assert list(points.marker.symbol) == ["diamond", "circle"]
    assert list(points.marker.color) == [LIGHT.concern, LIGHT.paper]


def test_withheld_and_missing_figures_are_named_and_have_no_point():
    none = {"value": None, "low": None, "high": None, "differs": None}
    figure = contracts.figure(
        line(cell("A", **none, standing="withheld", n=3), cell("B", **none, standing="empty", n=0)),
        "dark",
    )
    texts = [one.text for one in figure.layout.annotations]
    assert "too few" in texts and "no figure" in texts
    assert [len(one.x) for one in figure.data] == [0]
    assert contracts.alt(line(cell("A", **none))) == "Abandonment rate: no figure."


def test_the_chart_in_words_has_value_interval_n_and_target():
    assert contracts.alt(line(cell("Karrow", is_contract=True))) == (
        "Abandonment rate: Karrow 8.0\u202f% (6.0 – 10.0\u202f%), n 500, contract <\u202f5\u202f%."
    )
