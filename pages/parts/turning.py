"""The scorecard's words over time: what changed since the quarter before, and what chance does."""

from pages.charts import sparkline
from pages.parts import wording
from warehouse.answers.marks import Turn
from warehouse.answers.shapes import Month, Scorecard, ScoreRow
from warehouse.period import quarter_label

NAMED = 5  # changes that are named; the others are counted
ONLY = {"concern": "in concern", "misses": "that miss their target"}
NO_SIGNAL = ("common", "trial", "none")
LEGEND = (
    "P: provisional. (R): revised. A month or quarter before a figure: its newest closed one. "
    "Select a KPI for its trend, its definition, or to open an action."
)


def caption(card: Scorecard, only: str = "") -> str:
    """The page's name, the month, whom it is about, which KPIs, and the build.

    `only` are the marks of the address, as paper has no other word of them.
    """
    marks = [ONLY[mark] for mark in only.split(",") if mark in ONLY]
    kept = f" · only those {' or '.join(marks)}" if marks else ""
    return (
        f"Scorecard · newest closed month {wording.month_name(card.month)} · "
        f"{wording.whom(card.cohort)}{kept} · build {card.provenance.build_id}"
    )


def changed(card: Scorecard) -> str:
    """The verdicts that differ from those at the end of the quarter before, the worse first.

    Judged from the data of today: it is no record of what was shown then.
    """
    if card.since is None:
        return ""
    since = f"Since {wording.month_name(card.since)}"
    if not card.turns:
        return f"**{since}**, the end of the quarter before, no icon changed."
    rest = len(card.turns) - NAMED
    said = [f"**{wording.plain(turn.label)}** {_turn(turn)}" for turn in card.turns[:NAMED]]
    more = f"; {rest} more" if rest > 0 else ""
    return f"{since}, the end of the quarter before: {'; '.join(said)}{more}."


def _turn(turn: Turn) -> str:
    """`common cause → concern, high`."""
    before, now = (
        sparkline.WORDS["no_verdict" if state == "none" else state]
        for state in (turn.before, turn.now)
    )
    return f"{wording.lowered(before)} → {wording.lowered(now)}"


def budget(card: Scorecard) -> str:
    """How many icons and marks chance alone raises on this page, and how many there are."""
    firm = [
        row
        for _, rows in card.groups
        for row in rows
        if row.limits is not None and row.variation not in ("trial", "none")
    ]
    if card.false_alarms is None or not firm:
        return LEGEND
    shown = sum(row.variation not in NO_SIGNAL for row in firm)
    said = (
        f"On a page of {wording.counted(len(firm), 'KPI')} with a verdict about "
        f"{wording.decimal(card.false_alarms, 1)} would show a special-cause icon by chance alone "
        "this month; "
        f"{shown} {'does' if shown == 1 else 'do'}."
    )
    if card.false_marks is not None:
        marks = sum(month.mark != "common" for row in firm for month in row.months)
        said += f" In the months drawn chance marks about {card.false_marks:.0f}; {marks} are."
    return f"{said} {LEGEND}"


def header(card: Scorecard) -> str:
    """The quarter column's name: the newest quarter that any row has."""
    found = [row.quarter.month for _, rows in card.groups for row in rows if row.quarter]
    return quarter_label(max(found)) if found else "Quarter"


def quarter(row: ScoreRow, card: Scorecard) -> str:
    """The newest closed quarter's figure; one that is not the column's says which: `Q2 74.0 %`."""
    one: Month | None = row.quarter
    if one is None:
        return wording.NONE
    label = quarter_label(one.month)
    value = wording.amount(one.value, row.kpi.unit, one.n)
    return value if label == header(card) else f"{label.split()[0]} {value}"
