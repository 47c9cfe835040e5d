"""Weights that make respondents look like the population, and what they cost in precision.

Weighting corrects for the listed variables alone; print the unweighted figure beside. Sources:
Holt and Smith 1979 (post-stratification); Deming and Stephan 1940 (raking); Kish 1965 (design
effect); ISO 10004:2018, 7 asks for the validation. The figures in the tests are those of the R
package survey.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from warehouse.stats.intervals import Interval, wilson

Floats = npt.NDArray[np.float64]

ROUNDS = 50
CLOSE = 1e-10  # relative distance to every margin at which raking has converged
FAR_SHARE = 0.05  # respondents and population differ by more than five points


@dataclass(frozen=True)
class Weights:
    """One weight a respondent, adding up to the population.

    `converged` False: the margins cannot be met, publish the unweighted figure and say so.
    `trimmed` counts respondents whose weight was cut.
    """

    weights: tuple[float, ...]
    rounds: int
    converged: bool
    trimmed: int

    @property
    def design_effect(self) -> float:
        """Kish's n Σw² / (Σw)²: how many times larger a sample these weights call for."""
        w = np.asarray(self.weights)
        return float(len(w) * (w**2).sum() / w.sum() ** 2)

    @property
    def n_effective(self) -> float:
        """Kish's (Σw)² / Σw²: the size of an unweighted sample as precise as this one."""
        return len(self.weights) / self.design_effect


@dataclass(frozen=True)
class Estimate:
    """A weighted share 0–1 with its Wilson interval on the effective size."""

    share: float
    interval: Interval
    n: int
    n_effective: float


@dataclass(frozen=True)
class Likeness:
    """Respondents against the population on one known variable.

    `p_value` is that of Pearson's χ² with the population's shares as given; `farthest` the group
    with the largest difference and `difference` that difference in shares, respondents less
    population; `differs` when it exceeds five points. With many answers p is small for differences
    that do not matter.
    """

    chi_squared: float
    degrees: int
    p_value: float
    farthest: str
    difference: float
    differs: bool


def post_stratify(groups: Sequence[str], population: Mapping[str, float]) -> Weights:
    """Weights by one variable: population over respondents of the group.

    `groups` has one entry a respondent. Order does not matter.

    Raises:
        ValueError: no respondents; a group without population or, if it has one, respondents.
    """
    return rake([groups], [population])


def rake(
    variables: Sequence[Sequence[str]],
    margins: Sequence[Mapping[str, float]],
    *,
    trim: tuple[float, float] | None = None,
) -> Weights:
    """Weights by several variables, each of whose margins they meet.

    `variables` has one sequence a variable with one entry a respondent, `margins` its population
    by group; all margins add up to the same population. With `trim`, (0.3, 3) say, weights beyond
    these multiples of the mean are cut and the rest raked again until both hold; where they cannot,
    `converged` is False. Collapse groups without respondents first.

    Raises:
        ValueError: no respondents; respondents and margins that do not fit.
    """
    codes, targets = _coded(variables, margins)
    weights = np.full(len(variables[0]), targets[0].sum() / len(variables[0]))
    weights, rounds = _raked(weights, codes, targets)
    trimmed = 0
    if trim:
        weights, trimmed = _trimmed(weights, codes, targets, trim)
    return Weights(tuple(weights.tolist()), rounds, _far(weights, codes, targets) <= CLOSE, trimmed)


def weighted_share(
    successes: Sequence[float | bool], weights: Weights, confidence: float = 0.95
) -> Estimate:
    """A share 0–1 under weights; `successes` has one 0–1 entry a respondent.

    The interval takes the weights as fixed and the effective size for n. Raises ValueError when
    lengths differ.
    """
    w, x = np.asarray(weights.weights), np.asarray(successes, dtype=np.float64)
    if len(w) != len(x):
        raise ValueError(f"{len(x)} answers, but {len(w)} weights")
    share = min(max(float((w * x).sum() / w.sum()), 0.0), 1.0)
    n = weights.n_effective
    interval = wilson(share * n, n, confidence)
    assert interval is not None  # there is at least one respondent
    return Estimate(share, interval, len(w), n)


