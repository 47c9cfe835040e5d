"""docs/profiles.md: its example runs as printed, and it names every key that the loader accepts."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.declared import ALLOWED, KEYS, read_profile
from pipelines.exports import found
from pipelines.intake import Choice, Intake, quiet, stage
from tests.conftest import ROOT
from warehouse import build
from warehouse.connection import reading, writing
from warehouse.home import Home

TEXT = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The first code block in that language."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)[0]


@pytest.fixture
def example(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The printed export and profile as files, and a home."""
    export, profile = tmp_path / "harbour_calls.csv", tmp_path / "harbour_calls.toml"
    export.write_text(block("csv"), encoding="utf-8")
    profile.write_text(block("toml"), encoding="utf-8")
    return export, profile, tmp_path / "home"


def test_the_printed_profile_reads_the_printed_export_as_the_text_says(example):
    export, profile, folder = example
    home = Home(folder)
    staged = folder / "staged.duckdb"
    this = Intake(home, Choice(), [read_profile(profile)], quiet)
    this.unpacked.mkdir(parents=True)
    with writing(staged) as database:
        build.create(database)

    stage(this, found([export]), staged)

    with reading(staged) as database:
        assert database.rows(
            "select rows_read, accepted, superseded, excluded, quarantined from load_file"
        ) == [(10, 8, 0, 1, 1)]
        assert database.rows("select reason, rows from exclusion") == [("test phone", 1)]
        reason = " ".join(re.search(r"`(started_at: .*?)`", TEXT, re.DOTALL)[1].split())
        assert database.rows("select row_number, reason from quarantine") == [(10, reason)]
        assert database.rows(
            "select count(*), count(*) filter (outcome = 'abandoned_queue'), "
            "count(*) filter (outcome = 'abandoned_queue' and wait_s <= 5) from contact_leg"
        ) == [(8, 2, 1)]
        assert database.rows(
            "select count(*), sum(wait_s) from contact_leg where outcome = 'answered'"
        ) == [(6, Decimal("96.000"))]


@pytest.mark.parametrize(
    "word",
    sorted({word for words in (*KEYS.values(), *ALLOWED.values()) for word in words}),
)
def test_every_key_and_word_of_the_language_is_explained(word):
    assert re.search(rf"(`|\[|{{ ){re.escape(word)}(`|\]|\s|\.)", TEXT)
