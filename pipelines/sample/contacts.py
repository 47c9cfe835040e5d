"""Legs: what the telephony tool records of each contact, one row a record.

A contact has one leg; a transferred one and a call-back have two. Columns beside those of
issues.py: leg_id and the chain initial_id, next_id, previous_id (null = none), method (of
initiation), queue (position, null = never queued), team and agent (positions, null = none),
enqueue_s, dequeue_s, connect_s, leave_s (agent and customer part), end_s, updated_s (epoch),
wait_s, talk_s, hold_s, holds, acw_s (seconds, null = not handled), callback_due_s and
callback_reached_s, is_resolved (stated by the agent), is_last (the journey ends here).
"""

import polars as pl

from pipelines.sample.dice import Dice
from pipelines.sample.months import Month
from pipelines.sample.organisation import CHAT
from pipelines.sample.people import pools
from pipelines.sample.world import World
from pipelines.sample.writing import uuids

WAIT_SIGMA = 1.15  # long tail: the 95th percentile is 3.4 times the mean's half
PEAK_WAIT = {12: 1.7, 13: 1.7}
MONDAY_WAIT = 1.25
LONGEST_WAIT_S = 3300.0  # then the line is cut
PATIENCE_S, PATIENCE_SIGMA = 95.0, 0.8
TALK_S = (200.0, 310.0, 520.0)  # mean by complexity: simple, standard, complex
TALK_SIGMA = 0.55
HELD_SHARE, HOLD_S, ACW_S = 0.25, 50.0, 48.0
CALLBACK_PROMISED_S = 7200
QUEUED = ("answered", "abandoned", "short_abandoned", "callback")


def month_legs(world: World, month: Month, contacts: pl.DataFrame) -> pl.DataFrame:
    """All legs of the contacts of a month, in the order in which the tool would send them."""
    dice = world.dice("legs", month)
    second = pl.col("is_transferred") | (pl.col("outcome") == "callback")
    first = _timed(world, month, dice, _routed(world, contacts, dice)).with_columns(
        leg_id=uuids(dice, "id"),
        next_id=pl.when(second).then(uuids(dice, "next")),
        initial_id=pl.lit(None, dtype=pl.String),
        previous_id=pl.lit(None, dtype=pl.String),
        method=pl.when(pl.col("outcome") == "outbound")
        .then(pl.lit("OUTBOUND"))
        .when("is_chat")
        .then(pl.lit("API"))
        .otherwise(pl.lit("INBOUND")),
    )
    callbacks = _promised(world, dice, first)
    legs = pl.concat([callbacks, _second(world, month, callbacks.filter(second))])
    return _stated(world, dice, legs).sort("updated_s", "leg_id")


