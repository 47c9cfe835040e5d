"""Each KPI's card, printed from the catalogue that the build was computed with."""

from warehouse import compose
from warehouse.access import Viewer
from warehouse.answers.shapes import Definition
from warehouse.answers.stored import catalogue_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.connection import reading


def definitions(build: BuildRef, *, viewer: Viewer) -> tuple[Definition, ...]:
    """Every KPI of the catalogue, with the SQL that gives its figure of each source and month.

    Raises:
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        relations = dict(database.rows("select name, text from catalogue where kind = 'sql'"))
        labels = database.rows("select label, kpis from verdict order by label")
        origin = provenance(database, build)
    return tuple(
        Definition(
            kpi=kpi,
            sql=_sql(catalogue, kpi, relations),
            checks=tuple(label for label, kpis in labels if kpi.id in (kpis or ())),
            dimensions=kpi.dimensions,
            exclusions=tuple((e.reason, e.when) for e in kpi.exclusions),
            provenance=origin,
        )
        for kpi in catalogue.kpis.values()
    )


def _sql(catalogue: Catalogue, kpi: Kpi, relations: dict[str, str]) -> str:
    """The KPI's own query, then the fact that it reads; empty where the KPI waits for data."""
    formula = kpi.formula()
    if formula is None:
        return ""
    query = compose.readable(catalogue.facts[formula.fact], formula)
    return f"{query}\n\n-- {formula.fact}\n{relations.get(formula.fact, '')}".rstrip()
