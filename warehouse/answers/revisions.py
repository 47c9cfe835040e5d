"""Numbers that changed: figures that were final in an earlier build and are others now."""

from dataclasses import dataclass
from datetime import date

from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.shapes import Cohort, Provenance
from warehouse.answers.stored import catalogue_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Formula, Kpi
from warehouse.connection import reading

MOST = 500  # whole figures of KPIs that are listed; the command line compares builds in full
READ = """
select kpi_id, formula, source_id, month, build_before, build_id, value_before, n_before, value, n
from revision
where dimension = '' and ($kpi = '' or kpi_id = $kpi)
qualify source_id = '' or count(*) over (  -- one source alone is not told twice
    partition by build_id, kpi_id, formula, month, value_before, n_before, value, n
) = 1
order by build_id desc, formula <> '', kpi_id, formula, month desc, source_id
limit $most"""
COUNTS = """
select count(*), count(*) filter (where dimension = '' and source_id = '' and formula = ''),
    count(distinct kpi_id)
from revision
where $kpi in ('', kpi_id)"""


@dataclass(frozen=True)
class Revision:
    """One figure as the earlier build had it and as the later one has it; values may be null.

    A figure of too few cases to show has no value here either.
    """

    kpi: Kpi
    formula: Formula
    cohort: Cohort
    month: date
    build_before: str
    build_id: str
    value_before: float | None
    n_before: int | None
    value: float | None
    n: int | None


@dataclass(frozen=True)
class Revisions:
    """The list, newest build first; `total` counts every figure, those of cohorts included."""

    finding: str
    listed: tuple[Revision, ...]
    total: int
    headlines: int
    provenance: Provenance


def revisions(build: BuildRef, *, kpi_id: str = "", viewer: Viewer) -> Revisions:
    """What was reported as final and changed, of one KPI or of all.

    Raises:
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        rows = database.rows(READ, {"kpi": kpi_id, "most": MOST})
        total, headlines, kpis = database.rows(COUNTS, {"kpi": kpi_id})[0]
        origin = provenance(database, build)
    below = catalogue.answers["withheld_below"]
    found = []
    for name, variant, source, month, before, after, *figures in rows:
        kpi = catalogue.kpis.get(name)
        formula = kpi.formula(variant) if kpi else None
        if kpi is None or formula is None:
            continue  # a KPI or a variant that the catalogue no longer has
        one = Revision(
            kpi, formula, Cohort(source), month, before, after,
            *_shown(formula, below, *figures[:2]), *_shown(formula, below, *figures[2:]),
        )  # fmt: skip
        found.append(one)
    return Revisions(_finding(headlines, total, kpis), tuple(found), total, headlines, origin)


def _shown(
    formula: Formula, below: int, value: float | None, n: int | None
) -> tuple[float | None, int | None]:
    few = formula.kind != "count" and n is not None and 0 < n < below
    return (None if few else value), n


def _finding(headlines: int, total: int, kpis: int) -> str:
    if not total:
        return "No figure that was reported as final has changed"
    monthly = wording.counted(headlines, "monthly figure")
    return f"{monthly} of {wording.counted(kpis, 'KPI')} changed after being final"
