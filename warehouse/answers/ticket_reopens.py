"""Reopening by solve cohort: of the tickets first solved in a month, how many came back?

A month's cohort is complete only when the window of its last ticket is over; until then it is
provisional, and tickets whose window still runs count in no share. A ticket that was reopened and
never solved again counts as reopened: the cohort is of first solves.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from warehouse import facts
from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.stored import catalogue_of, provenance
from warehouse.answers.ticket_backlog import Only, narrowed
from warehouse.answers.ticket_shapes import ReopenGroup, Reopens, SolveMonth
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue
from warehouse.compose import NOT_STATED
from warehouse.connection import reading
from warehouse.period import month_add, months_between
from warehouse.stats.intervals import wilson

FACT, GROUP = "fact_resolution", "category"
SOLVED = """
create or replace temp table solved as
select
    source_id, record, status, first_resolved_at, first_resolved_month, is_mature, is_reopened,
    coalesce(cast({column} as text), $not_stated) as name
from fact_resolution
where {scope}"""
COHORTS = """
select
    first_resolved_month as month,
    count(*) as solved,
    count(*) filter (where is_mature and is_reopened is not null) as mature,
    count(*) filter (where is_mature is distinct from true) as waiting,
    count(*) filter (where is_mature and is_reopened is null) as unknown,
    count(*) filter (where is_mature and is_reopened) as reopened,
    count(*) filter (where is_mature is distinct from true and is_reopened) as early,
    count(*) filter (
        where is_mature and is_reopened and status not in ('resolved', 'closed')
    ) as still_open
from solved
group by all
order by month"""
GROUPS = """
select name, count(*) as mature, count(*) filter (where is_reopened) as reopened
from solved
where is_mature and is_reopened is not null and first_resolved_month between $first and $last
group by name
order by mature desc, name"""
ACTORS = """
select event.actor, count(*)
from ticket_event as event
join solved on solved.source_id = event.source_id and solved.record = event.ticket_id
where solved.is_mature and solved.is_reopened
    and solved.first_resolved_month between $first and $last
    and event.event_type = 'reopened' and event.event_at > solved.first_resolved_at
    and coalesce(event.actor, 'unknown') <> 'unknown'
group by all
order by 2 desc, 1"""
LAST = """
select min(local_as_of)
from source_clock
where source_id in (select source_id from solved)"""


def reopens(build: BuildRef, *, source: str = "", only: Only = (), viewer: Viewer) -> Reopens:
    """The last 12 solve cohorts with a figure and those after them, and their categories.

    Raises:
        InputRefused: a dimension that tickets do not have.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        facts.as_written(database)
        scope, bound = narrowed(catalogue, source, only)
        # In memory, because the fact is costly and read three times.
        kept = SOLVED.format(column=GROUP, scope=scope)
        database.run(kept, {**bound, "not_stated": NOT_STATED})
        rows = database.frame(COHORTS).iter_rows(named=True)
        as_of = database.value(LAST)
        over = as_of.date() if as_of else date.min
        months = _months(catalogue, {row["month"]: row for row in rows}, over)
        groups: list[tuple[str, int, int]] = []
        actors: list[tuple[str, int]] = []
        if months:
            asked = {"first": months[0].month, "last": months[-1].month}
            groups = database.rows(GROUPS, asked)
            actors = database.rows(ACTORS, asked)
        origin = provenance(database, build, source)
    mature, again = sum(one.mature for one in months), sum(one.reopened for one in months)
    kpi_id = next((k.id for k in catalogue.kpis.values() if k.fact == FACT), "")
    return Reopens(
        kpi_id=kpi_id,
        window_days=catalogue.policy["reopen_window_days"],
        months=months,
        groups=tuple(_group(catalogue, *row) for row in groups),
        actors=tuple((str(name), int(number)) for name, number in actors),
        share=again / mature if mature else None,
        finding=_finding(months, catalogue.policy["reopen_window_days"], again, mature),
        provenance=origin,
    )


def _months(
    catalogue: Catalogue, rows: Mapping[date, Mapping[str, Any]], over: date
) -> tuple[SolveMonth, ...]:
    if not rows:
        return ()
    shown = catalogue.answers["months_shown"]
    closed = [month for month in rows if not _is_provisional(catalogue, month, over)]
    last = max(rows)
    first = max(min(rows), month_add(max(closed, default=last), 1 - shown))
    return tuple(
        _cohort(catalogue, month, rows.get(month), _is_provisional(catalogue, month, over))
        for month in months_between(first, last)
    )


def _is_provisional(catalogue: Catalogue, month: date, over: date) -> bool:
    """Whether the window of the month's last day is still open."""
    days = (over - month_add(month, 1)).days
    return days < catalogue.policy["reopen_window_days"]


def _cohort(
    catalogue: Catalogue, month: date, row: Mapping[str, Any] | None, is_provisional: bool
) -> SolveMonth:
    counts = {} if row is None else {name: int(row[name]) for name in row if name != "month"}
    names = ("solved", "mature", "waiting", "unknown", "reopened", "early", "still_open")
    told = {name: counts.get(name, 0) for name in names}
    shown = told["mature"] >= catalogue.answers["withheld_below"]
    around = wilson(told["reopened"], told["mature"]) if shown else None
    return SolveMonth(
        month=month,
        **told,
        share=told["reopened"] / told["mature"] if shown else None,
        low=around.low if around else None,
        high=around.high if around else None,
        is_provisional=is_provisional,
    )


def _group(catalogue: Catalogue, name: str, mature: int, reopened: int) -> ReopenGroup:
    shown = mature >= catalogue.answers["withheld_below"]
    around = wilson(reopened, mature) if shown else None
    return ReopenGroup(
        name=name,
        mature=mature,
        reopened=reopened,
        share=reopened / mature if shown else None,
        low=around.low if around else None,
        high=around.high if around else None,
        is_few=mature < catalogue.answers["judged_from"],
    )


def _finding(months: tuple[SolveMonth, ...], days: int, again: int, mature: int) -> str:
    if not mature:
        return f"No solved ticket has its {days} days behind it"
    share = wording.amount(again / mature, "share", mature)
    return f"{share} of {wording.whole(mature)} solved tickets were reopened within {days} days"
