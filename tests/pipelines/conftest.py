"""A home with the invented Acme call log's profile, and a way to stage files into a build."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import intake, progress
from pipelines.declared import read_profile
from pipelines.exports import found
from tests.pipelines.staged_samples import Sampled
from warehouse import build
from warehouse.connection import reading, writing
from warehouse.home import Home

PROFILES = Path(__file__).parents[1] / "data" / "profiles"
HEADER = "Call ID,Caller,Queue,Started,Status,Wait,Talk,Wrap,Changed,Rating\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A new CARE_HOME that knows the Acme call log."""
    folder = tmp_path / "home"
    (folder / "profiles").mkdir(parents=True)
    shutil.copy(PROFILES / "acme_calls.toml", folder / "profiles")
    return Home(folder)


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Write an Acme call log: rows of cells, or raw text."""

    def write(rows: list[str] | str, name: str = "calls.csv", encoding: str = "utf-8") -> Path:
        text = rows if isinstance(rows, str) else HEADER + "".join(f"{row}\n" for row in rows)
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


class Staged:
    """A staged build to look into, and the report of the intake."""

    def __init__(self, path: Path, taken: intake.Intake) -> None:
        self.path, self.intake = path, taken

    def rows(self, sql: str) -> list[tuple]:
        """The rows of a query over the staged build."""
        with reading(self.path) as database:
            return database.rows(sql)

    def accounts(self) -> list[tuple]:
        """name, read, accepted, superseded, excluded, quarantined of every file, in order."""
        return self.rows(
            "select name, rows_read, accepted, superseded, excluded, quarantined "
            "from load_file order by file_id"
        )

    def reasons(self) -> list[tuple[int, str]]:
        """row number and reason of everything in quarantine, in order."""
        return self.rows("select row_number, reason from quarantine order by file_id, row_number")


@pytest.fixture
def stage(home: Home) -> Callable[..., Staged]:
    """Recognise, conform and stage files without judging, measuring or publishing.

    A second call stages on top of the first, as an incremental load does.
    """
    path = home.path / "staged.duckdb"

    def staged(*paths: Path, choice: intake.Choice | None = None) -> Staged:
        this = intake.Intake(
            home,
            choice or intake.Choice(),
            [read_profile(PROFILES / "acme_calls.toml")],
            progress.quiet,
        )
        if not path.exists():
            with writing(path) as database:
                build.create(database)
        this.unpacked.mkdir(parents=True, exist_ok=True)
        intake.stage(this, found(list(paths)), path)
        shutil.rmtree(home.work)
        return Staged(path, this)

    return staged


@pytest.fixture
def sampled(tmp_path: Path) -> Sampled:
    """An empty staged build that sample exports can be loaded into."""
    return Sampled(tmp_path)
