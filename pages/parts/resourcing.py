"""Words and tables of the page on people and resources."""

import streamlit as st

from pages.charts import agent_weeks, sparkline
from pages.charts import dots as drawn
from pages.charts.dots import Dot
from pages.parts import blocks, evidence, states, wording
from warehouse.answers.people_shapes import Calibration, Monitoring, People, Resource

SERIES = "Series of people and resources"
SPREAD = "Agent-weeks by monitored interactions"
TRAINED = "Refreshers in date by team"
UNSURE = ("none", "trial")  # variations without a verdict
AGENT_WEEKS = "fact_agent_week"
TALL = 380  # px
HOW_TO_READ = (
    "Each panel is one series of 12 months on a scale of its own: the shaded band is the process’s "
    "own range, the dashed line its mean, the **heavy line the target**, the point the newest "
    "closed month. A diamond is a concern, a circle an improvement; grey is common cause. Units "
    "differ, so heights are not compared across panels."
)
WEEKS = (
    "One agent-week is a week in which the agent answered contacts; weeks of absence are none. "
    "**Calibrations do not count**: they measure the evaluators. Below the minimum, nobody can say "
    "how good that week’s contacts were."
)
TEAMS = (
    "Employed agents with a course completed in the year before the month’s end. Hollow: fewer "
    "than 30 agents, so no verdict; under 5 the figure is withheld. The dashed line is everybody."
)


def caption(answer: People, source: str) -> str:
    """The page's name, and which clause asks for it."""
    return f"People · adequacy of resources, ISO 9001 9.3.2 d · {wording.scope(source)}"


def series_table(answer: People) -> list[dict[str, str | None]]:
    """Every series once, those without a source with what they wait for."""
    return [_line(one) for one in answer.resources]


def _line(one: Resource) -> dict[str, str | None]:
    kpi, latest = one.kpi, one.panel.latest if one.panel else None
    if latest is None:
        told = dict.fromkeys(COLUMNS, wording.NONE)
        return {**told, "Series": kpi.label, "Variation": f"no source: waits for {one.gap}"}
    return {
        "Series": kpi.label,
        "Month": wording.month_name(latest.month),
        "Value": wording.figure(latest, kpi.unit),
        "95 % interval": wording.interval(latest.low, latest.high, kpi.unit, latest.n),
        "n": wording.count(latest.n),
        "Target": wording.goal(kpi, latest) if not one.formula else wording.NONE,
        "Met": {True: "yes", False: "no", None: wording.NONE}[one.meets],
        "Variation": sparkline.WORDS[one.variation],
        "Owner": kpi.owner or "none",
    }


COLUMNS = ("Series", "Month", "Value", "95 % interval", "n", "Target", "Met", "Variation", "Owner")


def heading(answer: People) -> tuple[str, str]:
    """What the series say together, and how they are drawn."""
    scale = "12 months each, on a scale of its own."
    if all(one.panel is None for one in answer.resources):
        return "Every series waits for an export", "Nothing is estimated in its place."
    firm = [one for one in answer.resources if one.panel and one.variation not in UNSURE]
    odd = [one for one in firm if one.panel and one.panel.mark != "common"]
    if not firm:
        return "No series has the 13 closed months that a verdict takes", scale
    if not odd:
        return f"None of {wording.counted(len(firm), 'series', 'series')} gives a signal", scale
    names = [f"{one.kpi.label} ({sparkline.WORDS[one.variation].lower()})" for one in odd]
    return f"{len(odd)} of {len(firm)} series give a signal: {', '.join(names)}", scale


def missing(answer: People) -> None:
    """Series without a source, each with what would feed it."""
    gaps = [(one.kpi.label, f"No source: waits for {one.gap}") for one in answer.resources
            if one.panel is None]  # fmt: skip
    if gaps:
        st.caption("A series without a source is not 0, and nothing is estimated for it.")
        blocks.facts(gaps, "Series without a source")


def table(answer: People) -> None:
    """All series in figures; a row per series."""
    blocks.grid(
        series_table(answer), SERIES, right=("Value", "n", "Target"),
        widths={"Series": 190, "Variation": 300, "Owner": 170},
    )  # fmt: skip


