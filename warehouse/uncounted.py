"""Records that are not in a figure but would have been: held back, or unusable, by KPI and month.

Held back: in quarantine, and not closed (held.py). Unusable: left out by an exclusion that means
missing or invalid data (held.toml), and by no other. What they could change: bounding.py.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from warehouse.catalogue.held import Feed, held
from warehouse.catalogue.kpis import Catalogue, Exclusion, Fact, Formula, Kpi
from warehouse.catalogue.tables import tables
from warehouse.connection import Database

SUMS = "one record stands for many cases"
SPANS = "a record may count in many months"
Figures = dict[tuple[str, date], tuple[float, float, int]]  # numerator, denominator, n
COUNTED = (
    "create or replace temp table unusable_row (kpi_id text, source_id text, month date, "
    "cases bigint)"
)
# One row per open record and time that it still gives.
PLACED = """
create or replace temp table held_month as
select
    quarantine.source_id, held_time.file_id, held_time.row_number, table_name, column_name,
    cast(date_trunc('month', coalesce(
        cast(on_ as timestamp), timezone(site_zone, at_))) as date) as month
from held_time
join quarantine using (file_id, row_number)
join source_clock using (source_id)
anti join held_closed using (file_id, row_number)"""
# One row per open record of a table, with its month; else the first and last of its file.
RECORDS = """
with record as (
    select source_id, file_id, row_number,
        arg_min(month, list_position($dated, column_name)) as month
    from held_month
    where table_name = '{table}' and list_contains($dated, column_name)
    group by all
),
period as (
    select src_file as file_id,
        cast(date_trunc('month', min({day})) as date) as first_month,
        cast(date_trunc('month', max({day})) as date) as last_month
    from {table} join source_clock using (source_id)
    where src_file in (select file_id from record where month is null)
    group by all
)
select source_id,
    coalesce(month, if(first_month = last_month, first_month, null)) as month,
    first_month, last_month, count(*) as records
from record left join period using (file_id)
group by all order by all"""


@dataclass
class Extra:
    """Records that one figure could have had besides: from quarantine by side, and unusable."""

    above: int = 0  # that could enter the numerator
    below: int = 0  # that could enter the denominator
    held: int = 0
    unusable: int = 0
    undated: int = 0
    why: str = ""

    def add(self, feed: Feed, records: int) -> None:
        """Records of a feed that would have been in the month."""
        self.held += records
        self.above += records * feed.times * (feed.adds != "denominator")
        self.below += records * feed.times * (feed.adds != "numerator")
        self.why = self.why or (SUMS if feed.sums else SPANS if feed.spans else "")


@dataclass
class Extras:
    """Extra of every source and month of one fact's month."""

    of: dict[tuple[str, date], Extra] = field(default_factory=dict)
    undated: list[tuple[str, date, date, int]] = field(default_factory=list)

    def at(self, source: str, month: date) -> Extra:
        """The extra of a place, a new one where there was none."""
        return self.of.setdefault((source, month), Extra())


def begin(database: Database) -> None:
    """Lay the table of unusable rows; to be called before the facts are measured."""
    database.run(COUNTED)


def formulas(catalogue: Catalogue, fact: Fact, month: str) -> list[tuple[str, Formula]]:
    """KPI and a formula that counts its unusable rows, of those that a month of a fact books."""
    found = []
    for kpi in catalogue.kpis.values():
        for period in kpi.periods():
            told = unusable(period.formula)
            if told and (period.formula.fact, period.formula.month) == (fact.name, month):
                span = f"{month} < '{period.since}' or {month} >= '{period.until}'"
                formula = replace(
                    period.formula, kind="count", numerator="", denominator="", cases="",
                    exclusions=(*told, Exclusion("another version is in force", span)),
                )  # fmt: skip
                found.append((kpi.id, formula))
    return found


def keep(database: Database, kpi: str, column: str, relation: str) -> None:
    """Keep how many rows of each source and month were unusable for a KPI."""
    database.run(
        f"insert into unusable_row select ?, source_id, month, sum({column}) from {relation} "
        f"group by all having sum({column}) > 0",
        [kpi],
    )


def unusable(formula: Formula) -> tuple[Exclusion, ...]:
    """What leaves all rows out but those that would count if no data were missing or invalid.

    Empty where no exclusion of the formula means missing or invalid data.
    """
    reasons = held().unusable
    bad = [f"coalesce({e.when}, false)" for e in formula.exclusions if e.reason in reasons]
    others = [exclusion for exclusion in formula.exclusions if exclusion.reason not in reasons]
    return (Exclusion("usable", f"not ({' or '.join(bad)})"), *others) if bad else ()


def extras(database: Database, catalogue: Catalogue) -> dict[tuple[str, str], Extras]:
    """Open records by fact and month; `whole` adds the rest for one KPI."""
    database.run(PLACED)
    places = {(kpi.fact, kpi.month): None for kpi in catalogue.kpis.values() if kpi.fact}
    return {place: _extras(database, *place) for place in places}


def _extras(database: Database, fact: str, month: str) -> Extras:
    found = Extras()
    for feed in held().feeds.get((fact, month), ()):
        table = tables()[feed.table]
        day = f"timezone(site_zone, {table.event})"
        if table.types[table.event] == "DATE":
            day = table.event
        query = RECORDS.format(table=feed.table, day=day)
        for source, at, first, last, records in database.rows(query, {"dated": list(feed.dated)}):
            if at is not None:
                found.at(source, at).add(feed, records)
            elif first is not None:
                found.undated.append((source, first, last, records))
    return found


def whole(
    database: Database,
    kpi: Kpi,
    extras: Extras,
    figures: Figures,
) -> dict[tuple[str, date], Extra]:
    """Extra of each source and of all together, unusable rows and undated records included."""
    feeds = {source for source, _ in figures}
    found = Extras()
    parts = [
        (source, month, extra) for (source, month), extra in extras.of.items()
        if source in feeds or kpi.is_combined_only
    ]  # fmt: skip
    parts += [
        (source, month, Extra(above=cases, below=cases, unusable=cases))
        for source, month, cases in database.rows(
            "select source_id, month, cases from unusable_row where kpi_id = ?", [kpi.id]
        )
    ]
    parts += [
        (source, month, Extra(undated=records))
        for source, first, last, records in extras.undated
        for known, month in figures
        if first <= month <= last and known == ("" if kpi.is_combined_only else source)
    ]
    for source, month, extra in parts:
        for place in {source, ""} if not kpi.is_combined_only else {""}:
            into = found.at(place, month)
            for name in ("above", "below", "held", "unusable", "undated"):
                setattr(into, name, getattr(into, name) + getattr(extra, name))
            into.why = into.why or extra.why
    return found.of
