"""Meeting mode over the small sample: every slide stands, and the address is the slide."""

import pytest

from pages.parts import presenting
from pages.parts.wording import plain
from warehouse.access import local_viewer
from warehouse.answers.scorecard import scorecard
from warehouse.answers.trend import trend
from warehouse.build import current
from warehouse.home import Home


def press(app, key):
    return next(button for button in app.button if button.key == key).click().run()


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("slide", ["opening", "objectives", "registers", "closing"])
def test_each_slide_has_one_finding_and_names_its_build(opened, slide, reading):
    app = opened("meeting", slide=slide)
    assert not app.exception
    assert len(app.title) == 1
    assert any(f"Build {current(Home(reading)).id}" in plain_of(one) for one in app.caption)


def plain_of(element):
    return element.value.replace("\\", "")


def test_a_kpi_has_its_finding_verdicts_figures_and_data_in_words(opened, reading):
    answer = trend(current(Home(reading)), "service_level", viewer=local_viewer())
    app = opened("meeting", slide="service_level")
    assert not app.exception
    assert app.title[0].value == plain(answer.finding.rstrip("."))
    said = "\n".join(one.value for one in [*app.markdown, *app.caption])
    assert "95 % interval" in said and "n " in said and "target" in said and "data: " in said


def test_keys_and_buttons_lead_from_slide_to_slide(opened, reading):
    card = scorecard(current(Home(reading)), viewer=local_viewer())
    names = [slide.url for slide in presenting.deck(card)]
    app = press(opened("meeting"), "wall_after")
    assert app.query_params["slide"] == names[1]
    app = press(app, "wall_page_down")
    assert app.query_params["slide"] == names[2]
    app = press(press(app, "wall_page_up"), "wall_last")
    assert app.query_params["slide"] == "closing"
    assert press(app, "wall_first").query_params["slide"] == "opening"


@pytest.mark.usefixtures("reading")
def test_the_first_slide_leads_no_further_back_and_the_last_no_further_on(opened):
    off = {button.key for button in opened("meeting").button if button.disabled}
    assert off == {"wall_first", "wall_before", "wall_page_up"}
    off = {button.key for button in opened("meeting", slide="closing").button if button.disabled}
    assert off == {"wall_after", "wall_last", "wall_page_down"}


@pytest.mark.usefixtures("reading")
def test_a_slide_that_is_not_there_is_dropped_with_a_note(opened):
    app = opened("meeting", slide="no_such_kpi")
    assert not app.exception
    assert "slide" not in app.query_params
    assert any("slide = " in one.value for one in app.caption)
