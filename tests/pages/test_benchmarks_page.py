"""The page on benchmarks: it teaches what to write, and shows what the organisation wrote."""

import tomllib

import pytest

from pages.parts.wording import plain

WRITTEN = """[[benchmark]]
kpi = "abandonment_rate"
value = 0.5
unit = "share"
source = "A report, [table 4]"
date = 2022-03-01
comparability = "voice only, short abandons left in"
"""


def heading(app):
    assert not app.exception
    assert len(app.title) == 1
    return app.title[0].value


@pytest.mark.usefixtures("reading")
def test_without_any_it_teaches_what_to_write_and_invents_none(opened):
    app = opened("benchmarks")
    assert heading(app) == "No benchmark is declared"
    (example,) = tomllib.loads(app.code[0].value)["benchmark"]
    assert {"kpi", "value", "unit", "source", "date", "comparability"} <= set(example)
    assert example["value"] == 0
    assert not app.get("plotly_chart")


def test_what_is_declared_stands_beside_our_figure_with_source_date_and_note(opened, own_home):
    (own_home / "benchmarks.toml").write_text(WRITTEN)
    app = opened("benchmarks")
    assert heading(app) == (
        "Of 1 benchmark ours is better than one and worse than none; one is older than 24 months"
    )
    row = next(t.value.iloc[0] for t in app.table if "Source" in t.value.columns)
    assert row["Source"] == plain("A report, [table 4]")
    assert row["How far comparable"] == "voice only, short abandons left in"
    assert "older than 24 months" in row["Date"]
    assert ", n " in row["Ours"] and row["Benchmark"] == "50.0\u202f%"


def test_one_without_a_source_is_refused_with_what_to_do(opened, own_home):
    (own_home / "benchmarks.toml").write_text(WRITTEN.replace('source = "A report, [table 4]"', ""))
    app = opened("benchmarks")
    assert "benchmark 1 of benchmarks.toml" in heading(app)
    assert "No benchmark without source" in app.error[0].value
