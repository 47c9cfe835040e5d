"""How far a group's share among respondents lies from that in the population, free of sample size.

Source: Austin 2009, Statistics in Medicine 28, on standardised differences; 0.1 is the customary
mark of a difference worth a look. Unlike a test it does not call every large sample unlike.
"""

import math

NOTABLE = 0.1


def standardised_difference(respondents: float, population: float) -> float | None:
    """Difference of two shares 0–1 over their pooled standard deviation, respondents less others.

    None where neither share varies (both 0, or both 1).

    Raises:
        ValueError: a share outside 0 to 1.
    """
    if not (0 <= respondents <= 1 and 0 <= population <= 1):
        raise ValueError(f"shares lie between 0 and 1: {respondents!r}, {population!r}")
    spread = (respondents * (1 - respondents) + population * (1 - population)) / 2
    return (respondents - population) / math.sqrt(spread) if spread > 0 else None
