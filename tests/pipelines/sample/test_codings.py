"""Double-coded complaints: the columns of the template, two coders each, the planted agreement."""

import tomllib
from pathlib import Path

import polars as pl
import pytest

from pipelines.sample.effects import effects

PROFILE = Path("pipelines/profiles/complaint_codings.toml")


@pytest.fixture(scope="module")
def sheet(sample):
    return pl.read_csv(sample.folder / "people" / "complaint_codings.csv", infer_schema=False)


def test_the_columns_are_those_that_the_template_recognises(sheet):
    declared = tomllib.loads(PROFILE.read_text(encoding="utf-8"))
    assert sheet.columns == declared["recognise"]["columns"]


def test_each_complaint_is_coded_by_two_people(sheet):
    by_complaint = sheet.group_by("complaint_id").agg(pl.col("coder").n_unique(), pl.len())
    assert set(by_complaint["coder"]) == {2}
    assert set(by_complaint["len"]) == {2}


def test_coders_agree_as_often_as_planted(sheet):
    first, second = (sheet.filter(pl.col("coder") == coder) for coder in ("CPL-01", "CPL-02"))
    both = first.join(second, on="complaint_id", suffix="_2")
    wanted, n = effects().levels["coders_agree_share"], both.height
    assert n > 30
    for code in ("category", "root_cause"):
        share = both.filter(pl.col(code) == pl.col(f"{code}_2")).height / n
        assert share == pytest.approx(wanted, abs=4 * (wanted * (1 - wanted) / n) ** 0.5)
