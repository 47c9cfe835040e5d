"""Homes with the invented sample, small, each loaded once a test run."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests import once

CONTACTS, MONTHS, UNTIL = 6000, 15, date(2025, 9, 1)  # in the past: every source is late
ROOT = Path(__file__).resolve().parent
UNREADABLE = (  # the one record of an export, held back since nobody can tell when it was
    "Call ID,Caller,Queue,Started,Status,Wait,Talk,Wrap,Changed,Rating\n"
    "c1,,Billing,never,Lost,0:10,,,2026-03-02 10:00:00,4\n"
)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """CARE_HOME with a published build of the sample; read it, and write only to a copy."""
    return once.made(
        "sample-home", tmp_path_factory, worker_id, lambda home: _load(home, MONTHS, CONTACTS)
    )


@pytest.fixture(scope="session")
def one_month_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """CARE_HOME with one month of the sample: nothing to compare it with."""
    return once.made(
        "one-month-home", tmp_path_factory, worker_id, lambda home: _load(home, 1, 400)
    )


@pytest.fixture(scope="session")
def rowless_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """CARE_HOME with a published build in which not one row stands."""

    def make(home: Path) -> None:
        from pipelines.run import load
        from warehouse.home import Home

        (home / "profiles").mkdir()
        shutil.copy(ROOT / "data" / "profiles" / "acme_calls.toml", home / "profiles")
        (home / "calls.csv").write_text(UNREADABLE)
        load([home / "calls.csv"], Home(home))

    return once.made("rowless-home", tmp_path_factory, worker_id, make)


def _load(home: Path, months: int, contacts: int) -> None:
    from pipelines.run import load  # judging takes seconds to import
    from pipelines.sample import generate
    from warehouse.home import Home

    exports = home.with_name(f"{home.name}-exports")
    generate(exports, months=months, until=UNTIL, contacts=contacts, seed=1)
    load([exports], Home(home))
    shutil.rmtree(exports)


@pytest.fixture
def own_home(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample's home for one test that writes, named by CARE_HOME."""
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    monkeypatch.setenv("CARE_HOME", str(home))
    return home
