"""Targets and chances on pages: the list of objectives, and the line beside a trend."""

from collections.abc import Sequence

from pages.parts import blocks, inputs, reads, wording
from warehouse.answers.annotations import Annotations
from warehouse.answers.objectives import Objective
from warehouse.answers.prospects import OUT_OF_REACH, Outlook, Prospect, prospects, said
from warehouse.answers.shapes import Cohort

WIDTHS = {
    "KPI": 182, "Target": 66, "This year": 76, "Met": 66, "Newest": 72, "Next quarter": 150,
    "Year end": 156, "Needed": 78, "Actions": 170, "Origin": 60,
}  # fmt: skip
PHONE = {"KPI": 146, "Target": 60, "This year": 64, "Year end": 88}
ORIGINS = {"organisation": "Own"}
FIGURES = ("Target", "This year", "Met", "Newest", "Needed")
HOW_TO_READ = (
    "**This year** is the figure of its closed months from sums; **Met** counts months that met "
    "the target in force then, of those with 30 cases or more. **Next quarter** and **Year end** "
    "are chances *if nothing changes*: under 10 % very unlikely, to 33 % unlikely, to 67 % about "
    "even, to 90 % likely, above very likely. **Needed** is what the rest of the year must bring, "
    "with volumes as so far; *none can*: not even a perfect rest would do. There is no forecast "
    "for a process that is not stable, nor from fewer than 8 closed months."
)


def cells(rows: Sequence[Objective]) -> list[dict[str, str | None]]:
    """The objectives as words, one row a KPI."""
    return [_cells(row) for row in rows]


def chosen(row: Objective) -> None:
    """What can be done with the selected objective."""
    with blocks.chosen(row.kpi.label, row.gap):
        blocks.link("trends", "Trend", kpi=row.kpi.id)
        if row.kpi.formulas:
            blocks.link("rows", "Rows", kpi=row.kpi.id)
        blocks.link("definitions", "Definition", kpi=row.kpi.id)
        for one in row.actions:
            blocks.link("actions", f"{one.action_id} {one.word.lower()}", action=one.action_id)
        if not row.actions:
            blocks.link("actions", "Open an action", new="1", kpi=row.kpi.id)


def beside(kpi_id: str, cohort: Cohort, notes: Annotations) -> None:
    """The chance of the next quarter and of the year's end, beside a trend with a target."""
    found = reads.ask(prospects, kpi_id, cohort=cohort, notes=notes)
    if found is not None:
        blocks.facts(facts(found), "Chance to meet the target")


def facts(found: Outlook) -> list[tuple[str, str]]:
    """An outlook as names and values."""
    pairs = [("Next quarter", _if_nothing_changes(found.quarter))]
    if found.judged:
        pairs.append((f"Months met in {found.year}", f"{found.met} of {found.judged}"))
    return [*pairs, (f"End of {found.year}", _if_nothing_changes(found.year_end))]


def gaps(rows: Sequence[Objective]) -> None:
    """The targets that no figure can be held against, each with its reason."""
    missing = [row for row in rows if row.outlook is None]
    if missing:
        blocks.part("Targets without a figure", "They are objectives all the same.")
        blocks.facts([(row.kpi.label, row.gap or "–") for row in missing], "Targets and reasons")


def _cells(row: Objective) -> dict[str, str | None]:
    kpi, found = row.kpi, row.outlook
    full: dict[str, str | None] = {
        "KPI": kpi.label,
        "Target": wording.target(kpi),
        "This year": wording.amount(found.so_far, kpi.unit, found.n) if found else wording.NONE,
        "Met": f"{found.met} of {found.judged}" if found and found.judged else wording.NONE,
        "Newest": wording.figure(row.latest, kpi.unit),
        "Next quarter": _brief(found.quarter) if found else wording.NONE,
        "Year end": _brief(found.year_end) if found else wording.NONE,
        "Needed": _needed(row),
        "Actions": ", ".join(one.action_id for one in row.actions) or wording.NONE,
        "Origin": ORIGINS.get(kpi.origin, kpi.origin) or wording.NONE,
        "Owner": kpi.owner or wording.NONE,
    }
    if inputs.is_phone():
        told = found.year_end.brief if found else wording.NONE
        return {name: full[name] for name in PHONE} | {"Year end": told}
    return full


def _brief(found: Prospect) -> str:
    return said(found) if found.forecast else found.brief


def _needed(row: Objective) -> str:
    """What the rest of the year must bring; `any` where the target is met whatever comes."""
    found = row.outlook.year_end if row.outlook else None
    if found is None or found.needed is None:
        return wording.NONE
    if found.brief == OUT_OF_REACH:
        return "none can"
    if row.kpi.better == "higher" and found.needed <= 0:
        return "any"
    if row.kpi.unit == "share" and row.kpi.better == "lower" and found.needed >= 1:
        return "any"
    return wording.amount(found.needed, row.kpi.unit)


def _if_nothing_changes(found: Prospect) -> str:
    return said(found) + (", if nothing changes" if found.forecast else "")


def heading_caption(year: int | None, number: int) -> str:
    """The page's name, how many targets there are, and of which year."""
    when = f"year {year}" if year else "no closed month yet"
    return f"Objectives · {wording.counted(number, 'target')} · {when} · if nothing changes"


def picked(rows: Sequence[Objective]) -> None:
    """The grid, and what can be done with a selected row."""
    index = blocks.grid(
        cells(rows), "Objectives, least likely first", right=FIGURES,
        widths=PHONE if inputs.is_phone() else WIDTHS, key="objectives",
    )  # fmt: skip
    if index is not None:
        chosen(rows[index])
    with blocks.footer():
        blocks.how_to_read(HOW_TO_READ)
