"""The register of complaints: found by word and mark, with clocks; no personal column."""

from datetime import UTC, datetime
from typing import Any

from warehouse import facts
from warehouse.access import Viewer
from warehouse.answers.complaint_shapes import Clock, Complaint, Register
from warehouse.answers.complaints import narrowed
from warehouse.answers.spans import Span
from warehouse.answers.stored import catalogue_of, one_of, provenance
from warehouse.build import BuildRef
from warehouse.connection import reading

SHOWN = 300
MARKS = {
    "overdue": "ended_at is null and knows_end and not is_resolution_not_due",
    "vulnerable": "vulnerable = 'vulnerable'",
    "undocumented": "escalation = 'not recorded'",
    "reopened": "coalesce(reopened, false)",
    "open": "ended_at is null",
}
SEARCHED = (
    "record, link_ticket_id, link_contact_id, channel, region, product, category, subcategory, "
    "root_cause, outcome, remedy, priority"
)
LINES = """
with
raised as (
    select source_id, record_ref, count(*) as escalations, max(level) as level,
        bool_or(level is null or reason is null) as is_undocumented
    from escalation
    group by all
),
first_day as (
    select day, number from working_day
),
told as (
    select
        fact.*, coded.subcategory, coded.remedy, coded.reopened,
        coded.link_ticket_id, coded.link_contact_id, raised.level,
        case
            when raised.escalations is null then ''
            when raised.is_undocumented then 'not recorded'
            else 'recorded'
        end as escalation,
        epoch(coalesce(acknowledged_at, as_of)) - epoch(fact.received_at) as acknowledge_s,
        epoch(coalesce(acknowledged_at, as_of)) - epoch(acknowledge_due_at) as acknowledge_over_s,
        answered.number - receipt.number as answer_days,
        closed.number - receipt.number as close_days,
        answered.number - respond.number as answer_over_days,
        closed.number - resolve.number as close_over_days
    from fact_complaint as fact
    join (
        select source_id, complaint_id as record, subcategory, remedy, reopened, link_ticket_id,
            link_contact_id
        from complaint
    ) as coded on coded.source_id = fact.source_id and coded.record = fact.record
    left join raised
        on raised.source_id = fact.source_id
        and raised.record_ref in (fact.record, coded.link_ticket_id)
    left join first_day as receipt on receipt.day = cast(fact.local_at as date)
    left join first_day as respond on respond.day = fact.respond_due_on
    left join first_day as resolve on resolve.day = fact.resolve_due_on
    left join first_day as answered on answered.day
        = cast(timezone(site_zone, coalesce(fact.first_response_at, as_of)) as date)
    left join first_day as closed
        on closed.day = cast(timezone(site_zone, coalesce(fact.ended_at, as_of)) as date)
),
found as (
    select *
    from told
    where {scope}
        and (received_month between $first and $last or ended_at is null)
        and contains(lower(concat_ws(' ', {searched})), $search)
)"""
ORDER = """
order by {overdue} desc, if({overdue}, resolve_due_on, null), received_at desc, record
limit $limit"""


def register(
    build: BuildRef,
    span: Span,
    *,
    source: str = "",
    only: tuple[tuple[str, str], ...] = (),
    search: str = "",
    mark: str = "",
    limit: int = SHOWN,
    viewer: Viewer,
) -> Register:
    """Complaints received in the period or still open, most overdue first.

    Args:
        build: the build to ask.
        span: whole months of the site's calendar.
        source: one source; all together where empty.
        only: (dimension, member) pairs that they must have.
        search: words that must occur, together, in reference, codes, outcome or remedy.
        mark: one of `MARKS`, all where empty.
        limit: lines at most.
        viewer: who asks.

    Raises:
        InputRefused: an unknown dimension or mark.
        NotAllowed: the viewer may not see rows.
    """
    viewer.need("see_rows")
    if mark:
        one_of(mark, MARKS, "mark of complaints")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        facts.as_written(database)
        scope, bound = narrowed(catalogue, source, only)
        bound |= {"first": span.first, "last": span.last, "search": search.strip().lower()}
        lines = LINES.format(scope=scope, searched=SEARCHED)
        counted = ", ".join(
            f"count(*) filter (where {MARKS[name]}), {int(name == mark)}" for name in MARKS
        )
        counts = database.rows(f"{lines} select {counted}, count(*) from found", bound)[0]
        frame = database.frame(
            f"{lines} select * from found where {MARKS.get(mark, 'true')} "
            + ORDER.format(overdue=f"({MARKS['overdue']})"),
            bound | {"limit": limit},
        )
        origin = provenance(database, build, source)
    marks = tuple(zip(MARKS, counts[:-1:2], strict=True))
    return Register(
        lines=tuple(_line(row) for row in frame.iter_rows(named=True)),
        found=dict(marks)[mark] if mark else counts[-1],
        marks=marks,
        provenance=origin,
    )


def _line(row: dict[str, Any]) -> Complaint:
    return Complaint(
        record=row["record"],
        source=row["source_id"],
        received_at=_utc(row["received_at"]),
        local_day=row["local_at"].date(),
        channel=row["channel"],
        category=row["category"],
        root_cause=row["root_cause"],
        region=row["region"],
        severity=row["priority"],
        is_vulnerable=row["vulnerable"] == "vulnerable",
        is_reopened=bool(row["reopened"]),
        acknowledge=_clock(
            row["knows_acknowledgement"], row["acknowledged_at"], row["is_acknowledged_in_time"],
            row["is_acknowledgement_not_due"], _hours(row["acknowledge_s"]),
            _hours(row["acknowledge_over_s"]), "h",
        ),
        answer=_clock(
            row["knows_response"], row["first_response_at"], row["is_answered_in_time"],
            row["is_response_not_due"], row["answer_days"], row["answer_over_days"], "wd",
        ),
        close=_clock(
            row["knows_end"], row["ended_at"], row["is_resolved_in_time"],
            row["is_resolution_not_due"], row["close_days"], row["close_over_days"], "wd",
        ),
        outcome=row["outcome"],
        escalation=_escalation(row["escalation"], row["level"]),
    )  # fmt: skip


def _clock(
    is_known: bool,
    done: datetime | None,
    in_time: bool,
    not_due: bool,
    taken: float | None,
    over: float | None,
    unit: str,
) -> Clock:
    if not is_known:
        return Clock("unknown", None, None, unit)
    if done is not None:
        state = "met" if in_time else "late"
    else:
        state = "running" if not_due else "overdue"
    late = state in ("late", "overdue") and over is not None
    return Clock(
        state,
        None if taken is None else float(taken),
        max(float(over or 0), 0.0) if late else None,
        unit,
    )


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 3600


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _escalation(told: str, level: int | None) -> str:
    if not told:
        return ""
    return f"level {level}, {told}" if level is not None else told
