"""The query of the rows behind a figure: each with its judgement and what it gives to the sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from warehouse import compose, facts
from warehouse.access import Viewer
from warehouse.answers.record_shapes import STATES, Asked, Column
from warehouse.answers.stored import catalogue_of, checked, formula_of, kpi_of, one_of
from warehouse.catalogue import personal
from warehouse.catalogue.kpis import Catalogue, Fact, Formula, Kpi
from warehouse.connection import Database
from warehouse.errors import InputRefused
from warehouse.period import month_add

FIXED = ("judgement", "record", "source_id", "file", "record_number")
GIVES = ("to_numerator", "to_denominator", "to_cases", "case_value")
INSIDE = ("src_file", "src_row", "as_of")
# One row per row of the fact in one version's months.
PART = """
select {picked}, {reason} as judgement,
    if({out}, null, {numerator}) as to_numerator, if({out}, null, {denominator}) as to_denominator,
    if({out}, null, {cases}) as to_cases, if({out}, null, {value}) as case_value
from {relation}
where {month} between ${since} and ${until} and $source in ('', source_id) and ({near})"""


@dataclass(frozen=True)
class Behind:
    """The rows behind a figure: `sql` selects all of them, `picked` those that were asked for.

    Both have the fact's columns, judgement, and GIVES; `shown` maps a column to the expression
    that the viewer may see. `parts` counts the definitions that were in force in the span.
    """

    catalogue: Catalogue
    kpi: Kpi
    formula: Formula
    fact: Fact
    sql: str
    picked: str
    bound: dict[str, Any]
    columns: tuple[Column, ...]
    shown: dict[str, str]
    parts: int


def behind(database: Database, asked: Asked, viewer: Viewer) -> Behind:
    """The query of what is asked.

    Raises:
        InputRefused: no such KPI, formula, dimension, state or column of the fact.
    """
    catalogue = catalogue_of(database)
    kpi = kpi_of(catalogue, asked.kpi_id)
    checked(catalogue, kpi, asked.cohort)
    formula = formula_of(kpi, asked.formula, asked.span.last)
    fact = catalogue.facts[formula.fact]
    one_of(asked.state, STATES, "state of rows")
    facts.as_written(database)
    types = dict(
        database.rows(f"select column_name, column_type from (describe {compose.relation(fact)})")
    )
    for name, _ in asked.only:
        one_of(name, set(fact.dimensions) & set(types), f"dimension of {kpi.id!r}")
    columns, shown = _columns(fact, types, viewer)
    for name in (*asked.columns, *filter(None, [asked.order])):
        one_of(name, {*FIXED, *GIVES, *shown}, f"column of the rows of {kpi.id!r}")
    parts, bound = _parts(kpi, asked, catalogue, types)
    sql = f"select * from ({' union all by name '.join(parts)}) as part"
    where, named = _narrowed(asked)
    if where:
        sql += f" where {where}"
    bound |= named
    picked, more = _picked(asked, sql, shown["record"])
    return Behind(
        catalogue, kpi, formula, fact, sql, picked, bound | more, columns, shown, len(parts)
    )


def _parts(
    kpi: Kpi, asked: Asked, catalogue: Catalogue, types: dict[str, str]
) -> tuple[list[str], dict[str, Any]]:
    """A query a definition that was in force in the span, each over its own months."""
    bound: dict[str, Any] = {"source": asked.cohort.source, **_near(asked)}
    found = []
    for number, period in enumerate(kpi.periods(asked.formula)):
        since, until = max(period.since, asked.span.first), min(period.until, asked.span.last)
        if since > until or since >= period.until:
            continue
        formula, fact = period.formula, catalogue.facts[period.formula.fact]
        missing = [f"null as {name}" for name in ("src_file", "src_row") if name not in types]
        bound |= {f"since_{number}": since, f"until_{number}": until}
        found.append(
            PART.format(
                picked=", ".join(["*", *missing]),
                reason=compose.reason(formula),
                out=compose.left_out(formula),
                numerator=formula.numerator or "null",
                denominator=formula.denominator or "null",
                cases=formula.cases or "null",
                value=f"cast({formula.value} as double)" if formula.value else "null::double",
                relation=compose.relation(fact),
                month=formula.month,
                near=fact.near.get(formula.month, "true"),
                since=f"since_{number}",
                until=f"until_{number}",
            )
        )
    if not found:
        raise InputRefused(
            f"Cannot list rows of {kpi.id!r}",
            f"no definition of it was in force in {asked.span.label}",
        )
    return found, bound


def _near(asked: Asked) -> dict[str, datetime]:
    """Moments that every zone's months of the span lie between."""
    first, last = asked.span.first, month_add(asked.span.last, 1)
    return {
        "near_from": datetime(first.year, first.month, 1, tzinfo=UTC) - timedelta(days=1),
        "near_to": datetime(last.year, last.month, 1, tzinfo=UTC) + timedelta(days=1),
    }


