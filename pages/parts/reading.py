"""What the trend page says in words: captions, verdicts, facts, numbers, how to read the chart."""

from pages.charts import sparkline
from pages.parts import wording
from pages.parts.scoring import BETTER
from warehouse.answers import bounds
from warehouse.answers.shapes import Month, Provenance, Trend
from warehouse.answers.wording import listed
from warehouse.catalogue.kpis import Kpi

FIGURES = ("Value", "Restated", "95 % interval", "Counted", "Of", "n", "Target")
RULES = {
    "outside_limits": "a month outside the limits",
    "trend": "seven months rising or falling",
    "two_of_three": "two of three months far on one side of the mean",
    "shift": "seven months on one side of the mean",
}
STANDINGS = {"agrees": "agrees", "differs": "**caution**", "unsure": "–"}
MARKS = {"common": "", "improvement": "improvement", "concern": "concern", "change": "change"}
TREND = (
    "The shaded band is the process’s own range: months inside it differ by common cause, and "
    "asking about one of them explains nothing. The limits come from all closed months that were "
    "loaded (mean ± 2.66 mean moving ranges).\n\n"
    "A **blue circle** is an improvement, an **orange diamond** a concern, a **violet triangle** "
    "a change that is neither: a month outside the limits, seven in a row on one side of the mean, "
    "seven rising or falling, or two of three beyond two thirds of the way to a limit.\n\n"
    "A **hollow point** in a hatched month is provisional: its figure can still change, and no "
    "rule looks at it. **(R)** marks a figure that was final in an earlier build and is another "
    "one now. A gap is a month without data; it is not 0."
)


def caption(answer: Trend) -> str:
    """The page's name and whom the figure is about."""
    kpi, cohort = answer.kpi, answer.cohort
    said = [
        "Trend",
        kpi.label,
        wording.whom(cohort),
        BETTER[kpi.better],
        origin(kpi),
        f"owner {kpi.owner}" if kpi.owner else "no owner",
    ]
    return " · ".join(part for part in said if part)


def origin(kpi: Kpi) -> str:
    """Where the target comes from; empty without one."""
    if kpi.target is None or not kpi.target_origin:
        return ""
    return "own target" if kpi.origin == "organisation" else f"target: {kpi.origin}"


def shown_as(answer: Trend) -> str:
    """What a point of the chart is."""
    shaded = " Shaded: where ordinary months fall." if answer.limits else ""
    return f"{wording.first_sentence(answer.kpi.reads_as)}{shaded}".strip()


def verdicts(answer: Trend) -> list[tuple[str, str, str]]:
    """Icon, words and reason of variation and assurance."""
    kpi, limits, latest = answer.kpi, answer.limits, answer.latest
    why = " and ".join(RULES.get(rule, rule) for rule in answer.rules)
    if answer.variation in ("trial", "none"):
        why = "limits need 6 months, a verdict 13"
    found = [(sparkline.variation(answer.variation), sparkline.WORDS[answer.variation], why)]
    words = sparkline.WORDS["no_verdict" if answer.assurance == "none" else answer.assurance]
    target = latest.target if latest else kpi.target
    if limits and target is not None:
        goal = wording.target(kpi, target)
        span = wording.interval(limits.lower, limits.upper, kpi.unit)
        reason = {
            "meets": f"{span} lies wholly on the good side of {goal}",
            "misses": f"{span} never reaches {goal}",
            "hit_or_miss": f"{goal} lies inside {span}",
        }.get(answer.assurance, "no firm limits yet")
    else:
        reason = "no target" if target is None else "no firm limits yet"
    return [*found, (sparkline.assurance(answer.assurance), words, reason)]


def facts(answer: Trend) -> list[tuple[str, str]]:
    """The newest closed month in figures, and what the limits rest on."""
    kpi, latest, limits = answer.kpi, answer.latest, answer.limits
    found: list[tuple[str, str]] = []
    if latest is not None:
        found = [
            (
                wording.month_name(latest.month),
                wording.amount(latest.value, kpi.unit, latest.n) + wording.revised(latest),
            ),
            counted(latest, kpi.kind),
        ]
    if latest is not None and latest.low is not None:
        span = wording.interval(latest.low, latest.high, kpi.unit, latest.n)
        found.insert(1, ("95 % interval", span))
    held = bounds.said(kpi, bounds.at(answer.bounds, latest.month), latest.n) if latest else ""
    if held:
        found.append(("Held back", held))
    if limits is not None:
        rest = wording.counted(limits.points, "month")
        if answer.segments:
            rest += f" since {wording.month_name(answer.segments[-1].first)}"
        found.append(("Limits rest on", rest + (", trial" if limits.trial else "")))
    return found


