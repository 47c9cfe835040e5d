"""Rows taken along: exactly those asked for, in each form, and the figure from them again."""

import csv
import hashlib
import io
import json
import statistics
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import polars as pl
import pytest

from tests.warehouse.made import made
from tests.warehouse.made import value as published
from tests.warehouse.test_measure import at
from warehouse import zipped
from warehouse.access import Viewer, local_viewer
from warehouse.answers.record_export import export, exported
from warehouse.answers.record_shapes import month_asked
from warehouse.answers.records import tally
from warehouse.build import BuildRef
from warehouse.errors import InputRefused, NotAllowed
from warehouse.zipped import FORMS

MARCH = date(2025, 3, 1)
ME = local_viewer()
WORDS = ("=1+1", "+44", "-x", "@sum", "plain")


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Eight calls, two abandoned, two outbound; regions that a spreadsheet would run."""
    legs = [
        {"leg_id": f"L{i}", "wait_s": 10 + 10 * i, "region": WORDS[i % 5],
         "started_at": at(9 + i), "queued_at": at(9 + i),
         "outcome": "abandoned_queue" if i < 2 else "answered"} for i in range(8)
    ]  # fmt: skip
    legs += [{"leg_id": f"O{i}", "direction": "outbound"} for i in range(2)]
    tickets = [
        {"created_at": at(9), "first_reply_at": at(9 + i), "first_reply_s_calendar": 3600 * i}
        for i in range(1, 7)
    ]
    ref = made(tmp_path_factory.mktemp("taken") / "b", {"contact_leg": legs, "ticket": tickets})
    return BuildRef("2025-04-01T000000Z", ref.path, "ab" * 32)


def opened(content, form):
    """Rows as dicts of plain values, and the manifest; the data's hash must be the manifest's."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    manifest = json.loads(archive.read("manifest.json"))
    data = archive.read(manifest["file"])
    assert hashlib.sha256(data).hexdigest() == manifest["sha256"]
    assert sorted(archive.namelist()) == sorted([manifest["file"], "manifest.json"])
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(data.decode())))
    elif form == "parquet":
        rows = pl.read_parquet(io.BytesIO(data)).to_dicts()
    else:
        heads, *lines = openpyxl.load_workbook(io.BytesIO(data))["Rows"].iter_rows(values_only=True)
        rows = [dict(zip(heads, line, strict=True)) for line in lines]
    assert list(rows[0]) == list(manifest["columns"])
    return rows, manifest


def given(rows, name):
    """What the rows give to a sum; an empty cell gives nothing."""
    return [Decimal(str(row[name])) for row in rows if row[name] not in (None, "")]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kpi", ["abandonment_rate", "average_speed_of_answer_voice",
                                 "contacts_offered", "first_reply_hours_median"])  # fmt: skip
def test_each_form_reads_back_and_gives_the_figure_by_plain_python(build, kpi, form):
    about = month_asked(kpi, MARCH)
    rows, manifest = opened(exported(build, about, form, viewer=ME), form)
    kind, scale = (manifest["definitions"][0][name] for name in ("kind", "scale"))
    if kind == "median":
        figure = statistics.median(given(rows, "case_value"))
    elif kind == "count":
        figure = sum(given(rows, "to_numerator"))
    else:
        figure = scale * sum(given(rows, "to_numerator")) / sum(given(rows, "to_denominator"))
    assert float(figure) == pytest.approx(published(build, kpi, "2025-03"), abs=1e-12)
    assert manifest["all_rows"]["value"] == published(build, kpi, "2025-03")
    found = tally(build, about, viewer=ME)
    assert len(rows) == manifest["rows"] == found.total == sum(
        manifest["all_rows"]["judgements"].values()
    )  # fmt: skip


def test_the_manifest_says_what_was_taken_from_where_by_whom(build):
    about = replace(month_asked("abandonment_rate", MARCH), state="excluded")
    rows, told = opened(exported(build, about, "csv", viewer=ME), "csv")
    assert [row["record"] for row in rows] == ["O0", "O1"]
    assert {row["judgement"] for row in rows} == {"outbound or internal"}
    assert (told["build"], told["build_sha256"]) == ("2025-04-01T000000Z", "ab" * 32)
    assert told["filters"] == {"state": "excluded"}
    assert (told["is_all_rows"], told["taken_by"]) == (False, ME.name)
    assert told["recompute"].startswith("not from these rows alone")
    (definition,) = told["definitions"]
    assert definition["exclusions"][0]["reason"] == "outbound or internal"
    assert "fact_contact" in definition["sql"]


