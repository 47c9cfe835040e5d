"""What goes into a decomposition and how much of what comes out is noise.

Sources: Efron 1979 for the bootstrap; Wang, Rahman, Siegel and Fisher 2000, Journal of Official
Statistics 16, for it on decomposed rates.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from warehouse.stats.decomposition import Change, kitagawa
from warehouse.stats.intervals import Interval

LEAST_N = 30
OTHER = "other"


@dataclass(frozen=True)
class Noise:
    """95 % bootstrap intervals of a `Change`, `mixes` and `rates` by cohort in its order.

    `none_distinguishable`: every interval holds 0, say "no part distinguishable from chance".
    """

    mix: Interval
    rate: Interval
    mixes: tuple[Interval, ...]
    rates: tuple[Interval, ...]
    none_distinguishable: bool


@dataclass(frozen=True)
class Cohorts:
    """The five columns that `kitagawa` takes; the last entry may be "other"."""

    names: tuple[str, ...]
    numerators_1: tuple[float, ...]
    denominators_1: tuple[float, ...]
    numerators_2: tuple[float, ...]
    denominators_2: tuple[float, ...]


Errors = tuple[Sequence[float], Sequence[float]]


def collapsed(cohorts: Cohorts, least_n: int = LEAST_N) -> Cohorts:
    """Add up cohorts below 30 cases in both periods as "other", last; one alone stays as it is."""
    sizes = list(map(max, cohorts.denominators_1, cohorts.denominators_2))
    small = [size < least_n for size in sizes]
    if sum(small) < 2:
        return cohorts

    def column(values: Sequence[float]) -> tuple[float, ...]:
        kept = [value for value, hidden in zip(values, small, strict=True) if not hidden]
        return (*kept, sum(value for value, hidden in zip(values, small, strict=True) if hidden))

    names = [name for name, hidden in zip(cohorts.names, small, strict=True) if not hidden]
    return Cohorts(
        (*names, OTHER),
        column(cohorts.numerators_1),
        column(cohorts.denominators_1),
        column(cohorts.numerators_2),
        column(cohorts.denominators_2),
    )


def ranked(change: Change) -> list[tuple[str, float]]:
    """Cohorts by the size of what they add (mix and rate together), largest first."""
    worth = [(part.name, part.mix + part.rate) for part in change.parts]
    return sorted(worth, key=lambda entry: (-abs(entry[1]), entry[0]))


def noise(
    cohorts: Cohorts, errors: Errors | None = None, *, draws: int = 1000, seed: int = 1
) -> Noise | None:
    """How far parts would move by chance: the cases of each cell drawn again.

    Shares binomially; means where `errors` are given, the standard errors of the numerators before
    and after, normally: right where each cell has enough cases for its mean to be normal. How many
    cases a cohort has is taken as given. A cell whose cases all agree is drawn without variation,
    so cohorts that small should be collapsed. None as `kitagawa`. The same seed gives the same
    intervals.

    Raises:
        ValueError: as `kitagawa`; of shares, a numerator above its denominator.
    """
    if kitagawa(*_columns(cohorts)) is None:
        return None
    random = np.random.default_rng(seed)
    x1, n1, x2, n2 = (np.asarray(column, dtype=np.float64) for column in _columns(cohorts)[1:])
    is_share = errors is None
    if is_share and ((x1 > n1).any() or (x2 > n2).any() or (x1 < 0).any() or (x2 < 0).any()):
        raise ValueError("shares are expected: 0 ≤ numerator ≤ denominator")
    found = []
    for _ in range(draws):
        if errors is None:
            again = [
                random.binomial(n.astype(np.int64), x / np.maximum(n, 1)).astype(np.float64)
                for x, n in ((x1, n1), (x2, n2))
            ]
        else:
            again = [random.normal(x, e) for x, e in zip((x1, x2), errors, strict=True)]
        drawn = kitagawa(cohorts.names, again[0], n1, again[1], n2)
        assert drawn is not None
        parts = [*(p.mix for p in drawn.parts), *(p.rate for p in drawn.parts)]
        found.append([drawn.mix, drawn.rate, *parts])
    low, high = np.quantile(found, [0.025, 0.975], axis=0)
    mix, rate, *parts_ = [Interval(float(a), float(b)) for a, b in zip(low, high, strict=True)]
    size = len(cohorts.names)
    return Noise(
        mix=mix,
        rate=rate,
        mixes=tuple(parts_[:size]),
        rates=tuple(parts_[size:]),
        none_distinguishable=bool(((low <= 0) & (high >= 0)).all()),
    )


def _columns(
    cohorts: Cohorts,
) -> tuple[
    tuple[str, ...], tuple[float, ...], tuple[float, ...], tuple[float, ...], tuple[float, ...]
]:
    return (
        cohorts.names,
        cohorts.numerators_1,
        cohorts.denominators_1,
        cohorts.numerators_2,
        cohorts.denominators_2,
    )
