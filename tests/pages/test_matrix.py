"""Every page over every kind of build: it stands, it has one heading, and it says how it is.

`sample` is the invented sample on the day after its last month, `stale` the same a year later,
`refused` the same after a load that was not published. `nothing` is a home into which nothing was
loaded, `rowless` a published build without a row, `one_month` a single month of the sample, and
`real` the exports that nobody here wrote.
"""

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pages import NAVIGATION
from pages.parts import reads
from tests.sample_home import one_month_home, rowless_home

__all__ = ["one_month_home", "rowless_home"]
PAGES = {entry.url: entry for entry in NAVIGATION}
FIGURES = {entry.url for entry in NAVIGATION if entry.chapter in ("Review", "Performance")}
REGISTERS = {entry.url for entry in NAVIGATION if entry.needs == "see_registers"}
DAY_AFTER = datetime(2025, 10, 2, tzinfo=UTC)
REFUSAL = {"label": "Wait is never negative", "rows_failed": 3, "rows_checked": 1200}
WORDS = ("title", "header", "subheader", "caption", "markdown", "warning", "error", "info")
LEAKED = re.compile(r"\b(nan|NaN|NaT|inf|Infinity|Traceback)\b|\bNone\b(?! of)|\b0 of 0\b")
CLAIMS_NOTHING = re.compile(r"\b(no|none|nothing|cannot|0)\b", re.IGNORECASE)


@pytest.fixture
def entered(request, monkeypatch, tmp_path):
    """Make CARE_HOME and the clock those of a state."""

    def enter(state: str) -> None:
        if state == "nothing":
            home = tmp_path
        elif state == "real":
            home = request.getfixturevalue("real")[0].path
        elif state in ("rowless", "one_month"):
            home = request.getfixturevalue(f"{state}_home")
        else:
            home = request.getfixturevalue("sample_home")
        if state == "refused":
            home = shutil.copytree(home, tmp_path / "home")
            refusal = {"build_id": "x", "checks": [REFUSAL]}
            (home / "refused.json").write_text(json.dumps(refusal))
        late = timedelta(days=365 if state == "stale" else 0)
        monkeypatch.setattr(reads, "this_hour", lambda: DAY_AFTER + late)
        monkeypatch.setenv("CARE_HOME", str(Path(home)))

    return enter


def standing(app) -> str:
    """The heading of a page that stands: no exception, one h1, something beneath, no raw value."""
    assert not app.exception
    assert len(app.title) == 1, [one.value for one in app.title]
    heading = app.title[0].value
    assert heading.strip()
    assert heading != "This page could not be shown"
    told = [one.value for kind in WORDS for one in getattr(app, kind)]
    told += [one.value for one in app.metric]
    cells = [
        str(cell) for table in (*app.dataframe, *app.table) for cell in table.value.values.flat
    ]
    assert [one for one in told if LEAKED.search(one)] == []
    assert [one for one in cells if one in ("None", "nan", "NaN", "NaT", "inf")] == []
    assert cells or app.markdown or app.get("plotly_chart"), "a heading and nothing beneath it"
    return heading


def banners(app) -> tuple[list[str], list[str]]:
    """Words on sources that are late, and words on a load that was not published."""
    late = [one.value for one in app.warning if " late:** " in one.value]
    return late, [one.value for one in app.error if "last load was not published" in one.value]


@pytest.mark.parametrize("url", PAGES)
def test_over_the_sample_a_page_shows_it_and_nothing_is_late(opened, entered, url):
    entered("sample")
    app = opened(url)
    assert standing(app) != "Nothing has been loaded yet"
    assert banners(app) == ([], [])


@pytest.mark.parametrize("url", PAGES)
def test_over_a_stale_build_a_page_of_figures_says_which_data_are_late(opened, entered, url):
    entered("stale")
    app = opened(url)
    standing(app)
    late, refused = banners(app)
    assert len(late) == (url in FIGURES)
    assert refused == []


@pytest.mark.parametrize("url", PAGES)
def test_after_a_refused_load_a_page_says_so_and_shows_the_build_before_it(opened, entered, url):
    entered("refused")
    app = opened(url)
    assert standing(app) != "Nothing has been loaded yet"
    late, (refused,) = banners(app)
    assert late == []
    assert "“Wait is never negative”, 3 of 1,200 rows" in refused


@pytest.mark.parametrize("url", PAGES)
def test_without_a_build_a_page_says_how_to_load_one_or_needs_none(opened, entered, url):
    entered("nothing")
    app = opened(url)
    if url in REGISTERS:
        assert standing(app) != "Nothing has been loaded yet"
    else:
        assert standing(app) == "Nothing has been loaded yet"
        assert [one.value for one in app.code] == ["python -m pipelines load PATH…", "make run"]


@pytest.mark.parametrize("url", PAGES)
def test_over_a_build_without_rows_a_page_claims_no_figure(opened, entered, url):
    entered("rowless")
    app = opened(url)
    heading = standing(app)
    if url in FIGURES:
        assert CLAIMS_NOTHING.search(heading)
        assert not any("concern" in one.value.lower() for one in app.subheader)


@pytest.mark.parametrize("url", PAGES)
def test_over_one_month_a_page_judges_no_change(opened, entered, url):
    entered("one_month")
    app = opened(url)
    heading = standing(app)
    if url in FIGURES:
        assert not re.search(r"\b(changed|rose|fell|improved|worse)\b", heading)


@pytest.mark.parametrize("url", PAGES)
def test_over_real_exports_a_page_shows_them(opened, entered, url):
    entered("real")
    assert standing(opened(url)) != "Nothing has been loaded yet"
