"""Whether two people code the same complaints alike: Cohen's κ.

Sources: Cohen 1960; Fleiss, Cohen and Everitt 1969 for the error; statsmodels. Landis and Koch's
words for κ are a convention without grounds and are not given.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from warehouse.stats.intervals import Interval, wilson

LEAST_N = 30


@dataclass(frozen=True)
class Agreement:
    """κ: 1 is full agreement, 0 what chance alone would give, below 0 less than that.

    `kappa` and its interval are None when both coders used one and the same code throughout: chance
    agrees fully then too; the interval alone where one of them used a single code. `observed` is
    the plain share of agreement 0–1 with its Wilson interval, the one to read at full agreement,
    where that of kappa has no width.
    `enough`: 30 cases coded by both.
    """

    kappa: float | None
    interval: Interval | None
    observed: float
    observed_interval: Interval
    n: int
    enough: bool


def cohens_kappa(
    first: Sequence[Hashable | None],
    second: Sequence[Hashable | None],
    *,
    order: Sequence[Hashable] | None = None,
    weights: Literal["linear", "quadratic"] | None = None,
    confidence: float = 0.95,
) -> Agreement | None:
    """Agreement of two coders beyond chance; None without a case coded by both.

    One code a case in each, None where a coder gave none. With `weights`, for codes with an
    `order` (severity), near misses count for something. Low where one code is far more frequent
    than the others although coders mostly agree: look at `observed` too. Wrong for more than two
    coders and for cases picked because they are difficult.

    Raises:
        ValueError: lengths that differ, weights without order, a code that `order` lacks.
    """
    from statsmodels.stats.inter_rater import cohens_kappa as kappa

    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    if weights and order is None:
        raise ValueError("weights need the order of the codes")
    codes = list(order) if order is not None else list(dict.fromkeys(c for p in pairs for c in p))
    place = {code: i for i, code in enumerate(codes)}
    if unknown := {code for pair in pairs for code in pair} - set(codes):
        raise ValueError(f"the order lacks {unknown!r}")
    if not pairs:
        return None
    table = np.zeros((len(codes), len(codes)))
    for a, b in pairs:
        table[place[a], place[b]] += 1
    n, same = len(pairs), int(np.trace(table))
    around = wilson(same, n, confidence)
    assert around is not None  # n is above 0
    value, interval = None, None
    if len({code for pair in pairs for code in pair}) > 1:
        with np.errstate(divide="ignore", invalid="ignore"):
            found = kappa(table, wt=weights)
            value, error = float(found.kappa), float(found.std_kappa)
        varied = min(np.count_nonzero(table.sum(axis=axis)) for axis in (0, 1)) > 1
        interval = _within_reach(value, error, confidence) if varied else None
    return Agreement(value, interval, same / n, around, n, n >= LEAST_N)


def _within_reach(kappa: float, error: float, confidence: float) -> Interval:
    from scipy.special import ndtri

    half = float(ndtri((1 + confidence) / 2)) * error
    return Interval(max(-1.0, kappa - half), min(1.0, kappa + half))
