"""The metric set of a Zendesk ticket: counts, and durations by the calendar and in business hours.

Minutes are whole; null = it has not happened. Business hours are Monday to Friday, 08:00 to
18:00 at the site.
"""

import polars as pl

from pipelines.sample.months import DAY_S
from pipelines.sample.tickets import FIRST_TICKET
from pipelines.sample.writing import filled, instant, number, truth

FIRST_METRIC = 9900
PENDING_SHARE, HOLD_SHARE = 0.25, 0.05  # of a ticket's life
OPENS_MINUTE, DAY_MINUTES = 8 * 60, 600  # business hours: Monday to Friday, 08:00 to 18:00
DURATIONS = (
    "reply_time",
    "first_resolution_time",
    "full_resolution_time",
    "agent_wait_time",
    "requester_wait_time",
    "on_hold_time",
)
METRICS = """
    {"id":$metric_id,"ticket_id":$id,"created_at":$created,"updated_at":$updated,
    "group_stations":$groups,"assignee_stations":$assignees,"reopens":$reopens,
    "replies":$replies,"assignee_updated_at":null,"requester_updated_at":$created,
    "status_updated_at":$updated,"initially_assigned_at":$assigned,"assigned_at":$assigned,
    "solved_at":$solved,"latest_comment_added_at":$updated,$durations}
"""
DURATION = '"$name_in_minutes":{"calendar":$calendar,"business":$business}'


def metric_set() -> pl.Expr:
    """The metric_set object of each ticket; tickets as `zendesk.as_at` gives them."""
    life = pl.col("updated_s") - pl.col("created")
    ends = (
        pl.col("replied"),
        pl.col("solved_first"),
        pl.col("solved"),
        pl.col("created") + life * PENDING_SHARE,
        pl.col("created") + life * (1 - PENDING_SHARE),
        pl.col("created") + life * HOLD_SHARE,
    )
    durations = [_duration(name, end) for name, end in zip(DURATIONS, ends, strict=True)]
    return filled(
        METRICS,
        metric_id=number(pl.col("ticket_id") - FIRST_TICKET + FIRST_METRIC),
        id=number(pl.col("ticket_id")),
        created=instant(pl.col("created")),
        updated=instant(pl.col("updated_s")),
        groups=truth(pl.col("is_complaint"), "2", "1"),
        assignees=truth(pl.col("raised").is_not_null(), "2", "1"),
        reopens=number(pl.col("reopened").is_not_null().cast(pl.Int8)),
        replies=number(pl.col("replies")),
        assigned=instant(pl.col("assigned")),
        solved=instant(pl.col("solved")),
        durations=pl.concat_str(durations, separator=","),
    )


def _duration(name: str, end: pl.Expr) -> pl.Expr:
    minutes = ((end - pl.col("created")) // 60).cast(pl.Int64)
    return filled(
        DURATION.replace("$name", name),
        calendar=number(minutes),
        business=number(_business_minutes(end)),
    )


def _business_minutes(end: pl.Expr) -> pl.Expr:
    """Minutes of business hours from creation to an instant; the offset is that of creation."""
    opened = pl.col("local_s")
    return _open_before(opened + (end - pl.col("created"))) - _open_before(opened)


def _open_before(local_s: pl.Expr) -> pl.Expr:
    day = (local_s // DAY_S).cast(pl.Int64) + 3  # days since a Monday
    minute = (local_s % DAY_S).cast(pl.Int64) // 60
    before = day // 7 * 5 + pl.min_horizontal(day % 7, pl.lit(5))
    today = pl.when(day % 7 < 5).then((minute - OPENS_MINUTE).clip(0, DAY_MINUTES)).otherwise(0)
    return before * DAY_MINUTES + today
