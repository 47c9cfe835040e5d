"""Monthly figures of a cohort with several members, computed from the rows of the fact.

`kpi_month` holds one dimension at a time, so voice in the north has to be counted when it is asked
for: one pass over the fact for all formulas that share it. A cell is not shown where it, or what
it leaves of one of its wholes, would speak of single cases.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from warehouse import compose, facts
from warehouse.answers import narrowed
from warehouse.answers.shapes import Cohort
from warehouse.catalogue.kpis import Catalogue, Fact, Kpi
from warehouse.connection import Database
from warehouse.measure import Task

PARTS = ("promoters", "detractors")  # formulas that an interval of NPS is taken from
Row = dict[str, Any]
RESTS = """
select month, {rests}
from narrowed
where source_id is not null
group by month"""
WHOLES = """
select month, n
from kpi_month
where kpi_id = $kpi and formula = $formula and source_id = $source
    and dimension = $dimension and member = $member"""


def can_be_asked(kpi: Kpi, cohort: Cohort) -> bool:
    """Whether the rows behind a KPI state every dimension of the cohort."""
    return {dimension for dimension, _ in cohort.members} <= set(kpi.dimensions)


def rows(
    database: Database,
    catalogue: Catalogue,
    kpis: Iterable[Kpi],
    cohort: Cohort,
    name: str = "",
) -> list[Row]:
    """Rows of kpi_month for a cohort that it does not hold, of one formula and of the parts of NPS.

    Columns: kpi_id, formula, month, source_id, dimension and member ("" both), numerator,
    denominator, value, n, status, and `rest`: the fewest cases that the cohort leaves of one of
    its wholes (all members but one), None where it leaves none. KPIs that cannot be asked give
    no row.
    """
    asked = [kpi for kpi in kpis if can_be_asked(kpi, cohort)]
    facts.as_written(database)
    found: list[Row] = []
    for fact, month, is_holistic, tasks in _alike(catalogue, asked, name):
        found += list(_figures(database, fact, month, tasks, cohort, is_holistic=is_holistic))
    return sorted(found, key=lambda row: (row["kpi_id"], row["formula"], row["month"]))


def _alike(
    catalogue: Catalogue, kpis: Iterable[Kpi], name: str
) -> Iterator[tuple[Fact, str, bool, list[Task]]]:
    """Formulas by fact, the month that they are booked in, and whether they can be added up."""
    groups: dict[tuple[str, str, bool], list[Task]] = {}
    for kpi in kpis:
        for one in (name, *PARTS):
            for period in kpi.periods(one):
                formula = period.formula
                place = formula.fact, formula.month, formula.kind == "median"
                groups.setdefault(place, []).append(Task(kpi, period))
    for (fact, month, is_holistic), tasks in groups.items():
        yield catalogue.facts[fact], month, is_holistic, tasks


def _figures(
    database: Database,
    fact: Fact,
    month: str,
    tasks: list[Task],
    cohort: Cohort,
    *,
    is_holistic: bool,
) -> Iterator[Row]:
    are_stored = len(cohort.members) == 2 and all(task.formula.is_split for task in tasks)
    query, found, named = _query(
        fact, month, tasks, cohort, is_holistic=is_holistic, is_strict=are_stored
    )
    database.run(f"create or replace temp table narrowed as {query}", named)
    for index, (task, sums) in enumerate(zip(tasks, found, strict=True)):
        rows = _settled(database, task, sums, "", is_combined=not cohort.source)
        if are_stored:
            rests = _of_stored(database, task, cohort, rows)
        else:
            rests = _rests(database, index, len(cohort.members))
        for row in rows:
            yield row | {"rest": rests.get(row["month"])}


def _query(
    fact: Fact, month: str, tasks: list[Task], cohort: Cohort, *, is_holistic: bool, is_strict: bool
) -> tuple[str, list[compose.Sums], dict[str, object]]:
    """Sums of the rows of the cohort, and beside them n of the rows that miss one member alone.

    `is_strict` reads the cohort's rows only, several times faster, and so knows no others.
    """
    conditions, named = narrowed.members(cohort)
    holds = " + ".join(f"cast({one} as integer)" for one in conditions)
    wanted = [dimension for dimension, _ in cohort.members]
    kept = " and ".join(conditions) if is_strict else f"{holds} >= {len(wanted) - 1}"
    head, found, added = compose.parts(
        fact, month, [task.formula for task in tasks], wanted,
        where=f"$source in ('', source_id) and {kept}",
    )  # fmt: skip
    expressions = {alias: text for text, alias in added.of.items()}
    figures = [f"{text} filter (where is_in) as {alias}" for alias, text in expressions.items()]
    rests = [
        f"{expressions[sums.cases]} filter (where misses = {place}) as rest_{index}_{place}"
        for index, sums in enumerate(found)
        for place in range(len(wanted))
    ]
    flags = " ".join(f"when not {one} then {place}" for place, one in enumerate(conditions))
    sets = "(source_id, month), (month)" if is_holistic else "(source_id, month)"
    query = f"""{head},
