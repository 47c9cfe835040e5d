"""How the cases behind a mean or a median are spread, and the 95 % interval that follows.

`kpi_month` keeps sums, so the interval is computed from the fact's rows when it is asked for: one
grouped query for a mean, one more for the two order statistics around a median. Only where one
row is one case; an interval report stands for many cases and has no spread.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from warehouse import compose, facts
from warehouse.answers import narrowed
from warehouse.answers.shapes import Cohort
from warehouse.catalogue.kpis import Catalogue, Formula
from warehouse.connection import Database
from warehouse.stats import intervals
from warehouse.stats.intervals import Interval

LEAST_OF_MEAN = 100  # Student's t is wrong for right-skewed waits below the hundreds
LEAST_OF_SCORE = 15  # on a short scale; below, show the distribution
NEAR = 1e-6  # sums as doubles against sums of decimals
SEVERAL = "rows stand for several cases, so their spread is not known"
FEWER = "a mean of fewer than {} cases"

GROUPED = """
select month, member, count(value) as n, count(*) as counted, avg(value) as mean,
    stddev_samp(value) as deviation, sum(value) as total, median(value) as median,
    sum(numerator) as numerator, sum(denominator) as denominator
from ({cases})
group by month, member"""
AT_RANKS = """
with ranked as (
    select month, member, value,
        row_number() over (partition by month, member order by value) as place
    from ({cases})
    where value is not null
)
select month, member, place, value
from ranked
join ranks using (month, member)
where place in (ranks.low, ranks.high)"""


@dataclass(frozen=True)
class Spread:
    """A figure of single cases with its interval, in the unit of the value.

    `interval` is None where there are too few cases, or where rows stand for more than one; then
    `why` says so in words.
    """

    n: int
    value: float | None
    interval: Interval | None
    why: str = ""


def spreads(
    database: Database,
    catalogue: Catalogue,
    formula: Formula,
    first: date,
    last: date,
    *,
    source: str = "",
    dimension: str = "",
    member: str = "",
    others: tuple[tuple[str, str], ...] = (),
    is_whole: bool = False,
) -> dict[tuple[date, str], Spread]:
    """Spread by month and member; the member is "" without a dimension.

    All members of the dimension where `member` is empty; `others` are further dimensions with the
    member that holds. `is_whole` takes the months from `first`
    to `last` as one, under `first`. Empty for a formula without a value per case.
    """
    if formula.kind not in ("mean", "median") or not formula.value:
        return {}
    facts.as_written(database)
    month = "$first" if is_whole else formula.month
    split = f"coalesce(cast({dimension} as text), $not_stated)" if dimension else "''"
    named: dict[str, object] = {"first": first, "last": last, "source": source}
    where = [
        f"{formula.month} between $first and $last",
        "$source in ('', source_id)",
        f"not ({compose.left_out(formula)})",
    ]
    if dimension:
        named["not_stated"] = compose.NOT_STATED
    if dimension and member:
        where.append(f"{split} = $member")
        named["member"] = member
    conditions, members = narrowed.members(Cohort(others=others))
    fact = catalogue.facts[formula.fact]
    near, moments = narrowed.near(fact, formula.month, first, last)
    where, named = [*near, *where, *conditions], {**named, **members, **moments}
    cases = (
        f"select cast({month} as date) as month, {split} as member, "
        f"cast({formula.value} as double) as value, "
        f"cast({formula.numerator or 'null'} as double) as numerator, "
        f"cast({formula.denominator or 'null'} as double) as denominator "
        f"from {compose.relation(fact)} where {' and '.join(where)}"
    )
    rows = list(database.frame(GROUPED.format(cases=cases), named).iter_rows(named=True))
    if formula.kind == "median":
        return _medians(database, cases, named, rows)
    return {(row["month"], row["member"]): _of_mean(formula, row) for row in rows}


def least(formula: Formula) -> int:
    """The fewest cases that a mean has an interval from."""
    return LEAST_OF_SCORE if formula.unit == "score" else LEAST_OF_MEAN


def _of_mean(formula: Formula, row: dict[str, Any]) -> Spread:
    n, mean, deviation = row["n"], row["mean"], row["deviation"]
    if not (_same(row["total"], row["numerator"]) and _same(float(n), row["denominator"])):
        return Spread(n, None, None, SEVERAL)
    if n < least(formula):
        return Spread(n, mean, None, FEWER.format(least(formula)))
    return Spread(n, mean, intervals.mean(n, mean, deviation))


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return False
    return abs(one - other) <= NEAR * max(abs(one), abs(other), 1.0)


def _medians(
    database: Database, cases: str, named: dict[str, object], rows: Iterable[dict[str, Any]]
) -> dict[tuple[date, str], Spread]:
    sizes = {(row["month"], row["member"]): row["n"] for row in rows}
    medians = {(row["month"], row["member"]): row["median"] for row in rows}
    wanted = [
        {"month": month, "member": member, "low": ranks[0], "high": ranks[1]}
        for (month, member), n in sizes.items()
        if (ranks := intervals.percentile_ranks(n, 0.5))[0] is not None and ranks[1] is not None
    ]
    found: dict[tuple[date, str], list[float]] = {}
    if wanted:
        with database.offered("ranks", pl.DataFrame(wanted)):
            for month, member, _, value in sorted(
                database.rows(AT_RANKS.format(cases=cases), named)
            ):
                found.setdefault((month, member), []).append(value)
    spread = {}
    for place, n in sizes.items():
        ends = found.get(place)
        interval = Interval(ends[0], ends[-1]) if ends else None
        why = "" if ends else "too few cases"
        spread[place] = Spread(n, medians[place], interval, why)
    return spread
