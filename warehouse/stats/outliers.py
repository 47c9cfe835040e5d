"""Which cohorts differ from the rest by more than chance, and which are too small to say.

Sources: Spiegelhalter 2005, Statistics in Medicine 24; Spiegelhalter et al. 2012, JRSS A 175;
FunnelPlotR for the figures in the tests; Iglewicz and Hoaglin 1993 for the robust z.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

Standing = Literal["empty", "withheld", "shown", "judged"]
Place = Literal["low", "inside", "high"]

WITHHELD_BELOW = 5
JUDGED_FROM = 30
LEAST_COHORTS = 10  # below, the dispersion between cohorts is not estimable
ROBUST_Z = 3.5
MAD_TO_SIGMA = 1.4826  # 1 / Φ⁻¹(¾), rounded as R's mad() rounds it


@dataclass(frozen=True)
class Band:
    """Prediction limits of a share, 0–1."""

    low: float
    high: float


@dataclass(frozen=True)
class Dispersion:
    """How much cohorts differ in general: phi = 1 is chance alone.

    `tau_squared` is the variance between cohorts on the arcsine scale, 0 where chance explains
    all. `z` are the cohorts' arcsine z-scores before winsorising.
    """

    phi: float
    tau_squared: float
    z: tuple[float, ...]


@dataclass(frozen=True)
class Cohort:
    """One member of a dimension.

    `standing`: empty (n = 0, no share), withheld (counts and share None, for n < 5 or to protect
    such a neighbour), shown (with its interval, never judged), judged. `at_95` and `at_998` say
    where a judged cohort lies, and are None for all others.
    """

    name: str
    standing: Standing
    numerator: int | None
    denominator: int | None
    share: float | None
    at_95: Place | None
    at_998: Place | None


@dataclass(frozen=True)
class Funnel:
    """A funnel plot: `centre` is the pooled share 0–1, None when all cohorts are empty.

    `tested`: how many cohorts are large enough, those withheld to protect another included.
    `adjusted`: limits carry the variation between cohorts; False with fewer than 10 tested cohorts,
    when the plot only describes. `overdispersed`: cohorts differ by more than chance in general, so
    look for causes in mix and process before naming teams. phi and tau_squared are None without a
    tested cohort.
    """

    centre: float | None
    phi: float | None
    tau_squared: float | None
    tested: int
    adjusted: bool
    overdispersed: bool
    cohorts: tuple[Cohort, ...]

    def band(self, n: int, level: float = 0.998) -> Band | None:
        """The limits at a cohort size, for drawing; None at n = 0 or without a centre."""
        if self.centre is None or n <= 0:
            return None
        if not self.adjusted or self.tau_squared is None:
            return binomial_band(self.centre, n, level)
        return arcsine_band(self.centre, n, level, self.tau_squared)


def binomial_band(centre: float, n: int, level: float) -> Band | None:
    """Exact binomial prediction limits, not interpolated; None at n = 0.

    A share strictly outside has a tail probability of at most (1 - level) / 2. Wrong, too narrow,
    where cohorts differ in general. Source: Spiegelhalter 2005, A.1.
    """
    from scipy.stats import binom

    if n <= 0:
        return None
    tail = (1 - level) / 2
    low, high = binom.ppf([tail, 1 - tail], n, centre)
    return Band(max(float(low), 0.0) / n, float(high) / n)


def arcsine_band(centre: float, n: int, level: float, tau_squared: float = 0.0) -> Band | None:
    """Limits on the arcsine scale with additive variation between cohorts; None at n = 0.

    The angle is clamped to 0–π/2: unclamped, limits of small cohorts fold back into the plot.
    """
    from scipy.special import ndtri

    if n <= 0:
        return None
    middle = math.asin(math.sqrt(centre))
    reach = float(ndtri((1 + level) / 2)) * math.sqrt(1 / (4 * n) + tau_squared)
    low, high = max(middle - reach, 0.0), min(middle + reach, math.pi / 2)
    return Band(math.sin(low) ** 2, math.sin(high) ** 2)


def dispersion(
    numerators: Sequence[int], denominators: Sequence[int], centre: float
) -> Dispersion | None:
    """phi and τ² of cohorts around a centre, z winsorised at its 10th and 90th percentile.

    None without cohorts; unstable with fewer than about 10 of them. Wrong with sizes below about
    30, where the arcsine does not stabilise the variance.
    """
    if len(denominators) == 0:
        return None
    x, n = _counts(numerators, denominators)
    weights = (4.0 * n).astype(np.float64)  # 1 / s² with s = 1 / (2 √n)
    z = (np.arcsin(np.sqrt(x / n)) - math.asin(math.sqrt(centre))) * np.sqrt(weights)
    kept = np.clip(z, *np.quantile(z, [0.1, 0.9])).astype(np.float64)
    return Dispersion(*between(kept, weights), tuple(z.tolist()))


def between(z: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> tuple[float, float]:
    """phi and τ² of z-scores that have lost their tails, with the weights 1 / s² of their cohorts.

    The method of moments of DerSimonian and Laird; τ² on the scale of s. phi is 0 without cohorts.
    """
    cohorts, total = len(z), float(weights.sum())
    phi = float(np.mean(z**2)) if cohorts else 0.0
    excess = cohorts * phi - (cohorts - 1)
    spread = total - float((weights**2).sum()) / total if total else 0.0
    return phi, excess / spread if excess > 0 and spread > 0 else 0.0


def ladder(
    sizes: Sequence[int], *, withheld_below: int = WITHHELD_BELOW, judged_from: int = JUDGED_FROM
) -> list[Standing]:
    """What may be said of cohorts of these sizes that are shown beside their total.

    Below 5 withheld, below 30 shown and never judged. A single withheld cohort could be worked out
    from the total, so the next smallest ones are withheld too, until two or more are and they hold
    at least 5 cases together (ties: the first). `withheld_below=0` is for the accountable owner.
    """
    standing = [_standing(n, withheld_below, judged_from) for n in sizes]
    hidden = [i for i, state in enumerate(standing) if state == "withheld"]
    others = sorted(
        (i for i, n in enumerate(sizes) if n >= withheld_below and n), key=sizes.__getitem__
    )
    while hidden and others:
        if len(hidden) > 1 and sum(sizes[i] for i in hidden) >= withheld_below:
            break
        hidden.append(others.pop(0))
        standing[hidden[-1]] = "withheld"
    return standing


def funnel(
    names: Sequence[str],
    numerators: Sequence[int],
    denominators: Sequence[int],
    *,
    withheld_below: int = WITHHELD_BELOW,
    judged_from: int = JUDGED_FROM,
) -> Funnel:
    """A funnel plot of shares: every cohort placed against limits around the pooled share.

    The centre rests on all cohorts, phi and τ² on the large ones. With 10 or more of these the
    limits are additive (Spiegelhalter's preference), else exact binomial. Winsorising makes τ² low:
    where cohorts differ normally, 10 in 100 lie outside the 95 % limits and 1 in 100 outside the
    99.8 % ones (simulated, 30 cohorts). Wrong for means and for shares whose cases depend on each
    other.

    Raises:
        ValueError: counts that are not whole, or a numerator outside 0 to its denominator.
    """
    x, n = _counts(numerators, denominators)
    standing = ladder(n.tolist(), withheld_below=withheld_below, judged_from=judged_from)
    centre = float(x.sum() / n.sum()) if n.sum() else None
    large = (n >= judged_from) & (n > 0)
    tested = int(large.sum())
    spread = dispersion(x[large].tolist(), n[large].tolist(), centre or 0.0)
    plot = Funnel(
        centre=centre,
        phi=spread.phi if spread else None,
        tau_squared=spread.tau_squared if spread else None,
        tested=tested,
        adjusted=tested >= LEAST_COHORTS,
        overdispersed=(
            spread is not None
            and tested >= LEAST_COHORTS
            and spread.phi > 1 + 2 * math.sqrt(2 / tested)
        ),
        cohorts=(),
    )
    cohorts = (
        _cohort(plot, name, state, int(part), int(whole))
        for name, state, part, whole in zip(names, standing, x, n, strict=True)
    )
    return replace(plot, cohorts=tuple(cohorts))


def robust_z(values: Sequence[float | None]) -> list[float | None]:
    """Distance from the median in robust standard deviations; beyond ±3.5 is an outlier.

    None for a missing value, and for all when more than half of the values are equal (MAD = 0).
    For skewed durations take the logarithm or cohort medians first.
    """
    from scipy.stats import median_abs_deviation

    known = [value for value in values if value is not None]
    if not known:
        return [None for _ in values]
    middle = float(np.median(known))
    sigma = MAD_TO_SIGMA * float(median_abs_deviation(known))
    return [None if value is None or sigma == 0 else (value - middle) / sigma for value in values]


def _standing(n: int, withheld_below: int, judged_from: int) -> Standing:
    if n == 0:
        return "empty"
    if n < withheld_below:
        return "withheld"
    return "shown" if n < judged_from else "judged"


def _cohort(plot: Funnel, name: str, standing: Standing, part: int, whole: int) -> Cohort:
    if standing == "withheld":
        return Cohort(name, standing, None, None, None, None, None)
    share = part / whole if whole else None
    if standing != "judged" or share is None:
        return Cohort(name, standing, part, whole, share, None, None)
    at_95, at_998 = (_place(share, plot.band(whole, level)) for level in (0.95, 0.998))
    return Cohort(name, standing, part, whole, share, at_95, at_998)


def _place(share: float, band: Band | None) -> Place | None:
    if band is None:
        return None
    return "low" if share < band.low else "high" if share > band.high else "inside"


def _counts(
    numerators: Sequence[int], denominators: Sequence[int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    x, n = np.asarray(numerators, dtype=np.float64), np.asarray(denominators, dtype=np.float64)
    if (x != np.floor(x)).any() or (n != np.floor(n)).any() or (x < 0).any() or (x > n).any():
        raise ValueError(f"expected whole numbers, 0 ≤ numerator ≤ denominator: {x!r}, {n!r}")
    return x.astype(np.int64), n.astype(np.int64)
