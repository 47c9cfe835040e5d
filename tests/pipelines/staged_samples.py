"""Stage invented sample exports with the shipped profiles, and ask the staged build."""

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from pipelines import intake, progress
from pipelines.declared import SHIPPED, read_profile
from pipelines.exports import found
from pipelines.mapping import Profile
from warehouse import build
from warehouse.connection import reading, writing
from warehouse.home import Home

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
EXPECTED: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))


@cache
def shipped() -> list[Profile]:
    """Every shipped profile."""
    return [read_profile(file) for file in sorted(SHIPPED.glob("*.toml"))]


class Sampled:
    """A staged build of sample files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "staged.duckdb"
        with writing(self._path) as database:
            build.create(database)

    def load(self, *files: str | Path, zone: str = "", known: list[Profile] | None = None) -> None:
        """Stage files of the samples folder, or elsewhere, their naive times in the zone."""
        home = Home(self._folder / "home")
        this = intake.Intake(home, intake.Choice(zone=zone), known or shipped(), progress.quiet)
        this.unpacked.mkdir(parents=True, exist_ok=True)
        intake.stage(this, found([SAMPLES / file for file in files]), self._path)
        shutil.rmtree(home.work)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with reading(self._path) as database:
            return database.rows(sql)

    def value(self, sql: str) -> Any:
        """The one value of a query."""
        [(value,)] = self.rows(sql)
        return value

    def counts(self, sql: str) -> dict[Any, Any]:
        """A query of two columns as a dictionary."""
        return dict(self.rows(sql))

    def account(self) -> tuple[Any, ...]:
        """read, accepted, superseded, excluded and quarantined of the one file."""
        [row] = self.rows(
            "select rows_read, accepted, superseded, excluded, quarantined from load_file"
        )
        return row