def monitored(answer: Monitoring, kpi_id: str, theme: str, *, narrow: bool) -> None:
    """Agent-weeks by monitored interactions, and the agents below the minimum."""
    if answer.first is None or answer.last is None:
        blocks.part("Monitored interactions per agent and week")
        states.empty("No agent-week to look at", "It needs a roster and quality evaluations.")
        return
    weeks = (answer.last - answer.first).days // 7 + 1
    often = "not monitored at all" if answer.minimum == 1 else f"below {answer.minimum} a week"
    blocks.part(
        f"{wording.whole(answer.weeks_below)} of {wording.whole(answer.agent_weeks)} "
        f"agent-weeks were {often}",
        f"{wording.counted(answer.agents, 'agent')}, {wording.counted(weeks, 'week')} from "
        f"{wording.day_name(answer.first)}; calibrations left out.",
    )
    picture = agent_weeks.figure(answer, theme, narrow=narrow)
    evidence.chart(picture, "agent_weeks", agent_weeks.alt(answer), table=SPREAD)
    with blocks.footer():
        blocks.link("definitions", "Definition", kpi=kpi_id)
        blocks.link("trends", "Trend", kpi=kpi_id)
        blocks.link("rows", "Rows", kpi=kpi_id)
        blocks.numbers(_spread(answer), SPREAD, ("Agent-weeks",))
        blocks.how_to_read(WEEKS)
    if answer.below:
        rows = [
            {
                "Agent": one.agent,
                "Team": one.team or wording.NONE,
                "Weeks below": wording.count(one.below),
                "Weeks worked": wording.count(one.weeks),
                "Monitored": wording.count(one.evaluations),
            }
            for one in answer.below
        ]
        st.caption(f"{wording.counted(answer.agents_below, 'agent')} below it in some week:")
        blocks.grid(
            rows, "Agents below the minimum", right=("Weeks below", "Weeks worked", "Monitored"),
            height=min(TALL, 38 + blocks.ROW * len(rows)),
        )  # fmt: skip


def _spread(answer: Monitoring) -> list[dict[str, str | None]]:
    return [
        {"Monitored": agent_weeks.name(answer, place), "Agent-weeks": wording.count(count)}
        for place, (_, count) in enumerate(answer.spread)
    ]


def calibrated(answer: Calibration) -> None:
    """Scores with calibrations apart, and how far evaluators lie from one another."""
    if answer.first is None:
        blocks.part("Quality scores, calibrations apart")
        states.empty("No evaluation to look at", "Load quality evaluations.")
        return
    span = f"{wording.month_name(answer.first)} to {wording.month_name(answer.last)}"
    if answer.apart is None:
        title = "No interaction was scored by two evaluators"
    else:
        title = f"Two evaluators lie {wording.decimal(answer.apart, 1)} points of 100 apart"
    blocks.part(title, f"Quality scores and calibrations, {span}.")
    pairs = [
        ("Score, calibrations apart", wording.amount(answer.score, "score")),
        ("Evaluations that count", wording.count(answer.n)),
        ("Calibrations, not in the score", wording.count(answer.calibrations)),
        ("The score if they were in it", wording.amount(answer.mixed, "score")),
        ("Interactions scored by two or more", wording.count(answer.doubled)),
    ]
    if answer.apart is not None:
        close = f"{wording.whole(answer.close)} of {wording.whole(answer.doubled)}"
        pairs.append((f"At most {answer.within:.0f} points apart", close))
    blocks.facts(pairs, "Quality scores and calibrations")


def trained(answer: People, theme: str, *, narrow: bool) -> None:
    """Refreshers in date by team, everybody as the dashed line."""
    kpi = answer.training_kpi
    if kpi is None or not answer.training:
        blocks.part("Refreshers by team")
        states.empty("No refresher to look at", "It needs a roster and training records.")
        return
    lines = [
        Dot(one.team, value=one.share, low=one.low, high=one.high, n=one.n, is_few=one.is_few)
        for one in answer.training
    ]
    current, all_ = (
        sum(getattr(one, part) for one in answer.training) for part in ("current", "n")
    )
    blocks.part(
        f"{wording.whole(all_ - current)} of {wording.counted(all_, 'agent')} have no refresher "
        "in date",
        f"By team at the end of {wording.month_name(answer.training_month)}, 95 % interval.",
    )
    picture = drawn.figure(lines, kpi.unit, current / all_, theme, narrow=narrow)
    evidence.chart(picture, "training", drawn.alt(lines, kpi.unit), table=TRAINED)
    with blocks.footer():
        blocks.link("definitions", "Definition", kpi=kpi.id)
        blocks.link("trends", "Trend", kpi=kpi.id)
        blocks.link("rows", "Rows", kpi=kpi.id)
        blocks.numbers(_trained(answer), TRAINED, ("In date", "Agents", "Share"))
        blocks.how_to_read(TEAMS)


def _trained(answer: People) -> list[dict[str, str | None]]:
    return [
        {
            "Team": one.team,
            "In date": "withheld" if one.share is None else wording.count(one.current),
            "Agents": wording.count(one.n),
            "Share": wording.amount(one.share, "share", one.n),
            "95 % interval": wording.interval(one.low, one.high, "share", one.n),
        }
        for one in answer.training
    ]


def weekly(answer: People) -> str:
    """The id of the KPI of monitored agent-weeks."""
    return next((one.kpi.id for one in answer.resources if one.kpi.fact == AGENT_WEEKS), "")
