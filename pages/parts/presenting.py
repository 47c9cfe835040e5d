"""Meeting mode in order and in words: which slides there are, and what each of them says."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from pages.charts import sparkline
from pages.parts import reading, scoring, wording
from warehouse.answers.kite_mark import KiteMark
from warehouse.answers.marks import Turn
from warehouse.answers.objectives import LIKELY, Objective
from warehouse.answers.shapes import Month, Scorecard, ScoreRow, Trend
from warehouse.answers.wording import listed
from warehouse.registers.actions import Action
from warehouse.registers.risks import Risk

OPENING, OBJECTIVES, REGISTERS, CLOSING = "opening", "objectives", "registers", "closing"
LISTED = 5  # lines of a list on a slide; the others are counted
TITLE = 40  # characters of an action's title beside a chart
TABLE = 8  # rows of the table of objectives


class Slide(NamedTuple):
    """One slide: its name in the address, what buttons call it, and its chapter."""

    url: str
    name: str
    chapter: str


class Line(NamedTuple):
    """One line of a list: what it is about, what is said of it, and the slide that shows it."""

    name: str
    said: str
    slide: str = ""


def deck(card: Scorecard) -> tuple[Slide, ...]:
    """Every slide in order: what to act on first, each part by outcome, then the registers."""
    rows = [(name, row) for name, group in card.groups for row in group]
    due = [(f"{name} · to act on", row) for name, row in rows if scoring.to_act_on(row)]
    rest = [(name, row) for name, row in rows if not scoring.to_act_on(row)]
    kpis = [Slide(row.kpi.id, row.kpi.label, wording.capital(name)) for name, row in [*due, *rest]]
    return (
        Slide(OPENING, "Opening", "Opening"),
        *kpis,
        Slide(OBJECTIVES, "Objectives", "Objectives"),
        Slide(REGISTERS, "Risks and actions", "Registers"),
        Slide(CLOSING, "Closing", "Closing"),
    )


def chapters(slides: Sequence[Slide]) -> list[int]:
    """How many slides each chapter has."""
    counts: dict[str, int] = {}
    for slide in slides:
        counts[slide.chapter] = counts.get(slide.chapter, 0) + 1
    return list(counts.values())


def under_way(actions: Iterable[Action], kpi_id: str) -> list[Action]:
    """The actions not done that name a KPI, as their cause or as their criterion."""
    return [
        one
        for one in actions
        if not one.is_done
        and kpi_id in (one.kpi_id, one.criterion.kpi_id if one.criterion else None)
    ]


def changed(card: Scorecard) -> list[Line]:
    """The icons that are others than at the end of the quarter before, the worse first."""
    return [Line(turn.label, _turned(turn), turn.kpi_id) for turn in card.turns]


def _turned(turn: Turn) -> str:
    before, now = (
        sparkline.WORDS["no_verdict" if state == "none" else state].lower()
        for state in (turn.before, turn.now)
    )
    return f"{before} → {now}"


def missing(rows: Iterable[ScoreRow], objectives: Iterable[Objective]) -> list[Line]:
    """The targets that will be missed: out of reach for the process, or unlikely at year's end."""
    found = {
        row.kpi.id: Line(row.kpi.label, f"{wording.target(row.kpi)}: no month can", row.kpi.id)
        for row in rows
        if scoring.misses(row)
    }
    for row in objectives:
        told = row.outlook.year_end if row.outlook else None
        if told is not None and told.chance is not None and told.chance < 1 - LIKELY:
            said = f"{wording.target(row.kpi)} at year end: {told.brief}"
            found.setdefault(row.kpi.id, Line(row.kpi.label, said, row.kpi.id))
    return list(found.values())


def undecided(
    rows: Iterable[ScoreRow], actions: Sequence[Action], month: date | None, today: date
) -> list[Line]:
    """What asks for a decision: KPIs to act on, by what is under way for them; actions overdue."""
    due = sorted(filter(scoring.to_act_on, rows), key=scoring.weight)
    found = []
    for row in due:
        names = [one.action_id for one in under_way(actions, row.kpi.id)]
        said = f"is {listed(names)} enough?" if names else "no action is under way"
        found.append(Line(row.kpi.label, f"{scoring.why(row, month)}; {said}", row.kpi.id))
    late = [one for one in actions if one.is_overdue(today)]
    return found + [Line(one.title, overdue(one, today), REGISTERS) for one in late]


