"""Complaints of a period: steps against their deadlines, causes, escalations, coding, rate.

Deadlines follow ISO 10002 as the catalogue declares them: of what fell due in the period, open
past the deadline is a miss. The steps are the catalogue's own KPIs over complaints.
"""

from collections.abc import Mapping
from typing import Any

from warehouse import compose, facts
from warehouse.access import Viewer
from warehouse.answers import series, wording
from warehouse.answers.complaint_shapes import Causes, Coding, Complaints, Escalation, Rate, Stage
from warehouse.answers.spans import Span
from warehouse.answers.stored import catalogue_of, formula_of, one_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.connection import Database, reading
from warehouse.stats.agreement import cohens_kappa
from warehouse.stats.intervals import wilson
from warehouse.stats.pareto import pareto

FACT, OTHER = "fact_complaint", "other"
CODED = (("category", "Category"), ("root_cause", "Root cause"))
DONE = {  # the column that ends the clock of a deadline's month
    "acknowledge_due_month": "acknowledged_at",
    "respond_due_month": "first_response_at",
    "resolve_due_month": "ended_at",
}
SCOPE = "$source in ('', source_id)"
STAGE = """
select count(*) as due, coalesce(sum({numerator}), 0) as on_time,
    count(*) filter (where {done} is null) as overdue
from {relation}
where {month} between $first and $last and not ({out}) and {scope}"""
CAUSES = """
select {column} as code, count(*) as complaints
from fact_complaint
where received_month between $first and $last and {scope}
group by all"""
OPEN = """
select count(*), count(*) filter (where vulnerable = 'vulnerable')
from fact_complaint
where ended_at is null and knows_end and not is_resolution_not_due and {scope}"""
ESCALATIONS = """
select record_ref, raised_at, level is null, reason is null, answered_at
from fact_escalation
where date_trunc('month', local_at) between $first and $last and {scope}
order by raised_at desc, record_ref"""
CODINGS = """
select first.{column}, second.{column}
from (
    select *, row_number() over (partition by source_id, complaint_id order by coded_on, coder_ref)
        as place
    from complaint_coding
) as first
join (
    select *, row_number() over (partition by source_id, complaint_id order by coded_on, coder_ref)
        as place
    from complaint_coding
) as second
    on second.source_id = first.source_id and second.complaint_id = first.complaint_id
    and second.place = 2
where first.place = 1 and date_trunc('month', second.coded_on) between $first and $last"""
CONTACTS = "fact_complaint_or_contact"
BELOW = {  # where the denominator of a rate comes from, by fact
    CONTACTS: "(select source_id from source_legs union all select source_id from queue_interval)",
    "fact_complaint_or_customer": "customer_month",
}
RATE = """
select kpi_id, sum(numerator), sum(denominator), sum(n)
from kpi_month
where list_contains($kpis, kpi_id) and formula = '' and source_id = '' and dimension = ''
    and month between $first and $last
group by all"""


