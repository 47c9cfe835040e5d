"""Quality scorecards: monitored interactions, one row a criterion, as the template has them.

Each agent is monitored 0 to 3 times a week. Calibrations (form `Calibration`) are one contact
scored by two evaluators. Columns as in the template: interaction_id is a ContactId, agent_id
the roster's.
"""

import polars as pl

from pipelines.sample.dice import Dice
from pipelines.sample.months import Month
from pipelines.sample.world import World

FORM, CALIBRATION, VERSION = "Care scorecard", "Calibration", "3"
# Criterion, wording, section, weight, is_critical, share of "not applicable".
CRITERIA = (
    ("c1", "Identity verified", "Compliance", 30, True, 0.00),
    ("c2", "Empathy", "Soft skills", 20, False, 0.02),
    ("c3", "Correct answer", "Process", 25, False, 0.00),
    ("c4", "Support needs asked", "Compliance", 15, False, 0.15),
    ("c5", "Correct wrap-up", "Process", 10, False, 0.05),
)
PARTLY = 0.18  # answers "Partly" (half the points) of all given
A_WEEK = (0.05, 0.20, 0.50, 0.25)  # 0, 1, 2, 3 monitored interactions of an agent in a week
CALIBRATIONS = 6  # contacts a month, scored twice
EVALUATORS = ("qa1", "qa2", "qa3")
DRAFT, DISPUTED = 0.004, 0.008
LATER_S = (3600, 6 * 3600)  # an evaluation follows its contact by so much
COLUMNS = (
    "evaluation_id",
    "evaluated_at",
    "interaction_id",
    "agent_id",
    "evaluator_id",
    "form_name",
    "form_version",
    "criterion_id",
    "criterion",
    "section",
    "weight",
    "answer",
    "points",
    "max_points",
    "is_na",
    "is_critical",
    "critical_failed",
    "status",
)
FIRST_EVALUATION = 10_000


def scorecards(world: World, month: Month, legs: pl.DataFrame) -> pl.DataFrame:
    """The criteria scored for the contacts of a month; columns as COLUMNS."""
    dice = world.dice("quality", month)
    handled = legs.filter(
        pl.col("talk_s").is_not_null(),
        pl.col("queue").is_not_null(),
        ~pl.col("is_test"),
        pl.col("end_s") < month.end_s,
    )
    monitored = _monitored(world, month, dice, handled)
    twice = handled.with_columns(order=dice.uniform("calibration")).sort("order").head(CALIBRATIONS)
    chosen = pl.concat(
        [
            monitored.select(
                "leg_id", "agent", "team", "end_s", form=pl.lit(FORM), second=pl.lit(0)
            ),
            *(
                twice.select(
                    "leg_id", "agent", "team", "end_s", form=pl.lit(CALIBRATION), second=pl.lit(n)
                )
                for n in (0, 1)
            ),
        ]
    ).sort("end_s", "leg_id", "form", "second")
    first = FIRST_EVALUATION + world.rows["evaluations"]
    world.rows["evaluations"] += chosen.height
    world.rows["calibrations"] += 2 * twice.height
    numbered = _evaluated(
        world, month, dice, chosen.with_columns(number=first + pl.int_range(pl.len()))
    )
    return (
        pl.concat([_criterion(dice, numbered, n) for n in range(len(CRITERIA))])
        .sort("number", "criterion_id")
        .select(COLUMNS)
    )


