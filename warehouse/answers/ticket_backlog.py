"""The backlog of tickets: what came in and went out each month, how old what is left is.

Every figure is counted from the same spells of being open that the KPI of open tickets counts, so
that opening + created + reopened - ended = closing holds to the ticket.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from warehouse import facts
from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.stored import catalogue_of, one_of, provenance
from warehouse.answers.ticket_shapes import AgeBand, Backlog, FlowMonth, OldTicket
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue
from warehouse.compose import NOT_STATED
from warehouse.connection import Database, reading
from warehouse.period import month_add, months_between

FACT, OVER = "fact_backlog", "is_over"
EDGES = (0, 1, 3, 7, 14, 30, 90)  # days
OLDEST = 20
Only = tuple[tuple[str, str], ...]
STANDING = """
create or replace temp table standing as
select source_id, record, month, opened_at, is_over, age_days
from fact_backlog
where {scope}"""
FLOW = """
with
first as (
    select source_id, ticket_id as record, min(opened_at) as first_opened_at
    from ticket_spell
    group by all
),
spell as (
    select
        fact.month, fact.is_over, fact.opened_at > first.first_opened_at as is_again,
        fact.month = min(fact.month)
            over (partition by fact.source_id, fact.record, fact.opened_at) as is_new
    from standing as fact
    join first using (source_id, record)
)
select
    month,
    count(*) filter (where not is_new) as opening,
    count(*) filter (where is_new and not is_again) as created,
    count(*) filter (where is_new and is_again) as reopened,
    count(*) filter (where is_over) as ended,
    count(*) filter (where not is_over) as closing
from spell
group by month
order by month"""
LAST = """
select min(cast(date_trunc('month', clock.local_as_of) - interval 1 month as date))
from source_clock as clock
where clock.source_id in (select source_id from standing)"""
AGES = """
select age_days
from standing
where month = $month and not is_over"""
UNTIMED = """
select coalesce(sum(greatest(ticket.reopen_count - told.again, 0)), 0)::bigint
from ticket
join (select source_id, record as ticket_id from fact_ticket where {scope})
    using (source_id, ticket_id)
join (select source_id, ticket_id, count(*) - 1 as again from ticket_spell group by all) as told
    using (source_id, ticket_id)"""
UNPLACED = """
select count(*)
from ticket_spell as spell
join (select source_id, record as ticket_id from fact_ticket where {scope})
    using (source_id, ticket_id)
where spell.ended_at < spell.opened_at"""
TICKETS = """
select
    source_id, record, ticket_number, created_at, age_days, queue, team, category, priority, status
from fact_backlog
where month = $month and not is_over and {scope}
order by age_days desc, source_id, record
limit $limit"""


def backlog(build: BuildRef, *, source: str = "", only: Only = (), viewer: Viewer) -> Backlog:
    """Flow and ages of the tickets of one source, or of all; `only` are (dimension, member) pairs.

    Raises:
        InputRefused: a dimension that tickets do not have.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        facts.as_written(database)
        scope, bound = narrowed(catalogue, source, only)
        # In memory, because the fact is costly and read several times.
        database.run(STANDING.format(scope=scope), bound)
        months = _flow(database, database.value(LAST))
        month = months[-1].month if months else None
        before = month_add(month, -12) if month else None
        before = before if before in {one.month for one in months} else None
        now = _ages(database, month)
        then = _ages(database, before)
        untimed = database.value(UNTIMED.format(scope=scope), bound)
        unplaced = database.value(UNPLACED.format(scope=scope), bound)
        origin = provenance(database, build, source)
    kpi_id = next((k.id for k in catalogue.kpis.values() if k.fact == FACT), "")
    return Backlog(
        kpi_id=kpi_id,
        month=month,
        before=before,
        months=months,
        bands=_bands(now, then if before else None),
        median_days=_median(now),
        untimed=untimed,
        unplaced=unplaced,
        finding=_finding(months, now, before),
        provenance=origin,
    )


