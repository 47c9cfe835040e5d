"""When and how contacts come: what first contacts and repeats have in common.

Columns of a contact: first_index (UInt32, which issue of the month), round (0 = the first
contact, 1 … = repeats), day (Int32, local, days since 1970), second (Int64, of the local day),
start_s (Int64, epoch), customer (UInt32), is_known (its number is seen), region, segment
(UInt8, positions), is_vulnerable, reason, complexity (UInt32, positions), is_chat,
is_outsourced, outcome (answered, abandoned, short_abandoned, not_queued, outbound, callback),
is_test, is_transferred, is_followed (a later contact on the same reason comes within 7 days).
"""

import polars as pl

from pipelines.sample.dice import Dice
from pipelines.sample.world import World

COLUMNS = (
    "first_index",
    "round",
    "day",
    "second",
    "start_s",
    "customer",
    "is_known",
    "region",
    "segment",
    "is_vulnerable",
    "reason",
    "complexity",
    "is_chat",
    "is_outsourced",
    "outcome",
    "is_test",
    "is_transferred",
    "is_followed",
)
SECOND_LEG_UNTIL_S = 20 * 3600  # later contacts are not handed on, so no leg begins next day


def hour_weights(world: World) -> list[float]:
    """Contacts by local hour: the organisation's day with the planted lunch peak."""
    lunch, hours = world.effects.lunch, world.organisation.hours
    compared = sum(hours[hour] for hour in lunch.compared_hours) / len(lunch.compared_hours)
    return [
        lunch.ratio * compared if hour in lunch.hours else weight
        for hour, weight in enumerate(hours)
    ]


def second_of_day(world: World, dice: Dice) -> pl.Expr:
    """A second of the local day, by the hour's weight."""
    hour = dice.pick("hour", hour_weights(world)).cast(pl.Int64)
    return hour * 3600 + dice.whole("second", 0, 3599)


def is_early() -> pl.Expr:
    """Early enough in the day for a transfer or a call-back."""
    return pl.col("second") < SECOND_LEG_UNTIL_S


def is_outsourced(world: World, dice: Dice) -> pl.Expr:
    """Whether the contact is routed to the outsourcer."""
    there = world.organisation
    takes = [reason.queue in there.outsourced_queues for reason in there.reasons]
    shared = pl.col("is_chat") | pl.lit(pl.Series(takes)).gather(pl.col("reason"))
    return shared & dice.chance("outsourced", there.outsourced_share)


def records_of() -> pl.Expr:
    """Contact records that a contact leaves behind."""
    return 1 + (pl.col("is_transferred") | (pl.col("outcome") == "callback")).cast(pl.Int64)