flagged as (
    select *, {" and ".join(conditions)} as is_in, case {flags} end as misses
    from part
)
select source_id, month, '' as dimension, '' as member, {", ".join([*figures, *rests])}
from flagged
group by grouping sets ({sets})"""
    return query, found, {**named, "source": cohort.source}


def _of_stored(
    database: Database, task: Task, cohort: Cohort, rows: Iterable[Row]
) -> dict[date, int | None]:
    """The same as `_rests` for two members: each alone is a whole, and was measured beforehand."""
    cases = {row["month"]: row["n"] for row in rows}
    rests: dict[date, list[int]] = {month: [] for month in cases}
    for dimension, member in cohort.members:
        named = {
            "kpi": task.kpi.id, "formula": task.formula.name, "source": cohort.source,
            "dimension": dimension, "member": member,
        }  # fmt: skip
        for month, whole in database.rows(WHOLES, named):
            if month in cases:
                rests[month].append(whole - cases[month])
    return {
        month: min((one for one in found if one), default=None) for month, found in rests.items()
    }


def _rests(database: Database, index: int, places: int) -> dict[date, int | None]:
    """By month the fewest cases that the cohort leaves of one of its wholes."""
    names = [f"coalesce(sum(rest_{index}_{place}), 0)" for place in range(places)]
    found = database.rows(RESTS.format(rests=", ".join(names)))
    return {
        month: min((int(rest) for rest in rests if rest), default=None) for month, *rests in found
    }


def by_member(
    database: Database,
    catalogue: Catalogue,
    kpi: Kpi,
    whom: Cohort,
    dimension: str,
    first: date,
    last: date,
) -> list[Row]:
    """Rows of kpi_month for the members of a dimension within a cohort, from the rows of the fact.

    Columns as those of `rows`, without `rest`: all members are told, so that the caller can
    withhold what would give another away.
    """
    if not can_be_asked(kpi, whom):
        return []
    facts.as_written(database)
    conditions, members = narrowed.members(whom)
    named = {**members, "source": whom.source, "first": first, "last": last}
    found: list[Row] = []
    for fact, month, is_holistic, tasks in _alike(catalogue, [kpi], ""):
        groups = [("source_id", "month", dimension)]
        near, moments = narrowed.near(fact, month, first, last)
        where = " and ".join(
            [*near, *conditions, "$source in ('', source_id)", f"{month} between $first and $last"]
        )
        query, sums = compose.sums(
            fact, month, [task.formula for task in tasks],
            [*groups, ("month", dimension)] if is_holistic else groups, where=where,
        )  # fmt: skip
        database.run(
            f"create or replace temp table narrowed as {compose.stated(query)}", named | moments
        )
        for task, one in zip(tasks, sums, strict=True):
            found += _settled(database, task, one, dimension, is_combined=not whom.source)
    return found


def _settled(
    database: Database, task: Task, sums: compose.Sums, dimension: str, *, is_combined: bool
) -> list[Row]:
    """One formula's rows out of the sums in `narrowed`, for the months that it is in force for."""
    figures = compose.settled(task.formula, sums, "narrowed", is_combined=is_combined)
    named = {
        "kpi": task.kpi.id, "formula": task.formula.name, "not_stated": compose.NOT_STATED,
        "dimensions": [dimension], "maturity": task.period.maturity_days,
        "since": task.period.since, "until": task.period.until,
    }  # fmt: skip
    query = f"select * from ({figures}) where $since <= month and month < $until order by all"
    return list(database.frame(query, named).iter_rows(named=True))
