"""What every test may lean on: a home of its own, and the real exports where they are."""

import os
import pickle
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import once

if TYPE_CHECKING:
    from pipelines.run import Report
    from warehouse.home import Home

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"

_homes: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    """Point CARE_HOME away from the data of the person who runs the tests."""
    folder = tempfile.mkdtemp(prefix="care-review-tests-")
    _homes.append(folder)
    os.environ["CARE_HOME"] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove that home again."""
    while _homes:
        shutil.rmtree(_homes.pop(), ignore_errors=True)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real exports that nobody here wrote; skips where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real exports are not here: {SHARED_DATA} is missing")
    return SHARED_DATA


@pytest.fixture(scope="session")
def real(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> tuple["Home", "Report"]:
    """A home into which all real exports were loaded in one go, and the report of that load."""
    from warehouse.home import Home

    def make(folder: Path) -> None:
        from pipelines.run import load  # judging takes seconds to import

        report = load([shared_data], Home(folder / "home"))
        (folder / "report").write_bytes(pickle.dumps(report))  # for the other workers

    folder = once.made("real", tmp_path_factory, worker_id, make)
    return Home(folder / "home"), pickle.loads((folder / "report").read_bytes())
