"""The scorecard's answer put in order and in words: rows, cards, the grid of verdicts."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from pages.charts import sparkline
from pages.parts import turning, wording
from warehouse.answers import bounds
from warehouse.answers.kite_mark import KiteMark
from warehouse.answers.shapes import Month, Scorecard, ScoreRow

BETTER = {"lower": "lower is better", "higher": "higher is better", "neither": "no better side"}
VARIATIONS = {
    "Improvement": ("improvement_high", "improvement_low"),
    "Common cause": ("common",),
    "Concern": ("concern_high", "concern_low", "mixed"),
    "Change": ("change_high", "change_low"),
    "No verdict": ("trial", "none"),
}
FAMILY_ICONS = {
    "Improvement": "variation-improvement-high",
    "Common cause": "variation-common",
    "Concern": "variation-concern-high",
    "Change": "variation-neutral-high",
    "No verdict": "variation-trial",
}
ASSURANCES = ("meets", "hit_or_miss", "misses", "none")
NAMED = 3  # KPIs named in a cell of the grid; the others are counted
WIDTHS = {
    " ": 40, "Variation": 124, "  ": 40, "Assurance": 100, "95 % interval": 100, "Target": 68,
    "Origin": 60, "12 months": 98, "n": 60, "Data": 60, "Owner": 172,
}  # fmt: skip
FIRST, VALUE, QUARTER = 200, 78, 80  # px of the first column and of the value; all together 1,280
NARROWER = {
    "95 % interval": 94, "Target": 62, "12 months": 90, "n": 56, "Owner": 140,
}  # fmt: skip
MANY_OLDER = 0.25  # share of rows from which older months get a column
ORIGINS = {"organisation": "Own"}
MONTH = 76  # px of the column that names the month where months differ; taken from the others
PICTURES = (" ", "  ", "12 months", "Data")
HOW_TO_READ = (
    "**Variation** – is it changing? A grey bar is the process’s own range; a line that leaves it "
    "ends in a blue circle (improvement), an orange diamond (concern) or a violet triangle "
    "(changed, neither good nor bad). Common cause: ask about the process, not about the month.\n\n"
    "**Assurance** – will it meet its target? The upright line is the target, the box is where the "
    "process lies; right of the line is good. *Hit or miss*: the target lies inside the limits, so "
    "chance decides month by month. *Misses*: no month will meet it until the process changes.\n\n"
    "**P** – provisional: the month’s figure can still change. **(R)** – revised: an earlier build "
    "reported another figure for it as final; *Numbers that changed* has both."
)


class Shown(NamedTuple):
    """The rows that the filters leave, in the order asked for: groups of (title, rows)."""

    groups: tuple[tuple[str, tuple[ScoreRow, ...]], ...]
    all_rows: tuple[ScoreRow, ...]


def shown(card: Scorecard, order: str, only: frozenset[str]) -> Shown:
    """Groups by outcome, or one group worst first; `only` may hold concern and misses."""
    kept = tuple(
        (title, tuple(row for row in rows if _kept(row, only))) for title, rows in card.groups
    )
    flat = tuple(row for _, rows in kept for row in rows)
    if order == "worst":
        worst = tuple(sorted(flat, key=weight))
        return Shown((("worst first", worst),) if worst else (), worst)
    return Shown(tuple(group for group in kept if group[1]), flat)


def _kept(row: ScoreRow, only: frozenset[str]) -> bool:
    if not only:
        return True
    return ("concern" in only and in_concern(row)) or ("misses" in only and misses(row))


def in_concern(row: ScoreRow) -> bool:
    """Whether the newest month is special cause for the worse."""
    return row.variation in VARIATIONS["Concern"]


def misses(row: ScoreRow) -> bool:
    """Whether the process, left alone, will go on missing its target."""
    return row.assurance == "misses"


def to_act_on(row: ScoreRow) -> bool:
    """Whether the row asks for a decision."""
    return in_concern(row) or misses(row)


def weight(row: ScoreRow) -> tuple[bool, bool, bool, str]:
    """Sort key, worst first: never by the raw rate."""
    return (
        not (in_concern(row) and misses(row)),
        not in_concern(row),
        not misses(row),
        row.kpi.label,
    )


def title(name: str, rows: Iterable[ScoreRow]) -> str:
    """A group's header cell: `ACCESS · 2 to act on`."""
    number = sum(to_act_on(row) for row in rows)
    return f"{name.upper()} · {number} to act on" if number else name.upper()


