"""Tickets: when each was opened, answered, solved, opened again, rated and closed.

One row a ticket. Columns: ticket_id (Int64), via, customer, region, segment, is_vulnerable,
reason, complexity, is_outsourced, team, agent (positions), contact_id (null = no contact
behind it), is_complaint, priority (position), type (position), replies (Int64), stage columns
of complaints.py, rating (good, bad; null = not answered), is_offered, and the moments of
`EVENTS` as epoch seconds (null = it never happens).
"""

from datetime import date

import polars as pl

from pipelines.sample.complaints import with_complaints, with_escalations
from pipelines.sample.contacts import routed_agent
from pipelines.sample.dice import Dice
from pipelines.sample.months import DAY_S, Month, day_weights
from pipelines.sample.world import World

FIRST_TICKET = 880_100
FROM_CONTACTS = 0.5  # of the tickets are opened by the agent of a contact
WRITTEN = (("email", 0.55), ("web", 0.35), ("facebook", 0.10))
WRITTEN_HOURS = tuple(0.3 if hour < 7 else 1.0 for hour in range(24))
PRIORITIES = (0.05, 0.20, 0.55, 0.20)  # urgent, high, normal, low
TYPES = (0.50, 0.25, 0.20, 0.05)  # question, incident, problem, task
HOUR = 3600.0
REPLY_HOURS, SOLVE_HOURS, REOPENED_HOURS = 7.0, 50.0, 30.0  # means
UNANSWERED = 0.02
STUCK, STUCK_DAYS = 0.004, (40, 160)  # tickets that lie for months
CLOSED_AFTER_S = 4 * DAY_S  # the automation that closes solved tickets
OFFERED_SHARE, OFFERED_AFTER_S, RATED_HOURS = 0.85, DAY_S, 40.0
COMPLAINT_NOISE = 0.05  # deviation of the logarithm of a month's complaints
FORCED_S = 90  # the last ticket of all is opened this long before the end
EVENTS = (
    "created",
    "assigned",
    "replied",
    "solved_first",
    "reopened",
    "solved",
    "closed",
    "acknowledged",
    "responded",
    "decided",
    "raised",
    "answered",
    "rated",
    "deleted",
)


def month_tickets(world: World, month: Month, legs: pl.DataFrame) -> pl.DataFrame:
    """The tickets opened in a month, with the whole of their later life."""
    dice = world.dice("tickets", month)
    wanted = round(world.effects.levels["tickets_per_contact"] * world.budgets[month.index])
    spoken = _from_contacts(world, month, legs, round(wanted * FROM_CONTACTS))
    opened = pl.concat([spoken, _written(world, month, wanted - spoken.height)]).sort(
        "created", "customer"
    )
    first = FIRST_TICKET + world.rows["tickets"]
    world.rows["tickets"] += opened.height
    opened = opened.with_columns(
        ticket_id=first + pl.int_range(pl.len()),
        is_complaint=_is_complaint(world, dice, wanted),
        priority=dice.pick("priority", PRIORITIES),
        type=dice.pick("type", TYPES),
        assigned=pl.col("created") + dice.whole("assigned", 60, 1800),
        replied=pl.col("created") + _seconds(dice.skewed("reply", REPLY_HOURS, 1.0)),
        replies=1 + dice.waiting("replies", 0.9).floor().cast(pl.Int64),
    )
    lived = with_escalations(world, month, with_complaints(world, month, _solved(dice, opened)))
    return _deleted(world, dice, _rated(world, dice, _closed(world, dice, lived)))


def _is_complaint(world: World, dice: Dice, tickets: int) -> pl.Expr:
    """A share that varies little from month to month: a count, not a chance, for each ticket."""
    number = tickets * world.effects.levels["complaint_share"]
    varied = dice.skewed("complaints", number, COMPLAINT_NOISE).first().round()
    return dice.uniform("complaint").rank("ordinal") <= varied


def happens_in(month: Month) -> pl.Expr:
    """Whether anything happens to the ticket in that month."""
    return pl.any_horizontal(
        pl.col(name).is_between(month.begin_s, month.end_s - 1).fill_null(False) for name in EVENTS
    )


def happens_after(month: Month) -> pl.Expr:
    """Whether anything happens to the ticket after that month."""
    return pl.any_horizontal((pl.col(name) >= month.end_s).fill_null(False) for name in EVENTS)


def _seconds(hours: pl.Expr) -> pl.Expr:
    return (hours * HOUR).round().cast(pl.Int64)


SUBJECT = (
    "customer",
    "region",
    "segment",
    "is_vulnerable",
    "reason",
    "complexity",
    "is_outsourced",
    "team",
    "agent",
)


def _from_contacts(world: World, month: Month, legs: pl.DataFrame, wanted: int) -> pl.DataFrame:
    dice = world.dice("tickets from contacts", month)
    able = legs.filter(
        "is_last",
        "is_known",
        ~pl.col("is_test"),
        pl.col("queue").is_not_null(),
        pl.col("talk_s").is_not_null(),
        pl.col("updated_s") < month.end_s,
    )
    return (
        able.with_columns(order=dice.uniform("order"))
        .sort("order")
        .head(wanted)
        .select(
            *SUBJECT,
            created=pl.col("updated_s"),
            contact_id=pl.coalesce("initial_id", "leg_id"),
            via=pl.when("is_chat").then(pl.lit("chat")).otherwise(pl.lit("voice")),
        )
    )


