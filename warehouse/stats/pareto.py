"""Which few reasons make most of the cases.

Counts, or harm as severity times count. Between periods compare counts, not ranks: ranks of small
counts change by chance. Source: Juran's vital few; shares as qicharts2's paretochart.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

VITAL_SHARE = 0.8


@dataclass(frozen=True)
class Bar:
    """A reason with its weight and the share 0–1 that it and all before it make up."""

    name: str
    weight: float
    cumulative: float


@dataclass(frozen=True)
class Pareto:
    """Bars by weight, largest first; `vital` is how many of them reach 80 %."""

    bars: tuple[Bar, ...]
    vital: int
    total: float


def pareto(
    weights: Mapping[str, float], *, share: float = VITAL_SHARE, other: str | None = None
) -> Pareto | None:
    """Order reasons by weight; None without any weight.

    Ties are in alphabetical order. For drawing name the catch-all as `other`: it stands last
    whatever it weighs, since nothing can be done about it, and counts towards the vital few last.
    Order given does not matter. Wrong with many cases under it: code them first.

    Raises:
        ValueError: a negative weight, or a share outside 0 to 1.
    """
    if any(weight < 0 for weight in weights.values()) or not 0 < share <= 1:
        raise ValueError(f"weights from 0 on and a share in 0 to 1: {dict(weights)!r}, {share!r}")
    total = math.fsum(weights.values())
    if total == 0:
        return None
    names = sorted(weights, key=lambda name: (name == other, -weights[name], name))
    bars: list[Bar] = []
    for i, name in enumerate(names):
        so_far = math.fsum(weights[held] for held in names[: i + 1])
        bars.append(Bar(name, weights[name], so_far / total))
    vital = next(i for i, bar in enumerate(bars, start=1) if bar.cumulative >= share - 1e-12)
    return Pareto(tuple(bars), vital, total)
