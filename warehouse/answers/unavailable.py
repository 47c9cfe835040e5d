"""KPIs that the loaded exports cannot give: said in words, since a figure of 0 would be a claim."""

import polars as pl

from warehouse import compose, facts
from warehouse.access import Viewer
from warehouse.answers.stored import catalogue_of, kpi_of
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.connection import Database, reading
from warehouse.notation import whole

WORDS = "not available from this export"
LATER = "not available yet"  # the rows are there, and time will count them
MATURES = "is_mature"  # the column by which a fact says that an outcome's days are over
NO_ROWS = "no row of it feeds this KPI"
GIVEN = """
select distinct kpi_id
from kpi_month
where n > 0 and dimension = '' and formula = any($formulas)
    and source_id = $source"""


def unavailable(
    build: BuildRef, kpi: str | None = None, *, source: str = "", viewer: Viewer
) -> dict[str, str]:
    """The KPIs without a figure in any month, each with the reason; one that is named, or all.

    A KPI that waits for data of the organisation's own is not among them, nor one of which any
    month has a case, shown or withheld.

    Returns:
        KPI id -> "not available from this export: " and what most of the rows lack; "not available
        yet: " where most of them only wait for their outcome.

    Raises:
        InputRefused: no such KPI.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        asked = [kpi_of(catalogue, kpi)] if kpi else list(catalogue.kpis.values())
        computed = [one for one in asked if one.formulas]
        names = sorted({one.formulas[0].name for one in computed})
        given = {name for (name,) in database.rows(GIVEN, {"formulas": names, "source": source})}
        absent = [one for one in computed if one.id not in given]
        if absent:
            facts.as_written(database)
        return {one.id: _said(database, catalogue, one, source) for one in absent}


def _said(database: Database, catalogue: Catalogue, kpi: Kpi, source: str) -> str:
    """Not available, or not yet: with the reason that leaves out most rows, and their number."""
    formula = kpi.formulas[0]
    judged = (
        f"select {compose.reason(formula)} as judgement "
        f"from {compose.relation(catalogue.facts[formula.fact])} "
        f"where $source in ('', source_id) and {formula.month} is not null"
    )
    found = database.rows(
        f"select judgement, count(*) as cases from ({judged}) "
        "where judgement <> all($counted) group by judgement "
        "order by cases desc, judgement limit 1",
        {"source": source, "counted": [compose.COUNTED, compose.IN_NUMERATOR]},
    )
    if not found:
        return f"{WORDS}: {NO_ROWS}"
    reason, rows = found[0]
    waits = any(e.reason == reason and MATURES in e.when for e in formula.exclusions)
    return f"{LATER if waits else WORDS}: {reason} ({whole(rows)} rows)"


def beside(frame: pl.DataFrame, absent: dict[str, str]) -> pl.DataFrame:
    """Figures, and after them a row for each KPI that has none: no month, no value, n = 0.

    Its status begins with "not available from this export".
    """
    blank = {"formula": "", "source_id": "", "dimension": "", "member": "", "n": 0}
    rows = [{"kpi_id": name, **blank, "status": words} for name, words in absent.items()]
    return pl.concat([frame, pl.DataFrame(rows, schema=frame.schema)]) if rows else frame
