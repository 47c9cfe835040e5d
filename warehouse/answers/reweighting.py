"""A score of single answers, plain and weighted so that respondents look like those served."""

from collections.abc import Mapping, Sequence

import polars as pl

from warehouse.answers import series
from warehouse.answers.answered_contacts import Driver
from warehouse.answers.satisfaction_shapes import Weighted
from warehouse.catalogue.kpis import Formula
from warehouse.stats import weighting

TRIM = (0.3, 3.0)
OTHERS = "others"


def counts(driver: Driver, frame: pl.DataFrame, weight: str | None) -> dict[str, int]:
    """Rows by a driver's groups, or the sums of `weight`."""
    number = pl.len() if weight is None else pl.col(weight).sum()
    return dict(frame.group_by(driver.id).agg(number.cast(pl.Int64)).iter_rows())


def figure(formula: Formula, rows: pl.DataFrame) -> tuple[float | None, float | None, float | None]:
    """A score of these answers with its interval; None without answers."""
    x, d = float(rows["numerator"].sum()), float(rows["denominator"].sum())
    sides = (int((rows["numerator"] > 0).sum()), int((rows["numerator"] < 0).sum()))
    low, high = series.bounds(formula, x, d, rows.height, tuple(map(float, sides)))
    return (formula.scale * x / d if d else None), low, high


def weightings(
    formula: Formula, drivers: Sequence[Driver], linked: pl.DataFrame, served: pl.DataFrame
) -> list[Weighted]:
    """Of linked answers: as they are, post-stratified by each variable, raked by all of them."""
    usable: list[tuple[str, list[str], dict[str, float]]] = []
    for driver in drivers:
        population = counts(driver, served, "served")
        if driver.is_weight and len(population) > 1:
            fitted = _fitted(linked[driver.id].to_list(), population)
            if len(fitted[1]) > 1:
                usable.append((driver.label, *fitted))
    if not usable:
        return []
    found = [_unweighted(formula, linked), *(_weighted(formula, linked, [one]) for one in usable)]
    return found + ([_weighted(formula, linked, usable)] if len(usable) > 1 else [])


def _unweighted(formula: Formula, linked: pl.DataFrame) -> Weighted:
    value, low, high = figure(formula, linked)
    return Weighted((), value, low, high, linked.height, linked.height, 1.0, True, 0)


def _fitted(
    groups: Sequence[str], population: Mapping[str, int]
) -> tuple[list[str], dict[str, float]]:
    """Groups without respondents go together with the smallest one that has any."""
    seen = set(groups) & set(population)
    empty = [name for name in population if name not in seen]
    fitted = {name: float(n) for name, n in population.items() if name in seen and n > 0}
    if not fitted or not empty:
        return list(groups), fitted
    least = min(fitted, key=lambda name: (fitted[name], name))
    fitted[OTHERS] = fitted.pop(least) + sum(population[name] for name in empty)
    return [OTHERS if name == least else name for name in groups], fitted


def _weighted(
    formula: Formula,
    linked: pl.DataFrame,
    by: Sequence[tuple[str, list[str], dict[str, float]]],
) -> Weighted:
    weights = weighting.rake(
        [groups for _, groups, _ in by], [population for _, _, population in by], trim=TRIM
    )
    low = high = None
    x = linked["numerator"].to_list()
    if formula.kind == "proportion":
        estimate = weighting.weighted_share(x, weights)
        value, low, high = estimate.share, estimate.interval.low, estimate.interval.high
    else:
        w = weights.weights
        value = formula.scale * sum(a * b for a, b in zip(w, x, strict=True)) / sum(w)
    return Weighted(
        tuple(label for label, _, _ in by), value, low, high, len(x), weights.n_effective,
        weights.design_effect, weights.converged, weights.trimmed,
    )  # fmt: skip
