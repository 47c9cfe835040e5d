"""Promises to customers on both clocks: calendar hours, and the working hours of the site.

The same number of hours is counted day and night, and in working time only. Of each clock count the
tickets whose deadline fell in the period; what is not done after it is a miss. Working time follows
the holidays of the site and the hours in force at each moment (ISO 10002:2018 speaks of calendar
and working days; the arithmetic is that of warehouse/clock.py).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from warehouse import facts
from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.spans import Span
from warehouse.answers.stored import catalogue_of, provenance
from warehouse.answers.ticket_backlog import Only, narrowed
from warehouse.answers.ticket_shapes import Clocks, OnClock, Promise
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue
from warehouse.clock import Calendar
from warehouse.connection import Database, reading
from warehouse.period import month_bounds
from warehouse.schedule import Hours, openings
from warehouse.stats.intervals import wilson

PAD = timedelta(days=30)  # beyond the first ticket and the last deadline, over any holidays
JUDGED = """
with
told as (
    select
        source_id, created_at, as_of, step, done_at, ended_at, tool_met,
        bool_or(done_at is not null) over (partition by source_id, step) as is_known
    from (
        select
            source_id, created_at, as_of, 'First reply' as step,
            coalesce(first_reply_at,
                created_at + to_microseconds(cast(first_reply_s * 1000000 as bigint))) as done_at,
            resolved_at as ended_at, sla_first_reply_met as tool_met
        from fact_ticket where {scope}
        union all
        select
            source_id, created_at, as_of, 'Solved',
            if(status in ('new', 'open', 'waiting_customer', 'on_hold'), null, resolved_at), null,
            sla_resolution_met
        from fact_ticket where {scope}
    )
),
begun as (
    select told.*, opening.before_s
        + least(epoch(created_at) - epoch(opens_at), epoch(closes_at) - epoch(opens_at)) as begun_s
    from told asof left join opening on told.created_at >= opening.opens_at
    where step = $step
),
ended as (
    select begun.*, opening.before_s
        + least(epoch(done_at) - epoch(opens_at), epoch(closes_at) - epoch(opens_at)) as done_s
    from begun asof left join opening on begun.done_at >= opening.opens_at
),
placed as (
    select
        ended.*, created_at + to_seconds($seconds) as calendar_due_at,
        opens_at + to_microseconds(
            cast((begun_s + $seconds - opening.before_s) * 1000000 as bigint)) as working_due_at,
        epoch(done_at) - epoch(created_at) as calendar_s, done_s - begun_s as working_s
    from ended asof left join opening on begun_s + $seconds > opening.before_s
)
"""
COUNTED = """
select
    count(*) filter (where is_counted),
    count(*) filter (where is_counted and done_at <= {due}),
    count(*) filter (where is_counted and done_at is null and ended_at is null),
    median({taken}) filter (where is_counted and done_at is not null),
    count(*) filter (where is_left),
    count(*) filter (where not is_known)
