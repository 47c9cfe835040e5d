"""What a series says, in sentences made from the data: subject, verb, number, since when.

No adjectives of mood, no percent change of a percentage, no person's name. The second sentence
says what it means and what to do, by Making Data Count's grid of variation and assurance.
"""

from collections.abc import Sequence
from statistics import fmean

from warehouse.answers import wording
from warehouse.answers.segments import too_rare
from warehouse.answers.series import Judged
from warehouse.answers.shapes import Cohort, Month, ScoreRow
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.stats.control_limits import FIRM_POINTS, LEAST_POINTS

RULES = ("outside_limits", "shift", "trend", "two_of_three")  # the order in which they are told
STORIES = ("shift", "trend", "two_of_three", "outside_limits")  # what lasts says more
MEANING = {
    ("improvement", "meets"): "The target is met and the process improves: consider a tighter one.",
    ("improvement", "hit_or_miss"): "Record what changed, and keep it.",
    ("improvement", "misses"): "It improves and cannot meet its target yet: keep going.",
    ("improvement", "none"): "Record what changed, and keep it.",
    ("common", "meets"): "Stable and capable: looking at it less often would do.",
    ("common", "hit_or_miss"): "Chance decides whether a month meets the target: change the "
    "process, and do not ask about single months.",
    ("common", "misses"): "The process as it is will not meet the target: redesign it.",
    ("common", "none"): "Months differ by common cause: ask about the process, not about a month.",
    ("concern", "meets"): "Still capable, and it got worse: find out what changed.",
    ("concern", "hit_or_miss"): "It got worse, and misses are becoming likely: find out what "
    "changed.",
    ("concern", "misses"): "It got worse and cannot meet its target: escalate.",
    ("concern", "none"): "It got worse: find out what changed.",
    ("change", "none"): "It changed; whether that is good is for the review to say.",
    ("mixed", "none"): "Signs of better and of worse hold at once: look at both before deciding.",
}


def heading(kpi: Kpi, cohort: Cohort, found: Judged) -> str:
    """The one sentence above a trend."""
    name = _name(kpi, cohort)
    latest = found.latest
    if latest is None:
        return f"{name}: no closed month has a figure yet"
    value = wording.amount(latest.value, kpi.unit, latest.n)
    stood = f"{value} in {wording.month(latest.month)}{_against(kpi, latest)}"
    points = found.limits.points if found.limits else 0
    if found.state == "none":
        return f"{name} stood at {stood}"
    if found.state == "trial":
        return f"{name} stood at {stood}; {points} of {FIRM_POINTS} months for firm limits"
    if found.state == "common":
        return f"{name} gave no signal: {stood}, inside limits from {points} months"
    if found.state == "mixed":
        return f"{name} gave signs of better and of worse at once: {stood}"
    side = "high" if found.state.endswith("high") else "low"
    return f"{name} changed: {_signal(kpi, found, side)}{_misses(kpi, found)}"


def reading(catalogue: Catalogue, kpi: Kpi, found: Judged) -> str:
    """What the finding means and what to do, in one or two sentences."""
    latest = found.latest
    if latest is None:
        return ""
    least = catalogue.answers["judged_from"]
    if kpi.kind != "count" and latest.n is not None and latest.n < least:
        return f"Fewer than {least} cases: the value is shown without a verdict."
    if found.limits is None and too_rare(kpi, found.current):
        return (
            "Fewer than five cases a month on average: single months are too thin for limits and "
            "a verdict. Look at the quarter, or at the cases themselves."
        )
    if found.limits is None:
        return f"Limits need {LEAST_POINTS} closed months, a verdict {FIRM_POINTS}."
    if found.state == "trial":
        return (
            "With so few months the limits can be far too wide or too narrow: signals are shown, "
            "a verdict is not."
        )
    family = found.state.split("_")[0]
    meaning = MEANING.get((family, found.assurance)) or MEANING.get((family, "none"), "")
    return f"{_story(kpi, found)} {meaning}".strip()


def _story(kpi: Kpi, found: Judged) -> str:
    """What happened, since when, from what level to what; nothing where nothing is special."""
    assert found.latest is not None and found.limits is not None
    rule = next((rule for rule in STORIES if rule in found.variation.rules), "")
    if rule == "shift":
        return _shift(kpi, found)
    if rule == "trend":
        return "Month after month in one direction: the process is changing still."
    if rule == "two_of_three":
        far = f"far {_way(found)} the average, which chance seldom does"
        return f"Two of the last three months lie {far}{_outside(found)}."
    if rule == "outside_limits":
        month = wording.month(found.latest.month)
        return f"{month} differs by more than chance; the next months will show whether it lasts."
    return ""