def _routed(world: World, contacts: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    there = world.organisation
    queues = there.queues
    by_reason = pl.Series([queues.index(reason.queue) for reason in there.reasons], dtype=pl.UInt8)
    queue = (
        pl.when("is_chat")
        .then(queues.index(CHAT))
        .otherwise(pl.lit(by_reason).gather(pl.col("reason")))
    )
    return contacts.with_columns(
        queue=pl.when(pl.col("outcome").is_in(QUEUED)).then(queue).cast(pl.UInt8),
        team=pl.when("is_outsourced").then(there.outsourced_team).otherwise(queue).cast(pl.UInt8),
    )


def _timed(world: World, month: Month, dice: Dice, legs: pl.DataFrame) -> pl.DataFrame:
    """Queueing and handling; needs start_s, second, day, team, queue and outcome."""
    has_agent = pl.col("outcome").is_in(["answered", "outbound"])
    legs = legs.with_columns(
        ivr_s=pl.when("is_chat").then(dice.whole("bot", 2, 9)).otherwise(dice.whole("ivr", 18, 60)),
        wait_s=_wait(world, dice),
        agent=pl.when(has_agent).then(routed_agent(world, month, dice)),
        is_handled=has_agent,
    )
    enqueue = pl.col("start_s") + pl.col("ivr_s")
    legs = _handled(
        world,
        month,
        dice,
        legs.with_columns(
            enqueue_s=pl.when(pl.col("queue").is_not_null()).then(enqueue),
            wait_s=pl.when(pl.col("queue").is_not_null()).then("wait_s"),
        ),
    )
    return _ended(dice, legs.with_columns(dequeue_s=pl.col("enqueue_s") + pl.col("wait_s")))


def _wait(world: World, dice: Dice) -> pl.Expr:
    levels = world.effects.levels
    mean = pl.when("is_chat").then(levels["wait_chat_s"]).otherwise(levels["wait_voice_s"])
    hour = (pl.col("second") // 3600).replace_strict(PEAK_WAIT, default=1.0)
    monday = pl.when((pl.col("day") + 3) % 7 == 0).then(MONDAY_WAIT).otherwise(1.0)
    vulnerable = pl.when("is_vulnerable").then(world.effects.vulnerable_wait.ratio).otherwise(1.0)
    served = dice.skewed("wait", mean * hour * monday * vulnerable, WAIT_SIGMA)
    patience = 6.0 + dice.skewed("patience", PATIENCE_S, PATIENCE_SIGMA)
    return (
        pl.when(pl.col("outcome") == "abandoned")
        .then(patience)
        .when(pl.col("outcome") == "short_abandoned")
        .then(dice.between("short", 0.5, 5.4))
        .when(pl.col("outcome") == "callback")
        .then(dice.between("asked", 30, 120))
        .otherwise(served.clip(upper_bound=LONGEST_WAIT_S))
        .round()
        .cast(pl.Int64)
    )


def routed_agent(world: World, month: Month, dice: Dice) -> pl.Expr:
    """One agent (position) of the row's team, of those who work in it in that month."""
    by_team = pools(world.agents, len(world.organisation.teams), month.index)
    flat = pl.Series([agent for pool in by_team for agent in pool], dtype=pl.UInt16)
    sizes = pl.Series([len(pool) for pool in by_team], dtype=pl.Int64)
    starts = sizes.cum_sum() - sizes
    team = pl.col("team")
    place = pl.lit(starts).gather(team) + (
        dice.uniform("agent") * pl.lit(sizes).gather(team)
    ).floor().cast(pl.Int64)
    return pl.lit(flat).gather(place.cast(pl.UInt32))


def _slow(world: World, month: Month) -> pl.Expr:
    """Factor on the handle time, by team."""
    slip = world.effects.slipping_team
    return pl.lit(
        pl.Series(
            [
                1.0 + slip.handle_time_share_per_month * slip.months_slipped(team.name, month.back)
                for team in world.organisation.teams
            ]
        )
    ).gather(pl.col("team"))


def _handled(world: World, month: Month, dice: Dice, legs: pl.DataFrame) -> pl.DataFrame:
    slow, there = _slow(world, month), pl.col("is_handled")
    talk = pl.lit(pl.Series(TALK_S)).gather(pl.col("complexity")) * slow
    held = dice.chance("held", HELD_SHARE)
    hold = pl.when(held).then(dice.skewed("hold", HOLD_S * slow, 0.7)).otherwise(0.0)
    parts = {
        "talk_s": dice.skewed("talk", talk, TALK_SIGMA),
        "hold_s": hold,
        "acw_s": dice.skewed("acw", ACW_S * slow, 0.7),
    }
    return legs.with_columns(
        **{name: pl.when(there).then(part.round().cast(pl.Int64)) for name, part in parts.items()},
    ).with_columns(holds=pl.when(there).then((pl.col("hold_s") > 0).cast(pl.Int64)))


def _ended(dice: Dice, legs: pl.DataFrame) -> pl.DataFrame:
    """When the agent was connected and left, and when the tool wrote the record."""
    connect = pl.when("is_handled").then(
        pl.coalesce("dequeue_s", pl.col("start_s") + dice.whole("dial", 6, 25))
    )
    legs = legs.with_columns(connect_s=connect).with_columns(
        leave_s=pl.col("connect_s") + pl.col("talk_s") + pl.col("hold_s")
    )
    menu_end = pl.col("start_s") + pl.col("ivr_s") + dice.whole("menu", 20, 150)
    legs = legs.with_columns(end_s=pl.coalesce("leave_s", "dequeue_s", menu_end))
    return legs.with_columns(
        updated_s=pl.col("end_s") + pl.col("acw_s").fill_null(0) + dice.whole("sent", 20, 60)
    )


def _promised(world: World, dice: Dice, first: pl.DataFrame) -> pl.DataFrame:
    """Call-backs promised within two hours: most are reached in time, the others an hour late."""
    asked = pl.col("outcome") == "callback"
    in_time = dice.chance("in time", world.effects.levels["callback_in_time_share"])
    after = (
        pl.when(in_time)
        .then(dice.whole("soon", 600, 7000))
        .otherwise(dice.whole("late", 7400, 10_800))
    )
    return first.with_columns(
        callback_due_s=pl.when(asked).then(pl.col("end_s") + CALLBACK_PROMISED_S),
        callback_reached_s=pl.when(asked).then(pl.col("end_s") + after),
        is_last=pl.col("next_id").is_null(),
    )


def _second(world: World, month: Month, first: pl.DataFrame) -> pl.DataFrame:
    """The leg after a transfer (in another queue) or of a call-back (in the same one)."""
    dice = world.dice("second legs", month)
    teams = len(world.organisation.queues)
    called = pl.col("outcome") == "callback"
    other = (pl.col("queue").cast(pl.Int64) + dice.whole("other", 1, teams - 1)) % teams
    ready = first.with_columns(
        start_s=pl.when(called).then(pl.col("callback_reached_s") - 15).otherwise("end_s"),
        queue=pl.when(called).then("queue").otherwise(other).cast(pl.UInt8),
        team=pl.when(called).then("team").otherwise(other).cast(pl.UInt8),
        outcome=pl.lit("answered"),
        method=pl.when(called).then(pl.lit("CALLBACK")).otherwise(pl.lit("TRANSFER")),
        previous_id=pl.col("leg_id"),
        initial_id=pl.col("leg_id"),
        leg_id=pl.col("next_id"),
        next_id=pl.lit(None, dtype=pl.String),
        is_last=pl.lit(True),
        callback_due_s=pl.lit(None, dtype=pl.Int64),
        reached_s=pl.col("callback_reached_s"),
    )
    timed = _timed(world, month, dice, ready.drop("callback_reached_s"))
    back = pl.col("method") == "CALLBACK"
    legs = timed.with_columns(
        enqueue_s=pl.when(back).then("start_s").otherwise("enqueue_s"),
        wait_s=pl.when(back).then(15).otherwise("wait_s"),
        dequeue_s=pl.when(back).then("reached_s").otherwise("dequeue_s"),
    )
    again = _ended(dice, legs).with_columns(callback_reached_s=pl.lit(None, dtype=pl.Int64))
    return again.select(first.columns)


def _stated(world: World, dice: Dice, legs: pl.DataFrame) -> pl.DataFrame:
    levels = world.effects.levels
    likely = (
        pl.when("is_followed")
        .then(levels["resolved_stated_when_false"])
        .otherwise(levels["resolved_stated_when_true"])
    )
    said = dice.uniform("stated") < likely
    return legs.with_columns(is_resolved=pl.when(pl.col("talk_s").is_not_null()).then(said))