def working(actions: Sequence[Action], today: date) -> str:
    """The action that is due first with its owner and day; the others are counted."""
    if not actions:
        return ""
    first = min(actions, key=lambda one: one.due_on)
    title = cut(first.title, TITLE)
    more = f"; {len(actions) - 1} more" if len(actions) > 1 else ""
    return f"{first.action_id}, {title}; {overdue(first, today)}{more}"


def overdue(action: Action, today: date) -> str:
    """Where an action stands: owner, due day, and by how much it is late."""
    late = action.days_overdue(today)
    said = f"{action.owner}, due {wording.day_name(action.due_on)}"
    return f"{said}, {wording.counted(late, 'day')} overdue" if late else said


def caption(answer: Trend) -> str:
    """What stands under the finding of a KPI's slide."""
    kpi, cohort = answer.kpi, answer.cohort
    said = [
        kpi.label,
        wording.whom(cohort),
        scoring.BETTER[kpi.better],
        f"owner {kpi.owner}" if kpi.owner else "no owner",
    ]
    return " · ".join(said)


def figures(answer: Trend) -> list[str]:
    """The newest closed month in two lines, and a third where a later one is provisional."""
    kpi, latest = answer.kpi, answer.latest
    if latest is None:
        return [reading.no_figure(answer)]
    known = [
        f"95 % interval {wording.interval(latest.low, latest.high, kpi.unit, latest.n)}"
        if latest.low is not None else "no interval",
        f"n {wording.count(latest.n)}",
    ]  # fmt: skip
    goal, origin = wording.goal(kpi, latest), reading.origin(kpi)
    target = "no target" if goal == wording.NONE else f"target {goal}"
    told = [" · ".join(known), f"{target}, {origin}" if origin else target]
    return [*told, *_provisional(answer.months, kpi.unit)]


def _provisional(months: Iterable[Month], unit: str) -> list[str]:
    said = [
        f"{wording.month_name(one.month)} {wording.amount(one.value, unit, one.n)}"
        for one in months
        if one.status == "provisional" and one.value is not None
    ]
    return [f"P provisional: {', '.join(said)}"] if said else []


def data(mark: KiteMark | None) -> str:
    """The kite-mark in few words: what is poor or partial by name, or that all is good."""
    if mark is None:
        return ""
    wrong = [f"{one.name} {one.state}" for one in mark.aspects if one.state in ("poor", "partial")]
    unknown = [f"{one.name} not known" for one in mark.aspects if one.state is None]
    return f"data: {', '.join([*wrong, *unknown]) or 'all four marks good'}"


def question(answer: Trend, row: ScoreRow, actions: Sequence[Action]) -> str:
    """The one decision that a KPI's slide asks for; empty where none is owed."""
    if answer.proposal is not None:
        return f"Do limits begin anew in {wording.month_name(answer.proposal.from_month)}?"
    if not scoring.to_act_on(row):
        return ""
    names = [one.action_id for one in under_way(actions, row.kpi.id)]
    if names:
        return f"Is {listed(names)} enough?"
    return "What is done, by whom, by when?"


def aimed(rows: Iterable[Objective]) -> list[dict[str, str]]:
    """The objectives with a figure, least likely first, as a short table."""
    held = [row for row in rows if row.outlook is not None]
    return [
        {
            "Objective": wording.plain(row.kpi.label),
            "Target": wording.target(row.kpi),
            "This year": wording.amount(row.outlook.so_far, row.kpi.unit, row.outlook.n),
            "Months met": f"{row.outlook.met} of {row.outlook.judged}"
            if row.outlook.judged
            else wording.NONE,
            "At year end": row.outlook.year_end.brief,
        }
        for row in held[:TABLE]
        if row.outlook is not None
    ]


def risky(risks: Iterable[Risk]) -> list[Line]:
    """The open risks, worst first."""
    return [
        Line(f"{one.risk_id} {one.title}", f"{one.current_level.word}, {_appetite(one)}")
        for one in risks
        if one.is_open
    ]


def _appetite(risk: Risk) -> str:
    return "above appetite" if risk.is_above_appetite else "within appetite"


def acted(actions: Iterable[Action], today: date) -> list[Line]:
    """The actions under way, overdue first."""
    return [
        Line(f"{one.action_id} {one.title}", f"{one.standing.word.lower()}; {overdue(one, today)}")
        for one in actions
        if not one.is_done
    ]


def cut(words: str, most: int) -> str:
    """Words in at most so many characters; what is cut off ends in an ellipsis."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
