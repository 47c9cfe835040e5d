"""Bad input gets one clear sentence, exit status 2, and loses nothing."""

import errno
import gzip
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines import exports, run
from pipelines.__main__ import main
from pipelines.progress import Progress
from warehouse.errors import HomeRefused, InputRefused
from warehouse.home import Home

PROFILES = Path(__file__).parents[1] / "data" / "profiles"
HEADER = "Call ID,Caller,Queue,Started,Status,Wait,Talk,Wrap,Changed,Rating\n"
GOOD = "c1,,Billing,2026-03-02 09:00:00,Lost,0:10,,,2026-03-02 10:00:00,4"
STANDS = "Nothing was changed; the published build stays current."


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a published build, made once: judging takes seconds."""
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "home" / "profiles").mkdir(parents=True)
    shutil.copy(PROFILES / "acme_calls.toml", folder / "home" / "profiles")
    (folder / "before.csv").write_text(f"{HEADER}{GOOD}\n")
    run.load([folder / "before.csv"], Home(folder / "home"))
    return folder / "home"


@pytest.fixture
def loaded(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A copy of the prepared home, as CARE_HOME."""
    home = Home(tmp_path / "home")
    shutil.copytree(prepared, home.path)
    monkeypatch.setenv("CARE_HOME", str(home.path))
    return home


def traces(home: Home) -> dict[str, bytes]:
    """Every file of the home but the empty lock."""
    return {
        str(file.relative_to(home.path)): file.read_bytes()
        for file in home.path.rglob("*")
        if file.is_file() and file != home.lock
    }


def load(*arguments: Path | str) -> Result:
    return CliRunner().invoke(main, ["load", *(str(a) for a in arguments)])


def refused(home: Home, *arguments: Path | str) -> str:
    """Load; assert a refusal that changed nothing, and return the sentence."""
    before = traces(home)
    result = load(*arguments)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    assert traces(home) == before
    return result.stderr.splitlines()[-1]


def test_an_empty_file_is_refused(loaded, export):
    assert refused(loaded, export("", "empty.csv")) == (
        f"Cannot load 'empty.csv': the file is empty. Export it again. {STANDS}"
    )


def test_a_header_without_rows_is_refused(loaded, export):
    assert refused(loaded, export([], "bare.csv")) == (
        "Cannot load 'bare.csv': it has a header and no rows. "
        f"Export it again with a period that has records. {STANDS}"
    )


def test_a_wrong_delimiter_is_named(loaded, export):
    path = export("Call;Started;Status;Wait\nc1;2026-03-02 09:00:00;Lost;0:10\n")

    assert (
        "it has the columns of 'acme_calls', but separated by semicolon, expected comma"
        in refused(loaded, path)
    )


def test_a_wrong_encoding_is_refused_with_the_place_of_the_byte(loaded, export):
    # 0x81 is nothing in Windows-1252 and no UTF-8 either
    path = export([GOOD])
    path.write_bytes(path.read_bytes().replace(b"Billing", b"Bill\x81ng"))

    sentence = refused(loaded, path)

    assert sentence.startswith("Cannot read 'calls.csv' as text: expected utf-8-sig or cp1252")
    assert "byte 0x81 near position" in sentence


