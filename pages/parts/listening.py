"""Filters and words of the page on satisfaction."""

from dataclasses import dataclass

import streamlit as st

from pages.charts.dots import Dot
from pages.parts import behind, blocks, bridging, inputs, offers, wording
from warehouse.answers.satisfaction_shapes import Band, Satisfaction, Score, Weighted
from warehouse.answers.shapes import Cohort, Mark
from warehouse.answers.spans import Span
from warehouse.catalogue.kpis import Kpi

PARAMS = ("kpi", "period", "source", "margin")
MARGINS = {"3": "± 3 points", "5": "± 5 points", "7": "± 7 points", "10": "± 10 points"}
MARGIN = "5"
FEWEST = 5
BALANCE_FIGURES = ("Answers", "Of answers", "Of served", "Difference")
BALANCE_WIDTHS = {"Answers": 78, "Of answers": 84, "Of served": 80, "Difference": 84}
TALL = 560  # px
HOW_TO_READ = (
    "Each line is one kind of contact: the dot is the score of the answers about it, the line its "
    "95 % interval, the dashed upright the score of all. **Coloured only where the interval leaves "
    "the score of all out**: blue better, orange worse; of 20 lines one does so by chance. Hollow: "
    "fewer than 30 answers. Fewer than 5 are withheld.\n\n"
    "**Association, not cause**: contacts that waited long also differ in other ways."
)
BALANCE = (
    "Shares of a group among answers and among all answered contacts of the period. Difference is "
    "standardised (Austin 2009): beyond ± 0.1 is worth a look, whatever the number of answers."
)


@dataclass(frozen=True)
class Asked:
    """What the address asks; `period` is None where no score has a month."""

    kpi_id: str
    period: Span | None
    source: str
    margin: float


def kpis() -> dict[str, str]:
    """The survey scores of this build."""
    found = offers.offered().kpis
    return {k.id: k.label for k in found if k.outcome == "satisfaction" and k.fact == "fact_answer"}


def asked(kpis: dict[str, str]) -> Asked:
    """A score, a period, a source and a margin."""
    kpi_id = inputs.chosen("kpi", kpis, next(iter(kpis), ""))
    known = bridging.spans(kpi_id) if kpi_id else {}
    period = bridging.span("period", known, bridging.first_of(known))
    source = inputs.chosen("source", offers.sources())
    margin = inputs.chosen("margin", MARGINS, MARGIN)
    return Asked(kpi_id, period, source, int(margin) / 100)


def filters(row: inputs.Row, about: Asked, kpis: dict[str, str]) -> None:
    """Score, period, source and planned margin."""
    known = bridging.spans(about.kpi_id)
    period = about.period
    told = {period.text: period.label} if period else {}
    told |= {text: one.label for text, one in known.items()}
    inputs.choice(row.filters, "kpi", "Score", kpis, next(iter(kpis), ""))
    inputs.choice(row.filters, "period", "Period", told, bridging.first_of(known))
    if len(offers.sources()) > 2:
        inputs.choice(row.filters, "source", "Source", offers.sources())
    inputs.choice(row.filters, "margin", "Planned margin", MARGINS, MARGIN)


def caption(answer: Satisfaction, source: str) -> str:
    """The page's name, the period and n."""
    score = answer.raw
    said = [f"Satisfaction · {answer.span.label} · {wording.scope(source)}"]
    if score is not None:
        said.append(f"n {wording.count(score.n)}")
    if score is not None and score.is_provisional:
        said.append("provisional: answers still come in")
    return " · ".join(said)


def scores_table(answer: Satisfaction, margin: float) -> list[dict[str, str]]:
    """Every score on one line with n, interval, response rate and planned answers."""
    return [
        {
            "Score": f"**{score.kpi.label}**" if _is(answer, score) else score.kpi.label,
            "Value": wording.amount(score.value, score.kpi.unit, score.n),
            "95 % interval": wording.interval(score.low, score.high, score.kpi.unit, score.n),
            "n": wording.count(score.n),
            "Response rate": _rate(score),
            f"Needed for ± {margin * 100:.0f} points": _needed(score),
            "Whatever the silent think": wording.interval(
                score.bound_low, score.bound_high, score.kpi.unit
            ),
        }
        for score in answer.scores
    ]


def scores(answer: Satisfaction, margin: float) -> None:
    """The table of scores; on a phone it scrolls instead of breaking its cells."""
    table, label = scores_table(answer, margin), "Scores of the period"
    if not inputs.is_phone():
        blocks.written(table, label)
        return
    blocks.grid([{**row, "Score": row["Score"].strip("*")} for row in table], label)


def rows_of(answer: Satisfaction, source: str) -> None:
    """The rows behind every score of the period."""
    with st.popover("Rows", type="tertiary"):
        for score in answer.scores:
            behind.link(score.kpi.label, score.kpi.id, answer.span.text, Cohort(source))


