"""One generated sample for all tests of this folder, and what a stranger reads from it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.sample import Truth, generate
from tests.pipelines.sample import reading

CONTACTS, UNTIL = 100_000, date(2026, 10, 1)


@dataclass(frozen=True)
class Sample:
    """A generated sample and what was read from it; `starts` are the first contacts of issues."""

    folder: Path
    truth: Truth
    lines: pl.DataFrame
    records: pl.DataFrame
    starts: pl.DataFrame
    tickets: list[dict[str, Any]]

    def since(self, back: int) -> date:
        """The first day of the month −1, −2, …"""
        return self.truth.months[back]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """26 months at half the usual volume."""
    folder = tmp_path_factory.mktemp("sample") / "exports"
    truth = generate(folder, until=UNTIL, contacts=CONTACTS)
    lines = reading.contact_lines(folder)
    records = reading.contacts(lines)
    starts = reading.issue_starts(records)
    return Sample(folder, truth, lines, records, starts, reading.ticket_lines(folder))


@pytest.fixture(scope="session")
def newest(sample: Sample) -> list[dict[str, Any]]:
    """The newest version of every clean ticket."""
    known: dict[int, dict[str, Any]] = {}
    for ticket in sorted(sample.tickets, key=lambda ticket: ticket["updated_at"]):
        if ticket["id"] < reading.FIRST_SPOILT_TICKET:
            known[ticket["id"]] = ticket
    return list(known.values())


@pytest.fixture(scope="session")
def answers(sample: Sample) -> pl.DataFrame:
    """Whole, real survey responses, each once."""
    return (
        reading.responses(sample.folder)
        .filter(pl.col("Status") == "IP Address", pl.col("Finished") == "True")
        .unique("ResponseId", maintain_order=True)
    )
