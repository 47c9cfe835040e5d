"""Figures of contacts in real time: speed of answer, abandonment, service level, handle time.

Over a period always ratios of sums, never means of the intervals' ratios. Source: ICMI's published
variants of the service level, whose worked example the tests run. Wrong for patience: the mean wait
of those who gave up leaves out all who were answered first; use `survival`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.stats.distributions import percentiles

SHORT_S = 5.0  # abandoned within that: a caller who changed his mind


@dataclass(frozen=True)
class Call:
    """One contact offered, all in seconds; talk, hold and wrap are 0 where it was abandoned."""

    answered: bool
    wait_s: float
    talk_s: float = 0.0
    hold_s: float = 0.0
    wrap_s: float = 0.0


@dataclass(frozen=True)
class Figures:
    """Figures of a period; a share 0–1 or seconds, None where its denominator is 0.

    `service_level` leaves short abandons out of the denominator (variant 6), `service_level_strict`
    counts every abandon as a miss (variant 3): print which.
    """

    offered: int
    answered: int
    abandoned: int
    short_abandons: int
    speed_of_answer_s: float | None
    speed_of_answer_p90_s: float | None
    time_to_abandon_s: float | None
    abandonment: float | None
    abandonment_all: float | None
    service_level: float | None
    service_level_strict: float | None
    handle_time_s: float | None
    talk_s: float | None
    hold_s: float | None
    wrap_s: float | None
    occupancy: float | None


@dataclass(frozen=True)
class ServiceLevels:
    """The published variants of one service level, shares 0–1, None where the denominator is 0.

    1 counts an abandon within the threshold as a success, 2 looks at answered contacts alone, 3
    takes every abandon as a miss, 4 leaves abandons within the threshold out, 5 counts short
    abandons as a success, 6 leaves short abandons out.
    """

    v1: float | None
    v2: float | None
    v3: float | None
    v4: float | None
    v5: float | None
    v6: float | None


def figures(
    calls: Sequence[Call],
    *,
    threshold_s: float,
    short_s: float = SHORT_S,
    staffed_s: float = 0.0,
    unavailable_s: float = 0.0,
) -> Figures:
    """All figures of the calls of one period; legs of a transferred call are summed before.

    `threshold_s` and `short_s` are inclusive. Occupancy needs the seconds agents were staffed and
    unavailable, and is wrong for chats handled side by side. Order does not matter.

    Raises:
        ValueError: a negative duration.
    """
    if any(min(c.wait_s, c.talk_s, c.hold_s, c.wrap_s) < 0 for c in calls):
        raise ValueError("durations must not be negative")
    answered = [call for call in calls if call.answered]
    waits = [call.wait_s for call in answered]
    gone = [call.wait_s for call in calls if not call.answered]
    short = sum(1 for wait in gone if wait <= short_s)
    within = sum(1 for wait in waits if wait <= threshold_s)
    handled = sum(call.talk_s + call.hold_s + call.wrap_s for call in answered)
    n, offered = len(answered), len(calls)
    return Figures(
        offered=offered,
        answered=n,
        abandoned=len(gone),
        short_abandons=short,
        speed_of_answer_s=_ratio(sum(waits), n),
        speed_of_answer_p90_s=percentiles(waits, [0.9])[0],
        time_to_abandon_s=_ratio(sum(gone), len(gone)),
        abandonment=_ratio(len(gone) - short, offered - short),
        abandonment_all=_ratio(len(gone), offered),
        service_level=_ratio(within, offered - short),
        service_level_strict=_ratio(within, offered),
        handle_time_s=_ratio(handled, n),
        talk_s=_ratio(sum(call.talk_s for call in answered), n),
        hold_s=_ratio(sum(call.hold_s for call in answered), n),
        wrap_s=_ratio(sum(call.wrap_s for call in answered), n),
        occupancy=_ratio(handled, staffed_s - unavailable_s),
    )


def service_levels(
    *,
    answered: int,
    answered_within: int,
    abandoned: int,
    abandoned_within: int,
    abandoned_short: int,
) -> ServiceLevels:
    """The variants side by side; "within" is the threshold, "short" the shorter one of abandons.

    Raises:
        ValueError: a part larger than its whole.
    """
    if not (0 <= answered_within <= answered and 0 <= abandoned_within <= abandoned):
        raise ValueError("no more can be within the threshold than there are")
    if not 0 <= abandoned_short <= abandoned:
        raise ValueError("no more short abandons than abandons")
    offered = answered + abandoned
    return ServiceLevels(
        v1=_ratio(answered_within + abandoned_within, offered),
        v2=_ratio(answered_within, answered),
        v3=_ratio(answered_within, offered),
        v4=_ratio(answered_within, offered - abandoned_within),
        v5=_ratio(answered_within + abandoned_short, offered),
        v6=_ratio(answered_within, offered - abandoned_short),
    )


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