def _way(found: Judged) -> str:
    """On which side of the mean the newest closed month lies."""
    assert found.latest is not None and found.limits is not None
    return "above" if (found.latest.value or 0.0) > found.limits.mean else "below"


def _outside(found: Judged) -> str:
    """The last year's months outside the limits, other than the newest alone."""
    assert found.limits is not None
    limits = found.limits
    names = [
        wording.month(month.month)
        for month in found.current[-12:]
        if month.status == "final"
        and month.value is not None
        and not limits.lower <= month.value <= limits.upper
    ]
    if not names:
        return ""
    return f"; {wording.listed(names)} {'lies' if len(names) == 1 else 'lie'} outside the limits"


def _shift(kpi: Kpi, found: Judged) -> str:
    """The run against the months before it in the same segment."""
    run, since = found.run, wording.month(found.run[0].month)
    before = [
        month.value
        for month in found.current
        if month.month < run[0].month and month.status == "final" and month.value is not None
    ]
    after = wording.amount(fmean(month.value or 0.0 for month in run), kpi.unit)
    was = f", after {wording.amount(fmean(before), kpi.unit)} before" if before else ""
    count = wording.capital(wording.number(len(run)))
    return (
        f"{count} months running {_way(found)} the average: the process has changed, since "
        f"{since}. "
        f"It has stood at about {after} since{was}."
    )


def _name(kpi: Kpi, cohort: Cohort) -> str:
    return ", ".join([kpi.label, *(member for _, member in cohort.members)])


def _against(kpi: Kpi, month: Month) -> str:
    then = kpi.at(month.month)
    met = then.meets(month.value, month.target)
    if met is None:
        return ""
    goal = wording.target(then, month.target)
    return f", target {goal} met" if met else f", target {goal} missed"


def _signal(kpi: Kpi, found: Judged, side: str) -> str:
    """The strongest rule that holds at the last month, in words."""
    assert found.limits is not None and found.latest is not None
    latest = found.latest
    value = wording.amount(latest.value, kpi.unit, latest.n)
    month = wording.month(latest.month)
    limit, way = ("upper", "above") if side == "high" else ("lower", "below")
    mean = wording.amount(found.limits.mean, kpi.unit)
    said = {
        "outside_limits": f"{value} in {month} is {way} the {limit} limit",
        "shift": f"{_run(found)} months in a row {way} the mean of {mean}, {value} in {month}",
        "trend": f"seven months {'rising' if side == 'high' else 'falling'}, {value} in {month}",
        "two_of_three": f"two of three months far {way} the mean of {mean}, {value} in {month}",
    }
    rule = next(rule for rule in RULES if rule in found.variation.rules)
    return said[rule]


def _run(found: Judged) -> str:
    """How many closed months up to the last lie on one side of the mean, as a word."""
    return wording.number(len(found.run))


def _misses(kpi: Kpi, found: Judged) -> str:
    """How many of the last months missed the target."""
    closed = [m for m in found.months[-12:] if m.status == "final" and m.value is not None]
    judged = [kpi.at(month.month).meets(month.value, month.target) for month in closed]
    missed = sum(met is False for met in judged)
    if not missed:
        return ""
    if len({month.target for month in closed}) > 1:
        return f"; {missed} of {len(closed)} months missed the target of their time"
    goal = wording.target(kpi.at(closed[-1].month), closed[-1].target)
    return f"; {missed} of {len(closed)} months missed the target {goal}"


def scorecard(rows: Sequence[ScoreRow], total: int) -> str:
    """The one sentence above the scorecard; `total` = KPIs in the catalogue."""
    if not rows:
        return f"None of the {total} KPIs has a figure yet"
    concern = [row.kpi.label for row in rows if row.variation.startswith(("concern", "mixed"))]
    missing = [row.kpi.label for row in rows if row.assurance == "misses"]
    need = len(set(concern) | set(missing))
    if not need:
        return (
            f"None of {len(rows)} KPIs with figures shows a concern or is bound to miss its target"
        )
    said = []
    if concern:
        turned = wording.listed([wording.lowered(label) for label in concern], 2)
        said.append(f"{turned} turned to concern")
    if missing:
        names = [label for label in missing if label not in concern] or missing
        bound = wording.listed([wording.lowered(label) for label in names], 2)
        said.append(f"{bound} cannot meet {'its' if len(names) == 1 else 'their'} target")
    verb = "needs" if need == 1 else "need"
    return f"{need} of {len(rows)} KPIs {verb} attention: {', '.join(said)}"
