"""Runs, trends and two of three on signs: +1 high, -1 low, 0 neither or unknown.

The mechanism below `control_limits`, free of units and limits. Source: the functions of the same
purpose in NHSRplotthedots 0.2.2, whose cases the tests run.
"""

from collections.abc import Sequence


def long_runs(signs: Sequence[int], length: int) -> list[int]:
    """The sign of each entry that stands in a run of at least `length` equal signs, else 0."""
    marks = [0] * len(signs)
    start = 0
    for end in range(1, len(signs) + 1):
        if end == len(signs) or signs[end] != signs[start]:
            if end - start >= length:
                marks[start:end] = signs[start:end]
            start = end
    return marks


def trends(steps: Sequence[int], length: int) -> list[int]:
    """Trends of at least `length` points, from the signs of the steps between them.

    One entry more than `steps`. A point that ends one trend and starts another has the direction
    of the one to its right.
    """
    runs = long_runs(steps, length - 1)
    return [right or left for left, right in zip([0, *runs], [*runs, 0], strict=True)]


def two_of_three(sides: Sequence[int], near: Sequence[int]) -> list[int]:
    """Points beyond the near limit that have a fellow in three points on one side of the mean.

    `sides` are signs against the mean, `near` signs against the near limits. A point that is not
    itself beyond the near limit is never marked.
    """
    marks = [0] * len(sides)
    for start in range(len(sides) - 2):
        window = range(start, start + 3)
        side = sides[start]
        beyond = [i for i in window if near[i]]
        if side and all(sides[i] == side for i in window) and len(beyond) >= 2:
            for i in beyond:
                marks[i] = side
    return marks
