"""Why a figure changed between two periods: the rates inside its parts, or the mix of them.

Method: Kitagawa 1955 for shares, means and scores, centred so that a part reads by itself; for two
dimensions Das Gupta 1993 beside it. Parts add up to the change within 1e-9. Cells with few cases
are one part, "others"; what states no member stays apart. A part is arithmetic, not a cause.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from warehouse.access import Viewer
from warehouse.answers import case_spread, change_cells, change_words
from warehouse.answers.change_cells import Cell, Grouped
from warehouse.answers.change_shapes import Bridge, Part
from warehouse.answers.shapes import Cohort
from warehouse.answers.spans import Span
from warehouse.answers.stored import catalogue_of, checked, formula_of, kpi_of, one_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.connection import reading
from warehouse.errors import InputRefused
from warehouse.stats.contributions import Cohorts, Noise, noise
from warehouse.stats.decomposition import Change, cross_classified, kitagawa, threefold
from warehouse.stats.intervals import Interval

MOST_DIMENSIONS = 3
NEXT = "The trend shows both periods."


def change(
    build: BuildRef,
    kpi_id: str,
    before: Span,
    after: Span,
    by: Sequence[str],
    *,
    cohort: Cohort | None = None,
    viewer: Viewer,
) -> Bridge:
    """Explain the change of a KPI's headline figure by one to three of its dimensions.

    Counts are figures a month, so that periods of different length compare.

    Args:
        build: the build to ask.
        kpi_id: whose change.
        before: the earlier period.
        after: the later one; it must not overlap.
        by: dimensions; several are taken jointly, from the rows of the fact.
        cohort: whose figure; the dimension of `cohort` cannot be in `by`.
        viewer: who asks.

    Raises:
        InputRefused: no such KPI or dimension, a median, periods that overlap or are reversed.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    cohort, names = cohort or Cohort(), tuple(dict.fromkeys(by))
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        kpi = kpi_of(catalogue, kpi_id)
        checked(catalogue, kpi, cohort)
        formula = kpi.formula_at(after.last) or formula_of(kpi)
        _check(kpi, before, after, names, cohort)
        open_months, missing = change_cells.gaps(database, kpi, cohort, before, after)
        cells = change_cells.read(database, catalogue, formula, kpi, names, cohort, before, after)
        origin = provenance(database, build, cohort.source)
    sized = _sized(formula, cells, before, after)
    found = Bridge(kpi, names, before, after, cohort, *sized, origin)
    few = change_cells.too_few(catalogue, formula, found.n_1, found.n_2)
    if few:
        found = replace(found, value_1=None, value_2=None)
    why = few or change_words.cannot(kpi, before, after, open_months, missing, found.change)
    if not why:
        found = _explained(found, catalogue, formula, cells)
    return change_words.spoken(replace(found, why_not=why), missing)


def _check(kpi: Kpi, before: Span, after: Span, by: tuple[str, ...], cohort: Cohort) -> None:
    what = f"Cannot explain the change of {kpi.id!r}"
    if kpi.kind == "median":
        found = "a median is no weighted mean of the medians of its parts"
        raise InputRefused(what, found, "Compare the distributions of both periods instead.")
    if not 1 <= len(by) <= MOST_DIMENSIONS:
        remedy = f"Choose one to {MOST_DIMENSIONS} of {', '.join(kpi.dimensions) or 'none'}."
        raise InputRefused(what, f"{len(by)} dimensions are named", remedy, NEXT)
    for name in by:
        one_of(name, kpi.dimensions, f"dimension of {kpi.id!r}")
    fixed = [dimension for dimension, _ in cohort.members if dimension in by]
    if fixed:
        remedy = "Split by another dimension."
        raise InputRefused(what, f"{fixed[0]!r} is fixed to one member", remedy, NEXT)
    if before.last >= after.first:
        found = f"{after.label} does not lie after {before.label}"
        raise InputRefused(what, found, "Choose an earlier period to begin with.", NEXT)


def _sized(
    formula: Formula, cells: Sequence[Cell], before: Span, after: Span
) -> tuple[float | None, float | None, int, int]:
    """Both overall figures and their cases."""
    x = [math.fsum(cell.numerators[i] for cell in cells) for i in (0, 1)]
    d = [math.fsum(cell.denominators[i] for cell in cells) for i in (0, 1)]
    n_1, n_2 = (sum(cell.n[i] for cell in cells) for i in (0, 1))
    if formula.kind == "count":
        months = len(before.months), len(after.months)
        return x[0] / months[0], x[1] / months[1], n_1, n_2
    first, second = (formula.scale * x[i] / d[i] if d[i] else None for i in (0, 1))
    return first, second, n_1, n_2


