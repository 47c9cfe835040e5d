"""The charts on people: agent-weeks below the minimum, series on scales of their own."""

from dataclasses import replace
from datetime import date

from pages.charts import adequacy, agent_weeks, theme
from tests.pages import made
from warehouse.answers.multiples import Panel
from warehouse.answers.people_shapes import Monitoring, Resource

LIGHT = theme.tokens("light")
FOUND = Monitoring(
    2, date(2025, 6, 2), date(2025, 8, 25), 10, 4, 100, 30,
    ((0, 10), (1, 20), (2, 50), (3, 20)), (),
)  # fmt: skip


def resource(label="Occupancy", **changes):
    kpi = made.kpi(label=label, target=None, target_sign="")
    months = made.months()
    told = {
        "kpi": kpi, "formula": "", "panel": Panel(label, months, made.LIMITS, months[10],
                                                  "concern", 1.0),
        "variation": "concern_high", "assurance": "none", "meets": None, "gap": "",
    }  # fmt: skip
    return Resource(**(told | changes))


def test_agent_weeks_below_the_minimum_are_striped_and_named():
    figure = agent_weeks.figure(FOUND, "light")
    bars = figure.data[0]
    assert list(bars.x) == [10, 20, 50, 20]
    assert list(bars.marker.pattern.shape) == ["/", "/", "", ""]
    assert list(bars.marker.color)[:2] == [LIGHT.concern, LIGHT.concern]
    texts = [one.text for one in figure.layout.annotations]
    assert "none, below the minimum" in texts and "3 and more" in texts
    assert "<b>50</b>  50.0\u202f%" in texts


def test_agent_weeks_in_words():
    assert agent_weeks.alt(FOUND) == (
        "30 of 100 agent-weeks lie below the minimum of 2. Agent-weeks by monitored "
        "interactions: none: 10; 1: 20; 2: 50; 3 and more: 20."
    )


def test_each_series_has_an_axis_of_its_own_and_those_without_a_source_none():
    small = replace(resource("Absence").panel, limits=None)
    gap = resource("Training", panel=None, gap="a roster")
    figure = adequacy.figure([resource(), resource("Absence", panel=small), gap], "dark")
    lines = [one for one in figure.data if one.mode == "lines"]
    assert [one.name for one in lines] == ["Occupancy", "Absence"]
    assert figure.layout.yaxis.range != figure.layout.yaxis2.range
    assert adequacy.alt([resource(), gap]) == (
        "Series of 12 months: Occupancy 5.6\u202f% in Aug 2025."
    )
