"""A page of an organisation that writes decimal commas, its charts included."""

import re

from pages.charts import trend as drawn
from tests.pages import made
from tests.pages.test_pages import heading, said
from warehouse import notation


def test_a_page_and_its_tables_are_written_in_the_organisations_locale(opened, own_home):
    (own_home / "care.toml").write_text('[organisation]\nlocale = "de-DE"\n')
    app = opened("trends", kpi="abandonment_rate")
    assert re.search(r"\d,\d\u202f%", heading(app))
    assert not re.search(r"\d\.\d\u202f%", heading(app))
    told = str([table.value.to_dict() for table in app.table])
    assert re.search(r"\d,\d – \d,\d", told)
    assert "checks passed" in said(app)


def test_the_same_page_stays_british_where_no_locale_is_named(opened, own_home):
    assert re.search(r"\d\.\d\u202f%", heading(opened("trends", kpi="abandonment_rate")))


def test_charts_write_ticks_labels_and_hover_like_the_page():
    with notation.writing("de-DE"):
        figure = drawn.figure(made.trend(), "light")
    words = [one.text for one in figure.layout.annotations]
    assert "Upper limit 5,5" in words
    assert figure.layout.template.layout.separators == ",."
    hover = {trace.name: trace for trace in figure.data}["months"].hovertext[0]
    assert "4,3\u202f%" in hover and "n 17.664" in hover
