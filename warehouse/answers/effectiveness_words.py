"""The verdict on an action in sentences: what moved, by how much, how sure, and what it means."""

from collections.abc import Sequence

from warehouse.answers import wording
from warehouse.answers.annotations import day
from warehouse.answers.before_after import is_apart
from warehouse.answers.effectiveness_shapes import Compared, Estimate, Side, Terms
from warehouse.catalogue.kpis import Kpi
from warehouse.registers.events import Event
from warehouse.stats.criteria import Judgement
from warehouse.stats.intervals import Interval

MEANING = {
    "too_early": "The time that the criterion allows is not over, or there are too few cases.",
    "worse": "The figure moved to the worse side by more than chance: take the action up again.",
    "effective": "It moved as far as was asked, by more than chance, and it lasts.",
    "improved_below_threshold": "It improved by more than chance, and not as was asked.",
    "no_worthwhile_effect": "The data rule out a change of the size asked for.",
    "not_precise_enough": "The data are too few to tell a change of the size asked for.",
    "not_shown_effective": "The data are compatible with no change at all.",
}
HOW = {
    "days": "by day, adjusted for weekday",
    "weeks": "by week, errors that depend on the week before",
    "months": "by month, Welch’s interval; read it with the control chart",
    "samples": "two plain samples, Newcombe’s interval",
}
CAVEAT = "Before against after shows a change, not its cause."


def signed(value: float | None, unit: str) -> str:
    """A difference with its sign: `+2.4 points`, `−12 s`; an en dash where it is not known."""
    if value is None:
        return wording.NONE
    sign = "+" if value > 0 else ""
    if unit == "share":
        return f"{sign}{wording.decimal(value * 100, 1)} points"
    return sign + wording.amount(value, unit)


def between(found: Interval, unit: str) -> str:
    """An interval of a difference: `+0.9 to +3.9 points`."""
    low, high = signed(found.low, unit), signed(found.high, unit)
    return f"{low.removesuffix(' points')} to {high}"


def finding(
    kpi: Kpi, terms: Terms, judgement: Judgement, sides: tuple[Side | None, Side | None]
) -> str:
    """The verdict's word and what the figure did."""
    word = wording.capital(judgement.word)
    before, after = sides
    if before is None or after is None or before.value is None or after.value is None:
        return f"{word}: nothing can be compared yet"
    moved = _moved(kpi, before, after)
    return f"{word}: {named(kpi, terms)} {moved}"


def named(kpi: Kpi, terms: Terms) -> str:
    """The KPI and the cohort that the criterion is about."""
    cohort = terms.cohort
    whom = f" of {cohort.dimension.replace('_', ' ')} {cohort.member}" if cohort.dimension else ""
    return f"{wording.lowered(kpi.label)}{whom}"


def fixed(kpi: Kpi, terms: Terms) -> str:
    """What was asked for, and when it was fixed."""
    asked = f"a {terms.direction} of {signed(terms.size, kpi.unit).lstrip('+')} or more"
    return (
        f"Asked for: {asked} within {wording.counted(terms.months, 'month')}; "
        f"fixed on {day(terms.fixed_on)}."
    )


def after_the_fact(terms: Terms) -> str:
    """The warning that the criterion came after the action; "" where it did not."""
    if terms.implemented_on is None or not terms.is_after_the_fact:
        return ""
    late = wording.counted((terms.fixed_on - terms.implemented_on).days, "day")
    return (
        f"Criterion changed after the fact: it was last written {late} after the action was in "
        "place, so the data may have been seen. The verdict is no proof."
    )


def reading(
    kpi: Kpi,
    terms: Terms,
    judgement: Judgement,
    sides: tuple[Side, Side],
    estimate: Estimate | None,
    untouched: Compared | None,
) -> tuple[str, ...]:
    """What the verdict rests on, a sentence each."""
    before, after = sides
    said = [fixed(kpi, terms)]
    if estimate is not None:
        extra = (
            f", dispersion {wording.decimal(estimate.dispersion, 1)}" if estimate.dispersion else ""
        )
        said.insert(
            0,
            f"From {_figure(kpi, before)} to {_figure(kpi, after)}: "
            f"{signed(estimate.effect, kpi.unit)}, 95 % interval "
            f"{between(estimate.interval, kpi.unit)} ({HOW[estimate.method]}{extra}).",
        )
    said.append(_meaning(judgement))
    if judgement.early_warning:
        said.append("Early warning: it is worse so far.")
    if untouched is not None:
        said.append(_others(kpi, terms, untouched))
    return (*said, CAVEAT)


def happened(events: Sequence[Event], first: Side, last: Side) -> str:
    """What else is on record for the time; an honest nothing where nothing is."""
    span = f"from {day(first.first)} to {day(last.last)}"
    found = [
        f"{one.title} ({day(one.began_on)})"
        for one in events
        if first.first <= one.began_on <= last.last
    ]
    if not found:
        return f"No event is on record for it {span}: ask what else changed."
    return f"What else is on record {span}: {wording.listed(found, 6)}."


def _meaning(judgement: Judgement) -> str:
    """What the verdict means; a change that is there and not confirmed is not called none."""
    moved = judgement.low is not None and judgement.low > 0
    if judgement.verdict == "not_shown_effective" and moved:
        return "It improved, and nothing confirms that this is more than what else was going on."
    return MEANING[judgement.verdict]


def _others(kpi: Kpi, terms: Terms, found: Compared) -> str:
    moved = f"Those it did not touch {_moved(kpi, found.before, found.after)}"
    gap = f"{signed(found.difference, kpi.unit)} ({between(found.interval, kpi.unit)})"
    if is_apart(found, terms.better):
        return f"{moved}; against them the difference is {gap}: more than they share."
    return f"{moved}; against them the difference is {gap}: not told apart from what they share."


def _moved(kpi: Kpi, before: Side, after: Side) -> str:
    if before.value is None or after.value is None:
        return "have no figure"
    old, new = (wording.amount(one.value, kpi.unit, one.n) for one in (before, after))
    if old == new:
        return f"stayed at {new}"
    return f"{'rose' if after.value > before.value else 'fell'} from {old} to {new}"


def _figure(kpi: Kpi, found: Side) -> str:
    return f"{wording.amount(found.value, kpi.unit, found.n)} (n = {wording.whole(found.n)})"
