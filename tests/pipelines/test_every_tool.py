"""`python -m pipelines load` gives expected.json's numbers for every tool's export as it comes.

One load takes all tools, as an organisation with all of them would; `make test-full` loads each
tool's folder alone as well.
"""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipelines.__main__ import main
from tests.pipelines.asked_of_samples import ASKED, COUNTED, FOLDERS, OF_THE_FILE, shaped
from tests.pipelines.staged_samples import EXPECTED, SAMPLES
from warehouse.access import local_viewer
from warehouse.answers.quality import quality
from warehouse.build import current
from warehouse.connection import reading
from warehouse.home import Home

TOOLS = sorted(folder.name for folder in SAMPLES.iterdir() if folder.is_dir())
SETTINGS = (SAMPLES / "settings.toml").read_text(encoding="utf-8")
# a form's sheet writes the clock of the spreadsheet's settings, which neither file nor tool tells;
# settings.toml has no zone for it: the load asks for it by name, and only a person can answer
SHEET = '[zones]\ngoogle_forms_sheet = "Europe/London"'
NOWHERE = '[organisation]\nsite_zone = "Europe/London"\n'
# tool -> the name of the zone that its load asks for first
ZONED = {
    "asterisk": "asterisk_cdr",
    "genesys_cloud": "genesys_cloud_csv",
    "zendesk": "zendesk_csv",
    "jira_service_management": "jira_service_management_csv",
    "servicenow": "servicenow_csv",
    "salesforce": "salesforce_case_report",
    "freshdesk": "freshdesk_csv",
    "limesurvey": "limesurvey",
    "surveymonkey": "surveymonkey",
    "google_forms": "google_forms_sheet",
}


def load(home: Path, settings: str, *tools: str) -> Result:
    """Run the command over the samples of the tools."""
    home.mkdir(exist_ok=True)
    (home / "care.toml").write_text(settings, encoding="utf-8")
    folders = [str(SAMPLES / tool) for tool in tools]
    return CliRunner().invoke(main, ["load", "--json", *folders], env={"CARE_HOME": str(home)})


def ask(home: Path, sql: str) -> Any:
    """The answer of the published build."""
    with reading(current(Home(home)).path) as database:
        return shaped(database.rows(sql))


def wrong(home: Path, tool: str) -> dict[str, Any]:
    """What the build of a tool's folder says otherwise than expected: key -> (found, expected)."""
    questions = {
        f"{name}, {key}": (sql, EXPECTED[name][key])
        for name in FOLDERS[tool]
        for key, sql in ASKED[name].items()
    } | COUNTED.get(tool, {})
    assert questions
    found = {key: (ask(home, sql), expected) for key, (sql, expected) in questions.items()}
    return {key: both for key, both in found.items() if both[0] != both[1]}


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The home into which all tools were loaded at once, and what the load said."""
    home = tmp_path_factory.mktemp("every_tool") / "home"
    done = load(home, SETTINGS.replace("[zones]", SHEET), *TOOLS)
    assert done.exit_code == 0, done.output
    return home, json.loads(done.stdout)


@pytest.mark.parametrize("tool", TOOLS)
def test_the_published_build_has_the_expected_numbers_of(tool, everything):
    assert wrong(everything[0], tool) == {}


def test_every_row_of_every_sample_is_accounted_for(everything):
    files = everything[1]["files"]

    assert len(files) == sum(len(list((SAMPLES / tool).iterdir())) for tool in TOOLS) - 1
    for file in files:
        parts = [file[key] for key in ("accepted", "superseded", "excluded", "quarantined")]
        assert file["read"] == sum(parts), file["name"]


def test_only_a_view_with_columns_of_the_users_own_is_unknown(everything):
    assert [Path(one["name"]).name for one in everything[1]["skipped"]] == [
        "view_export_custom_columns.csv"
    ]


def test_every_expected_number_is_asked_for_or_said_to_be_the_files_own():
    assert set(FOLDERS) == set(TOOLS)
    assert {name for names in FOLDERS.values() for name in names} == set(EXPECTED)
    for name, numbers in EXPECTED.items():
        assert set(numbers) == set(ASKED[name]) | OF_THE_FILE.get(name, set()), name


@pytest.mark.parametrize(("tool", "zone"), ZONED.items())
def test_without_a_declared_zone_the_load_is_refused_and_names_it(tool, zone, tmp_path):
    done = load(tmp_path / "home", NOWHERE, tool)

    assert done.exit_code == 2
    named = r"the time zone of '(\w+)' is not declared\. Add a line such as \1 = .* below \[zones\]"
    [profile] = re.findall(named, done.stderr)
    assert profile.startswith(zone)


def test_the_sheet_of_a_form_is_refused_even_with_the_zones_of_the_other_tools(tmp_path):
    done = load(tmp_path / "home", SETTINGS, "google_forms")

    assert done.exit_code == 2
    assert "Cannot load 'linked_sheet_export_en_GB.csv': its times carry no offset" in done.stderr
    assert 'google_forms_sheet = "Europe/London" below [zones]' in done.stderr


@pytest.mark.parametrize("tool", sorted(set(TOOLS) - set(ZONED)))
def test_tools_whose_files_say_their_zone_need_none(tool, sampled):
    # UTC by the tool's documentation, an offset in each cell, or the zone in the header
    sampled.load(tool)

    assert sampled.value("select count(*) from load_file where rows_read = 0") == 0


@pytest.mark.full
@pytest.mark.parametrize("tool", TOOLS)
def test_the_folder_of_one_tool_alone_gives_the_same_numbers(tool, tmp_path):
    done = load(tmp_path / "home", SETTINGS.replace("[zones]", SHEET), tool)

    assert done.exit_code == 0, done.output
    assert wrong(tmp_path / "home", tool) == {}


def test_what_was_repaired_is_told_by_load_status_and_the_quality_page(everything):
    home, loaded = everything
    name, repair = (
        "export_2026_10_31_9f2c_1.csv",
        "the earlier of the two hours taken that the clock repeats ([time] ambiguous)",
    )
    status = CliRunner().invoke(main, ["status", "--json"], env={"CARE_HOME": str(home)})
    lines = CliRunner().invoke(main, ["status"], env={"CARE_HOME": str(home)})
    now = datetime(2026, 11, 1, tzinfo=UTC)
    answer = quality(current(Home(home)), now=now, viewer=local_viewer())

    [told] = [file for file in loaded["files"] if file["name"] == name]
    assert told["repaired"] == {repair: 2}
    [told] = [file for file in json.loads(status.stdout)["files"] if file["name"] == name]
    assert (told["repairs"], told["remarks"]) == ([{"repair": repair, "rows": 2}], [])
    assert f"repaired   {name}: 2 rows: {repair}" in lines.stdout
    note = ("zendesk_csv", name, f"Repaired as declared: {repair}", "2 of 20 rows")
    assert note in answer.notes