def likeness(respondents: Mapping[str, int], population: Mapping[str, float]) -> Likeness | None:
    """Compare the make-up of respondents with that of the population; None below two groups.

    Both give counts by group. Expected counts below 5 make p unreliable: collapse groups.

    Raises:
        ValueError: groups that differ, no respondents, or a group without population.
    """
    from scipy.stats import chisquare

    if set(respondents) - set(population):
        raise ValueError(f"no population for {sorted(set(respondents) - set(population))!r}")
    groups = list(population)
    if len(groups) < 2:
        return None
    seen = np.array([respondents.get(group, 0) for group in groups], dtype=np.float64)
    share = np.array([population[group] for group in groups], dtype=np.float64)
    if seen.sum() == 0 or (share <= 0).any():
        raise ValueError("there must be respondents, and population in every group")
    share /= share.sum()
    found = chisquare(seen, share * seen.sum())
    apart = seen / seen.sum() - share
    worst = int(np.argmax(np.abs(apart)))
    return Likeness(
        chi_squared=float(found.statistic),
        degrees=len(groups) - 1,
        p_value=float(found.pvalue),
        farthest=groups[worst],
        difference=float(apart[worst]),
        differs=bool(abs(apart[worst]) > FAR_SHARE),
    )


def _coded(
    variables: Sequence[Sequence[str]], margins: Sequence[Mapping[str, float]]
) -> tuple[list[npt.NDArray[np.int64]], list[Floats]]:
    sizes = {len(variable) for variable in variables}
    if len(variables) != len(margins) or len(sizes) != 1 or sizes == {0}:
        raise ValueError("expected one margin a variable, and one entry a respondent in each")
    codes, targets = [], []
    for variable, margin in zip(variables, margins, strict=True):
        wanted = {group: size for group, size in margin.items() if size != 0}
        if set(variable) != set(wanted) or min(wanted.values()) < 0:
            odd = sorted(set(variable) ^ set(wanted))
            raise ValueError(f"respondents and population have different groups: {odd!r}")
        place = {group: i for i, group in enumerate(wanted)}
        codes.append(np.array([place[group] for group in variable]))
        targets.append(np.array(list(wanted.values()), dtype=np.float64))
    if not all(math.isclose(t.sum(), targets[0].sum(), rel_tol=1e-6) for t in targets):
        raise ValueError(f"margins add up differently: {[float(t.sum()) for t in targets]!r}")
    return codes, targets


def _raked(
    weights: Floats, codes: list[npt.NDArray[np.int64]], targets: list[Floats]
) -> tuple[Floats, int]:
    for round_ in range(1, ROUNDS + 1):
        for code, target in zip(codes, targets, strict=True):
            weights = weights * (target / np.bincount(code, weights, len(target)))[code]
        if _far(weights, codes, targets) <= CLOSE:
            return weights, round_
    return weights, ROUNDS


def _trimmed(
    weights: Floats,
    codes: list[npt.NDArray[np.int64]],
    targets: list[Floats],
    trim: tuple[float, float],
) -> tuple[Floats, int]:
    """Cut and rake in turn; ends with a cut, so that margins show whether both could be had."""
    cut_at = np.zeros(len(weights), dtype=bool)
    for _ in range(ROUNDS):
        mean = weights.mean()
        cut = np.clip(weights, trim[0] * mean, trim[1] * mean)
        beyond = np.abs(cut - weights) > CLOSE * mean
        if not beyond.any():
            return weights, int(cut_at.sum())
        cut_at |= beyond
        weights, _rounds = _raked(cut, codes, targets)
    mean = weights.mean()
    cut = np.clip(weights, trim[0] * mean, trim[1] * mean)
    return cut * (weights.sum() / cut.sum()), int(cut_at.sum())


def _far(weights: Floats, codes: list[npt.NDArray[np.int64]], targets: list[Floats]) -> float:
    return max(
        float(np.max(np.abs(np.bincount(code, weights, len(target)) / target - 1)))
        for code, target in zip(codes, targets, strict=True)
    )