def complaints(
    build: BuildRef,
    span: Span,
    *,
    source: str = "",
    only: tuple[tuple[str, str], ...] = (),
    viewer: Viewer,
) -> Complaints:
    """What became of the complaints of a period, and what they were about.

    Args:
        build: the build to ask.
        span: whole months of the site's calendar.
        source: one source of complaints; all together where empty.
        only: (dimension, member) pairs that complaints must have; escalations, the rate and the
            coding are of everybody.
        viewer: who asks.

    Raises:
        InputRefused: a dimension that complaints do not have.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        facts.as_written(database)
        scope, bound = narrowed(catalogue, source, only)
        period = {"first": span.first, "last": span.last}
        stages = tuple(_stages(database, catalogue, scope, bound | period))
        overdue, vulnerable = database.rows(OPEN.format(scope=scope), bound)[0]
        causes = [_causes(database, *code, scope, bound | period) for code in CODED]
        counts = [
            kpi
            for kpi in _kpis(catalogue, "count")
            if kpi.fact == FACT and kpi.month == "received_month"
        ]
        rows = database.rows(ESCALATIONS.format(scope=SCOPE), {**period, "source": source})
        codings = tuple(_coding(database, *code, span) for code in CODED)
        rates = _rates(database, catalogue, span)
        origin = provenance(database, build, source)
    received = causes[0].not_stated + int(causes[0].pareto.total if causes[0].pareto else 0)
    return Complaints(
        span=span,
        received=received,
        stages=stages,
        overdue=overdue,
        overdue_vulnerable=vulnerable,
        categories=causes[0],
        root_causes=causes[1],
        per_1000=next(
            ((one.value, one.low, one.high) for one in rates if one.kpi.fact == CONTACTS), None
        ),
        per_1000_kpi=_kpis(catalogue, "rate")[0].id,
        trend_kpi=counts[0].id if counts else "",
        escalations=len(rows),
        undocumented=tuple(_undocumented(row) for row in rows if row[2] or row[3]),
        codings=codings,
        finding=_finding(received, stages, overdue, vulnerable, span),
        provenance=origin,
        rates=rates,
    )


def narrowed(
    catalogue: Catalogue, source: str, only: tuple[tuple[str, str], ...]
) -> tuple[str, dict[str, Any]]:
    """The condition that source and members set, and its bound values.

    Raises:
        InputRefused: a dimension that complaints do not have.
    """
    said, bound = [SCOPE], dict[str, Any](source=source)
    for place, (dimension, member) in enumerate(only):
        one_of(dimension, catalogue.facts[FACT].dimensions, "dimension of complaints")
        said.append(
            f"coalesce(cast({dimension} as text), '{compose.NOT_STATED}') = $member_{place}"
        )
        bound[f"member_{place}"] = member
    return " and ".join(said), bound


def _kpis(catalogue: Catalogue, kind: str) -> list[Kpi]:
    return [
        kpi
        for kpi in catalogue.kpis.values()
        if kpi.outcome == "complaints" and kpi.kind == kind and kpi.formulas
    ]


def _stages(
    database: Database, catalogue: Catalogue, scope: str, bound: Mapping[str, Any]
) -> list[Stage]:
    found = []
    for kpi in _kpis(catalogue, "proportion"):
        formula = formula_of(kpi)
        done = DONE.get(formula.month)
        if kpi.fact != FACT or done is None:
            continue
        query = STAGE.format(
            numerator=formula.numerator,
            done=done,
            relation=compose.relation(catalogue.facts[FACT]),
            month=formula.month,
            out=compose.left_out(formula),
            scope=scope,
        )
        due, on_time, overdue = map(int, database.rows(query, bound)[0])
        shown = due >= catalogue.answers["withheld_below"]
        share = on_time / due if shown else None
        around = wilson(on_time, due) if shown else None
        judged = due >= catalogue.answers["judged_from"]
        found.append(
            Stage(
                kpi, due, on_time, due - on_time - overdue, overdue, share,
                around.low if around else None, around.high if around else None,
                kpi.meets(share) if judged else None,
            )
        )  # fmt: skip
    return found


def _causes(
    database: Database, column: str, label: str, scope: str, bound: Mapping[str, Any]
) -> Causes:
    weights: dict[str, float] = {}
    missing = 0
    for code, number in database.rows(CAUSES.format(column=column, scope=scope), bound):
        if code is None:
            missing += number
            continue
        name = OTHER if str(code).strip().lower().startswith(OTHER) else str(code)
        weights[name] = weights.get(name, 0.0) + number
    found = pareto(weights, other=OTHER)
    share = weights.get(OTHER, 0.0) / found.total if found else None
    return Causes(label, found, missing, share)


def _coding(database: Database, column: str, label: str, span: Span) -> Coding:
    """The first two codings of each complaint that was coded twice, by when the second was made."""
    there = database.rows(
        "select 1 from information_schema.tables where table_name = 'complaint_coding'"
    )
    if not there:
        return Coding(label, None)  # a build from before the table
    pairs = database.rows(CODINGS.format(column=column), {"first": span.first, "last": span.last})
    return Coding(label, cohens_kappa([one for one, _ in pairs], [two for _, two in pairs]))


def _rates(database: Database, catalogue: Catalogue, span: Span) -> tuple[Rate, ...]:
    """Complaints per contact and per customer of all sources together, from sums of months."""
    known = {kpi.id: kpi for kpi in _kpis(catalogue, "rate")}
    bound = {"kpis": list(known), "first": span.first, "last": span.last}
    sums = {name: (x, d, n) for name, x, d, n in database.rows(RATE, bound)}
    found = []
    for name, kpi in known.items():
        x, d, n = sums.get(name, (None, None, None))
        if d and n and n >= catalogue.answers["withheld_below"]:
            formula = formula_of(kpi)
            sources = database.rows(
                f"select distinct source_id from {BELOW[kpi.fact]} as below order by 1"
            )
            low, high = series.bounds(formula, x, d, n)
            names = tuple(source for (source,) in sources)
            found.append(Rate(kpi, formula.scale * x / d, low, high, x, d, names))
    return tuple(found)


def _undocumented(row: tuple[Any, ...]) -> Escalation:
    record, raised_at, no_level, no_reason, answered_at = row
    gaps = (("level", no_level), ("reason", no_reason))
    return Escalation(
        record, raised_at, tuple(name for name, is_gap in gaps if is_gap), answered_at
    )


def _finding(
    received: int, stages: tuple[Stage, ...], overdue: int, vulnerable: int, span: Span
) -> str:
    if not received and not overdue:
        return f"No complaint was received in {span.label}"
    said = f"{wording.counted(received, 'complaint')} received in {span.label}"
    short = [stage for stage in stages if stage.meets is False and stage.share is not None]
    if short:
        worst = min(short, key=lambda stage: stage.share or 0.0)
        share = wording.amount(worst.share, "share", worst.due)
        aim = wording.target(worst.kpi)
        said = (
            f"{wording.lowered(worst.kpi.label)}: {share} of {wording.whole(worst.due)} due, "
            f"target {aim}"
        )
        said = wording.capital(said)
    tail = "none is open past its deadline"
    if overdue:
        verb = "is" if overdue == 1 else "are"
        tail = f"{wording.whole(overdue)} {verb} open past the deadline"
        if vulnerable:
            tail += f", {wording.number(vulnerable)} of them from vulnerable customers"
    return f"{said}; {tail}"
