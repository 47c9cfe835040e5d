"""docs/profiles.md: its example runs as printed, and it names every key that the loader accepts."""

import re

import pytest

from pipelines.declared import ALLOWED, KEYS
from pipelines.run import Report, load
from pipelines.told import as_lines
from tests.conftest import ROOT
from warehouse.build import current
from warehouse.connection import reading
from warehouse.home import Home

TEXT = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The first code block in that language."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)[0]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Report]:
    """The printed export, loaded with the printed profile."""
    folder = tmp_path_factory.mktemp("example")
    home = Home(folder / "home")
    home.profiles.mkdir(parents=True)
    (home.profiles / "harbour_calls.toml").write_text(block("toml"), encoding="utf-8")
    export = folder / "harbour_calls.csv"
    export.write_text(block("csv"), encoding="utf-8")
    return home, load([export], home)


def test_the_printed_export_is_taken_as_the_text_says(example):
    home, report = example
    printed = re.search(r"^loaded .*$", TEXT, re.MULTILINE)[0]
    assert printed in as_lines(report)

    with reading(current(home).path) as database:
        assert database.rows("select reason, rows from exclusion") == [("test phone", 1)]
        reason = " ".join(re.search(r"`(started_at: .*?)`", TEXT, re.DOTALL)[1].split())
        assert database.rows("select row_number, reason from quarantine") == [(10, reason)]


def test_the_printed_figures_come_out(example):
    with reading(current(example[0]).path) as database:
        found = database.rows(
            "select kpi_id, round(value, 3), n from kpi_month where formula = '' "
            "and dimension = '' and source_id = 'harbour' and kpi_id in "
            "('abandonment_rate', 'average_speed_of_answer_voice') order by kpi_id"
        )
    assert found == [("abandonment_rate", 0.143, 7), ("average_speed_of_answer_voice", 16, 6)]
    assert "Abandonment is 14.3 % with n = 7" in TEXT
    assert "Six answered callers waited 16 s on average" in TEXT


@pytest.mark.parametrize(
    "word",
    sorted({word for words in (*KEYS.values(), *ALLOWED.values()) for word in map(str, words)}),
)
def test_every_key_and_word_of_the_language_is_explained(word):
    assert re.search(rf"(`|\[|{{ ){re.escape(word)}(`|\]|\s|\.)", TEXT)
