"""A small clean build, and copies of it to spoil."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from warehouse.build import create
from warehouse.connection import writing

CLEAN = Path(__file__).with_name("clean.sql")


@pytest.fixture(scope="session")
def clean(tmp_path_factory) -> Path:
    """A closed build on which every check has something to look at and none fails."""
    path = tmp_path_factory.mktemp("builds") / "clean.duckdb"
    with writing(path) as database:
        create(database)
        database.run(CLEAN.read_text(encoding="utf-8"))
    return path


@pytest.fixture
def spoilt(clean, tmp_path) -> Callable[[str], Path]:
    """Copy the clean build and run SQL on the copy; returns its path, the file closed."""

    def spoil(sql: str) -> Path:
        path = tmp_path / "spoilt.duckdb"
        shutil.copyfile(clean, path)
        with writing(path) as database:
            database.run(sql)
        return path

    return spoil