def _columns(
    fact: Fact, types: dict[str, str], viewer: Viewer
) -> tuple[tuple[Column, ...], dict[str, str]]:
    """What can be shown, the usual columns first; what the viewer may not see is absent."""
    others = sorted(set(types) - set(fact.shows) - {*FIXED, *INSIDE})
    usual = [name for name in fact.shows if name in types]
    shown = {
        name: expression
        for name in ("record", "source_id", *usual, *others)
        if (expression := personal.shown(fact.name, name, viewer)) is not None
    }
    columns = [Column(name, types[name], name in usual) for name in (*usual, *others)]
    return tuple(one for one in columns if one.name in shown), shown


def _narrowed(asked: Asked) -> tuple[str, dict[str, Any]]:
    """The condition of members and values."""
    where: list[str] = []
    bound: dict[str, Any] = {}
    for number, (dimension, member) in enumerate(asked.members):
        where.append(f"coalesce(cast({dimension} as text), $not_stated) = $member_{number}")
        bound |= {f"member_{number}": member, "not_stated": compose.NOT_STATED}
    for name, sign in (("low", ">="), ("high", "<")):
        value = getattr(asked, name)
        if value is not None:
            where.append(f"case_value {sign} ${name}")
            bound[name] = value
    return " and ".join(where), bound


def _picked(asked: Asked, sql: str, record: str) -> tuple[str, dict[str, Any]]:
    """The rows that state, reason, search and sample leave."""
    where: list[str] = []
    bound: dict[str, Any] = {}
    state = {
        "numerator": "judgement = $in_numerator",
        "counted": "judgement = $counted",
        "excluded": "judgement not in ($in_numerator, $counted)",
    }.get(asked.state)
    if state:
        where.append(state)
        names = {"in_numerator": compose.IN_NUMERATOR, "counted": compose.COUNTED}
        bound |= {name: text for name, text in names.items() if f"${name}" in state}
    if asked.reason:
        where.append("judgement = $reason")
        bound["reason"] = asked.reason
    if asked.search:
        where.append(found_in(record))
        bound["search"] = asked.search
    picked = f"select * from ({sql}) as judged" + (f" where {' and '.join(where)}" if where else "")
    if asked.size:
        picked += f" order by {rank(record)}, source_id, record, local_at limit $size"
        bound |= {"size": asked.size, "seed": asked.seed}
    return picked, bound


def found_in(record: str) -> str:
    """The condition that a record's id, as it is shown, has the words that are searched for."""
    return f"contains(lower(cast({record} as text)), lower($search))"


def rank(record: str) -> str:
    """The place of a row in a random order that anybody can compute again with its seed."""
    return f"md5($seed || '|' || source_id || '|' || cast({record} as text))"


def listed(found: Behind, asked: Asked, names: Sequence[str], *, is_ordered: bool = True) -> str:
    """The picked rows with FIXED and these columns, in the order that was asked for."""
    chosen = [name for name in names if name not in FIXED]
    fixed = [
        "judgement",
        f"cast({found.shown['record']} as text) as record",
        "source_id",
        "file",
        "src_row as record_number",
    ]
    shown = [f"{found.shown.get(name, name)} as {name}" for name in chosen]
    order = asked.order or "local_at"
    by = {"file": "file", "record_number": "src_row", "record": found.shown["record"]}.get(
        order, found.shown.get(order, order)
    )
    direction = "desc" if asked.descending else "asc"
    tail = (
        f" order by {by} {direction} nulls last, source_id, record, src_row" if is_ordered else ""
    )
    return (
        f"select {', '.join([*fixed, *shown])} from ({found.picked}) as picked "
        "left join (select file_id as src_file, name as file from load_file) using (src_file)"
        f"{tail}"
    )