def test_a_truncated_gzip_is_refused(loaded, export, tmp_path):
    whole = gzip.compress(export([GOOD] * 500).read_bytes())
    path = tmp_path / "calls.csv.gz"
    path.write_bytes(whole[: len(whole) // 2])

    assert refused(loaded, path).startswith(
        "Cannot unpack 'calls.csv.gz': the compressed file is cut off or damaged"
    )


def test_an_unknown_format_is_refused_with_the_nearest_profile_and_what_is_missing(loaded, export):
    path = export("Call,Started,Result\nc1,2026-03-02 09:00:00,Lost\n")

    assert "no profile knows this format; nearest is 'acme_calls', missing: ['Status']" in refused(
        loaded, path
    )


def test_two_profiles_that_match_are_named_and_one_can_be_chosen(loaded, export):
    profile = loaded.profiles / "acme_calls.toml"
    twin = profile.read_text().replace('name = "acme_calls"', 'name = "other_calls"')
    (loaded.profiles / "other_calls.toml").write_text(twin)
    path = export([GOOD.replace("c1", "c2")])

    assert "2 profiles know this format: ['acme_calls', 'other_calls']" in refused(loaded, path)
    assert load(path, "--profile", "other_calls").exit_code == 0


def test_a_profile_that_does_not_exist_is_refused_with_near_misses(loaded, export):
    sentence = refused(loaded, export([GOOD + "5"]), "--profile", "acme_call")

    assert "there is no such profile. Did you mean one of ['acme_calls'" in sentence


def test_a_file_that_changes_while_it_is_read_is_refused(loaded, export):
    path = export([GOOD.replace("c1", "c2")])
    before = traces(loaded)

    class Growing(Progress):
        def reads(self, name: str, rows: int, size: int) -> None:
            if rows:
                with path.open("a") as handle:
                    handle.write(GOOD + "\n")

    with pytest.raises(InputRefused, match="the file changed while it was read"):
        run.load([path], loaded, tell=Growing())
    assert traces(loaded) == before


def test_a_time_zone_that_nobody_declared_is_asked_for(loaded, export):
    profile = loaded.profiles / "acme_calls.toml"
    profile.write_text(profile.read_text().replace('\nzone = "Europe/London"\n', "\n"))
    path = export([GOOD.replace("c1", "c2")])

    sentence = refused(loaded, path)

    assert "the time zone of 'acme_calls' is not declared" in sentence
    assert 'acme_calls = "Europe/London" below [zones]' in sentence
    assert load(path, "--zone", "Europe/Paris").exit_code == 0


def test_a_column_that_the_profile_needs_is_missed_by_name(loaded, export):
    path = export("Call,Started,Status\nc1,2026-03-02 09:00:00,Lost\n")

    assert "columns ['Caller', 'Talk'" in refused(loaded, path)


def test_a_path_that_does_not_exist_is_refused(loaded, tmp_path):
    assert "there is no such file or folder" in refused(loaded, tmp_path / "nowhere")


def test_a_folder_lists_what_it_skips_and_loads_the_rest(loaded, export, tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    shutil.move(export([GOOD.replace("c1", "c2")]), folder / "calls.csv")
    (folder / "README.md").write_text("# What this is\n")

    result = load(folder)

    assert result.exit_code == 0
    assert "skipped" in result.stderr and "README.md" in result.stderr


def test_a_folder_of_files_that_nobody_knows_is_refused(loaded, tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "README.md").write_text("# What this is\n")

    assert refused(loaded, folder).startswith("Cannot load anything: README.md: no profile")


def test_a_home_that_cannot_be_written_is_refused(export, tmp_path):
    (tmp_path / "blocked").write_text("a file where the folder should be")

    with pytest.raises(HomeRefused, match="Cannot write to CARE_HOME"):
        run.load([export([GOOD])], Home(tmp_path / "blocked"))


def test_a_missing_right_is_refused(loaded, export, monkeypatch):
    def forbidden(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("warehouse.build.shutil.copyfile", forbidden)

    assert "Permission denied" in refused(loaded, export([GOOD.replace("c1", "c2")]))


def test_a_full_disk_is_refused(loaded, export, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "calls.csv.gz"
    path.write_bytes(gzip.compress(export([GOOD.replace("c1", "c2")]).read_bytes()))
    monkeypatch.setattr(exports, "_copied", full)

    assert "there is no space left. Free some space" in refused(loaded, path)


def test_null_bytes_are_refused(loaded, export):
    assert "it holds null bytes" in refused(loaded, export([GOOD.replace("Billing", "Bil\0ing")]))
