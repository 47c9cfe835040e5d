"""Checks that a column goes on as it was: the newest closed month beside the twelve before it.

`mix` compares how the values of a column are distributed, by the population stability index:
the sum over categories of (p - q) ln(p / q), p the newest month's shares and q the base's. Half a
row is added to each category, so that one which is new or gone stays finite. Numbers are put into
classes that double in width. 0.1 to 0.25 is read as a change, beyond 0.25 as another population
(Siddiqi 2006, Credit Risk Scorecards, p. 137). Chance alone gives about (classes - 1) (1 / n +
1 / m) (Yurdakul 2018): a column is compared from 20 rows a class on.

`filled` compares the share of rows without a value; a column that was always empty is none that
fell silent. Both take months of UTC, since a few hours at
the edge of a month move no distribution, and converting every row to its site's time is slow.
"""

from collections.abc import Iterable

from warehouse.catalogue.tables import Table

LEAST = 100  # rows of the newest month and of the base
MONTHS = 3  # with rows, before the newest

DAY = "cast(make_timestamp(epoch_us({event})) as date)"  # rows are counted by day: half the cost
MONTH = "date_trunc('month', cast(day as timestamp))"
CLOSED = """
select source_id, max(month) as month
from {counted} join source using (source_id)
where month + interval 1 month <= timezone(coalesce(site_zone, 'UTC'), as_of)
group by source_id
having count(distinct month) > {months}"""
BEFORE = "base.month between closed.month - interval 12 month and closed.month - interval 1 month"

MIX = """
select
  source_id, column_name, cast(any_value(month) as date) as month,
  any_value(n) as rows, any_value(m) as base_rows,
  sum((p - q) * ln(p / q)) as stability_index,
  arg_max(category, abs(p - q)) as most_changed,
  round(arg_max(q, abs(p - q)), 3) as share_before, round(arg_max(p, abs(p - q)), 3) as share_now
from (
  select
    *, sum(now) over whole as n, sum(before) over whole as m, count(*) over whole as classes,
    (now + 0.5) / sum(now + 0.5) over whole as p,
    (before + 0.5) / sum(before + 0.5) over whole as q
  from (
    select
      source_id, column_name, category, any_value(closed.month) as month,
      coalesce(sum(rows) filter (where base.month = closed.month), 0) as now,
      coalesce(sum(rows) filter (where {before}), 0) as before
    from {counted} as base join ({closed}) as closed using (source_id)
    group by all
  )
  where now + before > 0
  window whole as (partition by source_id, column_name)
)
where least(n, m) >= greatest({least}, 20 * classes)
group by source_id, column_name"""

FILLED = """
select
  source_id, column_name, month, now as rows, before as base_rows,
  empty_before / before as empty_share_before, empty_now / now as empty_share_now
from (
  select
    source_id, column_name, cast(any_value(closed.month) as date) as month,
    sum(rows) filter (where base.month = closed.month) as now,
    sum(empty) filter (where base.month = closed.month) as empty_now,
    sum(rows) filter (where {before}) as before, sum(empty) filter (where {before}) as empty_before
  from {counted} as base join ({closed}) as closed using (source_id)
  group by all
)
where least(now, before) >= {least} and empty_before < before"""


def mix(table: Table, columns: Iterable[str]) -> str:
    """One row a source and column: how far its newest month is from the twelve before."""
    counted = " union all ".join(_classed(table, column) for column in columns)
    return _compared(MIX, counted)


def filled(table: Table, columns: Iterable[str]) -> str:
    """One row a source and column: its share of empty rows in the newest month and before."""
    counts = ", ".join(f"count(*) - count({column}) as {column}" for column in columns)
    long = " union all ".join(
        f"select source_id, month, '{column}' as column_name, rows, {column} as empty from combined"
        for column in columns
    )
    counted = (
        f"with daily as (select source_id, {_day(table)} as day, count(*) as rows, "
        f"{counts} from {table.name} where {table.event} is not null group by all), "
        f"combined as (select {MONTH} as month, * exclude (day) from daily) {long}"
    )
    return _compared(FILLED, counted)


def _compared(form: str, counted: str) -> str:
    closed = CLOSED.format(counted="counted", months=MONTHS).strip()
    compared = form.format(counted="counted", closed=closed, before=BEFORE, least=LEAST)
    return f"with counted as materialized ({counted}) {compared.strip()}"


def _day(table: Table) -> str:
    return DAY.format(event=table.event)


def _classed(table: Table, column: str) -> str:
    """Rows a source, month and class: the value, or for a number the least of its class.

    Each column is counted apart: the combinations of several would be as many as rows.
    """
    is_number = table.types[column].startswith("DECIMAL")
    class_ = f"cast(floor(log2(1 + greatest(cast({column} as double), 0))) as integer)"
    name = "cast(cast(pow(2, class) - 1 as bigint) as text)"
    return (
        f"select source_id, {MONTH} as month, '{column}' as column_name, "
        f"{name if is_number else 'cast(class as text)'} as category, sum(rows) as rows "
        f"from (select source_id, {_day(table)} as day, "
        f"{class_ if is_number else column} as class, count(*) as rows from {table.name} "
        f"where {table.event} is not null and {column} is not null group by all) "
        "group by all"
    )
