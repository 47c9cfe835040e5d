"""What every part of the generator knows: effects, organisation, months, agents, customers."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pipelines.sample.dice import Dice
from pipelines.sample.effects import Effects, effects
from pipelines.sample.months import Month, Span, budgets, span
from pipelines.sample.organisation import Organisation, organisation
from pipelines.sample.people import Agent, agents

CUSTOMERS_A_CONTACT = 0.7
FEWEST_CUSTOMERS, MOST_CUSTOMERS = 5_000, 999_999  # six digits behind the invented number range


@dataclass(frozen=True)
class World:
    """Everything fixed before the first month, and the counts that grow with each.

    `customers` has one row a customer: region and segment (positions), is_vulnerable.
    `rows` counts what was written, `dirt` what of it is dirty, by kind.
    """

    seed: int
    effects: Effects
    organisation: Organisation
    span: Span
    budgets: list[int]
    agents: list[Agent]
    customers: pl.DataFrame
    rows: Counter[str] = field(default_factory=Counter)
    dirt: Counter[str] = field(default_factory=Counter)

    def dice(self, purpose: str, month: Month | None = None) -> Dice:
        """Draws for one purpose and month."""
        return Dice(self.seed, purpose, month.index if month else "all")

    def is_due(self, every: str, month: Month) -> bool:
        """Whether this month has its turn of the dirt that comes once in so many months."""
        months = int(self.effects.dirt[every])
        return month.index % months == months - 1


def world(months: int, until: date, contacts: int, seed: int) -> World:
    """Set the scene for a sample."""
    there, planted = organisation(), effects()
    calendar_ = span(months, until, there.zone)
    noise = pl.select(pl.int_range(months)).select(Dice(seed, "volume").normal("month"))
    listed = agents(there, calendar_, contacts, seed)
    return World(
        seed,
        planted,
        there,
        calendar_,
        budgets(calendar_, planted, contacts, noise.to_series().to_list()),
        listed,
        _customers(there, contacts, Dice(seed, "customers")),
    )


def _customers(there: Organisation, contacts: int, dice: Dice) -> pl.DataFrame:
    number = min(MOST_CUSTOMERS, max(FEWEST_CUSTOMERS, int(contacts * CUSTOMERS_A_CONTACT)))
    return pl.select(customer=pl.int_range(number)).select(
        region=dice.pick("region", [region.share for region in there.regions]).cast(pl.UInt8),
        segment=dice.pick("segment", [segment.share for segment in there.segments]).cast(pl.UInt8),
        is_vulnerable=dice.chance("vulnerable", there.vulnerable_share),
    )
