"""Outsourcers side by side: each KPI by provider, against its contract and against the rest.

The same definition counts for everybody; a provider is the member of one dimension. Small cells are
withheld, with a second one where a total would reveal them. Nobody is ranked: a provider that takes
the hard queues looks worse by any raw figure, so differences come with their interval and a word.
"""

from collections.abc import Sequence
from typing import Any

from warehouse.access import Viewer
from warehouse.answers import series, wording
from warehouse.answers.annotations import NOTHING, Annotations
from warehouse.answers.provider_cells import Asked, Sums
from warehouse.answers.provider_shapes import Line, Providers
from warehouse.answers.spans import Span
from warehouse.answers.stored import catalogue_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue import contracts
from warehouse.catalogue.contracts import PROVIDER
from warehouse.catalogue.kpis import Kpi
from warehouse.compose import NOT_STATED
from warehouse.connection import Database, reading

READ = """
select
    kpi_id, formula, member, month, numerator, denominator, value, n, status
from kpi_month
where dimension = $dimension and source_id = $source and member <> $not_stated
    and list_contains($formulas, formula) and month between $first and $last
order by kpi_id, formula, member, month"""


def providers(
    build: BuildRef,
    span: Span,
    *,
    source: str = "",
    notes: Annotations = NOTHING,
    viewer: Viewer,
) -> Providers:
    """Every KPI that is split by provider and has a figure in the period; `source` "" = all.

    Raises:
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        read = _read(database, span, source)
        names = tuple(sorted({name for told in read.values() for name in told}))
        agreed = contracts.of(catalogue)
        found = []
        for kpi in catalogue.kpis.values():
            if read.get(kpi.id):
                asked = Asked(database, catalogue, kpi, span, source, notes, agreed)
                found.append(Line(kpi, asked.cells(names, read[kpi.id])))
        origin = provenance(database, build, source)
    tested = sum(cell.differs is not None for line in found for cell in line.cells)
    months = [row["month"] for told in read.values() for one in told.values() for row in one.rows]
    return Providers(
        span=span,
        names=names,
        lines=tuple(found),
        contracts=tuple(name for name, told in agreed.items() if told),
        tested=tested // 2 if len(names) == 2 else tested,
        unfed=_unfed(agreed, found, span),
        last=max(months, default=None),
        finding=_finding(names, found, span),
        provenance=origin,
    )


def _read(database: Database, span: Span, source: str) -> dict[str, dict[str, Sums]]:
    """By KPI and provider what the months of the period add up to."""
    named = {
        "dimension": PROVIDER, "source": source, "not_stated": NOT_STATED,
        "formulas": ["", *series.NPS_PARTS], "first": span.first, "last": span.last,
    }  # fmt: skip
    rows: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in database.frame(READ, named).iter_rows(named=True):
        rows.setdefault((row["kpi_id"], row["member"], row["formula"]), []).append(row)
    found: dict[str, dict[str, Sums]] = {}
    for (kpi_id, member, formula), months in rows.items():
        if formula:
            continue
        beside = [rows.get((kpi_id, member, part), []) for part in series.NPS_PARTS]
        parts = tuple(sum(row["numerator"] or 0 for row in part) for part in beside if part)
        found.setdefault(kpi_id, {})[member] = Sums(
            sum(row["numerator"] or 0 for row in months),
            sum(row["denominator"] or 0 for row in months),
            sum(row["n"] or 0 for row in months),
            tuple(months),
            parts,
        )
    return found


def _unfed(
    agreed: contracts.Contracts, lines: Sequence[Line], span: Span
) -> tuple[tuple[str, Kpi], ...]:
    fed = {
        (cell.provider, line.kpi.id)
        for line in lines
        for cell in line.cells
        if cell.standing != "empty"
    }
    return tuple(
        (name, kpi.at(span.last))
        for name, told in agreed.items()
        for kpi in told.values()
        if kpi.at(span.last).target is not None and (name, kpi.id) not in fed
    )


def _finding(names: Sequence[str], lines: Sequence[Line], span: Span) -> str:
    if not names:
        return f"No figure of {span.label} names a provider"
    if len(names) == 1:
        return f"Every figure of {span.label} is of {names[0]}: nothing to compare"
    cells = [cell for line in lines for cell in line.cells]
    held = [cell for cell in cells if cell.is_contract and cell.meets is not None]
    said = f"No contract target has a figure in {span.label}"
    if held:
        missed = sum(cell.meets is False for cell in held)
        said = f"{missed} of {wording.counted(len(held), 'contract target')} missed in {span.label}"
    apart = sum(any(cell.differs not in (None, "common") for cell in line.cells) for line in lines)
    tested = sum(any(cell.differs is not None for cell in line.cells) for line in lines)
    if not tested:
        return f"{said}; too few cases to compare the {len(names)} providers"
    verb = "differs" if apart == 1 else "differ"
    return f"{said}; {apart} of {wording.counted(tested, 'figure')} {verb} by more than chance"
