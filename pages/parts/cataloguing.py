"""What the page of definitions prints from the catalogue."""

from collections.abc import Sequence

import streamlit as st

from pages.parts import blocks, inputs, wording
from pages.parts.scoring import BETTER
from warehouse.answers.shapes import Definition
from warehouse.catalogue.kpis import Kpi

UNITS = {
    "share": "share, shown as %",
    "seconds": "seconds",
    "hours": "hours",
    "score": "score",
    "points": "points, −100 to 100",
    "count": "number",
    "per_1000": "per 1,000",
}
KINDS = {
    "proportion": "numerator ÷ denominator",
    "mean": "sum ÷ number",
    "median": "the middle value",
    "count": "number of cases",
    "rate": "numerator per denominator",
    "nps": "% promoters − % detractors",
}


def finding(found: Sequence[Definition]) -> str:
    """How many KPIs are defined, and how many lack an owner or a target."""
    kpis = [one.kpi for one in found]
    orphans = sum(not kpi.owner for kpi in kpis)
    open_ended = sum(kpi.target is None for kpi in kpis)
    first = f"{len(kpis)} KPIs are defined"
    owners = f"{orphans} without an owner" if orphans else "each with an owner"
    return f"{first}: {owners}, {open_ended} without a target"


def checks(card: Definition) -> str:
    """The words of the link to the checks."""
    return f"{wording.counted(len(card.checks), 'check')} behind it"


def listed(found: Sequence[Definition]) -> None:
    """Every KPI of the catalogue in one table; selecting one opens its card."""
    lines: list[dict[str, str | None]] = [
        {
            "KPI": one.kpi.label,
            "Outcome": one.kpi.outcome,
            "Question": one.kpi.question,
            "Target": wording.target(one.kpi),
            "Better": BETTER[one.kpi.better].replace(" is better", ""),
            "Owner": one.kpi.owner or wording.NONE,
        }
        for one in found
    ]
    picked = blocks.grid(
        lines,
        "All KPIs of the catalogue",
        widths={
            "KPI": 236,
            "Outcome": 96,
            "Question": 566,
            "Target": 82,
            "Better": 110,
            "Owner": 190,
        },
        right=("Target",),
        key="catalogue",
    )
    if picked is not None:
        kpi = found[picked].kpi
        with blocks.chosen(kpi.label, kpi.question):
            st.button("Open its card", on_click=inputs.goto, kwargs={"kpi": kpi.id})


def terms(kpi: Kpi) -> list[tuple[str, str]]:
    """The terms of the headline formula."""
    pairs = [
        ("Kind", KINDS.get(kpi.kind, kpi.kind)),
        ("Unit", UNITS.get(kpi.unit, kpi.unit)),
        ("One row is a", wording.words(kpi.fact.removeprefix("fact_"))),
        ("Month of", kpi.month),
        ("Numerator", kpi.numerator),
        ("Denominator", kpi.denominator),
        ("Value of a case", kpi.value),
        ("Settled after", f"{kpi.maturity_days} days" if kpi.maturity_days else "the month"),
        ("Source", kpi.source),
    ]
    return [(name, value) for name, value in pairs if value]


def responsible(kpi: Kpi) -> list[tuple[str, str]]:
    """Owner, target with origin, direction, review."""
    return [
        ("Owner", kpi.owner or "none: a nonconformity waiting to be found"),
        ("Target", kpi.target_words or wording.target(kpi)),
        ("Origin of the target", kpi.origin or wording.NONE),
        ("Direction", BETTER[kpi.better]),
        ("Reviewed", kpi.review_cycle),
        ("Outcome", kpi.outcome),
    ]


def history(kpi: Kpi) -> list[dict[str, str]]:
    """What changed when, newest first; empty where nothing ever did."""
    return [
        {
            "From": wording.month_name(version.valid_from),
            "Changed": ", ".join(wording.words(name) for name in version.changes),
            "Target": wording.target(kpi.at(version.valid_from)),
            "Owner": kpi.at(version.valid_from).owner or wording.NONE,
            "Why": blocks.plain(version.why),
            "Decided by": blocks.plain(version.author),
            "Reaches back": blocks.plain(version.restates) or "no",
        }
        for version in reversed(kpi.versions)
        if version.valid_from is not None
    ]


def exclusions(card: Definition) -> list[dict[str, str]]:
    """Reasons and conditions."""
    return [
        {"Reason": blocks.plain(reason), "When": f"`{condition}`"}
        for reason, condition in card.exclusions
    ]


def formulas(kpi: Kpi) -> list[dict[str, str]]:
    """The named formulas beside the headline."""
    return [
        {
            "Formula": f"`{one.name}`",
            "What it is": blocks.plain(one.label),
            "Computed as": f"`{one.numerator}` ÷ `{one.denominator}`" if one.denominator else "",
            "Source": blocks.plain(one.source),
        }
        for one in kpi.formulas
        if one.name
    ]
