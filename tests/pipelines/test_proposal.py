"""`profile FILE`: an export never seen before gives a profile that passes, its guesses marked."""

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.__main__ import main
from pipelines.declared import checked
from pipelines.exports import opened
from pipelines.proposal import proposal
from pipelines.run import load
from pipelines.sight import seen
from tests.conftest import ROOT
from warehouse.errors import InputRefused, UnknownExport
from warehouse.home import Home

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
DOCUMENT = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
HARBOUR = re.findall(r"^```csv\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)[0]


def proposed(path: Path, work: Path) -> str:
    """The proposal for a file."""
    export = opened(path, work)[0]
    return proposal(export.inner_name, seen(export, work))


@pytest.fixture
def file(tmp_path: Path):
    """Write a file and propose a profile for it."""

    def write(text: str, name: str = "unknown.csv", encoding: str = "utf-8") -> str:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return proposed(path, tmp_path)

    return write


@pytest.mark.parametrize(
    "sample",
    sorted(
        f.relative_to(SAMPLES).as_posix()
        for f in SAMPLES.rglob("*")
        if f.suffix in (".csv", ".tsv", ".json", ".jsonl", ".xlsx") and f.parent != SAMPLES
    ),
)
def test_every_sample_gives_a_proposal_that_passes_the_loader(sample, tmp_path):
    text = proposed(SAMPLES / sample, tmp_path)

    profile = checked(tomllib.loads(text), text, sample)

    assert profile.tables
    assert "CONFIRM" in text


def test_the_shape_of_the_file_is_found(file):
    said = tomllib.loads(file(HARBOUR, "harbour_calls.csv"))

    assert said["reader"] == {
        "format": "csv",
        "encodings": ["utf-8-sig"],
        "delimiter": ";",
        "skip_lines": r"^(Harbour Desk, calls of 1 June 2026)",
        "header_rows": 1,
    }
    assert list(said["tables"]) == ["contact_leg"]
    columns = said["tables"]["contact_leg"]["columns"]
    assert columns["wait_s"] == {"from": "Waited", "as": "duration"}
    assert columns["outcome"]["map"] == {"Handled": "answered", "Lost": "abandoned_queue"}


def test_an_export_never_seen_is_loaded_with_its_proposal_once_the_zone_is_filled(tmp_path):
    home = Home(tmp_path / "home")
    home.profiles.mkdir(parents=True)
    path = tmp_path / "harbour_calls.csv"
    path.write_text(HARBOUR, encoding="utf-8")
    text = proposed(path, tmp_path).replace('zone = ""', 'zone = "Europe/London"')
    (home.profiles / "harbour.toml").write_text(text, encoding="utf-8")

    shown: list[str] = []
    report = load([path], home, dry_run=True, show=shown.extend)

    entry = report.intake.files[0]
    assert (entry.read, entry.accepted, entry.quarantined) == (10, 9, 1)
    assert shown[0] == "contact_leg: 9 rows, the first of them:"
    assert shown[1].startswith("  row 1: leg_id=10021 contact_id=10021 channel=voice")
    assert shown[-1].startswith("  row 10: started_at: '31/06/2026 12:00:00' is not an instant")
    assert not report.build_id


def test_an_unfilled_place_refuses_the_load_instead_of_becoming_a_figure(tmp_path):
    home = Home(tmp_path / "home")
    home.profiles.mkdir(parents=True)
    path = tmp_path / "odd.csv"
    path.write_text("Call ID,Queue\nc1,Billing\nc2,Orders\n")
    (home.profiles / "odd.toml").write_text(proposed(path, tmp_path))

    with pytest.raises(InputRefused, match="FILL IN: started_at"):
        load([path], home)


def test_day_first_is_told_from_month_first_with_the_number_of_rows(file):
    days = "".join(f"{i},{i:02}/06/2026 09:00\n" for i in range(1, 21))

    text = file(f"Call ID,Start time\n{days}")

    assert '"Start time": %d/%m/%Y %H:%M reads 20 of 20 cells, 2026-06-01 to 2026-06-20' in text
    assert "  against %m/%d/%Y %H:%M reads 12 of 20 cells, 2026-01-06 to 2026-12-06" in text
    assert tomllib.loads(text)["time"]["formats"] == ["%d/%m/%Y %H:%M"]


def test_dates_that_cannot_be_told_apart_are_said_to_be_a_guess(file):
    days = "".join(f"{i},{i:02}/06/2026 09:00\n" for i in range(1, 10))

    text = file(f"Call ID,Start time\n{days}")

    assert "for no day after the 12th tells day from month" in text
    assert tomllib.loads(text)["time"]["formats"] == ["%d/%m/%Y %H:%M"]  # the shorter span


def test_whole_numbers_become_candidates_of_their_scales(file):
    rows = "".join(f"r{i},2026-06-{i + 1:02},{i % 11},{i % 5 + 1}\n" for i in range(20))

    said = tomllib.loads(file(f"Response ID,Date,Would you recommend us?,Satisfaction\n{rows}"))
    answers = said["tables"]["survey_answer"]["rows"]

    assert [
        (a["columns"]["metric"]["const"], a["columns"]["scale_max"]["const"]) for a in answers
    ] == [
        ("nps", 10),
        ("csat", 5),
    ]


def test_a_column_that_repeats_is_not_taken_for_the_key(file):
    text = file("Ticket ID,Ref,Created,Status\n7,a,2026-06-01,open\n7,b,2026-06-02,open\n")

    assert "unique in all 2 rows: Ref, Created" in text
    assert "CONFIRM: Ticket ID is not (1 different in 2)" in text


def test_words_without_a_known_meaning_are_left_to_the_person(file):
    rows = "".join(f"{i},2026-06-01 09:0{i}:00,{w}\n" for i, w in enumerate(("Lost", "Zork")))

    text = file(f"Call ID,Started,Result\n{rows}")

    said = tomllib.loads(text)["tables"]["contact_leg"]["columns"]["outcome"]
    assert said["map"] == {"Lost": "abandoned_queue"}
    assert "FILL IN: Zork (in quarantine until mapped)" in text


def test_files_of_other_encodings_and_headers_are_seen(file):
    assert '["cp1252"]' in file("Name;Stadt\nJosé;Köln\n", encoding="cp1252")
    assert '["utf-16"]' in file("Name\tStadt\nJosé\tKöln\n", encoding="utf-16")
    bare = tomllib.loads(file("1,2026-06-01 09:00:00,Lost\n2,2026-06-01 09:01:00,Lost\n"))
    assert bare["reader"]["columns"] == ["column 1", "column 2", "column 3"]


def test_numbers_in_scientific_notation_are_warned_of(file):
    text = file("Call ID,Started\n1.03E+13,2026-06-01 09:00:00\n1.03E+13,2026-06-01 09:01:00\n")

    assert 'BEWARE: "Call ID": numbers such as 1.03E+13' in text


def test_personal_columns_are_masked_from_the_start(file):
    text = file("Call ID,Email,Started\n1,a@b.example,2026-06-01\n2,c@d.example,2026-06-02\n")

    assert tomllib.loads(text)["personal"] == ["Email"]


def test_empty_and_binary_files_are_refused(file):
    with pytest.raises(UnknownExport, match="the file is empty"):
        file("")
    with pytest.raises(InputRefused, match="null bytes"):
        file("a\0b,c\n")


def test_the_command_prints_toml_and_nothing_else(tmp_path):
    path = tmp_path / "harbour_calls.csv"
    path.write_text(HARBOUR, encoding="utf-8")

    result = CliRunner().invoke(main, ["profile", str(path)])

    assert result.exit_code == 0
    assert result.stderr == ""
    assert tomllib.loads(result.stdout)["name"] == "harbour_calls"
