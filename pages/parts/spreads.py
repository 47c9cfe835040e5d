"""What the pages on distributions and cohorts say in words."""

from pages.parts import blocks, inputs, wording
from warehouse.answers.shapes import Cohort
from warehouse.answers.spread_shapes import CohortPoint, Distribution, Funnel
from warehouse.stats.intervals import Interval

FIGURES = ("From", "Below", "Cases", "Share")
MEMBER_FIGURES = ("Value", "Shrunken", "95 % interval", "n")
WIDTHS = {"Value": 68, "Shrunken": 78, "95 % interval": 104, "n": 58, "Stands": 112}
TALL = 420  # px
WITHHELD = "withheld"
STANDS = {
    "common": "inside",
    "improvement": "outside, better",
    "concern": "outside, worse",
    "change": "outside",
}
HOW_TO_READ = (
    "Pale bars: how many cases fell into each step. The line: which share of the cases was at or "
    "below a value; read it at the target. Hollow dots: the median (P50) and the edges beyond "
    "which one in ten, one in twenty and one in a hundred lie. The plot ends a little beyond P99; "
    "the longest case is named beside it."
)
FUNNEL = (
    "Each point is one member at its number of cases. Small members scatter more, so the limits "
    "open like a funnel to the left. A member **inside the funnel is not better or worse than "
    "another**: the difference is no more than chance, and ranking would rank noise. Outside the "
    "99.8 % limit (a diamond or a circle) something differs.\n\n"
    "**Shrunken** is the share drawn towards what members are like in general, the more the fewer "
    "cases it has; only it is ranked, and only from 30 cases on. On the watch list stand members "
    "that differ at a false-discovery rate of 10 %, counted over all that were tested.\n\n"
    "The limits are widened when the members as a whole vary more than chance (φ above 1). "
    "Members with fewer than 30 cases carry no flag, with fewer than 5 no value; a second one is "
    "withheld where the total would give the first away."
)


def caption(answer: Distribution) -> str:
    """The page's name, the KPI, the month and n."""
    whom = wording.whom(answer.cohort)
    return (
        f"Distribution · {answer.kpi.label} · {wording.month_name(answer.month)} · {whom} · "
        f"n {wording.count(answer.n or (answer.lasting.n if answer.lasting else 0))}"
    )


def shown_as(answer: Distribution) -> str:
    """What bars and line are."""
    kinds = zip(("dotted", "dashed"), answer.others, strict=False)
    before = ", ".join(f"{kind} {wording.month_name(month)}" for kind, (month, _, _) in kinds)
    return (
        f"{wording.first_sentence(answer.kpi.reads_as)} Bars: cases per step. "
        f"Line: share at or below{f'; {before}' if before else ''}."
    ).strip()


def no_cases(answer: Distribution) -> tuple[str, str]:
    """What it means that a month has no single case to draw."""
    return (
        f"Nothing to draw in {wording.month_name(answer.month)}",
        "Fewer than five cases are withheld, and sources that report only totals per period have "
        "no single cases. The trend has the figure.",
    )


def facts(answer: Distribution) -> list[tuple[str, str]]:
    """Percentiles, mean, longest, and the share beyond the target."""
    unit = answer.kpi.unit
    found = [("Cases", wording.count(answer.n)), ("Mean", wording.amount(answer.mean, unit))]
    for (p, value), interval in zip(answer.percentiles, answer.intervals, strict=True):
        name = f"P{p}" + (", the median" if p == 50 else "")
        found.append((name, f"{wording.amount(value, unit)} ({_ends(interval, unit)})"))
    found.append(("Longest", wording.amount(answer.longest, unit)))
    if answer.target is not None:
        found.append(("Target", wording.target(answer.kpi, answer.target)))
        beyond, around = answer.share_beyond, answer.beyond or Interval(None, None)
        ends = wording.interval(around.low, around.high, "share", answer.n)
        found.append(("Beyond the target", f"{wording.amount(beyond, 'share', answer.n)} ({ends})"))
    return found


