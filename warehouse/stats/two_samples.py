"""Two plain samples: shares of two surveys, or a few monthly values before and after.

Sources: Newcombe 1998, Statistics in Medicine 17, method 10; Fisher 1935 for permutation; Welch
1947; statsmodels and scipy. Wrong for series whose days or months depend on each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from warehouse.stats.intervals import Interval

Floats = npt.NDArray[np.float64]

EXACT_UP_TO = 200_000  # arrangements that are all looked at


@dataclass(frozen=True)
class TwoShares:
    """Difference of two shares, after less before, 0–1, with Newcombe's interval.

    `z` and `p_value` (pooled, two-sided) are None where all cases agree; `exact_p` is Fisher's.
    """

    difference: float
    interval: Interval
    z: float | None
    p_value: float | None
    exact_p: float


@dataclass(frozen=True)
class TwoMeans:
    """Difference of two means of few values, after less before, with Welch's interval.

    `permutation_p` is the share of arrangements at least as far apart; with 6 and 3 values it
    cannot be below 1 in 84. `t`, `degrees`, `p_value` and the interval are None without variation.
    """

    difference: float
    permutation_p: float
    interval: Interval | None
    t: float | None
    degrees: float | None
    p_value: float | None


def two_shares(
    successes_1: int, n_1: int, successes_2: int, n_2: int, confidence: float = 0.95
) -> TwoShares | None:
    """Compare two plain samples, 1 before and 2 after; None where one is empty.

    Wrong for weighted answers, and for days that vary by more than chance: there
    `effectiveness.daily_shares`.

    Raises:
        ValueError: successes outside 0 to n.
    """
    from scipy.stats import fisher_exact
    from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

    if not 0 <= successes_1 <= n_1 or not 0 <= successes_2 <= n_2:
        raise ValueError(f"successes lie in 0 to n: {successes_1}/{n_1}, {successes_2}/{n_2}")
    if n_1 == 0 or n_2 == 0:
        return None
    low, high = confint_proportions_2indep(
        successes_2, n_2, successes_1, n_1, method="newcomb", alpha=1 - confidence
    )
    varied = 0 < successes_1 + successes_2 < n_1 + n_2
    z, p = (None, None)
    if varied:
        z, p = map(float, proportions_ztest([successes_2, successes_1], [n_2, n_1]))
    table = [[successes_2, n_2 - successes_2], [successes_1, n_1 - successes_1]]
    return TwoShares(
        difference=successes_2 / n_2 - successes_1 / n_1,
        interval=Interval(float(low), float(high)),
        z=z,
        p_value=p,
        exact_p=float(fisher_exact(table).pvalue),
    )


def few_values(
    before: Sequence[float], after: Sequence[float], confidence: float = 0.95
) -> TwoMeans | None:
    """Compare a few monthly values by permutation and by Welch's t; None with fewer than 2 a side.

    Two-sided on the distance of the means. Exact up to 200,000 arrangements, beyond that drawn
    with a fixed seed. Wrong for months that depend on each other; read it with the control chart.

    Raises:
        ValueError: values that are not finite.
    """
    from scipy.stats import permutation_test, ttest_ind

    x, y = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if not np.isfinite(np.concatenate([x, y])).all():
        raise ValueError("values must be finite")
    if len(x) < 2 or len(y) < 2:
        return None

    def apart(a: Floats, b: Floats, axis: int) -> Floats:
        return np.asarray(np.abs(b.mean(axis=axis) - a.mean(axis=axis)))

    found = permutation_test(
        (x, y), apart, alternative="greater", n_resamples=EXACT_UP_TO, vectorized=True,
        rng=np.random.default_rng(1), batch=20_000,
    )  # fmt: skip
    difference = float(y.mean() - x.mean())
    if x.var() == 0 and y.var() == 0:
        return TwoMeans(difference, float(found.pvalue), None, None, None, None)
    welch = ttest_ind(y, x, equal_var=False)
    ends = welch.confidence_interval(confidence)
    return TwoMeans(
        difference=difference,
        permutation_p=float(found.pvalue),
        interval=Interval(float(ends.low), float(ends.high)),
        t=float(welch.statistic),
        degrees=float(welch.df),
        p_value=float(welch.pvalue),
    )
