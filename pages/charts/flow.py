"""Rows on their way into a figure, as stepped bars: each part begins where the one before ended.

One scale a stage, the rows of its first step. The words stand above their bar, so that they have
the whole width of a phone; the shape of a mark says what became of the rows, besides the shade.
"""

import plotly.graph_objects as go

from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.flow import Flow, Stage, Step

LINE = 44  # px of a step: its words, and its bar beneath
BAR = 0.34  # of a step's height
HEAD = 8  # px above the first step
MARKS = {"all": "", "kept": "● ", "left": "○ ", "held": "◆ "}
LEAST = 0.004  # share of the width below which a bar would not be seen
LETTERS = {True: 44, False: 120}  # that fit above a bar, narrow and wide


def height(stage: Stage) -> int:
    """Pixels of a stage."""
    return HEAD + LINE * len(stage.steps)


def figure(stage: Stage, theme: str, *, narrow: bool = False) -> go.Figure:
    """The bars of one stage."""
    ink = look.tokens(theme)
    drawn = look.blank(theme, height(stage), margin={"l": 0, "r": 0, "t": HEAD, "b": 0})
    whole = stage.steps[0].rows or 1
    start = 0.0
    for place, step in enumerate(stage.steps):
        share = step.rows / whole
        begins = 0.0 if step.sort == "all" else start
        drawn.add_bar(
            x=[max(share, LEAST) if step.rows else 0],
            base=[min(begins, 1 - LEAST)],
            y=[place + 0.22],
            orientation="h",
            width=BAR,
            marker={"color": _colour(step, ink), "line": {"width": 0}},
            hovertemplate=f"{step.label}<br>{said(step, whole)}<extra></extra>",
        )
        if step.sort != "all":
            start += share
        _words(drawn, step, place, whole, theme, narrow=narrow)
    drawn.update_xaxes(range=[0, 1], visible=False)
    drawn.update_yaxes(range=[len(stage.steps) - 0.5, -0.5], visible=False)
    return drawn


def _colour(step: Step, ink: look.Tokens) -> str:
    return {"all": ink.ink_3, "kept": ink.common, "left": ink.bar, "held": ink.concern}[step.sort]


def _words(
    drawn: go.Figure, step: Step, place: int, whole: int, theme: str, *, narrow: bool
) -> None:
    ink = look.tokens(theme)
    most = LETTERS[narrow]
    label = step.label if len(step.label) <= most else f"{step.label[: most - 1]}…"
    colour = ink.concern_text if step.sort == "held" else ink.ink_2
    plain = {"showarrow": False, "yanchor": "middle", "y": place - 0.2}
    drawn.add_annotation(
        text=f"{MARKS[step.sort]}{label}", x=0, xanchor="left", font={"color": colour}, **plain
    )
    drawn.add_annotation(
        text=said(step, whole, short=narrow), x=1, xanchor="right", font={"color": ink.ink}, **plain
    )


def said(step: Step, whole: int, *, short: bool = False) -> str:
    """`1,042 · 5.9 %`; the number alone for all rows, and where room is short."""
    number = wording.count(step.rows)
    if step.sort == "all" or short:
        return number
    return f"{number} · {wording.amount(step.rows / whole, 'share')}"


def alt(answer: Flow) -> str:
    """The stages in words, for who cannot see them."""
    return " ".join(
        f"{stage.title}: "
        + ", ".join((f"{step.label} {wording.whole(step.rows)}") for step in stage.steps)
        + "."
        for stage in answer.stages
    )
