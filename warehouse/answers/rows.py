"""The source rows behind a figure; each says that it was counted, or why not."""

from datetime import date

from warehouse import compose, facts
from warehouse.access import Viewer
from warehouse.answers import narrowed
from warehouse.answers.shapes import Cohort, Rows
from warehouse.answers.stored import catalogue_of, checked, formula_of, kpi_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Fact, Formula
from warehouse.connection import Database, reading

TOTALS = """
select judgement, count(*) as cases
from ({judged})
group by judgement
order by cases desc, judgement"""
RECORDS = """
select judgement, {columns}, file, src_row as record_number
from ({judged}) as judged
left join (select file_id as src_file, name as file from load_file) using (src_file)
order by local_at, source_id, record
limit $limit"""


def rows(
    build: BuildRef,
    kpi_id: str,
    month: date,
    *,
    cohort: Cohort | None = None,
    formula: str = "",
    limit: int = 500,
    viewer: Viewer,
) -> Rows:
    """Every row of the KPI's fact in a month; `totals` add up to all of them.

    Columns of `records`: judgement, record, source_id, the columns that the fact shows, file,
    record_number.

    Raises:
        InputRefused: no such KPI, formula or dimension.
        NotAllowed: the viewer may not see rows.
    """
    viewer.need("see_rows")
    cohort = cohort or Cohort()
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        kpi = kpi_of(catalogue, kpi_id)
        checked(catalogue, kpi, cohort)
        found = formula_of(kpi, formula, month)
        fact = catalogue.facts[found.fact]
        facts.as_written(database)
        where, named = narrowed.scope(fact, found, month, cohort)
        judged = _judged(database, fact, found, where)
        totals = database.rows(TOTALS.format(judged=judged), named)
        columns = ("record", "source_id", *fact.shows)
        records = database.frame(
            RECORDS.format(judged=judged, columns=", ".join(columns)), {**named, "limit": limit}
        )
        origin = provenance(database, build, cohort.source)
    return Rows(
        kpi=kpi,
        cohort=cohort,
        month=month,
        totals=tuple((judgement, count) for judgement, count in totals),
        columns=tuple(records.columns),
        records=tuple(records.iter_rows()),
        provenance=origin,
    )


def _judged(database: Database, fact: Fact, formula: Formula, where: str) -> str:
    """The fact's rows that `where` picks, with `judgement`; a fact of no single row has no file."""
    columns = {name for (name,) in database.rows(f"select column_name from (describe {fact.name})")}
    missing = [f"null as {name}" for name in ("src_file", "src_row") if name not in columns]
    picked = ", ".join(["*", *missing, f"{compose.reason(formula)} as judgement"])
    return f"select {picked} from {compose.relation(fact)} where {where}"
