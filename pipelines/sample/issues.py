"""Issues: first contacts of customers and the contacts that follow them for the same reason.

One row = one contact of a customer with us, columns as in habits.py; its legs come later.

Only answered contacts are followed, and repeats are always answered: so the planted rate of
first-contact resolution is the same whether or not abandoned calls count as contacts.
"""

import polars as pl

from pipelines.sample.dice import Dice
from pipelines.sample.habits import COLUMNS, is_early, is_outsourced, records_of, second_of_day
from pipelines.sample.months import DAY_NOISE, Month, day_weights
from pipelines.sample.repeats import repeats
from pipelines.sample.world import World

FORCED_S = 60  # the last contact of all begins this long before the end


def month_contacts(
    world: World, month: Month, carried: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The contacts of a month, worth its budget of contact records, and those that spill over.

    `carried` = repeats of earlier issues that fall into this month. A transferred contact and
    one that asks for a call-back are worth two records.
    """
    room = world.budgets[month.index] - (_records(carried) if carried is not None else 0)
    first = _first_contacts(world, month, room)
    everything = pl.concat([first, *repeats(world, month, first)])
    kept = _within(everything, month, room)
    if carried is not None:
        kept = pl.concat([carried, kept])
    here = kept.filter(pl.col("start_s") < month.end_s)
    if month.back == -1:
        here = _forced(here, month)
    later = kept.filter(pl.col("start_s") >= month.end_s, pl.col("start_s") < world.span.end_s)
    return here.sort("start_s", "first_index", "round"), later


def _records(contacts: pl.DataFrame) -> int:
    return int(contacts.select(records_of().sum()).item())


def _first_contacts(world: World, month: Month, number: int) -> pl.DataFrame:
    dice = world.dice("issues", month)
    there, levels = world.organisation, world.effects.levels
    weights = (
        pl.DataFrame({"w": day_weights(month, world.effects)})
        .select(dice.skewed("days", pl.col("w"), DAY_NOISE))
        .to_series()
        .to_list()
    )
    chat = _after_shift(world, month, "chat_share")
    drawn = pl.select(first_index=pl.int_range(number, dtype=pl.UInt32)).with_columns(
        round=pl.lit(0, dtype=pl.UInt8),
        day=(month.days[0] + dice.pick("day", weights).cast(pl.Int32)),
        second=second_of_day(world, dice),
        customer=dice.whole("customer", 0, world.customers.height - 1).cast(pl.UInt32),
        is_known=~dice.chance("withheld", levels["unidentified_share"]),
        reason=dice.pick("reason", [reason.share for reason in there.reasons]),
        is_chat=dice.chance("chat", chat),
        is_test=dice.chance("test", levels["test_share"]),
    )
    drawn = drawn.with_columns(
        pl.lit(world.customers[column]).gather(pl.col("customer")).alias(column)
        for column in world.customers.columns
    ).with_columns(
        start_s=world.span.instant(pl.col("day"), pl.col("second")),
        complexity=_complexity(world, dice),
        is_outsourced=is_outsourced(world, dice),
        outcome=_outcome(world, month, dice),
    )
    answered = pl.col("outcome") == "answered"
    return drawn.with_columns(
        is_transferred=answered & is_early() & dice.chance("transfer", levels["transferred_share"]),
        is_followed=pl.col("outcome").is_in(["answered", "callback"])
        & ~dice.chance("resolved", _resolution_rate(world, month)),
    ).select(COLUMNS)


def _after_shift(world: World, month: Month, what: str) -> float:
    reversal = world.span.reversal(world.effects.corrective_action.first_month)
    is_before = reversal is not None and month.index < reversal[1]
    return float(getattr(world.effects.mix_shift, f"{what}_{'before' if is_before else 'after'}"))


def _resolution_rate(world: World, month: Month) -> pl.Expr:
    action = world.effects.corrective_action
    offsets = [
        reason.resolution_offset
        + (
            action.step_share
            if reason.name == action.reason and month.back >= action.first_month
            else 0.0
        )
        for reason in world.organisation.reasons
    ]
    rate = (
        pl.when("is_chat")
        .then(_after_shift(world, month, "chat_rate"))
        .otherwise(_after_shift(world, month, "voice_rate"))
    )
    return rate + pl.lit(pl.Series(offsets)).gather(pl.col("reason"))


def _complexity(world: World, dice: Dice) -> pl.Expr:
    mixes = [reason.complexity for reason in world.organisation.reasons]
    simple = pl.lit(pl.Series([mix[0] for mix in mixes])).gather(pl.col("reason"))
    standard = pl.lit(pl.Series([mix[1] for mix in mixes])).gather(pl.col("reason"))
    draw = dice.uniform("complexity")
    return (draw >= simple).cast(pl.UInt32) + (draw >= simple + standard).cast(pl.UInt32)


def _outcome(world: World, month: Month, dice: Dice) -> pl.Expr:
    levels, region = world.effects.levels, world.effects.region_out_of_line
    rise = world.effects.abandonment_rise
    abandoned = levels["abandoned_share"] * (rise.ratio if month.back >= rise.first_month else 1.0)
    names = [place.name for place in world.organisation.regions]
    share = (
        pl.when(pl.col("region") == names.index(region.region))
        .then(abandoned * region.ratio)
        .otherwise(abandoned)
    )
    draw, left = dice.uniform("outcome"), levels["not_queued_share"]
    queued_from = left + levels["outbound_share"]
    callback = queued_from + levels["callback_share"]
    short = callback + levels["short_abandoned_share"]
    voice = ~pl.col("is_chat")
    asks = voice & is_early()
    return (
        pl.when(voice & (draw < left))
        .then(pl.lit("not_queued"))
        .when(voice & (draw < queued_from))
        .then(pl.lit("outbound"))
        .when(asks & (draw >= queued_from) & (draw < callback))
        .then(pl.lit("callback"))
        .when((draw >= callback) & (draw < short))
        .then(pl.lit("short_abandoned"))
        .when((draw >= short) & (draw < short + share))
        .then(pl.lit("abandoned"))
        .otherwise(pl.lit("answered"))
    )


def _within(everything: pl.DataFrame, month: Month, room: int) -> pl.DataFrame:
    """The issues, in order, whose records in this month fill the room to the last one."""
    in_month = pl.when(pl.col("start_s") < month.end_s).then(records_of()).otherwise(0)
    sizes = (
        everything.group_by("first_index")
        .agg(in_month.sum().alias("size"), pl.len().alias("contacts"))
        .sort("first_index")
        .with_columns(total=pl.col("size").cum_sum())
    )
    kept = pl.col("total") <= room
    missing = room - int(sizes.filter(kept).select(pl.col("size").sum()).item())
    single = sizes.filter(~kept, pl.col("size") == 1, pl.col("contacts") == 1).head(missing)
    chosen = pl.concat([sizes.filter(kept), single])
    return everything.join(
        chosen.select("first_index"), on="first_index", how="semi", maintain_order="left"
    )


def _forced(here: pl.DataFrame, month: Month) -> pl.DataFrame:
    """The last plain call of all is put a minute before the end, so that the data reach it."""
    plain = (
        (pl.col("round") == 0)
        & (pl.col("outcome") == "answered")
        & ~pl.col("is_test")
        & ~(pl.col("is_followed") | pl.col("is_transferred") | pl.col("is_chat"))
    )
    last = pl.col("start_s") == pl.col("start_s").filter(plain).max()
    end = month.end_s - FORCED_S
    return here.with_columns(
        start_s=pl.when(last & plain).then(end).otherwise("start_s"),
        second=pl.when(last & plain).then(86_400 - FORCED_S).otherwise("second"),
        day=pl.when(last & plain).then(month.days[-1]).otherwise("day").cast(pl.Int32),
    )