def oldest(
    build: BuildRef, month: date, *, source: str = "", only: Only = (), viewer: Viewer
) -> tuple[OldTicket, ...]:
    """The 20 tickets that had waited longest at the end of a month; no personal column.

    Raises:
        InputRefused: a dimension that tickets do not have.
        NotAllowed: the viewer may not see rows.
    """
    viewer.need("see_rows")
    with reading(build.path) as database:
        facts.as_written(database)
        scope, bound = narrowed(catalogue_of(database), source, only)
        asked = {**bound, "month": month, "limit": OLDEST}
        frame = database.frame(TICKETS.format(scope=scope), asked)
    return tuple(_ticket(row) for row in frame.iter_rows(named=True))


def narrowed(catalogue: Catalogue, source: str, only: Only) -> tuple[str, dict[str, Any]]:
    """The condition on rows of a ticket's fact that source, members and exclusions set.

    Tests, deleted and merged tickets are out, as in every KPI of tickets.

    Raises:
        InputRefused: a dimension that tickets do not have.
    """
    said, bound = ["$source in ('', source_id)"], dict[str, Any](source=source)
    for kpi in catalogue.kpis.values():
        if kpi.fact == FACT:
            outs = [f"coalesce({e.when}, false)" for e in kpi.exclusions if e.when != OVER]
            said += [f"not ({' or '.join(outs)})"] if outs else []
            break
    for place, (dimension, member) in enumerate(only):
        one_of(dimension, catalogue.facts[FACT].dimensions, "dimension of tickets")
        said.append(f"coalesce(cast({dimension} as text), '{NOT_STATED}') = $member_{place}")
        bound[f"member_{place}"] = member
    return " and ".join(said), bound


def _flow(database: Database, last: date | None) -> tuple[FlowMonth, ...]:
    """Every month to the last that all ticket sources have whole, those without movement too."""
    rows = database.rows(FLOW)
    found = {row[0]: FlowMonth(*row) for row in rows if last is not None and row[0] <= last}
    if not found or last is None:
        return ()
    return tuple(
        found.get(month, FlowMonth(month, 0, 0, 0, 0, 0))
        for month in months_between(min(found), last)
    )


def _ages(database: Database, month: date | None) -> list[float]:
    if month is None:
        return []
    return sorted(float(age) for (age,) in database.rows(AGES, {"month": month}))


def _bands(now: Sequence[float], before: Sequence[float] | None) -> tuple[AgeBand, ...]:
    def inside(ages: Sequence[float], low: int, high: int | None) -> int:
        return sum(low <= max(age, 0.0) and (high is None or age < high) for age in ages)

    def then(low: int, high: int | None) -> int | None:
        return None if before is None else inside(before, low, high)

    return tuple(
        AgeBand(low, high, inside(now, low, high), then(low, high))
        for low, high in zip(EDGES, [*EDGES[1:], None], strict=True)
    )


def _median(ages: Sequence[float]) -> float | None:
    if not ages:
        return None
    middle = len(ages) // 2
    return ages[middle] if len(ages) % 2 else (ages[middle - 1] + ages[middle]) / 2


def _finding(months: Sequence[FlowMonth], ages: Sequence[float], before: date | None) -> str:
    if not months:
        return "No ticket is on record for a whole month"
    newest = months[-1]
    verb = "was" if newest.closing == 1 else "were"
    said = f"{wording.counted(newest.closing, 'ticket')} {verb} open at the end of "
    said += wording.month(newest.month)
    if before is not None:
        then = next(one.closing for one in months if one.month == before)
        said += f", {wording.whole(then)} a year before"
    if ages:
        said += f"; the oldest had waited {wording.amount(ages[-1] * 24, 'hours')}"
    return said


def _ticket(row: dict[str, Any]) -> OldTicket:
    created = row["created_at"]
    moment: datetime = created if created.tzinfo else created.replace(tzinfo=UTC)
    told = {**row, "created_at": moment, "age_days": float(row["age_days"])}
    told["source"], told["number"] = told.pop("source_id"), told.pop("ticket_number")
    return OldTicket(**told)
