"""Issues: first contacts of customers and the contacts that follow them for the same reason.

One row = one contact of a customer with us (its legs come later). Columns:
first_index (UInt32, which issue of the month), round (0 = the first contact, 1 … = repeats),
day (Int32, local, days since 1970), second (Int64, of the local day), start_s (Int64, epoch),
customer (UInt32), is_known (its number is seen), region, segment (positions), is_vulnerable,
reason (UInt32, position), complexity (UInt32, position), is_chat, is_outsourced,
outcome (answered, abandoned, short_abandoned, not_queued, outbound, callback), is_test,
is_transferred, is_followed (a later contact on the same reason comes within 7 days).

Only answered contacts are followed, and repeats are always answered: so the planted rate of
first-contact resolution is the same whether or not abandoned calls count as contacts.
"""

import polars as pl

from pipelines.sample.dice import Dice
from pipelines.sample.months import DAY_NOISE, SATURDAY, SUNDAY, Month, day_weights
from pipelines.sample.world import World

# Contacts by local hour against an ordinary one; lunch is put in from the effects.
HOURS = (0.01, 0.01, 0.01, 0.01, 0.01, 0.02, 0.06, 0.25, 0.75, 1.05, 1.05, 1.05,
         0.0, 0.0, 1.05, 1.05, 0.95, 0.75, 0.45, 0.30, 0.18, 0.08, 0.04, 0.02)
ROUNDS = 3            # an issue has at most three repeats
GAP_WEIGHTS = (1.0, 0.8, 0.65, 0.5, 0.45, 0.4)  # repeats after 1 … 6 days: under 7 × 24 hours
OTHER_CHANNEL = 0.30  # of repeats come through the other channel
SECOND_LEG_UNTIL_S = 20 * 3600  # later contacts are not handed on, so no leg begins next day
FORCED_S = 60         # the last contact of all begins this long before the end


