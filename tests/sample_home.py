"""A home with the invented sample, small, loaded once a test run however many workers there are."""

import fcntl
import shutil
from datetime import date
from pathlib import Path

import pytest

CONTACTS, MONTHS, UNTIL = 6000, 15, date(2025, 9, 1)  # in the past: every source is late


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """CARE_HOME with a published build of the sample; read it, and write only to a copy."""
    from pipelines.run import load  # judging takes seconds to import
    from pipelines.sample import generate
    from warehouse.home import Home

    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    home, done = shared / "sample-home", shared / "sample-home.done"
    with (shared / "sample-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            exports = shared / "sample-exports"
            generate(exports, months=MONTHS, until=UNTIL, contacts=CONTACTS, seed=1)
            load([exports], Home(home))
            shutil.rmtree(exports)
            done.touch()
    return home


@pytest.fixture
def own_home(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample's home for one test that writes, named by CARE_HOME."""
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    monkeypatch.setenv("CARE_HOME", str(home))
    return home