def cells(
    name: str,
    rows: Iterable[ScoreRow],
    card: Scorecard,
    theme: str,
    marks: Mapping[str, KiteMark],
) -> list[dict[str, str]]:
    """A group's table: the first header cell carries the outcome; `marks` by KPI."""
    return [line(row, name, card, theme, marks.get(row.kpi.id)) for row in rows]


def widths(name: str, card: Scorecard) -> dict[str, int]:
    """Pixel widths of a group's columns: the same in each group, so that columns line up."""
    if differs(card):
        widths = {**WIDTHS, **NARROWER, name: FIRST - 20, "Month": MONTH, "Latest": VALUE}
    else:
        widths = {**WIDTHS, name: FIRST, wording.month_name(card.month): VALUE}
    return {**widths, turning.header(card): QUARTER}


def newest(row: ScoreRow, month: date | None) -> Month | None:
    """What a row shows for the scorecard's month: a provisional figure where none is closed yet.

    A row without either shows its newest closed month, which then is an older one.
    """
    if row.latest is not None and row.latest.month == month:
        return row.latest
    open_ones = (one for one in row.months if one.status == "provisional" and one.month == month)
    found = next(open_ones, None)
    return found if found is not None and found.value is not None else row.latest


def differs(card: Scorecard) -> bool:
    """Whether months need a column: many rows are of another month, or one is of another year.

    A few older ones say their month before the figure, like `P` for provisional.
    """
    shown = [newest(row, card.month) for _, group in card.groups for row in group]
    older = [one for one in shown if one is not None and one.month != card.month]
    years = {one.month.year for one in older} - {card.month.year if card.month else 0}
    return bool(years) or len(older) > len(shown) * MANY_OLDER


def line(
    row: ScoreRow, name: str, card: Scorecard, theme: str, mark: KiteMark | None = None
) -> dict[str, str]:
    """One row: words made by the one formatter, pictures for a 28-unit height."""
    kpi, one, several = row.kpi, newest(row, card.month), differs(card)
    month = {"Month": wording.month_name(one.month if one else None)} if several else {}
    value = "Latest" if several else wording.month_name(card.month)
    n = one.n if one else None
    return {
        name: kpi.label,
        " ": sparkline.cell(sparkline.variation(row.variation)),
        "Variation": variation_words(row),
        "  ": sparkline.cell(sparkline.assurance(row.assurance)),
        "Assurance": assurance_words(row),
        **month,
        value: figure(one, card.month, kpi.unit, several=several),
        "95 % interval": wording.bare_interval(one.low, one.high, kpi.unit, n) if one else "–",
        turning.header(card): turning.quarter(row, card),
        "Target": wording.goal(kpi, one),
        "Origin": ORIGINS.get(kpi.origin, kpi.target_origin) or wording.NONE,
        "12 months": sparkline.sparkline(row.months, row.limits, theme),
        "n": wording.count(n),
        "Data": sparkline.kite_mark([one.state for one in mark.aspects] if mark else [], theme),
        "Owner": kpi.owner or wording.NONE,
    }


def figure(one: Month | None, month: date | None, unit: str, *, several: bool) -> str:
    """A figure for the table; an older one says its month first: `Sep 93 %`."""
    text = wording.figure(one, unit)
    if one is None or several or one.month == month:
        return text
    return f"{one.month:%b} {text}"


def variation_words(row: ScoreRow) -> str:
    """The words beside the variation icon."""
    return sparkline.WORDS[row.variation]