def _is(answer: Satisfaction, score: Score) -> bool:
    return answer.kpi is not None and answer.kpi.id == score.kpi.id


def _rate(score: Score) -> str:
    if score.response_rate is None:
        return "not known"
    of = f"{wording.count(score.answered)} of {wording.count(score.reached)}"
    return f"{wording.amount(score.response_rate, 'share')}, {of}"


def _needed(score: Score) -> str:
    if score.needed is None:
        return wording.NONE
    invite = f", invite {wording.count(score.to_invite)}" if score.to_invite else ""
    met = "met" if score.n >= score.needed else f"{wording.whole(score.needed - score.n)} short"
    return f"{wording.count(score.needed)} answers{invite}; {met}"


def dots(answer: Satisfaction) -> list[Dot]:
    """The drivers as lines of the chart."""
    found: list[Dot] = []
    driver = ""
    for band in answer.bands:
        if band.driver != driver:
            found.append(Dot(band.label, head=True))
        driver = band.driver
        mark = _mark(answer, band)
        found.append(
            Dot(
                band.name, value=band.value, low=band.low, high=band.high, n=band.n, mark=mark,
                is_few=band.is_few,
            )
        )  # fmt: skip
    return found


def _mark(answer: Satisfaction, band: Band) -> Mark:
    middle = centre(answer)
    if band.is_few or middle is None or band.low is None or band.high is None:
        return "common"
    if band.low > middle:
        return "improvement"
    return "concern" if band.high < middle else "common"


def centre(answer: Satisfaction) -> float | None:
    """The score of all linked answers."""
    if answer.weighted:
        return answer.weighted[0].value
    return answer.raw.value if answer.raw else None


def drivers_heading(answer: Satisfaction) -> str:
    """The largest distance between two bands of one driver that chance does not explain."""
    best: tuple[float, Band, Band] | None = None
    for low in answer.bands:
        for high in answer.bands:
            if low.driver != high.driver or low.is_few or high.is_few:
                continue
            if low.high is None or high.low is None or low.high >= high.low:
                continue
            gap = (high.value or 0) - (low.value or 0)
            if best is None or gap > best[0]:
                best = (gap, low, high)
    if best is None or answer.kpi is None:
        return "No two bands with enough answers differ by more than chance"
    _, low, high = best
    unit = answer.kpi.unit
    one, two = (wording.amount(band.value, unit, band.n) for band in (low, high))
    label = wording.lowered(low.label)
    return f"{wording.capital(label)}: {low.name} {one}, {high.name} {two}"


def numbers_label(kpi: Kpi) -> str:
    """What the table behind the chart of kinds of contact is called."""
    return f"{kpi.label} by kind of contact"


def numbers(answer: Satisfaction) -> list[dict[str, str | None]]:
    """The bands as a table."""
    unit = answer.kpi.unit if answer.kpi else "share"
    return [
        {
            "Driver": band.label,
            "Band": band.name,
            "Value": "withheld" if band.value is None else wording.amount(band.value, unit, band.n),
            "95 % interval": wording.interval(band.low, band.high, unit, band.n),
            "n": wording.NONE if band.value is None else wording.count(band.n),
        }
        for band in answer.bands
    ]


def balance_table(answer: Satisfaction) -> list[dict[str, str | None]]:
    """Respondents against customers served, group by group."""
    rows: list[dict[str, str | None]] = []
    for balance in answer.balances:
        for group in balance.groups:
            hidden = 0 < group.respondents < FEWEST
            apart = wording.NONE if group.apart is None else wording.decimal(group.apart, 2)
            notable = group.apart is not None and abs(group.apart) > 0.1
            rows.append(
                {
                    "Group": f"{balance.label}: {group.name}",
                    "Answers": f"under {FEWEST}" if hidden else wording.count(group.respondents),
                    "Of answers": wording.NONE
                    if hidden
                    else wording.amount(group.share_respondents, "share"),
                    "Of served": wording.amount(group.share_served, "share"),
                    "Difference": wording.NONE if hidden else f"{apart}{' ◆' if notable else ''}",
                }
            )
    return rows


def weighted_table(answer: Satisfaction) -> list[dict[str, str]]:
    """Raw beside weighted."""
    unit = answer.kpi.unit if answer.kpi else "share"
    return [
        {
            "Weighted by": _by(one),
            "Value": wording.amount(one.value, unit, one.n)
            if one.converged
            else "no weights found",
            "95 % interval": wording.interval(one.low, one.high, unit, one.n),
            "n": wording.count(one.n),
            "Design effect": wording.decimal(one.design_effect, 2),
        }
        for one in answer.weighted
    ]


def _by(one: Weighted) -> str:
    return " + ".join(label.lower() for label in one.by) or "nothing (raw)"
