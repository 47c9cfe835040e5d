"""p, u, p′ and u′ charts: control limits that breathe with the denominator of each month.

The second look beside XmR. p and u expect no more variation between months than chance sampling
gives, and are wrong for large denominators, where they call every ordinary month special. p′ and
u′ (Laney) carry the variation between months as well and suit denominators that vary a lot or are
very large. All are wrong for fewer than about five events a month (aggregate first) and across a
re-base (pass one segment at a time). A provisional month does not belong in the counts.

Sources: Montgomery, Introduction to Statistical Quality Control; Laney 2002, Quality Engineering
14(4); qicharts2 0.8.1 for the figures in the tests.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from warehouse.stats.control_limits import FIRM_POINTS, LEAST_POINTS, Limits, signals

Kind = Literal["share", "rate"]
Counts = Sequence[float | None]

SIGMA = 3.0
D2 = 1.128  # mean range of two values in standard deviations


@dataclass(frozen=True)
class CountChart:
    """Values and limits, one entry a month; None in a month without counts or exposure.

    In the unit of numerator per denominator, shares 0–1. `lower` and `upper` are three sigma,
    `near_lower` and `near_upper` two, all clipped to what can be reached: 0 to 1 for shares, 0
    upwards for rates. `sigma_z` is the variation between months in units of what chance sampling
    explains: 1 for p and u; above 1 months differ by more, below 1 p′ and u′ are narrower than p
    and u. `outside` marks months strictly beyond three sigma. `trial`: fewer than 13 months.
    """

    centre: float
    values: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    near_lower: tuple[float | None, ...]
    near_upper: tuple[float | None, ...]
    outside: tuple[bool | None, ...]
    sigma_z: float
    points: int
    trial: bool


@dataclass(frozen=True)
class Disagreement:
    """Months, by index, that one chart puts outside its limits and the other does not."""

    here_only: tuple[int, ...]
    xmr_only: tuple[int, ...]

    @property
    def note(self) -> str:
        """One sentence for the chart; empty where both charts agree."""
        if not self.here_only and not self.xmr_only:
            return ""
        return (
            f"The chart by count and XmR disagree: {_months(self.here_only)} outside the limits by "
            f"count only, {_months(self.xmr_only)} outside those of XmR only."
        )


def p_chart(numerators: Counts, denominators: Counts) -> CountChart | None:
    """Limits of shares around their pooled share, binomial variation alone.

    Right for small denominators of like cases. None with fewer than 6 months that have a
    denominator; a missing count or a denominator of 0 is a gap and adds nothing to the centre.

    Raises:
        ValueError: a negative count, or more cases than there are.
    """
    return _chart(numerators, denominators, "share", between_months=False)


def u_chart(numerators: Counts, exposures: Counts) -> CountChart | None:
    """Limits of events per unit of exposure, Poisson variation alone; otherwise as `p_chart`.

    Wrong where events come in clusters, as complaints after an outage do.
    """
    return _chart(numerators, exposures, "rate", between_months=False)


def p_prime_chart(numerators: Counts, denominators: Counts) -> CountChart | None:
    """Laney's p′: limits of shares that carry the variation between months; as `p_chart`.

    Moving ranges are taken between neighbouring months only and are not screened. None also where
    months with a value never stand side by side.
    """
    return _chart(numerators, denominators, "share", between_months=True)


def u_prime_chart(numerators: Counts, exposures: Counts) -> CountChart | None:
    """Laney's u′: limits of rates that carry the variation between months; as `p_prime_chart`."""
    return _chart(numerators, exposures, "rate", between_months=True)


def disagreement(chart: CountChart, xmr: Limits | None) -> Disagreement:
    """Where this chart and XmR of the same values differ on what lies outside three sigma.

    Only that rule is compared: it is the one that both charts have. Nothing without XmR limits.
    """
    found = signals(chart.values, xmr)
    theirs = ["outside_limits" in point for point in found]
    ours = [bool(point) for point in chart.outside]
    if xmr is None:
        return Disagreement((), ())
    return Disagreement(
        tuple(i for i, flag in enumerate(ours) if flag and not theirs[i]),
        tuple(i for i, flag in enumerate(theirs) if flag and not ours[i]),
    )


def varies_much(denominators: Counts) -> bool:
    """Whether the largest denominator exceeds 1.5 times the smallest, so that XmR may mislead."""
    known = [size for size in denominators if size]
    return bool(known) and max(known) > 1.5 * min(known)


def _chart(
    numerators: Counts, denominators: Counts, kind: Kind, *, between_months: bool
) -> CountChart | None:
    pairs = [_pair(x, n, kind) for x, n in zip(numerators, denominators, strict=True)]
    known = [pair for pair in pairs if pair]
    if len(known) < LEAST_POINTS:
        return None
    centre = math.fsum(x for x, _ in known) / math.fsum(n for _, n in known)
    variance = centre * (1 - centre) if kind == "share" else centre
    sigmas = [math.sqrt(variance / pair[1]) if pair else None for pair in pairs]
    values = [pair[0] / pair[1] if pair else None for pair in pairs]
    sigma_z = _sigma_z(values, sigmas, centre) if between_months else 1.0
    if sigma_z is None:
        return None
    limits = {
        reach: [None if s is None else _clip(centre + reach * s * sigma_z, kind) for s in sigmas]
        for reach in (-SIGMA, SIGMA, -SIGMA * 2 / 3, SIGMA * 2 / 3)
    }
    lower, upper, near_lower, near_upper = (tuple(column) for column in limits.values())
    return CountChart(
        centre=centre,
        values=tuple(values),
        lower=lower,
        upper=upper,
        near_lower=near_lower,
        near_upper=near_upper,
        outside=tuple(map(_outside, values, lower, upper)),
        sigma_z=sigma_z,
        points=len(known),
        trial=len(known) < FIRM_POINTS,
    )


def _pair(x: float | None, n: float | None, kind: Kind) -> tuple[float, float] | None:
    if x is None or n is None:
        return None
    if x < 0 or n < 0 or (kind == "share" and x > n):
        raise ValueError(f"expected 0 ≤ numerator (≤ denominator for shares), found {x!r} of {n!r}")
    return (float(x), float(n)) if n > 0 else None


def _sigma_z(
    values: Sequence[float | None], sigmas: Sequence[float | None], centre: float
) -> float | None:
    """Mean moving range of the standardised values over d2; None without neighbours."""
    z = [
        None if value is None or s is None else (value - centre) / s if s else 0.0
        for value, s in zip(values, sigmas, strict=True)
    ]
    ranges = [abs(b - a) for a, b in pairwise(z) if a is not None and b is not None]
    return math.fsum(ranges) / len(ranges) / D2 if ranges else None


def _clip(limit: float, kind: Kind) -> float:
    return min(max(limit, 0.0), 1.0) if kind == "share" else max(limit, 0.0)


def _outside(value: float | None, lower: float | None, upper: float | None) -> bool | None:
    if value is None or lower is None or upper is None:
        return None
    slack = 1e-12 * max(abs(value), abs(upper))  # rounding alone must not flag a constant series
    return value < lower - slack or value > upper + slack


def _months(points: Sequence[int]) -> str:
    if not points:
        return "none"
    return ("point " if len(points) == 1 else "points ") + ", ".join(str(i + 1) for i in points)
