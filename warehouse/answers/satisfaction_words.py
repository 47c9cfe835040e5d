"""What the survey figures say in words: the finding, and the note on response bias."""

from collections.abc import Sequence

from warehouse.answers import wording
from warehouse.answers.satisfaction_shapes import Balance, Score, Weighted
from warehouse.answers.spans import Span
from warehouse.stats.balance import NOTABLE

STATEMENT = "Results describe respondents; weighting corrects only for the listed variables."


def finding(score: Score | None, span: Span) -> str:
    """A sentence with the score, its interval and how many answered."""
    if score is None or score.value is None:
        return f"There are not enough answers in {span.label} to show a score"
    kpi = score.kpi
    around = ""
    if score.low is not None:
        around = f" ({wording.interval(score.low, score.high, kpi.unit, score.n)})"
    value = wording.amount(score.value, kpi.unit, score.n)
    said = f"{kpi.label} is {value}{around} in {span.label}"
    rate = score.response_rate
    if rate is None:
        return f"{said}; nobody knows how many were asked"
    return f"{said}; {wording.amount(rate, 'share')} of those asked answered"


def bias(
    score: Score,
    balances: Sequence[Balance],
    weighted: Sequence[Weighted],
    answers: int,
    linked: int,
) -> str:
    """How far respondents differ from everybody served, and what that does to the score."""
    said = []
    if answers > linked:
        said.append(
            f"{wording.whole(answers - linked)} of {wording.whole(answers)} answers name no "
            "contact of this build and are "
            "left out of what follows."
        )
    apart = [
        (abs(group.apart or 0), balance, group) for balance in balances for group in balance.groups
    ]
    if apart:
        far, balance, group = max(apart, key=lambda one: one[0])
        shares = (group.share_respondents, group.share_served)
        one, two = (wording.amount(share, "share") for share in shares)
        if far > NOTABLE:
            said.append(
                f"Respondents differ most by {wording.lowered(balance.label)}: {group.name} is "
                f"{one} of them and {two} of those served (standardised difference "
                f"{wording.decimal(group.apart or 0, 2)})."
            )
        else:
            said.append("On every variable compared, respondents resemble those served.")
    said += _moved(score, weighted)
    if score.bound_low is not None:
        bounds = wording.interval(score.bound_low, score.bound_high, score.kpi.unit)
        said.append(
            f"Whatever those who kept silent think, the share of all who were asked lies between "
            f"{bounds.replace(' – ', ' and ')}."
        )
    return " ".join([*said, STATEMENT])


def _moved(score: Score, weighted: Sequence[Weighted]) -> list[str]:
    """The figure raked by all variables against the unweighted one of the same answers."""
    if len(weighted) < 2 or weighted[0].value is None:
        return []
    raw, last = weighted[0], weighted[-1]
    unit, by = score.kpi.unit, wording.listed([name.lower() for name in last.by])
    if not last.converged or last.value is None:
        return [f"Weights by {by} could not be found: the unweighted figure stands."]
    before, after = (wording.amount(one.value, unit, one.n) for one in (raw, last))
    said = f"Weighted by {by} it is {after} instead of {before}"
    effect = f"design effect {wording.decimal(last.design_effect, 2)}"
    if raw.low is None or raw.high is None:
        return [f"{said} ({effect})."]
    far = abs(last.value - (raw.value or 0)) > (raw.high - raw.low) / 4
    told = "more than half the margin of error away" if far else "within half the margin of error"
    return [f"{said} ({effect}), {told}."]
