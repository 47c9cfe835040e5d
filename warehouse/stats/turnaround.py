"""Shares within a time limit that count the cases still open: escalations, SLAs, reopened closures.

Answered cases alone look too good: those that take longest are not answered yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.stats.intervals import Interval, wilson
from warehouse.stats.survival import kaplan_meier


@dataclass(frozen=True)
class Turnaround:
    """Cases by a limit: met, missed (late or open beyond it), pending (open and still within it).

    `share` is met among those decided, 0–1, with its Wilson interval; None while none is decided.
    `estimate` is the share by Kaplan–Meier, which also uses what is known of the pending ones; None
    where nothing has been observed for that long.
    """

    met: int
    missed: int
    pending: int
    share: float | None
    interval: Interval | None
    estimate: float | None


@dataclass(frozen=True)
class Reopened:
    """Closures that were reopened within a window, among those as old as the window.

    `share` 0–1 with its Wilson interval, None without a mature closure. `immature` were left out.
    """

    count: int
    mature: int
    immature: int
    share: float | None
    interval: Interval | None


def turnaround(ages: Sequence[float], answered: Sequence[bool | int], limit: float) -> Turnaround:
    """Whether cases were answered within `limit`, inclusive.

    `ages` has the time from opening to the answer, or to the reporting instant for an open case
    (`answered` False); same unit as `limit`. Clock or working time, but one of them throughout.

    Raises:
        ValueError: lengths that differ, ages that are negative or not finite.
    """
    curve = kaplan_meier(ages, answered)
    met = sum(1 for age, done in zip(ages, answered, strict=True) if done and age <= limit)
    missed = sum(1 for age in ages if age > limit)
    still = curve.at(limit) if curve else None
    decided = met + missed
    return Turnaround(
        met=met,
        missed=missed,
        pending=len(ages) - decided,
        share=met / decided if decided else None,
        interval=wilson(met, decided),
        estimate=1 - still.share if still else None,
    )


def reopened(
    ages: Sequence[float], reopened_after: Sequence[float | None], window: float
) -> Reopened:
    """Closures reopened within `window`, inclusive, among those closed at least that long ago.

    `ages` is the time since each closure, `reopened_after` that from closure to the first
    reopening (None: not reopened), `window` in the same unit, 14 days by our definition. A closure
    younger than the window is left out even when it was reopened already: with it the share would
    be too high for the newest month.

    Raises:
        ValueError: lengths that differ, or a negative time.
    """
    pairs = list(zip(ages, reopened_after, strict=True))
    if any(age < 0 or (after is not None and after < 0) for age, after in pairs):
        raise ValueError("times must not be negative")
    mature = [after for age, after in pairs if age >= window]
    count = sum(1 for after in mature if after is not None and after <= window)
    return Reopened(
        count=count,
        mature=len(mature),
        immature=len(pairs) - len(mature),
        share=count / len(mature) if mature else None,
        interval=wilson(count, len(mature)),
    )