def _ends(interval: Interval, unit: str) -> str:
    """An interval of a percentile; too few cases leave a limit open."""
    low = wording.amount(interval.low, unit) if interval.low is not None else "open"
    high = wording.amount(interval.high, unit) if interval.high is not None else "open"
    if "open" in (low, high):
        return f"{low} – {high}"
    return wording.interval(interval.low, interval.high, unit)


def picked(answer: Distribution) -> tuple[float, float] | None:
    """The ends of the bar that was pressed; None where none was."""
    ends = {f"{bar.low:g}..{bar.high:g}": (bar.low, bar.high) for bar in answer.bars}
    return ends.get(inputs.chosen("values", ends))


def bars_table(answer: Distribution) -> list[dict[str, str | None]]:
    """The histogram in numbers."""
    unit, total = answer.kpi.unit, answer.n
    return [
        {
            "From": wording.amount(bar.low, unit),
            "Below": wording.amount(bar.high, unit),
            "Cases": wording.count(bar.count),
            "Share": wording.amount(bar.count / total if total else None, "share"),
        }
        for bar in answer.bars
    ]


def cohort_caption(answer: Funnel, whom: Cohort) -> str:
    """The page's name, the KPI, the month, how many members and cases."""
    cases = sum(point.n for point in answer.points)
    return (
        f"Cohorts · {answer.kpi.label} · {wording.month_name(answer.month)} · "
        f"{wording.whom(whom)} · by {wording.words(answer.dimension)}, "
        f"{len(answer.points)} members, {wording.count(cases)} cases"
    )


def no_members(answer: Funnel) -> tuple[str, str]:
    """What it means that nobody can be compared."""
    kind, month = wording.words(answer.dimension), wording.month_name(answer.month)
    return (
        f"No {kind} in {month}",
        "The sources with figures of this month name none: choose another month, another source, "
        "or something else to split by.",
    )


def order(answer: Funnel) -> tuple[str, str]:
    """In which order the members stand, and what can be done with them."""
    pick = "Select one, here or in the plot, for rows."
    if not any(point.rank for point in answer.points):
        return "Members outside first, then by size", pick
    side = "highest" if answer.kpi.better == "neither" else "worst"
    return (
        f"Members outside first, then the {side}",
        f"In the order of the shrunken share; fewer than 30 cases are not ranked. {pick}",
    )


def members_table(answer: Funnel) -> list[dict[str, str | None]]:
    """Members outside first, then by rank of the shrunken share, then by size; never by the raw."""
    unit, last = answer.kpi.unit, len(answer.points) + 1
    order = sorted(
        answer.points, key=lambda p: (p.mark == "common", p.is_withheld, p.rank or last, -p.n)
    )
    has_ranks = any(point.rank for point in answer.points)
    return [
        {
            wording.words(answer.dimension).capitalize(): point.member,
            "Value": "withheld"
            if point.is_withheld
            else wording.amount(point.value, unit, point.n),
            **({"Shrunken": _shrunken(point, unit)} if has_ranks else {}),
            "95 % interval": wording.interval(point.low, point.high, unit, point.n),
            "n": wording.NONE if point.is_withheld else wording.count(point.n),
            "Stands": _stands(point),
        }
        for point in order
    ]


def _shrunken(point: CohortPoint, unit: str) -> str:
    return wording.NONE if point.rank is None else wording.amount(point.shrunken, unit)


def _stands(point: CohortPoint) -> str:
    if point.is_withheld:
        return "too few to show"
    watched = point.mark == "common" and point.is_listed
    return "watch list" if watched else STANDS[point.mark]


def members_label(answer: Funnel) -> str:
    """What the table of members is called."""
    return f"{answer.kpi.label} by {wording.words(answer.dimension)}"


def members(answer: Funnel) -> None:
    """The table of members; selecting one writes it into the address."""
    table = members_table(answer)
    name = next(iter(table[0]))

    def pick(index: int) -> None:
        shown = table[index]["Value"] != WITHHELD
        inputs.goto(member=str(table[index][name]) if shown else "")

    blocks.grid(
        table,
        members_label(answer),
        widths=WIDTHS,
        right=MEMBER_FIGURES,
        key=f"members_{answer.kpi.id}_{answer.dimension}_{answer.month}",
        on_pick=pick,
        height=min(TALL, 38 + blocks.ROW * len(table)),
    )