def counted(month: Month, kind: str) -> tuple[str, str]:
    """What a value rests on: `1,042 of 17,664`, else the number of cases."""
    if kind == "proportion" and month.numerator is not None and month.denominator is not None:
        return "Counted", f"{wording.whole(month.numerator)} of {wording.whole(month.denominator)}"
    return "Cases", wording.count(month.n)


def months_table(answer: Trend) -> list[dict[str, str | None]]:
    """Every month as words, newest first."""
    unit = answer.kpi.unit
    return [
        {
            "Month": wording.month_name(one.month),
            "Value": wording.amount(one.value, unit, one.n) + wording.revised(one),
            **_restated(then, unit),
            "95 % interval": wording.interval(one.low, one.high, unit, one.n),
            "Counted": wording.quantity(one.numerator),
            "Of": wording.quantity(one.denominator),
            "n": wording.count(one.n),
            "Target": wording.goal(answer.kpi, one) if one.target is not None else "–",
            "State": one.status,
            "Signal": MARKS[one.mark],
        }
        for one, then in zip(
            reversed(answer.history),
            reversed(answer.restated or (None,) * len(answer.history)),
            strict=True,
        )
    ]


def _restated(month: Month | None, unit: str) -> dict[str, str | None]:
    """The month by the present definition, where months had others; else no column at all."""
    if month is None:
        return {}
    return {"Restated": wording.amount(month.value, unit, month.n) + wording.revised(month)}


def history(answer: Trend) -> tuple[str, str]:
    """Heading and caption of the strip with the whole history."""
    months = wording.counted(len(answer.history), "month")
    first = wording.month_name(answer.history[0].month)
    rest = [f"The limits rest on {answer.limits.points} of them." if answer.limits else ""]
    cuts = answer.segments[1:]
    for cut in cuts:
        approved = f", approved by {cut.approver}" if cut.approver else ""
        rest.append(f"{wording.month_name(cut.first)}: {cut.reason}{approved}.")
    if not cuts:
        return f"All {months} since {first}", rest[0]
    times = {1: "once", 2: "twice"}.get(len(cuts), f"{len(cuts)} times")
    began = f"the limits began anew {times}, last in {wording.month_name(cuts[-1].first)}"
    return f"All {months}: {began}", " ".join([*rest, "Old limits stay visible."]).strip()


def sure(answer: Trend) -> tuple[str, str]:
    """Heading and caption of the second opinions: how many of them differ."""
    apart = [one.method.split(",")[0] for one in answer.opinions if one.standing == "differs"]
    asked = [one for one in answer.opinions if one.standing != "unsure"]
    agree = len(asked) - len(apart)
    said = f"How sure is this? {agree} of {len(asked)} second opinions agree"
    if apart:
        said += f"; {listed([wording.lowered(one) for one in apart])} "
        said += "calls for caution" if len(apart) == 1 else "call for caution"
    return said, "Other methods on the months that the limits are for. They move no icon."


def opinions(answer: Trend) -> list[dict[str, str]]:
    """Each second opinion in a row: method, n, whether it agrees, what it says."""
    return [
        {
            "Method": wording.unbroken(one.method),
            "n": str(one.n),
            "Stands": STANDINGS[one.standing],
            "Says": wording.plain(one.said),
        }
        for one in answer.opinions
    ]


def checks(origin: Provenance) -> str:
    """The footer's words for the checks behind the figure."""
    return f"Checks {origin.checks_passed} of {origin.checks_run}"


def no_figure(answer: Trend) -> str:
    """What it means that a KPI has no month at all."""
    return answer.reading or answer.kpi.awaits or "No row of the loaded exports feeds this KPI."
