"""What checks between tables rest on: named SQL fragments composed from the table catalogue.

A check in across.toml names the fragments that it reads in `using`; they are put before its SQL
as common table expressions, so that a stored query runs on its own. Fragments to read:

    declared_column  (table_name, column_name)                     the canonical columns
    origin           (table_name, source_id, src_file, rows)       where rows came from
    event            (table_name, source_id, src_file, src_row, event_at)   every dated row
    event_day        (table_name, source_id, day, rows)            rows by local day at the site
    event_month      (table_name, source_id, month, rows, days)    rows by month; `days` of it lie
                                                                   between first and newest day
    agent_day    (source_id, agent_ref, day, contacts)             by UTC day of the answer, which
                                                                   is null where there was none
    contact_named (contact_id, began_at)    contacts that a response, complaint, evaluation or
                                            escalation names; their ids are unique
"""

from collections.abc import Iterable, Mapping
from functools import cache

from warehouse.catalogue.tables import Table, tables
from warehouse.connection import Database

QUARTER = 15 * 60 * 1_000_000  # of an hour, in microseconds: all time zones differ by whole ones
PASSED = ("declared_column", "event")  # never kept: read by a gate, as large as all tables together
NEEDS = {
    "event_day": ("event_quarter", "local_day"),
    "event_month": ("event_quarter", "local_day", "event_day"),
}

# Time zones are slow to convert to: each quarter of an hour is converted once, for all tables.
LOCAL_DAY = f"""
select
  source_id, quarter,
  cast(timezone(coalesce(site_zone, 'UTC'), make_timestamptz({QUARTER} * quarter)) as date) as day
from (select distinct source_id, quarter from event_quarter)
left join source using (source_id)
"""

EVENT_DAY = """
select table_name, source_id, day, sum(rows) as rows
from event_quarter join local_day using (source_id, quarter)
group by all
"""

EVENT_MONTH = """
select
  table_name, source_id, month, sum(rows) as rows,
  date_diff('day', greatest(month, any_value(first_day)),
            least(month + interval 1 month - interval 1 day, any_value(last_day))) + 1 as days
from (
  select
    table_name, source_id, rows, cast(date_trunc('month', day) as date) as month,
    min(day) over covered as first_day, max(day) over covered as last_day
  from event_day
  window covered as (partition by table_name, source_id)
)
group by table_name, source_id, month
"""


AGENT_DAY = """
select
  source_id, agent_ref, cast(make_timestamp(epoch_us(answered_at)) as date) as day,
  count(*) as contacts
from contact_leg where agent_ref is not null group by all
"""

# All who name contacts are looked up together: their ids are few beside those of the contacts.
CONTACT_NAMED = """
select contact_id, min(started_at) as began_at from contact_leg
semi join (
  select contact_ref as contact_id from survey_response
  union all select link_contact_id from complaint
  union all select interaction_ref from quality_evaluation
  union all select record_ref from escalation
) as named using (contact_id)
group by contact_id
"""


def needed(using: Iterable[str]) -> dict[str, str]:
    """The fragments named, and those that they build on, in the order to compute them in."""
    wanted = {need for name in using for need in (name, *NEEDS.get(name, ()))}
    return {name: text for name, text in fragments().items() if name in wanted}


def composed(query: str, before: Mapping[str, str]) -> str:
    """The query with the fragments that it reads before it: it runs on its own."""
    parts = [f"{name} as ({text})" for name, text in before.items()]
    return f"with {', '.join(parts)} {query}" if parts else query


def asked(query: str, before: Mapping[str, str]) -> str:
    """The query as it is asked while judging, when most fragments are kept as tables."""
    return composed(query, {name: text for name, text in before.items() if name in PASSED})


def keep(database: Database, fragments: Mapping[str, str]) -> None:
    """Compute fragments once for all queries of a judgement, as temporary tables."""
    for name, text in fragments.items():
        if name not in PASSED:
            database.run(f"create temp table {name} as {text}")


@cache
def fragments() -> dict[str, str]:
    """Every fragment by name, those that others build on first."""
    declared = tables().values()
    dated = [table for table in declared if table.event]
    return {
        "declared_column": _declared_columns(),
        "origin": _union(
            f"select '{table.name}' as table_name, source_id, src_file, count(*) as rows "
            f"from {table.name} group by all"
            for table in declared
        ),
        "event": _union(
            f"select '{table.name}' as table_name, source_id, src_file, src_row, "
            f"{table.event} as event_at from {table.name} where {table.event} is not null"
            for table in dated
        ),
        "event_quarter": _union(map(_quarters, dated)),
        "local_day": LOCAL_DAY.strip(),
        "event_day": _union([EVENT_DAY.strip(), *map(_periods, filter(_is_periodic, dated))]),
        "event_month": EVENT_MONTH.strip(),
        "agent_day": AGENT_DAY.strip(),
        "contact_named": CONTACT_NAMED.strip(),
    }


def _union(queries: Iterable[str]) -> str:
    return " union all ".join(queries)


def _declared_columns() -> str:
    pairs = ", ".join(
        f"('{table.name}', '{column}')" for table in tables().values() for column in table.types
    )
    return f"select * from (values {pairs}) as known(table_name, column_name)"


def _is_periodic(table: Table) -> bool:
    """Whether a row is of a period: it belongs to the day it began on, not to the one it ended."""
    return "period_start_on" in table.columns


def _quarters(table: Table) -> str:
    when = "false" if _is_periodic(table) else f"{table.event} is not null"
    return (
        f"select '{table.name}' as table_name, source_id, "
        f"cast(floor(epoch_us({table.event}) / {QUARTER}) as bigint) as quarter, "
        "count(*) as rows "
        f"from {table.name} where {when} group by all"
    )


def _periods(table: Table) -> str:
    return (
        f"select '{table.name}' as table_name, source_id, period_start_on as day, "
        f"count(*) as rows from {table.name} where period_start_on is not null group by all"
    )
