"""Why a figure changed between two periods: the rates of cohorts, or the mix of cohorts.

All parts add up to the change; that is checked. A part is arithmetic, not a cause. Wrong for
percentiles, which are no weighted mean of those of cohorts, and for provisional periods. For means
give sums as numerators. Sources: Kitagawa 1955, Journal of the American Statistical Association
50; Das Gupta 1993, US Census P23-186; DasGuptR 2.1.0 for the figures in the tests.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = Sequence[float] | Floats
Factor = float | Sequence[float]

CLOSE = 1e-9  # how far the sum of parts may be from the change, per unit of the rates
MOST_FACTORS = 8


@dataclass(frozen=True)
class Part:
    """What one cohort adds to the change, in the unit of the rate.

    `mix` is centred: what comes of the cohort's share of cases being on the way up or down while
    its rate is above or below the overall one. `raw_mix`, not centred, adds up to the same total
    and reads as nonsense cohort by cohort. `rate_1` and `rate_2` are None without cases.
    """

    name: str
    mix: float
    rate: float
    raw_mix: float
    rate_1: float | None
    rate_2: float | None


@dataclass(frozen=True)
class Change:
    """A change of the overall rate as `mix` + `rate`; `parts` in the order given.

    `simpson`: the total and what happened inside the cohorts point in opposite directions, say so
    before anything else.
    """

    rate_1: float
    rate_2: float
    total: float
    mix: float
    rate: float
    simpson: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class CrossChange:
    """A change over two dimensions: the mix of each, and the rates within their joint cells."""

    rate_1: float
    rate_2: float
    total: float
    rate: float
    mixes: tuple[float, float]


def kitagawa(
    names: Sequence[str],
    numerators_1: Counts,
    denominators_1: Counts,
    numerators_2: Counts,
    denominators_2: Counts,
) -> Change | None:
    """Split the change of an overall rate into mix and rates of cohorts, exactly.

    One entry a cohort in each; the periods are 1 and then 2. A cohort without cases in one period
    takes its rate from the other, so all it does is mix. None when a period has no cases. Order
    does not matter. Collapse cohorts below 30 cases first.

    Raises:
        ValueError: lengths that differ, negative denominators, numerators without cases.
    """
    x1, n1, x2, n2 = _cells(len(names), numerators_1, denominators_1, numerators_2, denominators_2)
    if n1.sum() == 0 or n2.sum() == 0:
        return None
    r1, r2 = _rates(x1, n1, x2, n2)
    w1, w2 = n1 / n1.sum(), n2 / n2.sum()
    rate_1, rate_2 = float(x1.sum() / n1.sum()), float(x2.sum() / n2.sum())
    middle = (r1 + r2) / 2
    raw = (w2 - w1) * middle
    mix = (w2 - w1) * (middle - (rate_1 + rate_2) / 2)
    rate = (r2 - r1) * (w1 + w2) / 2
    total = rate_2 - rate_1
    _check(total, [*mix, *rate], rate_1, rate_2)
    _check(total, [*raw, *rate], rate_1, rate_2)
    seen = zip(names, mix, rate, raw, _known(x1, n1), _known(x2, n2), strict=True)
    parts = tuple(Part(name, float(a), float(b), float(c), d, e) for name, a, b, c, d, e in seen)
    effect = math.fsum(rate)
    return Change(rate_1, rate_2, total, math.fsum(mix), effect, _simpson(total, effect), parts)


def threefold(
    names: Sequence[str],
    numerators_1: Counts,
    denominators_1: Counts,
    numerators_2: Counts,
    denominators_2: Counts,
) -> tuple[float, float, float] | None:
    """The change as (mix, rate, interaction), seen from the first period; as `kitagawa`.

    The interaction is what mix and rates do together; `kitagawa` gives half of it to each and is
    easier to explain. Both rates of a cohort without cases in one period are the other's.
    """
    change = kitagawa(names, numerators_1, denominators_1, numerators_2, denominators_2)
    if change is None:
        return None
    x1, n1, x2, n2 = _cells(len(names), numerators_1, denominators_1, numerators_2, denominators_2)
    r1, r2 = _rates(x1, n1, x2, n2)
    moved = n2 / n2.sum() - n1 / n1.sum()
    mix, rate = math.fsum(moved * r1), math.fsum((r2 - r1) * n1 / n1.sum())
    interaction = math.fsum(moved * (r2 - r1))
    _check(change.total, [mix, rate, interaction], change.rate_1, change.rate_2)
    return mix, rate, interaction


def cross_classified(
    numerators_1: Sequence[Counts],
    denominators_1: Sequence[Counts],
    numerators_2: Sequence[Counts],
    denominators_2: Sequence[Counts],
) -> CrossChange | None:
    """Split a change over two dimensions; each argument has a row a member of the first one.

    Das Gupta's hierarchical form: the rates within joint cells, then the mix of either dimension.
    Otherwise as `kitagawa`. For three dimensions and more, take joint cells of 30 cases as one.
    """
    tables = [
        np.asarray(table, dtype=np.float64)
        for table in (numerators_1, denominators_1, numerators_2, denominators_2)
    ]
    if len({table.shape for table in tables}) != 1 or tables[0].ndim != 2:
        raise ValueError(f"expected four tables of one shape: {[t.shape for t in tables]!r}")
    x1, n1, x2, n2 = _cells(tables[0].size, *(table.ravel() for table in tables))
    if n1.sum() == 0 or n2.sum() == 0:
        return None
    r1, r2 = _rates(x1, n1, x2, n2)
    (a1, b1), (a2, b2) = _structures(tables[1]), _structures(tables[3])
    middle = (r1 + r2) / 2
    rate = math.fsum((r2 - r1) * (a1 * b1 + a2 * b2) / 2)
    mixes = (
        math.fsum(middle * (b1 + b2) / 2 * (a2 - a1)),
        math.fsum(middle * (a1 + a2) / 2 * (b2 - b1)),
    )
    rate_1, rate_2 = float(x1.sum() / n1.sum()), float(x2.sum() / n2.sum())
    _check(rate_2 - rate_1, [rate, *mixes], rate_1, rate_2)
    return CrossChange(rate_1, rate_2, rate_2 - rate_1, rate, mixes)


def das_gupta(
    before: Mapping[str, Factor],
    after: Mapping[str, Factor],
    rate: Callable[[Mapping[str, Floats]], float] | None = None,
) -> dict[str, float]:
    """The effect of each factor on a rate that several factors make up, adding up to its change.

    A factor is a number or a vector; `rate` defaults to the sum over their product. Each factor is
    changed from every state of the others, at weight 1 / (K C(K - 1, r)) for r of them changed.

    Raises:
        ValueError: factors that differ between the periods, none, or more than 8 of them.
    """
    names = list(before)
    if set(names) != set(after) or not 1 <= len(names) <= MOST_FACTORS:
        raise ValueError(f"expected the same 1 to 8 factors, found {names!r} and {list(after)!r}")
    worth = rate or (lambda factors: float(np.sum(math.prod(factors.values()))))
    old = {name: np.asarray(before[name], dtype=np.float64) for name in names}
    new = {name: np.asarray(after[name], dtype=np.float64) for name in names}

    def at(changed: set[str]) -> float:
        return float(worth({name: (new if name in changed else old)[name] for name in names}))

    effects = {}
    for name in names:
        others = [other for other in names if other != name]
        effects[name] = math.fsum(
            (at({name, *group}) - at(set(group))) / (len(names) * math.comb(len(others), size))
            for size in range(len(others) + 1)
            for group in combinations(others, size)
        )
    first, last = at(set()), at(set(names))
    _check(last - first, list(effects.values()), first, last)
    return effects


def _cells(size: int, *columns: Counts) -> list[Floats]:
    arrays = [np.asarray(column, dtype=np.float64) for column in columns]
    if any(len(array) != size for array in arrays):
        raise ValueError(f"expected {size} cohorts, found {[len(array) for array in arrays]!r}")
    for x, n in (arrays[:2], arrays[2:]):
        if (n < 0).any() or (x[n == 0] != 0).any() or not np.isfinite(x).all():
            raise ValueError(f"denominators must not be negative, nor 0 under {x!r}: {n!r}")
    return arrays


def _rates(x1: Floats, n1: Floats, x2: Floats, n2: Floats) -> tuple[Floats, Floats]:
    """Rates of both periods; a cohort without cases takes the other's, without any 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        r1, r2 = x1 / n1, x2 / n2
    return (
        np.where(n1 > 0, r1, np.where(n2 > 0, r2, 0.0)),
        np.where(n2 > 0, r2, np.where(n1 > 0, r1, 0.0)),
    )


def _structures(cells: Floats) -> tuple[Floats, Floats]:
    """A and B, whose product is the share of each joint cell."""
    total, rows, columns = cells.sum(), cells.sum(axis=1, keepdims=True), cells.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        a = np.sqrt(cells / columns * (rows / total))
        b = np.sqrt(cells / rows * (columns / total))
    return np.where(cells > 0, a, 0.0).ravel(), np.where(cells > 0, b, 0.0).ravel()


def _known(x: Floats, n: Floats) -> list[float | None]:
    return [float(part / whole) if whole else None for part, whole in zip(x, n, strict=True)]


def _simpson(total: float, effect: float) -> bool:
    """Opposite signs; where every cohort moves against the total, the rate effect does too."""
    return abs(total) > CLOSE and abs(effect) > CLOSE and total * effect < 0


def _check(total: float, parts: Sequence[float], rate_1: float, rate_2: float) -> None:
    gap = abs(math.fsum(parts) - total)
    assert gap <= CLOSE * max(1.0, abs(rate_1), abs(rate_2)), f"parts miss the change by {gap!r}"
