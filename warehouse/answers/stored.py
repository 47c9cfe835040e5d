"""What every answer reads first: the catalogue that the build was computed with, and its origin."""

import difflib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from warehouse.answers.shapes import Cohort, Provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.catalogue.loader import declared
from warehouse.connection import Database
from warehouse.errors import BuildDamaged, CatalogueRefused, InputRefused


def catalogue_of(database: Database) -> Catalogue:
    """The catalogue stored in the build, not the one on disk.

    Raises:
        BuildDamaged: the build was published without one, or another version wrote it.
    """
    texts = dict(database.rows("select name, text from catalogue where kind = 'kpi'"))
    if not texts:
        raise BuildDamaged(
            "Cannot answer from this build",
            "it holds no catalogue, so it was never measured",
            "Load the exports again with --full; the registers are not affected.",
        )
    try:
        return declared(texts)
    except (CatalogueRefused, KeyError) as error:
        raise BuildDamaged(
            "Cannot answer from this build",
            f"its catalogue was written by another version of the program ({error})",
            "Load the exports again with --full; the registers are not affected.",
        ) from error


def kpi_of(catalogue: Catalogue, kpi_id: str) -> Kpi:
    """A KPI by its id.

    Raises:
        InputRefused: no such KPI; the nearest id is named.
    """
    return catalogue.kpis[one_of(kpi_id, catalogue.kpis, "KPI")]


def formula_of(kpi: Kpi, name: str = "") -> Formula:
    """A KPI's formula by its name, the headline for "".

    Raises:
        InputRefused: no such formula, or the KPI has no data to compute one from.
    """
    if not kpi.formulas:
        raise InputRefused(f"Cannot compute {kpi.id!r}", f"it waits for {kpi.awaits}")
    names = [formula.name for formula in kpi.formulas]
    found = kpi.formula(one_of(name, names, f"formula of {kpi.id!r}"))
    assert found is not None
    return found


def one_of(name: str, allowed: Iterable[str], what: str) -> str:
    """The name itself.

    Raises:
        InputRefused: it is not among those allowed; the nearest is named.
    """
    names = list(allowed)
    if name in names:
        return name
    near = difflib.get_close_matches(name, names, 1)
    listed = ", ".join(sorted(filter(None, names)))
    hint = f"Did you mean {near[0]!r}?" if near else f"Known are {listed}."
    raise InputRefused(f"Cannot find the {what}", f"{name!r} is unknown", hint)


def checked(catalogue: Catalogue, kpi: Kpi, cohort: Cohort) -> None:
    """Refuse a dimension that the KPI cannot be split by.

    Raises:
        InputRefused: no such dimension.
    """
    if cohort.dimension:
        one_of(cohort.dimension, kpi.dimensions, f"dimension of {kpi.id!r}")


def provenance(database: Database, build: BuildRef, source: str = "") -> Provenance:
    """Build, publication, as_of of the source (of all: the newest) and the checks' score."""
    made = database.value("select value from build_info where key = 'made_at'")
    published = (
        datetime.fromisoformat(json.loads(made))
        if made
        else datetime.fromtimestamp(build.path.stat().st_mtime, UTC)
    )
    sources = database.rows(
        "select source_id, max(as_of) from source where $source in ('', source_id) "
        "group by source_id order by source_id",
        {"source": source},
    )
    run, passed = database.rows("select count(*), count(*) filter (where passed) from verdict")[0]
    return Provenance(
        build_id=build.id,
        published_at=published,
        as_of=max((as_of for _, as_of in sources if as_of is not None), default=None),
        sources=tuple(name for name, _ in sources),
        checks_passed=passed,
        checks_run=run,
    )
