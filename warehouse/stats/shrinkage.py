"""Shares of small cohorts drawn towards what cohorts are like in general: empirical Bayes.

For ranking and for cohorts too small to speak for themselves; show the raw share beside. Sources:
Casella 1985, The American Statistician 39; Griffiths 1973 for the beta-binomial likelihood.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from warehouse.stats.intervals import Interval

Floats = npt.NDArray[np.float64]

FLAT = 1e6  # α + β above which cohorts do not vary by more than chance


@dataclass(frozen=True)
class Shrunken:
    """One entry a cohort: share 0–1 and interval that holds it with the given probability."""

    share: float
    interval: Interval


@dataclass(frozen=True)
class Shrinkage:
    """The distribution of shares over cohorts, Beta(α, β) with mean `mean`, and each cohort's.

    `alpha` and `beta` are None where cohorts do not vary by more than chance: then every share is
    the pooled one. A cohort without cases has the mean. Intervals take α and β as known.
    """

    alpha: float | None
    beta: float | None
    mean: float
    cohorts: tuple[Shrunken, ...]


def shrunken(
    numerators: Sequence[int], denominators: Sequence[int], credible: float = 0.95
) -> Shrinkage | None:
    """Shrink shares by the beta distribution of greatest likelihood; None without a case.

    Order does not matter. Wrong where cohorts fall into a few kinds, and with fewer than about 5
    cohorts, where α and β are not to be had.

    Raises:
        ValueError: a numerator outside 0 to its denominator.
    """
    from scipy.stats import beta

    x, n = np.asarray(numerators, dtype=np.float64), np.asarray(denominators, dtype=np.float64)
    if len(x) != len(n) or (x < 0).any() or (x > n).any():
        raise ValueError(f"expected 0 ≤ numerator ≤ denominator, found {x!r} of {n!r}")
    if n.sum() == 0:
        return None
    pooled = float(x.sum() / n.sum())
    found = _likeliest(x[n > 0], n[n > 0], pooled)
    if found is None:
        low, high = beta.interval(credible, x.sum() + 0.5, (n - x).sum() + 0.5)
        same = Shrunken(pooled, Interval(min(float(low), pooled), max(float(high), pooled)))
        return Shrinkage(None, None, pooled, (same,) * len(n))
    a, b = found
    shares = (x + a) / (n + a + b)
    low, high = beta.interval(credible, x + a, n - x + b)
    return Shrinkage(
        a,
        b,
        a / (a + b),
        tuple(
            Shrunken(float(share), Interval(float(lower), float(upper)))
            for share, lower, upper in zip(shares, low, high, strict=True)
        ),
    )


def _likeliest(x: Floats, n: Floats, pooled: float) -> tuple[float, float] | None:
    """α and β of greatest marginal likelihood; None where it grows without end."""
    from scipy.optimize import minimize
    from scipy.special import betaln

    if len(x) < 2 or pooled in (0.0, 1.0):
        return None

    def cost(logs: Floats) -> float:
        a, b = np.exp(np.clip(logs, -20, 40))
        return float(np.sum(betaln(a, b) - betaln(x + a, n - x + b)))

    def best(size: float) -> tuple[float, Floats]:
        start = np.log([pooled * size, (1 - pooled) * size])
        options = {"xatol": 1e-8, "fatol": 1e-10, "maxiter": 4000}
        result = minimize(cost, start, method="Nelder-Mead", options=options)
        return float(result.fun), result.x

    _, logs = min((best(size) for size in (2.0, 30.0, 1000.0)), key=lambda found: found[0])
    a, b = (math.exp(min(float(log), 40.0)) for log in logs)
    return (a, b) if a + b <= FLAT else None