def assurance_words(row: ScoreRow) -> str:
    """The words beside the assurance icon."""
    return sparkline.WORDS["no_verdict" if row.assurance == "none" else row.assurance]


def family(row: ScoreRow) -> str:
    """The row of the grid that a KPI stands in."""
    return next(name for name, states in VARIATIONS.items() if row.variation in states)


def grid_title(rows: Iterable[ScoreRow]) -> str:
    """The finding of the grid: how many in concern, how many cannot meet their target.

    Of no KPI at all nothing is said, since “none” would sound like good news.
    """
    listed = list(rows)
    if not listed:
        return "No KPI to judge"
    concern, missing = sum(map(in_concern, listed)), sum(map(misses, listed))
    first = f"{wording.counted(concern, 'KPI')} in concern" if concern else "No KPI in concern"
    second = f"{missing} cannot meet {'its' if missing == 1 else 'their'} target without redesign"
    return f"{first}, {second}" if missing else f"{first}, none misses its target for good"


def grid(rows: Iterable[ScoreRow]) -> dict[str, dict[str, list[str]]]:
    """Variation × assurance → labels of the KPIs; rows without any KPI are left out."""
    found: dict[str, dict[str, list[str]]] = {
        name: {state: [] for state in ASSURANCES} for name in VARIATIONS
    }
    for row in rows:
        found[family(row)][row.assurance].append(row.kpi.label)
    return {name: line for name, line in found.items() if any(line.values())}


def grid_cell(labels: list[str], name: str, state: str) -> str:
    """A cell of the grid: the number, the first names; orange where a decision is due."""
    if not labels:
        return wording.NONE
    rest = f" +{len(labels) - NAMED}" if len(labels) > NAMED else ""
    names = ", ".join(labels[:NAMED]) + rest
    number = f"**{len(labels)}**"
    due = name == "Concern" or state == "misses"
    return f":orange-background[{number}] {names}" if due else f"{number}  {names}"


def gaps(missing: Iterable[ScoreRow]) -> Mapping[str, list[ScoreRow]]:
    """What is not shown above, by the reason."""
    found: dict[str, list[ScoreRow]] = {}
    for row in missing:
        found.setdefault(row.gap or "has no data", []).append(row)
    return found


def figures(card: Scorecard) -> tuple[str, ...]:
    """The columns of figures, which stand right."""
    quarter = turning.header(card)
    return ("95 % interval", quarter, "Target", "n", "Latest", wording.month_name(card.month))


def why(row: ScoreRow, month: date | None) -> str:
    """The newest figure against its target, and what is wrong, in one short line."""
    one = newest(row, month)
    told = against(row, one)
    wrong = "misses target" if misses(row) else variation_words(row).lower()
    return f"{wording.figure(one, row.kpi.unit)}{told} · {wrong}"


def against(row: ScoreRow, one: Month | None) -> str:
    """The target after a figure; nothing where there is none."""
    told = wording.goal(row.kpi, one)
    return "" if told == wording.NONE else f" against {told}"


def small_print(row: ScoreRow, month: date | None) -> list[str]:
    """What stands under the figure of a card: target and interval; n and what is special."""
    kpi, one = row.kpi, newest(row, month)
    if one is None:
        return [row.gap or "no figure"]
    span = wording.bare_interval(one.low, one.high, kpi.unit, one.n)
    told = wording.goal(kpi, one)
    first = ["no target" if told == wording.NONE else f"target {told}"]
    first.append(span if one.low is not None else "")
    second = [
        f"n {wording.count(one.n)}",
        "provisional" if one.status == "provisional" else "",
        "(R) revised" if one.is_revised else "",
        wording.month_name(one.month) if one.month != month else "",
    ]
    return [" · ".join(part for part in parts if part) for parts in (first, second, held_back(row))]


def held_back(row: ScoreRow) -> list[str]:
    """What the rows held back could change in the newest closed month; empty where none is."""
    said = bounds.said(row.kpi, row.bound, row.latest.n if row.latest else None)
    return [said] if said else []
