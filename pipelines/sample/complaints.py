"""The lives of complaints and of escalations inside tickets.

Columns added for complaints (null elsewhere): acknowledged, responded, decided (epoch
seconds), acknowledgement, outcome, remedy, root_cause (text), severity (1–3), complaint_stage
(1–3), is_standard, is_referred. For escalated tickets: raised, answered, level, why (text),
answered_by (Int64). A complaint's ticket is solved when the complaint is closed.
"""

import math
from statistics import NormalDist

import polars as pl

from pipelines.sample.dice import Dice
from pipelines.sample.months import DAY_S, Month
from pipelines.sample.people import ZENDESK_BASE
from pipelines.sample.world import World

RESPONSE_MEDIAN_DAYS, DECISION_MEDIAN_DAYS = 2.6, 8.0  # working days
RESPONSE_LIMIT_DAYS, DECISION_LIMIT_DAYS = 5, 15
COMPLEX_SHARE, COMPLEX_FACTOR = 0.10, 1.8  # complex cases take longer and have their own target
ESCALATION_MEDIAN_HOURS, ESCALATION_LIMIT_HOURS = 12.0, 48
PARTLY, WITHDRAWN = 0.32, 0.07  # of the upheld ones; of all
ACKNOWLEDGEMENTS = (("human", 0.7), ("automatic_with_reference", 0.3))
ROOT_CAUSES = (
    ("wrong_meter_reading", 0.22),
    ("billing_system_error", 0.18),
    ("late_repair", 0.16),
    ("missed_appointment", 0.14),
    ("staff_conduct", 0.08),
    ("unclear_letter", 0.12),
    ("payment_not_booked", 0.10),
)
SINGLE_SHARE, ASSETS = 0.3, 20_000  # causes that lie in one of so many pipes: seldom the same twice
REMEDIES = (("apology", 0.45), ("correction", 0.30), ("goodwill_payment", 0.20), ("repair", 0.05))
REASONS = ("customer_request", "no_progress", "safety", "complaint_risk")
LEADERS = tuple(ZENDESK_BASE + 9001 + n for n in range(4))
MORNING, AFTERNOON = (9 * 3600, 12 * 3600), (13 * 3600, 16 * 3600)  # local seconds of the day


def spread(limit: float, median: float, share: float) -> float:
    """Deviation of the logarithm that puts this share of a log-normal at or below the limit."""
    return math.log(limit / median) / NormalDist().inv_cdf(share)


COMPLAINT_COLUMNS = (
    "acknowledged",
    "responded",
    "decided",
    "acknowledgement",
    "outcome",
    "remedy",
    "root_cause",
    "severity",
    "complaint_stage",
    "is_standard",
    "is_referred",
)


def with_complaints(world: World, month: Month, tickets: pl.DataFrame) -> pl.DataFrame:
    """Tickets with the columns of complaints; a complaint is solved when it is closed."""
    dice = world.dice("complaints", month)
    tickets = _planned(world, dice, tickets).with_columns(
        acknowledged=pl.col("created") + (pl.col("hours") * 3600).round().cast(pl.Int64),
        responded=_on_day(world, dice, "response_days", MORNING),
        decided=_on_day(world, dice, "decision_days", AFTERNOON),
        **_findings(world, dice),
    )
    closed = pl.col("decided") + dice.whole("closing", 300, 3000)
    tickets = tickets.with_columns(
        solved_first=pl.when("is_complaint").then(closed).otherwise("solved_first")
    )
    return tickets.with_columns(
        pl.when("is_complaint").then(name).alias(name) for name in COMPLAINT_COLUMNS
    ).drop("hours", "response_days", "decision_days")


def _planned(world: World, dice: Dice, tickets: pl.DataFrame) -> pl.DataFrame:
    """Hours to the acknowledgement, working days to the first response and the decision."""
    levels = world.effects.levels
    in_time = dice.chance("in time", levels["acknowledged_in_24h_share"])
    soon = dice.skewed("hours", 5.0, 0.9).clip(0.1, 23.9)
    slow = spread(RESPONSE_LIMIT_DAYS, RESPONSE_MEDIAN_DAYS, levels["answered_in_5_days_share"])
    long = spread(DECISION_LIMIT_DAYS, DECISION_MEDIAN_DAYS, levels["resolved_in_15_days_share"])
    response = _working_days(dice, "response", RESPONSE_MEDIAN_DAYS, slow)
    decision = _working_days(dice, "decision", DECISION_MEDIAN_DAYS, long)
    standard = ~dice.chance("complex", COMPLEX_SHARE)
    stretched = (decision * COMPLEX_FACTOR).ceil().cast(pl.Int64)
    # A late acknowledgement comes within 70 hours, so the answer is not given before day 4.
    answer = pl.when(in_time).then(response).otherwise(pl.max_horizontal(response, pl.lit(4)))
    planned = tickets.with_columns(
        is_standard=standard,
        hours=pl.when(in_time).then(soon).otherwise(dice.between("late", 25.0, 70.0)),
        response_days=answer,
        decision_days=pl.when(standard).then(decision).otherwise(stretched),
    )
    return planned.with_columns(decision_days=pl.max_horizontal("response_days", "decision_days"))


