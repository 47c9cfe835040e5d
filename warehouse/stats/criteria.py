"""The verdict on an action, by a criterion that was fixed before it: seven verdicts, four words.

The window, the smallest effect worth having and the guardrails are declared beforehand and never
changed afterwards. Our own rules, see the list of verdicts; first match wins.
"""

from dataclasses import dataclass
from typing import Literal

from warehouse.stats.control_limits import Better
from warehouse.stats.intervals import Interval

Verdict = Literal[
    "too_early",
    "worse",
    "effective",
    "improved_below_threshold",
    "no_worthwhile_effect",
    "not_precise_enough",
    "not_shown_effective",
]
Word = Literal["effective", "too early", "no signal", "regressed"]

WORDS: dict[Verdict, Word] = {
    "too_early": "too early",
    "worse": "regressed",
    "effective": "effective",
    "improved_below_threshold": "no signal",
    "no_worthwhile_effect": "no signal",
    "not_precise_enough": "too early",
    "not_shown_effective": "no signal",
}


@dataclass(frozen=True)
class Evidence:
    """What is known at the time of judging; effect and interval in the unit of the KPI.

    `effect` is after less before, both None while nothing can be estimated. `complete`: the
    declared window is over, the least number of cases reached and the data mature. `confirmed`:
    for a time series whether the control chart shows a shift or the 99 % interval excludes 0; True
    for plain samples. `guardrails_hold`: no guardrail KPI became worse. `still_better`: the last
    complete period lies on the better side of the baseline mean.
    """

    effect: float | None
    interval: Interval | None
    complete: bool
    confirmed: bool = True
    guardrails_hold: bool = True
    still_better: bool = True


@dataclass(frozen=True)
class Judgement:
    """One of seven verdicts, the word for it on the page, and the effect with better upwards.

    `early_warning`: too early, and worse so far. `effect` and the limits are None while nothing
    can be estimated.
    """

    verdict: Verdict
    word: Word
    early_warning: bool
    effect: float | None
    low: float | None
    high: float | None


def judge(evidence: Evidence, *, better: Better, smallest: float) -> Judgement:
    """Hold the evidence against the criterion; `smallest` is the least effect worth having.

    Does not know whether the change came from the action: list what else happened. Wrong when the
    criterion was set after the data were seen.

    Raises:
        ValueError: `smallest` not above 0, or a KPI without a better side.
    """
    if not smallest > 0 or better == "neither":
        raise ValueError(
            f"a better side and a smallest effect are needed: {better!r}, {smallest!r}"
        )
    effect, low, high = _upwards(evidence, better)
    verdict = _verdict(evidence, effect, low, high, smallest)
    warning = verdict == "too_early" and high is not None and high < 0
    return Judgement(verdict, WORDS[verdict], warning, effect, low, high)


def _verdict(
    evidence: Evidence, d: float | None, low: float | None, high: float | None, smallest: float
) -> Verdict:
    if not evidence.complete or d is None or low is None or high is None:
        return "too_early"
    if high < 0:
        return "worse"
    if low > 0 and evidence.confirmed:
        lasting = evidence.guardrails_hold and evidence.still_better
        return "effective" if d >= smallest and lasting else "improved_below_threshold"
    if -smallest < low and high < smallest:
        return "no_worthwhile_effect"
    if (high - low) / 2 > 2 * smallest:
        return "not_precise_enough"
    return "not_shown_effective"


def _upwards(evidence: Evidence, better: Better) -> tuple[float | None, float | None, float | None]:
    d, interval = evidence.effect, evidence.interval
    if d is None or interval is None or interval.low is None or interval.high is None:
        return d if d is None or better == "higher" else -d, None, None
    if better == "higher":
        return d, interval.low, interval.high
    return -d, -interval.high, -interval.low
