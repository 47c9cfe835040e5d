"""Surveys after a contact: who is invited, who answers, and what they say.

`invited` gives one row an invitation: sent_s, opened_s, started_s, finished_s, recorded_s
(epoch; null = it did not happen before the end of the sample), is_whole (null = no response),
score (1–5, what the customer would say of the contact), nps (0–10), ces (1–7), is_resolved_said,
contact_id, customer, region, segment, agent, is_chat, contact_day, and ids of the survey tool.
"""

import polars as pl

from pipelines.sample.dice import Dice
from pipelines.sample.months import DAY_S, Month
from pipelines.sample.world import World
from pipelines.sample.writing import uuids

SENT_HOURS = (2, 26)  # after the contact
OPENED_HOURS, ONLY_OPENED, ONLY_STARTED, PARTLY = 14.0, 0.25, 0.01, 0.012
DURATION_S, DURATION_SIGMA = 400.0, 0.35
PARTLY_RECORDED_S = 7 * DAY_S  # the survey closes unfinished responses after a week
STATES = ("HardBounce", "SoftBounce", "Failure", "Pending", "Blocked", "")
STATE_SHARES = (0.015, 0.010, 0.007, 0.003, 0.002, 0.963)
# Detractor, passive, promoter by score 1–5, and how answers spread inside each.
NPS_BY_SCORE = (
    (0.93, 0.06, 0.01),
    (0.85, 0.13, 0.02),
    (0.60, 0.34, 0.06),
    (0.16, 0.48, 0.36),
    (0.03, 0.23, 0.74),
)
DETRACTORS, PASSIVES, PROMOTERS = (10, 5, 8, 12, 15, 25, 25), (45, 55), (45, 55)
CES_EASY_BY_SCORE = (0.15, 0.25, 0.45, 0.72, 0.89)  # share of 5–7 on the seven-point scale
CES_HARD, CES_EASY = (15, 20, 25, 40), (30, 35, 35)
SKIPPED = 0.02  # of the answers to one question


def served(world: World, month: Month, legs: pl.DataFrame) -> pl.DataFrame:
    """Every customer contact that an agent handled, with the score it deserves (1–5)."""
    bias, dice = world.effects.survey_bias, world.dice("served", month)
    handled = legs.filter(
        "is_last", ~pl.col("is_test"), pl.col("queue").is_not_null(), pl.col("talk_s").is_not_null()
    )
    good = dice.pick("good", bias.score_when_resolved)
    bad = dice.pick("bad", bias.score_otherwise)
    return handled.select(
        "customer",
        "region",
        "segment",
        "agent",
        "is_chat",
        "is_known",
        "end_s",
        "is_followed",
        contact_id=pl.coalesce("initial_id", "leg_id"),
        contact_day=pl.col("day"),
        score=1 + pl.when("is_followed").then(bad).otherwise(good).cast(pl.Int64),
    )


def invited(world: World, month: Month, contacts: pl.DataFrame) -> pl.DataFrame:
    """The invitations that follow the contacts of a month, as known at the end of the sample."""
    dice, end = world.dice("invitations", month), world.span.end_s
    low, high = (hours * 3600 for hours in SENT_HOURS)
    chosen = (
        contacts.filter("is_known", dice.chance("invited", world.effects.levels["invited_share"]))
        .with_columns(sent_s=pl.col("end_s") + dice.whole("sent", low, high))
        .filter(pl.col("sent_s") < end)
    )
    sent = _acted(world, world.dice("responses", month), chosen)
    moments = ("opened_s", "started_s", "finished_s", "recorded_s")
    sent = sent.with_columns(pl.when(pl.col(name) < end).then(name).alias(name) for name in moments)
    return _answered(world, world.dice("answers", month), sent)


def _acted(world: World, dice: Dice, chosen: pl.DataFrame) -> pl.DataFrame:
    rates = pl.lit(pl.Series(world.effects.survey_bias.response_rate_by_score))
    state = pl.lit(pl.Series(STATES)).gather(dice.pick("state", STATE_SHARES))
    rate = rates.gather((pl.col("score") - 1).cast(pl.UInt32))
    chosen = chosen.with_columns(state=state, draw=dice.uniform("draw"), rate=rate)
    reached, draw = pl.col("state") == "", pl.col("draw")
    whole = reached & (draw < pl.col("rate"))
    partly = reached & ~whole & (draw < pl.col("rate") + PARTLY)
    started = reached & (draw < pl.col("rate") + PARTLY + ONLY_STARTED)
    opened = reached & (draw < pl.col("rate") + PARTLY + ONLY_STARTED + ONLY_OPENED)
    return (
        chosen.with_columns(
            is_whole=pl.when(whole).then(True).when(partly).then(False),
            opened_s=pl.when(opened).then(
                pl.col("sent_s") + 30 + (dice.waiting("opened", OPENED_HOURS) * 3600).cast(pl.Int64)
            ),
            duration_s=dice.skewed("duration", DURATION_S, DURATION_SIGMA).round().cast(pl.Int64)
            + 20,
        )
        .with_columns(
            started_s=pl.when(started).then(pl.col("opened_s") + dice.whole("start", 5, 900)),
        )
        .with_columns(
            finished_s=pl.when(pl.col("is_whole").is_not_null()).then(
                pl.col("started_s") + pl.col("duration_s")
            ),
        )
        .with_columns(
            recorded_s=pl.when("is_whole")
            .then("finished_s")
            .otherwise(pl.col("finished_s") + PARTLY_RECORDED_S)
        )
    )


def _answered(world: World, dice: Dice, sent: pl.DataFrame) -> pl.DataFrame:
    place = (pl.col("score") - 1).cast(pl.UInt32)
    detractor = pl.lit(pl.Series([shares[0] for shares in NPS_BY_SCORE])).gather(place)
    passive = pl.lit(pl.Series([shares[1] for shares in NPS_BY_SCORE])).gather(place)
    mood = dice.uniform("mood")
    nps = (
        pl.when(mood < detractor)
        .then(dice.pick("detractor", DETRACTORS))
        .when(mood < detractor + passive)
        .then(7 + dice.pick("passive", PASSIVES))
        .otherwise(9 + dice.pick("promoter", PROMOTERS))
    )
    easy = dice.uniform("easy") < pl.lit(pl.Series(CES_EASY_BY_SCORE)).gather(place)
    ces = (
        pl.when(easy)
        .then(5 + dice.pick("ces high", CES_EASY))
        .otherwise(1 + dice.pick("ces low", CES_HARD))
    )
    levels = world.effects.levels
    said = dice.uniform("fcr") < pl.when("is_followed").then(
        levels["fcr_stated_when_false"]
    ).otherwise(levels["fcr_stated_when_true"])

    def given(name: str, value: pl.Expr) -> pl.Expr:
        skipped = dice.chance(f"{name} skipped", SKIPPED)
        return pl.when(pl.col("is_whole") & ~skipped).then(value)

    return sent.with_columns(
        nps=given("nps", nps.cast(pl.Int64)),
        csat=given("csat", pl.col("score")),
        ces=given("ces", ces.cast(pl.Int64)),
        is_resolved_said=given("fcr", said),
        comment=pl.when(pl.col("is_whole") & dice.chance("comment", 0.2)).then(
            dice.pick("words", (1, 1, 1, 1))
        ),
        response_key=uuids(dice, "response").str.replace_all("-", ""),
        contact_key=uuids(dice, "contact").str.replace_all("-", ""),
        link_key=uuids(dice, "link").str.replace_all("-", ""),
    )
