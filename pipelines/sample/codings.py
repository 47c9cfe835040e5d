"""Complaints that two people coded, in the columns of the template."""

import csv
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl

from pipelines.sample.complaints import ROOT_CAUSES
from pipelines.sample.months import DAY_S, EPOCH
from pipelines.sample.world import World

COLUMNS = ("complaint_id", "coder", "coded_on", "category", "root_cause")
CODERS = ("CPL-01", "CPL-02")
CODED_AFTER = 21  # days after receipt, when the cause is known


class CodingSheet:
    """A share of all complaints, each coded twice; the second coder sometimes sees it otherwise."""

    def __init__(self, world: World, path: Path) -> None:
        self.world, self.path = world, path
        self.chance = random.Random(f"{world.seed}/codings")
        self.rows: list[tuple[object, ...]] = []

    def note(self, opened: pl.DataFrame) -> None:
        """Take in the tickets that were opened in a month."""
        levels = self.world.effects.levels
        complaints = opened.filter("is_complaint").select(
            "ticket_id", "created", "reason", "root_cause"
        )
        for ticket, created, reason, cause in complaints.iter_rows():
            if self.chance.random() < levels["double_coded_share"]:
                self.rows += self._pair(ticket, created, reason, cause)

    def _pair(
        self, ticket: int, created: int, reason: int, cause: str
    ) -> Iterator[tuple[object, ...]]:
        names = [one.name for one in self.world.organisation.reasons]
        causes = [name for name, _ in ROOT_CAUSES]
        seen = cause if cause in causes else causes[ticket % len(causes)]
        day = EPOCH + timedelta(days=created // DAY_S + CODED_AFTER)
        if created + CODED_AFTER * DAY_S >= self.world.span.end_s:
            return
        yield ticket, CODERS[0], day, names[reason], seen
        yield ticket, CODERS[1], day, self._other(names[reason], names), self._other(seen, causes)

    def _other(self, code: str, codes: list[str]) -> str:
        """The same code, or by the planted chance one of the others."""
        agrees = self.world.effects.levels["coders_agree_share"]
        if self.chance.random() < agrees:
            return code
        return self.chance.choice([one for one in codes if one != code])

    def write(self) -> int:
        """Write the sheet; returns its rows."""
        with self.path.open("w", encoding="utf-8", newline="") as handle:
            out = csv.writer(handle, lineterminator="\n")
            out.writerow(COLUMNS)
            out.writerows(self.rows)
        return len(self.rows)