def with_escalations(world: World, month: Month, tickets: pl.DataFrame) -> pl.DataFrame:
    """Tickets with the columns of escalations; none but complaints is solved unanswered."""
    dice, levels = world.dice("escalations", month), world.effects.levels
    raised = dice.chance("raised", levels["escalated_share"])
    length = (pl.col("solved_first") - pl.col("created")).fill_null(4 * DAY_S)
    hours = dice.around(
        "hours",
        ESCALATION_MEDIAN_HOURS,
        spread(ESCALATION_LIMIT_HOURS, ESCALATION_MEDIAN_HOURS, levels["escalation_in_48h_share"]),
    )
    vague = levels["escalation_undocumented_share"]
    tickets = tickets.with_columns(
        raised=pl.when(raised).then(
            pl.col("created") + (length * dice.between("after", 0.05, 0.6)).cast(pl.Int64)
        ),
    ).with_columns(
        answered=pl.col("raised") + (hours * 3600).round().cast(pl.Int64) + 60,
        level=pl.when(raised & ~dice.chance("no level", vague / 2)).then(
            pl.when(dice.chance("high", 0.2)).then(3).otherwise(2)
        ),
        why=pl.when(raised & ~dice.chance("no reason", vague / 2)).then(
            pl.lit(pl.Series(REASONS)).gather(dice.pick("why", (0.4, 0.35, 0.1, 0.15)))
        ),
        answered_by=pl.when(raised).then(
            pl.lit(pl.Series(LEADERS)).gather(dice.pick("who", (1, 1, 1, 1)))
        ),
    )
    is_late = ~pl.col("is_complaint") & (pl.col("answered") > pl.col("solved_first"))
    return tickets.with_columns(
        solved_first=pl.when(is_late.fill_null(False))
        .then(pl.col("answered") + 1800)
        .otherwise("solved_first")
    )


def _working_days(dice: Dice, name: str, median: float, sigma: float) -> pl.Expr:
    return dice.around(name, median, sigma).ceil().clip(1, 60).cast(pl.Int64)


def _on_day(world: World, dice: Dice, days: str, hours: tuple[int, int]) -> pl.Expr:
    """The n-th working day after receipt (the day of receipt is day 0), at some local hour."""
    received = (world.span.local(pl.col("created")) // DAY_S).cast(pl.Int32).cast(pl.Date)
    day = received.dt.add_business_days(pl.col(days), roll="backward")
    return world.span.instant(day.cast(pl.Int32), dice.whole(days, *hours))


def _findings(world: World, dice: Dice) -> dict[str, pl.Expr]:
    upheld = world.effects.levels["upheld_share"]
    outcomes = (
        ("upheld", upheld * (1 - PARTLY)),
        ("partly_upheld", upheld * PARTLY),
        ("withdrawn", WITHDRAWN),
        ("not_upheld", 1 - upheld - WITHDRAWN),
    )
    asset = "asset_" + dice.whole("asset", 1, ASSETS).cast(pl.String)
    return {
        "acknowledgement": _one_of(dice, "kind", ACKNOWLEDGEMENTS),
        "outcome": _one_of(dice, "outcome", outcomes),
        "remedy": _one_of(dice, "remedy", REMEDIES),
        "root_cause": pl.when(dice.chance("single", SINGLE_SHARE))
        .then(asset)
        .otherwise(_one_of(dice, "cause", ROOT_CAUSES)),
        "severity": 1 + dice.pick("severity", (0.12, 0.38, 0.50)).cast(pl.Int64),
        "complaint_stage": 1 + dice.pick("stage", (0.80, 0.18, 0.02)).cast(pl.Int64),
        "is_referred": dice.chance("referred", 0.02),
    }


def _one_of(dice: Dice, name: str, table: tuple[tuple[str, float], ...]) -> pl.Expr:
    words = pl.lit(pl.Series([word for word, _ in table]))
    return words.gather(dice.pick(name, [share for _, share in table]))
