"""The slides of meeting mode: each fits one screen, and says by name where the next one leads."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.charts import progress, steps, wall
from pages.charts import trend as drawn
from pages.parts import (
    annotating,
    blocks,
    evidence,
    inputs,
    marking,
    presenting,
    reading,
    reads,
    travelling,
    wording,
)
from pages.parts.presenting import LISTED, Line, Slide
from warehouse.answers.objectives import Objectives
from warehouse.answers.registers import ActionList, RiskRegister
from warehouse.answers.shapes import Cohort, Provenance, Scorecard, ScoreRow, Trend
from warehouse.answers.trend import trend

STYLE = Path(__file__).with_name("wall.css")
CHART = 312  # px before the chart is enlarged
FACTOR = 1.25  # 16 px of text on the chart, its line 2.5 px
ICON = 40  # px
LETTERS = 4  # events named at the foot; the chart has the letters of all
WORDS = 36  # characters of an event
SHORT = 20  # characters of a slide's name on a button


def sized() -> None:
    """Sizes for a wall; none on a phone, which is held near."""
    if not inputs.is_phone():
        st.html(STYLE)


def head(slides: Sequence[Slide], place: int) -> None:
    """The chapter at the left, and how far the meeting is at the right."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(slides[place].chapter, width="content")
        st.space("stretch")
        st.caption(f"slide {place + 1} of {len(slides)}", width="content")
        if not inputs.is_phone():
            picture = progress.strip(presenting.chapters(slides), place, inputs.theme())
            st.markdown(f"![]({picture})", width="content")


def titled(finding: str, caption: str) -> None:
    """The slide's finding and what it is about."""
    with st.container(gap="xxsmall"):
        st.title(wording.plain(finding.rstrip(".")), anchor=False)
        st.caption(wording.plain(caption))
    travelling.told()
    inputs.notes()


def foot(slides: Sequence[Slide], place: int, origin: Provenance) -> None:
    """Build and, by name, the slides before and after; keys do the same as the buttons."""
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="wall_foot")
    day = wording.day_name(origin.as_of.date() if origin.as_of else None)
    bar.caption(f"Build {wording.plain(origin.build_id)} · data to {day}", width="content")
    bar.space("stretch")
    before, after = max(place - 1, 0), min(place + 1, len(slides) - 1)
    ends = () if inputs.is_phone() else (0, len(slides) - 1)
    if ends:
        _button(bar, "First", "Home", slides[0].url, "first", place == 0)
    _button(bar, _name(slides[before]), "Left", slides[before].url, "before", place == before)
    _button(bar, _name(slides[after]), "Right", slides[after].url, "after", place == after)
    if ends:
        _button(bar, "Last", "End", slides[-1].url, "last", place == after)
    if bar.button("Leave", shortcut="Escape", key="wall_leave", type="tertiary"):
        blocks.goto("scorecard", source=st.query_params.get("source", ""))
    if not ends:
        return
    keys = st.container(key="wall_keys")
    _button(keys, "Slide before", "PageUp", slides[before].url, "page_up", place == before)
    _button(keys, "Slide after", "PageDown", slides[after].url, "page_down", place == after)


def _button(
    place: DeltaGenerator, words: str, keyed: str, url: str, name: str, disabled: bool
) -> None:
    place.button(
        words, shortcut=keyed, key=f"wall_{name}", disabled=disabled,
        on_click=inputs.goto, kwargs={"slide": url},
    )  # fmt: skip


def _name(slide: Slide) -> str:
    return presenting.cut(slide.name, SHORT)


def listed(title: str, lines: Sequence[Line], nothing: str) -> None:
    """A list on a slide; a name leads to its slide."""
    st.subheader(title, anchor=False)
    if not lines:
        st.markdown(nothing)
    with st.container(gap="xxsmall", key=f"wall_list_{title}"):
        for number, line in enumerate(lines[:LISTED]):
            with st.container(gap=None):
                if line.slide:
                    st.button(
                        f"**{wording.plain(line.name)}**", type="tertiary",
                        key=f"to_{title}_{number}", on_click=inputs.goto,
                        kwargs={"slide": line.slide},
                    )  # fmt: skip
                else:
                    st.markdown(f"**{wording.plain(line.name)}**")
                st.caption(wording.plain(line.said))
    if len(lines) > LISTED:
        st.caption(f"and {len(lines) - LISTED} more")


def opening(card: Scorecard, aims: Objectives, acts: ActionList) -> None:
    """What changed, what will miss its target, what needs a decision."""
    month = wording.month_name(card.month)
    titled(card.finding, f"Management review · newest closed month {month}")
    rows = [row for _, group in card.groups for row in group]
    since = wording.month_name(card.since)
    left, middle, right = st.columns(3, gap="medium")
    with left:
        lines = presenting.changed(card)
        listed(f"Changed since {since}", lines, "No icon changed since the quarter before.")
    with middle:
        lines = presenting.missing(rows, aims.rows)
        listed("Will miss its target", lines, "No KPI, as far as can be said.")
    with right:
        lines = presenting.undecided(rows, acts.actions, card.month, acts.today)
        listed("Needs a decision", lines, "Nothing: no KPI to act on, no action overdue.")


