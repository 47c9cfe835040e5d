"""Repeats: the contacts that follow an unresolved one within seven days, for the same reason."""

import polars as pl

from pipelines.sample.dice import Dice
from pipelines.sample.habits import COLUMNS, is_early, is_outsourced, second_of_day
from pipelines.sample.months import SATURDAY, SUNDAY, Month
from pipelines.sample.world import World

ROUNDS = 3  # an issue has at most three repeats
GAP_WEIGHTS = (1.0, 0.8, 0.65, 0.5, 0.45, 0.4)  # repeats after 1 … 6 days: under 7 × 24 hours
OTHER_CHANNEL = 0.30  # of repeats come through the other channel


def repeats(world: World, month: Month, first: pl.DataFrame) -> list[pl.DataFrame]:
    """For each round the contacts that follow those of the round before; columns as COLUMNS."""
    rounds, before = [], first
    for number in range(1, ROUNDS + 1):
        before = _round(world, month, before, number)
        rounds.append(before)
    return rounds


def _round(world: World, month: Month, before: pl.DataFrame, number: int) -> pl.DataFrame:
    dice, levels = world.dice(f"repeats {number}", month), world.effects.levels
    followed = dice.chance("again", levels["repeat_again_share"] if number < ROUNDS else 0.0)
    again = before.filter("is_followed").with_columns(
        round=pl.lit(number, dtype=pl.UInt8),
        day=pl.col("day") + _gap(world, dice),
        second=second_of_day(world, dice),
        is_chat=pl.col("is_chat") ^ dice.chance("channel", OTHER_CHANNEL),
        outcome=pl.lit("answered"),
        is_followed=followed,
    )
    return again.with_columns(
        start_s=world.span.instant(pl.col("day"), pl.col("second")),
        is_transferred=dice.chance("transfer", levels["transferred_share"]) & is_early(),
        is_outsourced=is_outsourced(world, dice),
    ).select(COLUMNS)


def _gap(world: World, dice: Dice) -> pl.Expr:
    """Days to the next contact: the sooner and the busier the day, the likelier."""
    busy = (world.effects.monday.ratio, 1.0, 1.0, 1.0, 1.0, SATURDAY, SUNDAY)
    tables = []
    for weekday in range(7):
        weights = [gap * busy[(weekday + 1 + n) % 7] for n, gap in enumerate(GAP_WEIGHTS)]
        tables.append([sum(weights[: n + 1]) / sum(weights) for n in range(len(weights) - 1)])
    # 1 January 1970 was a Thursday: with +3 the week begins on Monday.
    weekday_of = ((pl.col("day") + 3) % 7).cast(pl.UInt32)
    draw, days = dice.uniform("gap"), pl.lit(1, dtype=pl.Int32)
    for steps in zip(*tables, strict=True):
        days = days + (draw >= pl.lit(pl.Series(steps)).gather(weekday_of)).cast(pl.Int32)
    return days