def month_contacts(world: World, month: Month,
                   carried: pl.DataFrame | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The contacts of a month, worth its budget of contact records, and those that spill over.

    `carried` = repeats of earlier issues that fall into this month. A transferred contact and
    one that asks for a call-back are worth two records.
    """
    room = world.budgets[month.index] - (_records(carried) if carried is not None else 0)
    first = _first_contacts(world, month, room)
    everything = pl.concat([first, *_repeats(world, month, first)])
    kept = _within(everything, month, room)
    if carried is not None:
        kept = pl.concat([carried, kept])
    here = kept.filter(pl.col("start_s") < month.end_s)
    if month.back == -1:
        here = _forced(here, month)
    later = kept.filter(pl.col("start_s") >= month.end_s, pl.col("start_s") < world.span.end_s)
    return here.sort("start_s", "first_index", "round"), later


def worth() -> pl.Expr:
    """Contact records that a contact leaves behind."""
    return 1 + (pl.col("is_transferred") | (pl.col("outcome") == "callback")).cast(pl.Int64)


def hour_weights(world: World) -> list[float]:
    """The day's profile with the planted lunch peak."""
    lunch = world.effects.lunch
    compared = sum(HOURS[hour] for hour in lunch.compared_hours) / len(lunch.compared_hours)
    return [lunch.ratio * compared if hour in lunch.hours else weight
            for hour, weight in enumerate(HOURS)]


def _records(contacts: pl.DataFrame) -> int:
    return int(contacts.select(worth().sum()).item())


def _first_contacts(world: World, month: Month, number: int) -> pl.DataFrame:
    dice = world.dice("issues", month)
    there, levels = world.organisation, world.effects.levels
    weights = pl.DataFrame({"w": day_weights(month, world.effects)}).select(
        dice.skewed("days", pl.col("w"), DAY_NOISE)).to_series().to_list()
    chat = _after_shift(world, month, "chat_share")
    drawn = pl.select(first_index=pl.int_range(number, dtype=pl.UInt32)).with_columns(
        round=pl.lit(0, dtype=pl.UInt8),
        day=(month.days[0] + dice.pick("day", weights).cast(pl.Int32)),
        second=dice.pick("hour", hour_weights(world)).cast(pl.Int64) * 3600
        + dice.whole("second", 0, 3599),
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
        is_outsourced=_outsourced(world, dice),
        outcome=_outcome(world, month, dice),
    )
    answered = pl.col("outcome") == "answered"
    return drawn.with_columns(
        is_transferred=answered & _early() & dice.chance("transfer", levels["transferred_share"]),
        is_followed=pl.col("outcome").is_in(["answered", "callback"])
        & ~dice.chance("resolved", _resolution_rate(world, month)),
    ).select(COLUMNS)


COLUMNS = ("first_index", "round", "day", "second", "start_s", "customer", "is_known", "region",
           "segment", "is_vulnerable", "reason", "complexity", "is_chat", "is_outsourced",
           "outcome", "is_test", "is_transferred", "is_followed")


def _early() -> pl.Expr:
    return pl.col("second") < SECOND_LEG_UNTIL_S


def _after_shift(world: World, month: Month, what: str) -> float:
    reversal = world.span.reversal(world.effects.corrective_action.first_month)
    is_before = reversal is not None and month.index < reversal[1]
    return float(getattr(world.effects.mix_shift, f"{what}_{'before' if is_before else 'after'}"))


def _resolution_rate(world: World, month: Month) -> pl.Expr:
    action = world.effects.corrective_action
    offsets = [
        reason.resolution_offset
        + (action.step_share if reason.name == action.reason and month.back >= action.first_month
           else 0.0)
        for reason in world.organisation.reasons
    ]
    rate = pl.when("is_chat").then(_after_shift(world, month, "chat_rate")).otherwise(
        _after_shift(world, month, "voice_rate"))
    return rate + pl.lit(pl.Series(offsets)).gather(pl.col("reason"))


def _complexity(world: World, dice: Dice) -> pl.Expr:
    mixes = [reason.complexity for reason in world.organisation.reasons]
    simple = pl.lit(pl.Series([mix[0] for mix in mixes])).gather(pl.col("reason"))
    standard = pl.lit(pl.Series([mix[1] for mix in mixes])).gather(pl.col("reason"))
    draw = dice.uniform("complexity")
    return (draw >= simple).cast(pl.UInt32) + (draw >= simple + standard).cast(pl.UInt32)


def _outsourced(world: World, dice: Dice) -> pl.Expr:
    there = world.organisation
    takes = [reason.queue in there.outsourced_queues for reason in there.reasons]
    shared = pl.col("is_chat") | pl.lit(pl.Series(takes)).gather(pl.col("reason"))
    return shared & dice.chance("outsourced", there.outsourced_share)


def _outcome(world: World, month: Month, dice: Dice) -> pl.Expr:
    levels, region = world.effects.levels, world.effects.region_out_of_line
    rise = world.effects.abandonment_rise
    abandoned = levels["abandoned_share"] * (rise.ratio if month.back >= rise.first_month else 1.0)
    names = [place.name for place in world.organisation.regions]
    share = pl.when(pl.col("region") == names.index(region.region)).then(
        abandoned * region.ratio).otherwise(abandoned)
    draw, left = dice.uniform("outcome"), levels["not_queued_share"]
    queued_from = left + levels["outbound_share"]
    callback = queued_from + levels["callback_share"]
    short = callback + levels["short_abandoned_share"]
    voice = ~pl.col("is_chat")
    asks = voice & _early()
    return (
        pl.when(voice & (draw < left)).then(pl.lit("not_queued"))
        .when(voice & (draw < queued_from)).then(pl.lit("outbound"))
        .when(asks & (draw >= queued_from) & (draw < callback)).then(pl.lit("callback"))
        .when((draw >= callback) & (draw < short)).then(pl.lit("short_abandoned"))
        .when((draw >= short) & (draw < short + share)).then(pl.lit("abandoned"))
        .otherwise(pl.lit("answered"))
    )


def _repeats(world: World, month: Month, first: pl.DataFrame) -> list[pl.DataFrame]:
    levels, rounds, before = world.effects.levels, [], first
    for number in range(1, ROUNDS + 1):
        dice = world.dice(f"repeats {number}", month)
        again = before.filter("is_followed").with_columns(
            round=pl.lit(number, dtype=pl.UInt8),
            day=pl.col("day") + _gap(world, dice).cast(pl.Int32),
            second=dice.pick("hour", hour_weights(world)).cast(pl.Int64) * 3600
            + dice.whole("second", 0, 3599),
            is_chat=pl.col("is_chat") ^ dice.chance("channel", OTHER_CHANNEL),
            outcome=pl.lit("answered"),
            is_followed=dice.chance("again", levels["repeat_again_share"])
            if number < ROUNDS else pl.lit(False),
        ).with_columns(
            start_s=world.span.instant(pl.col("day"), pl.col("second")),
            is_transferred=dice.chance("transfer", levels["transferred_share"]) & _early(),
        )
        rounds.append(again.with_columns(is_outsourced=_outsourced(world, dice)).select(COLUMNS))
        before = again
    return rounds


def _gap(world: World, dice: Dice) -> pl.Expr:
    """Days to the next contact: the sooner and the busier the day, the likelier."""
    weekdays = (world.effects.monday.ratio, 1.0, 1.0, 1.0, 1.0, SATURDAY, SUNDAY)
    tables = []
    for weekday in range(7):
        weights = [gap * weekdays[(weekday + 1 + n) % 7] for n, gap in enumerate(GAP_WEIGHTS)]
        tables.append([sum(weights[: n + 1]) / sum(weights) for n in range(5)])
    draw, weekday_of = dice.uniform("gap"), ((pl.col("day") + 3) % 7).cast(pl.UInt32)
    steps = (
        (draw >= pl.lit(pl.Series([table[n] for table in tables])).gather(weekday_of))
        .cast(pl.Int32) for n in range(5)
    )
    return 1 + pl.sum_horizontal(*steps)


def _within(everything: pl.DataFrame, month: Month, room: int) -> pl.DataFrame:
    """The issues, in order, whose records in this month fill the room to the last one."""
    in_month = pl.when(pl.col("start_s") < month.end_s).then(worth()).otherwise(0)
    sizes = everything.group_by("first_index").agg(
        in_month.sum().alias("size"), pl.len().alias("contacts")
    ).sort("first_index").with_columns(total=pl.col("size").cum_sum())
    kept = pl.col("total") <= room
    missing = room - int(sizes.filter(kept).select(pl.col("size").sum()).item())
    single = sizes.filter(~kept, pl.col("size") == 1, pl.col("contacts") == 1).head(missing)
    chosen = pl.concat([sizes.filter(kept), single])
    return everything.join(chosen.select("first_index"), on="first_index", how="semi",
                           maintain_order="left")


def _forced(here: pl.DataFrame, month: Month) -> pl.DataFrame:
    """The last plain call of all is put a minute before the end, so that the data reach it."""
    plain = (pl.col("round") == 0) & (pl.col("outcome") == "answered") & ~pl.col("is_test") & ~(
        pl.col("is_followed") | pl.col("is_transferred") | pl.col("is_chat"))
    last = pl.col("start_s") == pl.col("start_s").filter(plain).max()
    end = month.end_s - FORCED_S
    return here.with_columns(
        start_s=pl.when(last & plain).then(end).otherwise("start_s"),
        second=pl.when(last & plain).then(86_400 - FORCED_S).otherwise("second"),
        day=pl.when(last & plain).then(month.days[-1]).otherwise("day").cast(pl.Int32),
    )