def test_chosen_columns_are_taken_and_no_others(build):
    about = replace(month_asked("abandonment_rate", MARCH), columns=("wait_s", "hour"))
    rows, _ = opened(exported(build, about, "csv", viewer=ME), "csv")
    assert list(rows[0])[5:7] == ["wait_s", "hour"]
    assert "channel" not in rows[0]


def test_text_that_a_spreadsheet_would_run_is_marked_and_comes_back(build):
    about = month_asked("abandonment_rate", MARCH)
    rows, told = opened(exported(build, about, "csv", viewer=ME), "csv")
    assert {row["region"] for row in rows} == {"'=1+1", "'+44", "'-x", "'@sum", "plain", ""}
    assert told["marked_as_text"].startswith("7 cells")
    content = exported(build, about, "xlsx", viewer=ME)
    data = zipfile.ZipFile(io.BytesIO(content)).read("abandonment_rate_2025-03.xlsx")
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(data))["Rows"].iter_rows()
             for cell in row if cell.value in WORDS]  # fmt: skip
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.value: cell.quotePrefix for cell in cells} == {
        "=1+1": True, "+44": True, "-x": True, "@sum": True, "plain": False,
    }  # fmt: skip
    plain, _ = opened(exported(build, about, "parquet", viewer=ME), "parquet")
    assert {row["region"] for row in plain} == {*WORDS, None}


def test_more_rows_than_a_worksheet_holds_are_refused_and_not_cut(build, monkeypatch, tmp_path):
    assert zipped.too_many(1_048_576, "xlsx") == (
        "a worksheet holds 1,048,575 rows below its heading, these are 1,048,576"
    )
    assert zipped.too_many(1_048_575, "xlsx") == zipped.too_many(2_000_000, "csv") == ""
    monkeypatch.setattr(zipped, "SHEET_ROWS", 9)
    out = tmp_path / "rows.zip"
    about = month_asked("abandonment_rate", MARCH)
    with pytest.raises(InputRefused, match="holds 9 rows below its heading, these are 10"):
        export(build, about, "xlsx", out, viewer=ME)
    assert list(tmp_path.iterdir()) == []
    assert export(build, about, "csv", out, viewer=ME).rows == 10


def test_a_cell_longer_than_a_worksheets_is_refused_and_not_cut(tmp_path):
    legs = [{"leg_id": "L1", "region": "x" * 32_768}]
    ref = made(tmp_path / "b", {"contact_leg": legs})
    about = month_asked("abandonment_rate", MARCH)
    with pytest.raises(InputRefused, match="the longest of these has 32,768"):
        exported(ref, about, "xlsx", viewer=ME)
    rows, _ = opened(exported(ref, about, "csv", viewer=ME), "csv")
    assert len(rows[0]["region"]) == 32_768


def test_a_sample_is_taken_with_its_seed_and_rule(build):
    about = replace(month_asked("abandonment_rate", MARCH), size=3, seed="42")
    rows, told = opened(exported(build, about, "parquet", viewer=ME), "parquet")
    every = [f"L{i}" for i in range(8)] + ["O0", "O1"]
    smallest = sorted(every, key=lambda one: hashlib.md5(f"42|tool|{one}".encode()).hexdigest())[:3]
    assert sorted(row["record"] for row in rows) == sorted(smallest)
    assert told["filters"]["sample"]["seed"] == "42"


def test_a_place_that_cannot_be_written_is_refused(build, tmp_path):
    with pytest.raises(InputRefused, match="Nothing was written"):
        export(build, month_asked("abandonment_rate", MARCH), "csv", tmp_path / "no" / "r.zip",
               viewer=ME)  # fmt: skip


def test_who_may_not_see_rows_takes_none(build):
    nobody = Viewer("n", "reader", frozenset({"see_figures"}))
    with pytest.raises(NotAllowed):
        exported(build, month_asked("abandonment_rate", MARCH), "csv", viewer=nobody)
