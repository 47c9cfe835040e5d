"""Funnel plots of observed against expected counts: complaints against the mix of contacts.

A ratio of 1 is what the mix alone would give. Sources: Spiegelhalter 2005, Statistics in Medicine
24, A.2; the square root of the Care Quality Commission and the logarithm of the SHMI as in
FunnelPlotR. Wrong where the expected counts rest on the cohort itself, and for events in clusters.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from warehouse.stats.outliers import LEAST_COHORTS, Band, Dispersion, Place, between

Scale = Literal["root", "log"]
Floats = npt.NDArray[np.float64]

LEAST_EXPECTED = 5.0  # below, a cohort is shown and not judged


@dataclass(frozen=True)
class Cohort:
    """A cohort's ratio, None when nothing was expected; places None where it is not judged."""

    name: str
    observed: int
    expected: float
    ratio: float | None
    at_95: Place | None
    at_998: Place | None


@dataclass(frozen=True)
class RatioFunnel:
    """A funnel plot around a ratio of 1.

    `adjusted`: limits carry the variation between cohorts; False with fewer than 10 cohorts of an
    expected count of 5, when limits are exact Poisson ones and the plot only describes.
    """

    phi: float | None
    tau_squared: float | None
    adjusted: bool
    cohorts: tuple[Cohort, ...]

    def band(self, expected: float, level: float = 0.998) -> Band | None:
        """The limits of a ratio at an expected count, for drawing; None where nothing is."""
        if not self.adjusted or self.tau_squared is None:
            return poisson_band(expected, level)
        return ratio_band(expected, level, self.tau_squared)


def ratio_band(
    expected: float, level: float, tau_squared: float = 0.0, *, scale: Scale = "root"
) -> Band | None:
    """Limits of a ratio with additive variation between cohorts; None when nothing is expected.

    Worked out on the scale and brought back to ratios, so squared for the root; FunnelPlotR prints
    the limits of the root itself.
    """
    from scipy.special import ndtri

    if expected <= 0:
        return None
    variance = 1 / (4 * expected) if scale == "root" else 1 / expected
    reach = float(ndtri((1 + level) / 2)) * math.sqrt(variance + tau_squared)
    if scale == "root":
        return Band(max(1 - reach, 0.0) ** 2, (1 + reach) ** 2)
    return Band(math.exp(-reach), math.exp(reach))


def poisson_band(expected: float, level: float) -> Band | None:
    """Exact Poisson limits of a ratio by the χ² distribution; None when nothing is expected.

    Wrong, too narrow, where cohorts differ in general.
    """
    from scipy.special import gammaincinv

    if expected <= 0:
        return None
    tail = (1 - level) / 2
    low = float(gammaincinv(expected, tail))  # χ² quantile / 2 with 2 × expected degrees
    high = float(gammaincinv(expected + 1, 1 - tail))
    return Band(low / expected, high / expected)


def ratio_dispersion(
    observed: Sequence[int], expected: Sequence[float], *, scale: Scale = "root"
) -> Dispersion | None:
    """phi and τ² of cohorts around a ratio of 1; None without cohorts.

    Tails beyond the 10th and 90th percentile of z are pulled in on the root scale and left out on
    the log scale, as the two schemes have it. Unstable with fewer than about 10 cohorts.

    Raises:
        ValueError: counts that are negative or not expected; on the log scale nothing observed.
    """
    x, e = _counts(observed, expected)
    if len(x) == 0:
        return None
    if (e <= 0).any() or (scale == "log" and (x == 0).any()):
        raise ValueError(f"counts must be expected, on the log scale also observed: {x!r}, {e!r}")
    weights = 4 * e if scale == "root" else e
    z = (np.sqrt(x / e) - 1 if scale == "root" else np.log(x / e)) * np.sqrt(weights)
    low, high = np.quantile(z, [0.1, 0.9])
    if scale == "root":
        return Dispersion(*between(np.clip(z, low, high), weights), tuple(z.tolist()))
    inside = (z >= low) & (z <= high)
    return Dispersion(*between(z[inside], weights[inside]), tuple(z.tolist()))


def ratio_funnel(
    names: Sequence[str], observed: Sequence[int], expected: Sequence[float]
) -> RatioFunnel:
    """Place every cohort of an expected count of 5 or more against limits around 1.

    Root scale, so that nothing observed is a value like any other.

    Raises:
        ValueError: negative counts, or lengths that differ.
    """
    x, e = _counts(observed, expected)
    large = e >= LEAST_EXPECTED
    spread = ratio_dispersion(x[large].astype(int).tolist(), e[large].tolist())
    adjusted = int(large.sum()) >= LEAST_COHORTS
    plot = RatioFunnel(
        spread.phi if spread else None, spread.tau_squared if spread else None, adjusted, ()
    )
    cohorts = (
        _cohort(plot, name, int(seen), float(due))
        for name, seen, due in zip(names, x, e, strict=True)
    )
    return RatioFunnel(plot.phi, plot.tau_squared, adjusted, tuple(cohorts))


def _cohort(plot: RatioFunnel, name: str, observed: int, expected: float) -> Cohort:
    if expected <= 0:
        return Cohort(name, observed, expected, None, None, None)
    ratio = observed / expected
    if expected < LEAST_EXPECTED:
        return Cohort(name, observed, expected, ratio, None, None)
    at_95, at_998 = (_place(ratio, plot.band(expected, level)) for level in (0.95, 0.998))
    return Cohort(name, observed, expected, ratio, at_95, at_998)


def _place(ratio: float, band: Band | None) -> Place | None:
    if band is None:
        return None
    return "low" if ratio < band.low else "high" if ratio > band.high else "inside"


def _counts(observed: Sequence[int], expected: Sequence[float]) -> tuple[Floats, Floats]:
    x, e = np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    if len(x) != len(e) or (x < 0).any() or (e < 0).any():
        raise ValueError(f"expected counts from 0 on, one of each a cohort: {x!r}, {e!r}")
    return x, e
