"""Every chart has words for who cannot see it, and its numbers in a table on the same page."""

import re

import pytest

from pages import NAVIGATION

TABLE = re.compile(r"Its numbers stand in the table “(.+)”\.$")
LEAST = 30  # letters of a sentence that says what a chart shows
MORE = (  # what no page shows by itself
    ("trends", {"kpi": "service_level", "by": "channel", "member": "voice"}),
    ("distributions", {"kpi": "quality_score"}),
    ("distributions", {"kpi": "time_to_resolve_median"}),
    ("cohorts", {"kpi": "quality_score"}),
    ("change", {"kpi": "average_handle_time"}),
)
CASES = [*((entry.url, {}) for entry in NAVIGATION), *MORE]


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize(("url", "params"), CASES)
def test_every_chart_has_words_and_a_table_and_every_table_a_name_of_its_own(opened, url, params):
    app = opened(url, **params)
    tables = [*app.dataframe, *app.table]
    rows = {one.proto.alt: len(one.value) for one in tables}
    assert all(rows)
    assert len(rows) == len(tables)
    charts = app.get("plotly_chart")
    assert charts or not params
    for chart in charts:
        words = chart.proto.alt
        assert len(words) > LEAST
        named = TABLE.search(words)
        assert named, f"no table is named: {words}"
        assert rows[named[1]]