def _monitored(world: World, month: Month, dice: Dice, handled: pl.DataFrame) -> pl.DataFrame:
    """For each agent and week the first 0 to 3 of its contacts in random order."""
    # 1 January 1970 was a Thursday: with +3 a week begins on Monday. A week belongs to the month
    # of its Wednesday, and what is left of the last one to the last month.
    week = (pl.col("day") + 3) // 7
    wednesday = week * 7 - 3 + 2
    mine = wednesday.is_between(month.days[0], month.days[-1])
    if month.back == -1:
        mine = mine | (wednesday > month.days[-1])
    drawn = handled.filter(mine).with_columns(week=week, order=dice.uniform("order")).sort("order")
    ranked = drawn.with_columns(rank=pl.int_range(pl.len()).over("agent", "week"))
    pairs = (
        drawn.select("agent", "week")
        .unique()
        .sort("agent", "week")
        .with_columns(wanted=dice.pick("a week", A_WEEK))
    )
    return ranked.join(pairs, on=["agent", "week"], how="left", maintain_order="left").filter(
        pl.col("rank") < pl.col("wanted")
    )


def _evaluated(world: World, month: Month, dice: Dice, chosen: pl.DataFrame) -> pl.DataFrame:
    agents = world.agents
    skill = pl.lit(pl.Series([agent.skill for agent in agents])).gather(
        pl.col("agent").cast(pl.UInt32)
    )
    at = (pl.col("end_s") + dice.whole("later", *LATER_S)).clip(upper_bound=month.end_s - 60)
    slip = world.effects.slipping_team
    lost = pl.lit(
        pl.Series(
            [
                slip.quality_points_per_month * slip.months_slipped(team.name, month.back) / 100
                for team in world.organisation.teams
            ]
        )
    ).gather(pl.col("team").cast(pl.UInt32))
    draw = dice.uniform("status")
    return chosen.with_columns(
        evaluation_id="E" + pl.col("number").cast(pl.String),
        evaluated_at=pl.from_epoch(at, time_unit="s").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        interaction_id="leg_id",
        agent_id=pl.lit(pl.Series([agent.agent_id for agent in agents])).gather(
            pl.col("agent").cast(pl.UInt32)
        ),
        evaluator_id=pl.lit(pl.Series(EVALUATORS)).gather(
            ((pl.col("number") + pl.col("second")) % len(EVALUATORS)).cast(pl.UInt32)
        ),
        form_name="form",
        form_version=pl.lit(VERSION),
        full=world.effects.levels["scorecard_points"] / 100 - PARTLY / 2 + skill - lost,
        status=pl.when(draw < DRAFT)
        .then(pl.lit("draft"))
        .when(draw < DRAFT + DISPUTED)
        .then(pl.lit("disputed"))
        .otherwise(pl.lit("final")),
    )


def _criterion(dice: Dice, evaluations: pl.DataFrame, place: int) -> pl.DataFrame:
    """One row an evaluation: full points in `full` of the cases, half in PARTLY, else none."""
    criterion_id, wording, section, weight, is_critical, not_applicable = CRITERIA[place]
    draw = dice.uniform(f"{criterion_id} answer")
    is_na = dice.chance(f"{criterion_id} na", not_applicable)
    half = (draw >= pl.col("full")) & (draw < pl.col("full") + PARTLY)
    answer = (
        pl.when(draw < pl.col("full"))
        .then(pl.lit("Yes"))
        .when(half)
        .then(pl.lit("Partly"))
        .otherwise(pl.lit("No"))
    )
    points = (
        pl.when(draw < pl.col("full"))
        .then(float(weight))
        .when(half)
        .then(weight / 2)
        .otherwise(0.0)
    )
    return evaluations.with_columns(
        criterion_id=pl.lit(criterion_id),
        criterion=pl.lit(wording),
        section=pl.lit(section),
        weight=pl.lit(weight),
        max_points=pl.lit(weight),
        answer=pl.when(is_na).then(pl.lit("N/A")).otherwise(answer),
        points=_plain(pl.when(~is_na).then(points)),
        is_na=_word(is_na),
        is_critical=pl.lit("true" if is_critical else "false"),
        critical_failed=_word(pl.lit(is_critical) & ~is_na & (answer == "No")),
    )


def _plain(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.String).str.strip_suffix(".0")


def _word(value: pl.Expr) -> pl.Expr:
    return pl.when(value).then(pl.lit("true")).otherwise(pl.lit("false"))