def _explained(
    found: Bridge, catalogue: Catalogue, formula: Formula, cells: Sequence[Cell]
) -> Bridge:
    kept = change_cells.grouped(cells, catalogue, formula)
    found = replace(found, grouped=kept.members)
    if formula.kind == "count":
        return replace(found, parts=_ordered(_counted(found, kept)))
    columns = kept.columns()
    try:
        split, seen = kitagawa(*columns), threefold(*columns)
    except ValueError as error:
        reason = f"A part has a numerator without cases ({error})."
        return replace(found, why_not=reason)
    if split is None or seen is None:
        return found
    chance = _chance(formula, kept)
    scale = formula.scale
    mix, rate, interaction = (scale * one for one in seen)
    parts = _parts(found, catalogue, kept, split, chance, scale)
    return replace(
        found,
        parts=_ordered(parts),
        rate=scale * split.rate,
        mix=scale * split.mix,
        rate_interval=_scaled(chance.rate, scale) if chance else None,
        mix_interval=_scaled(chance.mix, scale) if chance else None,
        seen_from_before=(rate, mix, interaction),
        crossed=_crossed(cells, scale) if len(found.by) == 2 else None,
        unsure=chance.none_distinguishable if chance else None,
        reversal=change_words.reversal(found, parts, split.simpson),
    )


def _counted(found: Bridge, kept: Grouped) -> list[Part]:
    months = len(found.before.months), len(found.after.months)
    parts = []
    for cell in kept.cells:
        first, second = (cell.numerators[i] / months[i] for i in (0, 1))
        effect = second - first
        judged = not cell.is_others and max(cell.n) > 0
        mark = change_words.mark(found.kpi, effect) if judged else "common"
        parts.append(
            Part(
                cell.name, *cell.n, None, None, first, second, effect,
                rate_mark=mark, is_others=cell.is_others,
            )
        )  # fmt: skip
    return parts


def _parts(
    found: Bridge,
    catalogue: Catalogue,
    kept: Grouped,
    split: Change,
    chance: Noise | None,
    scale: int,
) -> list[Part]:
    wholes = [math.fsum(cell.denominators[i] for cell in kept.cells) for i in (0, 1)]
    parts = []
    for place, (cell, one) in enumerate(zip(kept.cells, split.parts, strict=True)):
        around = _scaled(chance.rates[place], scale) if chance else None
        moved = _scaled(chance.mixes[place], scale) if chance else None
        few = max(cell.n) < catalogue.answers["judged_from"]
        parts.append(
            Part(
                member=cell.name,
                n_1=cell.n[0],
                n_2=cell.n[1],
                share_1=cell.denominators[0] / wholes[0],
                share_2=cell.denominators[1] / wholes[1],
                value_1=None if one.rate_1 is None else scale * one.rate_1,
                value_2=None if one.rate_2 is None else scale * one.rate_2,
                effect=scale * (one.rate + one.mix),
                rate=scale * one.rate,
                mix=scale * one.mix,
                rate_interval=around,
                mix_interval=moved,
                rate_mark=change_words.mark(found.kpi, one.rate, around, few=few),
                mix_mark=change_words.mark(found.kpi, one.mix, moved, few=few),
                is_others=cell.is_others,
            )
        )
    return parts


def _chance(formula: Formula, kept: Grouped) -> Noise | None:
    """Intervals by drawing again: for shares of whole cases, and means of single ones."""
    names, x1, n1, x2, n2 = kept.columns()
    cohorts = Cohorts(tuple(names), tuple(x1), tuple(n1), tuple(x2), tuple(n2))
    if formula.kind == "mean":
        errors = [cell.errors for cell in kept.cells]
        known = [pair for pair in errors if pair is not None]
        few = any(0 < n < case_spread.least(formula) for cell in kept.cells for n in cell.n)
        if few or len(known) < len(errors):
            return None
        return noise(cohorts, ([one for one, _ in known], [two for _, two in known]))
    if formula.kind != "proportion":
        return None
    for cell in kept.cells:
        for x, n in zip(cell.numerators, cell.denominators, strict=True):
            if not (0 <= x <= n and float(x).is_integer() and float(n).is_integer()):
                return None
    return noise(cohorts)


def _crossed(cells: Sequence[Cell], scale: int) -> tuple[float, float, float] | None:
    """Rate inside joint cells, mix of the first dimension, mix of the second."""
    rows, columns = (list(dict.fromkeys(cell.members[i] for cell in cells)) for i in (0, 1))
    there: Mapping[tuple[str, ...], Cell] = {cell.members: cell for cell in cells}
    empty = Cell((), (0.0, 0.0), (0.0, 0.0), (0, 0))
    table = [[there.get((row, column), empty) for column in columns] for row in rows]
    try:
        found = cross_classified(
            [[cell.numerators[0] for cell in row] for row in table],
            [[cell.denominators[0] for cell in row] for row in table],
            [[cell.numerators[1] for cell in row] for row in table],
            [[cell.denominators[1] for cell in row] for row in table],
        )
    except ValueError:
        return None
    if found is None:
        return None
    return scale * found.rate, scale * found.mixes[0], scale * found.mixes[1]


def _scaled(interval: Interval, scale: int) -> Interval:
    low, high = interval.low, interval.high
    return Interval(None if low is None else scale * low, None if high is None else scale * high)


def _ordered(parts: Sequence[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda p: (p.is_others, -abs(p.effect), p.member)))
