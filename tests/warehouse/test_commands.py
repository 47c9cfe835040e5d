"""The command line of the warehouse: what it prints, and the status that it ends with."""

import csv
import json
import zipfile

import pytest
from click.testing import CliRunner

from tests.warehouse.made import made
from tests.warehouse.test_measure import day_of_eight_formulas
from warehouse.__main__ import main
from warehouse.build import publish
from warehouse.home import Home

FIRST, SECOND = "2026-01-01T000000Z", "2026-01-02T000000Z"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A home with two builds; the second has the day of eight formulas."""
    home = Home(tmp_path_factory.mktemp("home"))
    home.writable()
    legs = [
        {**leg, "region": ("North", "South")[i % 2]}
        for i, leg in enumerate(day_of_eight_formulas())
    ]
    for build_id, rows in ((FIRST, legs[:10]), (SECOND, legs)):
        path = home.builds / f".{build_id}.duckdb"
        made(path, {"contact_leg": rows})
        publish(home, build_id, path)
    return home.path


@pytest.fixture
def run(folder, monkeypatch):
    """Run a command in that home."""
    monkeypatch.setenv("CARE_HOME", str(folder))

    def command(*words):
        return CliRunner().invoke(main, words)

    return command


def test_a_table_of_figures_is_in_words(run):
    done = run("figures", "--kpi", "abandonment_rate", "--formula", "of_offered")
    assert done.exit_code == 0
    heads, line = done.output.splitlines()
    assert heads.split("  ")[0] == "kpi"
    assert "6.0\u202f%" in line and "4.7 – 7.6" in line and "1,000" in line and "final" in line


def test_csv_and_json_have_the_bare_numbers(run):
    words = ("figures", "--kpi", "service_level", "--by", "region", "--format")
    (north, south) = csv.DictReader(run(*words, "csv").output.splitlines())
    assert (north["member"], float(north["value"])) == ("North", 360 / 494)
    told = json.loads(run(*words, "json").output)
    assert [row["member"] for row in told["figures"]] == ["North", "South"]
    (marks,) = told["kite_marks"].values()
    assert list(marks) == ["timeliness", "completeness", "validity", "process"]
    assert marks["completeness"]["n"] >= marks["completeness"]["number"] == 0
    assert south["unit"] == "share"


def test_months_are_bounded_and_a_wrong_one_is_refused(run):
    assert run("figures", "--from", "2025-04").output.strip() == "No figures."
    done = run("figures", "--to", "2025-4")
    assert done.exit_code == 2
    assert "Cannot read the month '2025-4'" in done.stderr


def test_an_unknown_kpi_ends_with_status_2_and_the_nearest_id(run):
    done = run("figures", "--kpi", "servicelevel")
    assert done.exit_code == 2
    assert "Did you mean 'service_level'?" in done.stderr
    assert done.stdout == ""


def test_rows_say_counted_or_why_not_and_add_up(run):
    words = ("rows", "--kpi", "abandonment_rate", "--month", "2025-03")
    told = json.loads(run(*words, "--format", "json").output)
    assert {entry["judgement"]: entry["rows"] for entry in told["totals"]} == {
        "counted": 940,
        "counted in the numerator": 48,
        "abandoned within 5 s": 12,
    }
    assert len(told["rows"]) == 1000
    table = run(*words, "--limit", "2").output
    assert table.splitlines()[-1].split() == ["1,000", "rows", "in", "the", "month"]


def test_rows_are_written_with_a_manifest(run, tmp_path):
    out = tmp_path / "rows.zip"
    words = ("rows", "--kpi", "abandonment_rate", "--month", "2025-03", "--out", str(out))
    done = run(*words, "--as", "parquet", "--state", "excluded", "--columns", "wait_s")
    assert done.exit_code == 0
    assert "abandonment_rate_2025-03.parquet with 12 of 1,000 rows" in done.output
    with zipfile.ZipFile(out) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["rows"], manifest["build"]) == (12, SECOND)
    assert "wait_s" in manifest["columns"] and "channel" not in manifest["columns"]
    again = run(*words, "--month", "2025-Q1", "--sample", "5", "--seed", "7")
    assert "with 5 of 1,000 rows" in again.output
    refused = run(*words, "--columns", "wayt_s")
    assert refused.exit_code == 2
    assert "Did you mean 'wait_s'?" in refused.stderr


def test_a_members_dimension_is_found(run):
    words = ("rows", "--kpi", "abandonment_rate", "--month", "2025-03", "--format", "json")
    told = json.loads(run(*words, "--member", "North").output)
    assert sum(entry["rows"] for entry in told["totals"]) == 500
    done = run(*words, "--member", "Nord")
    assert done.exit_code == 2
    assert "no dimension of this KPI has it" in done.stderr


def test_two_builds_are_compared_by_their_ids(run):
    told = json.loads(
        run("diff", FIRST, SECOND, "--kpi", "contacts_offered", "--format", "json").output
    )
    whole = [row for row in told["differences"] if not row["dimension"] and not row["source_id"]]
    assert [(row["value_before"], row["value_after"]) for row in whole] == [(10.0, 1000.0)]
    assert run("diff", SECOND, SECOND).output.strip() == "No figure differs."
    done = run("diff", FIRST, "2025")
    assert done.exit_code == 2
    assert FIRST in done.stderr


def test_verify_names_ledger_and_builds_and_fails_on_a_changed_byte(run, folder):
    done = run("verify")
    assert done.exit_code == 0
    assert done.output.startswith("registers  holds (0 entries")
    assert f"build      {SECOND}" in done.output
    path = folder / "builds" / f"{FIRST}.duckdb"
    path.chmod(0o644)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    done = run("verify")
    path.write_bytes(whole)
    assert done.exit_code == 1
    assert f"build      {FIRST} changed: published with" in done.output


def test_a_head_that_the_ledger_never_had_fails(run):
    done = run("verify", "--head", "ab" * 32)
    assert done.exit_code == 1
    assert "is broken" in done.output


def test_without_a_build_the_remedy_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("CARE_HOME", str(tmp_path / "none"))
    done = CliRunner().invoke(main, ["figures"])
    assert done.exit_code == 2
    assert "python -m pipelines load PATH" in done.stderr
    assert not (tmp_path / "none").exists()
