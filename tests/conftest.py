"""What every test may lean on: a home of its own, and the real exports where they are."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

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
