"""What every answer reads first: the catalogue that the build was computed with, and its origin."""

import difflib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime

from warehouse.answers.shapes import Cohort, Provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import RESTATED, Catalogue, Formula, Kpi
from warehouse.catalogue.loader import declared
from warehouse.connection import Database
from warehouse.errors import BuildDamaged, CatalogueRefused, InputRefused


def catalogue_of(database: Database) -> Catalogue:
    """The catalogue stored in the build, not the one on disk.

    Raises:
        BuildDamaged: the build was published without one, or another version wrote it.
    """
    texts = dict(database.rows("select name, text from catalogue where kind = 'kpi'"))
    tables = {name for (name,) in database.rows("select table_name from duckdb_tables()")}
    if not texts:
        raise BuildDamaged(
            "Cannot answer from this build",
            "it holds no catalogue, so it was never measured",
            "Load the exports again with --full; the registers are not affected.",
        )
    if missing := sorted({"kpi_target", "revision"} - tables):
        raise _another_version(f"it has no table {' and no table '.join(missing)}")
    try:
        found = declared(texts)
    except (CatalogueRefused, LookupError, TypeError, AttributeError, ValueError) as error:
        raise _another_version(str(error)) from error
    return found.known_on(database.value("select cast(max(as_of) as date) from source"))


def _another_version(why: str) -> BuildDamaged:
    return BuildDamaged(
        "Cannot answer from this build",
        f"its catalogue was written by another version of the program ({why})",
        "Load the exports again with --full; the registers are not affected.",
    )


def kpi_of(catalogue: Catalogue, kpi_id: str) -> Kpi:
    """A KPI by its id.

    Raises:
        InputRefused: no such KPI; the nearest id is named.
    """
    return catalogue.kpis[one_of(kpi_id, catalogue.kpis, "KPI")]


def formula_of(kpi: Kpi, name: str = "", month: date | None = None) -> Formula:
    """A KPI's formula by its name, the headline for ""; of a month as defined then.

    Raises:
        InputRefused: no such formula, or the KPI has no data to compute one from.
    """
    if not kpi.formulas:
        raise InputRefused(f"Cannot compute {kpi.id!r}", f"it waits for {kpi.awaits}")
    names = [formula.name for formula in kpi.formulas]
    names += [RESTATED] if kpi.is_restated else []
    one_of(name, names, f"formula of {kpi.id!r}")
    found = kpi.formula(name) if month is None else kpi.formula_at(month, name)
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
    for dimension, _ in cohort.members:
        one_of(dimension, kpi.dimensions, f"dimension of {kpi.id!r}")


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