from (
    select *,
        coalesce(done_at is null and ended_at <= {due}, false) as is_left,
        is_known and not is_left and coalesce(done_at >= created_at, true) as is_counted
    from placed
    where {due} >= $begins and {due} < $ends and {due} <= as_of
)"""
TOOL = """
select count(*) filter (where tool_met), count(tool_met)
from placed
where created_at >= $begins and created_at < $ends and not (tool_met and done_at is null)"""
BOUNDS = """
select cast(min(created_at) as date), cast(max(as_of) as date) from fact_ticket where {scope}"""


def clocks(
    build: BuildRef,
    span: Span,
    promises: tuple[tuple[str, float], ...],
    hours: tuple[Hours, ...],
    *,
    source: str = "",
    only: Only = (),
    viewer: Viewer,
) -> Clocks:
    """Each promise on both clocks.

    Args:
        build: the build to ask.
        span: whole months of the site's calendar, in which deadlines fall.
        promises: (step, hours) pairs; the steps are "First reply" and "Solved".
        hours: when a working day is worked, as warehouse/schedule.py reads it.
        source: one source of tickets; all together where empty.
        only: (dimension, member) pairs that tickets must have.
        viewer: who asks.

    Raises:
        InputRefused: a dimension that tickets do not have.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        facts.as_written(database)
        scope, bound = narrowed(catalogue, source, only)
        site = catalogue.site
        calendar = Calendar(site["zone"], site["country"], site["subdivision"] or None)
        first, last = database.rows(BOUNDS.format(scope=scope), bound)[0]
        begins, _ = month_bounds(span.first, site["zone"])
        _, ends = month_bounds(span.last, site["zone"])
        asked = {**bound, "begins": begins, "ends": ends}
        found = []
        if first is not None:
            days = _days(first, last, max(limit for _, limit in promises), calendar, hours)
            with database.offered("opening", days):
                found = [
                    _promise(database, catalogue, scope, {**asked, "step": step}, limit)
                    for step, limit in promises
                ]
        origin = provenance(database, build, source)
    return Clocks(
        span=span,
        promises=tuple(found),
        calendar=calendar.name,
        schedule=tuple(one.words for one in hours),
        finding=_finding(found, span),
        provenance=origin,
    )


def _days(
    first: date, last: date, limit: float, calendar: Calendar, hours: Sequence[Hours]
) -> pl.DataFrame:
    """Working days as rows, far enough that every deadline lies among them."""
    reach = timedelta(days=3 * limit / min(map(_length, hours)))
    days = openings(first - PAD, last + PAD + reach, calendar, hours)
    return pl.DataFrame(
        {
            "opens_at": [one.opens_at for one in days],
            "closes_at": [one.closes_at for one in days],
            "before_s": [one.before_s for one in days],
        }
    )


def _length(hours: Hours) -> float:
    """Hours of one working day."""
    opens, closes = (one.hour + one.minute / 60 for one in (hours.opens, hours.closes))
    return closes - opens if closes > opens else 24.0 + closes - opens


def _promise(
    database: Database, catalogue: Catalogue, scope: str, asked: Mapping[str, Any], limit: float
) -> Promise:
    named = {**asked, "seconds": limit * 3600}
    judged = JUDGED.format(scope=scope)
    sides, left, unknown = [], 0, 0
    for due, taken in (("calendar_due_at", "calendar_s"), ("working_due_at", "working_s")):
        query = judged + COUNTED.format(due=due, taken=taken)
        number, met, overdue, median, out, silent = database.rows(query, named)[0]
        sides.append(_on_clock(catalogue, number, met, overdue, median))
        left, unknown = max(left, out), max(unknown, silent)
    met, number = database.rows(judged + TOOL, named)[0]
    return Promise(asked["step"], limit, sides[0], sides[1], left, unknown, met, number)


def _on_clock(
    catalogue: Catalogue, due: int, met: int, overdue: int, median: float | None
) -> OnClock:
    shown = due >= catalogue.answers["withheld_below"]
    around = wilson(met, due) if shown else None
    return OnClock(
        due=due,
        met=met,
        late=due - met - overdue,
        overdue=overdue,
        share=met / due if shown else None,
        low=around.low if around else None,
        high=around.high if around else None,
        median_hours=None if median is None or not shown else float(median) / 3600,
    )


def _finding(found: Sequence[Promise], span: Span) -> str:
    known = [one for one in found if one.calendar.share is not None]
    if not known:
        return f"No promise fell due in {span.label}"
    said = []
    for one in known:
        limit = wording.amount(one.hours, "hours")
        share = wording.amount(one.calendar.share, "share", one.calendar.due)
        working = wording.amount(one.working.share, "share", one.working.due)
        said.append(
            f"{wording.lowered(one.step)} within {limit}: {share}, in working time {working}"
        )
    return wording.capital("; ".join(said))