def kpi(row: ScoreRow, acts: ActionList, source: str) -> None:
    """One KPI: finding, chart, verdicts, figures, story, what is under way, the one decision."""
    cohort = Cohort(source)
    with st.skeleton(height=CHART):
        answer = reads.ask(trend, row.kpi.id, cohort=cohort, notes=annotating.notes())
    mark = marking.marks(source).get(row.kpi.id)
    titled(answer.finding, presenting.caption(answer))
    left, right = st.columns([0.66, 0.34], gap="medium")
    with left:
        phone = inputs.is_phone()
        picture = drawn.figure(answer, inputs.theme(), narrow=phone, height=CHART)
        picture = picture if phone else wall.enlarged(picture, FACTOR)
        evidence.chart(picture, "wall_slide", drawn.alt(answer))
        _letters(answer)
    with right, st.container(gap="xsmall", key="wall_side"):
        _verdicts(answer)
        _figures(answer, presenting.data(mark))
        st.markdown(wording.plain(answer.reading))
        _deciding(answer, row, acts)


def _letters(answer: Trend) -> None:
    """The chart's letters in words."""
    shown = steps.lettered(answer.flags, answer.months)
    said = [
        f"**{one.letter}** {wording.plain(presenting.cut(one.flag.words, WORDS))}"
        for one in shown[:LETTERS]
    ]
    if len(shown) > LETTERS:
        said.append(f"and {len(shown) - LETTERS} more on the trend")
    if said:
        st.caption(" \u2003 ".join(said))


def _verdicts(answer: Trend) -> None:
    for icon, words, why in reading.verdicts(answer):
        with st.container(horizontal=True, wrap=False, gap="small", vertical_alignment="center"):
            st.markdown(blocks.picture(icon, ICON), width=ICON + 4)
            reason = f"  \n:small[:gray[{wording.plain(why)}]]" if why else ""
            st.markdown(f"**{wording.plain(words)}**{reason}", width="stretch")


def _figures(answer: Trend, data: str) -> None:
    """The newest figure large, and what belongs to it."""
    latest = answer.latest
    with st.container(gap="xxsmall"):
        if latest is not None:
            value = wording.amount(latest.value, answer.kpi.unit, latest.n)
            month = f"{wording.month_name(latest.month)}{wording.revised(latest)}"
            st.markdown(f"### {wording.plain(value)} :gray[{month}]", anchors=False)
        lines = filter(None, [*presenting.figures(answer), data])
        st.caption("  \n".join(wording.plain(line) for line in lines))


def _deciding(answer: Trend, row: ScoreRow, acts: ActionList) -> None:
    """What is under way, and the one decision in a frame; nothing is decided by the page."""
    told = presenting.working(presenting.under_way(acts.actions, row.kpi.id), acts.today)
    if told:
        st.markdown(f"**Under way.** {wording.plain(told)}")
    asked = presenting.question(answer, row, acts.actions)
    if not asked:
        return
    with st.container(
        border=True, key="wall_decision", horizontal=True, vertical_alignment="center"
    ):
        st.markdown(f":gray[Decision needed]  \n**{wording.plain(asked)}**", width="stretch")
        if st.button("Open an action", type="primary"):
            blocks.goto("actions", new="1", kpi=row.kpi.id, source=answer.cohort.source)


def objectives(aims: Objectives) -> None:
    """How far targets are met, the least likely first."""
    held = sum(row.outlook is not None for row in aims.rows)
    titled(aims.finding, f"Objectives · {held} of {len(aims.rows)} have a figure this year")
    lines = presenting.aimed(aims.rows)
    if lines:
        blocks.written(lines, "Objectives, least likely first")
    if held > len(lines):
        st.caption(f"Least likely first; {held - len(lines)} more on the page Objectives.")


def registers(risks: RiskRegister, acts: ActionList) -> None:
    """Open risks and actions under way."""
    titled(f"{acts.finding.rstrip('.')}. {risks.finding}", "Risks and corrective actions")
    left, right = st.columns(2, gap="medium")
    with left:
        lines = presenting.acted(acts.actions, acts.today)
        listed(
            f"{wording.counted(acts.open_count, 'action')} under way, overdue first",
            lines,
            "No action is under way.",
        )
    with right:
        title = f"{wording.counted(risks.open_count, 'open risk')}, worst first"
        listed(title, presenting.risky(risks.risks), "No risk is open.")


def closing(card: Scorecard, acts: ActionList) -> None:
    """What is still to be decided, and what was not shown."""
    rows = [row for _, group in card.groups for row in group]
    lines = presenting.undecided(rows, acts.actions, card.month, acts.today)
    number = wording.counted(len(lines), "decision is", "decisions are")
    titled(f"{number} owed" if lines else "No decision is owed", "Closing")
    left, right = st.columns(2, gap="medium")
    with left:
        listed("Still to be decided", lines, "Every KPI to act on has its action.")
    with right:
        st.subheader("Not shown", anchor=False)
        gaps = [Line(row.kpi.label, row.gap) for row in card.missing]
        said = ", ".join(line.name for line in gaps)
        st.markdown(wording.plain(f"{wording.counted(len(gaps), 'KPI')} without a figure: {said}."))
        origin = card.provenance
        st.markdown(
            f"Figures are of build {wording.plain(origin.build_id)}, data to "
            f"{wording.day_name(origin.as_of.date() if origin.as_of else None)}; "
            f"{origin.checks_passed} of {origin.checks_run} checks passed."
        )
