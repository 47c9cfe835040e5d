"""What a panel of customers did month by month, in the columns of the template.

Whoever came back on the same matter, or complained, in one of the last three months is likelier to
leave by the planted ratios. A customer who left stays in the panel as inactive.
"""

import csv
import random
from pathlib import Path

import polars as pl

from pipelines.sample.months import Month
from pipelines.sample.world import World
from pipelines.sample.zendesk import REQUESTER_BASE

COLUMNS = ("customer_id", "email", "phone", "support_id", "month", "purchases", "is_active")
PANEL = 1000  # customers that are followed
AFTER = 3  # months in which trouble is remembered


class CustomerPanel:
    """One file: a row a customer of the panel and month."""

    def __init__(self, world: World, path: Path) -> None:
        self.world, self.path = world, path
        self.chance = random.Random(f"{world.seed}/customers")
        self.active = dict.fromkeys(range(min(PANEL, world.customers.height)), True)
        self.repeated: list[set[int]] = []
        self.complained: list[set[int]] = []
        self.rows: list[tuple[object, ...]] = []

    def note(self, month: Month, legs: pl.DataFrame, opened: pl.DataFrame) -> None:
        """Take in a month: who came back, who complained, and then who left and who bought."""
        came_back = legs.filter(pl.col("round") > 0)["customer"].to_list()
        self.repeated = [*self.repeated, set(came_back)][-AFTER:]
        complaints = opened.filter("is_complaint")["customer"].to_list()
        self.complained = [*self.complained, set(complaints)][-AFTER:]
        for customer, is_active in self.active.items():
            if is_active and self.chance.random() < self._hazard(customer):
                self.active[customer] = False
            self.rows.append(self._row(customer, month))

    def _hazard(self, customer: int) -> float:
        """Chance to leave in this month; trouble of this month counts from the next on."""
        levels = self.world.effects.levels
        hazard = levels["leaves_a_month_share"]
        if any(customer in month for month in self.repeated[:-1]):
            hazard *= levels["leaves_after_repeat_ratio"]
        if any(customer in month for month in self.complained[:-1]):
            hazard *= levels["leaves_after_complaint_ratio"]
        return hazard

    def _row(self, customer: int, month: Month) -> tuple[object, ...]:
        buys = self.chance.random() < self.world.effects.levels["buys_a_month_share"]
        name = f"{customer:06}"
        active = self.active[customer]
        return (
            f"C{name}",
            f"customer{name}@mail.example",
            f"+447700900{name}",
            REQUESTER_BASE + customer,
            month.first,
            int(buys and active),
            "true" if active else "false",
        )

    def write(self) -> int:
        """Write the file; returns its rows."""
        with self.path.open("w", encoding="utf-8", newline="") as handle:
            out = csv.writer(handle, lineterminator="\n")
            out.writerow(COLUMNS)
            out.writerows(self.rows)
        return len(self.rows)