def _written(world: World, month: Month, wanted: int) -> pl.DataFrame:
    dice = world.dice("written tickets", month)
    there = world.organisation
    queues = [there.queues.index(reason.queue) for reason in there.reasons]
    day = month.days[0] + dice.pick("day", day_weights(month, world.effects)).cast(pl.Int32)
    second = dice.pick("hour", WRITTEN_HOURS).cast(pl.Int64) * 3600 + dice.whole("s", 0, 3599)
    forced = (pl.int_range(pl.len()) == 0) & pl.lit(month.back == -1)
    drawn = (
        pl.select(n=pl.int_range(wanted))
        .select(
            customer=dice.whole("customer", 0, world.customers.height - 1).cast(pl.UInt32),
            reason=dice.pick("reason", [reason.share for reason in there.reasons]),
            complexity=dice.pick("complexity", (0.45, 0.40, 0.15)),
            is_outsourced=pl.lit(False),
            created=pl.when(forced)
            .then(month.end_s - FORCED_S)
            .otherwise(world.span.instant(day, second)),
            contact_id=pl.lit(None, dtype=pl.String),
            via=pl.lit(pl.Series([name for name, _ in WRITTEN])).gather(
                dice.pick("via", [share for _, share in WRITTEN])
            ),
        )
        .with_columns(
            pl.lit(world.customers[column]).gather(pl.col("customer")).alias(column)
            for column in world.customers.columns
        )
        .with_columns(team=pl.lit(pl.Series(queues, dtype=pl.UInt8)).gather(pl.col("reason")))
    )
    return drawn.with_columns(agent=routed_agent(world, month, dice)).select(
        *SUBJECT, "created", "contact_id", "via"
    )


def _solved(dice: Dice, tickets: pl.DataFrame) -> pl.DataFrame:
    low, high = (days * DAY_S for days in STUCK_DAYS)
    hours = _seconds(dice.skewed("solve", SOLVE_HOURS, 1.1))
    took = pl.when(dice.chance("stuck", STUCK)).then(dice.whole("days", low, high)).otherwise(hours)
    tickets = tickets.with_columns(
        replied=pl.when(~dice.chance("unanswered", UNANSWERED)).then("replied")
    )
    return tickets.with_columns(
        replies=pl.when(pl.col("replied").is_null()).then(0).otherwise("replies"),
        solved_first=pl.max_horizontal(
            pl.col("created") + took, pl.col("replied") + 600, pl.col("assigned") + 600
        ),
    )


def _closed(world: World, dice: Dice, tickets: pl.DataFrame) -> pl.DataFrame:
    again = dice.chance("reopened", world.effects.levels["reopened_share"])
    return (
        tickets.with_columns(
            replied=pl.min_horizontal("replied", "solved_first"),
            reopened=pl.when(again).then(
                pl.col("solved_first")
                + dice.whole("reopened after", 6 * 3600, CLOSED_AFTER_S - 3600)
            ),
        )
        .with_columns(
            solved=pl.when(pl.col("reopened").is_null())
            .then("solved_first")
            .otherwise(
                pl.col("reopened") + 1800 + _seconds(dice.skewed("again", REOPENED_HOURS, 0.8))
            ),
        )
        .with_columns(closed=pl.col("solved") + CLOSED_AFTER_S)
    )


def _rated(world: World, dice: Dice, tickets: pl.DataFrame) -> pl.DataFrame:
    levels = world.effects.levels
    good = dice.chance("good", levels["rating_good_share"])
    answers = dice.uniform("rates") < pl.when(good).then(
        levels["rating_response_good_share"]
    ).otherwise(levels["rating_response_bad_share"])
    offered = dice.chance("offered", OFFERED_SHARE) & pl.col("solved_first").is_not_null()
    tickets = tickets.with_columns(
        offered=pl.when(offered).then(pl.col("solved_first") + OFFERED_AFTER_S)
    )
    return tickets.with_columns(
        rated=pl.when(answers).then(
            pl.col("offered") + 60 + _seconds(dice.waiting("rated", RATED_HOURS))
        ),
        rating=pl.when(answers & offered).then(
            pl.when(good).then(pl.lit("good")).otherwise(pl.lit("bad"))
        ),
        has_comment=dice.chance("comment", 0.3),
    )


def _deleted(world: World, dice: Dice, tickets: pl.DataFrame) -> pl.DataFrame:
    """Spam and slips are deleted within three days, and nothing happens to them afterwards."""
    gone = dice.chance("deleted", world.effects.dirt["ticket_deleted_share"]) & ~(
        pl.col("is_complaint") | pl.col("raised").is_not_null()
    )
    tickets = tickets.with_columns(
        deleted=pl.when(gone).then(pl.col("created") + dice.whole("deleted after", 3600, 3 * DAY_S))
    )
    later = [name for name in (*EVENTS, "offered") if name != "deleted"]
    over = pl.col("deleted").is_not_null()
    return tickets.with_columns(
        pl.when(~(over & (pl.col(name) > pl.col("deleted")))).then(name).alias(name)
        for name in later
    )


def export_date(month: Month) -> date:
    """The day after the month, on which its export is taken."""
    return date(month.first.year + month.first.month // 12, month.first.month % 12 + 1, 1)
