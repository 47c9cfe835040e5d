"""Complaints step by step: one bar a step as long as what fell due, parted by what became of it.

Grey on time, orange late, orange stripes open and past the deadline; rate and target stand at the
right. The words say each part again.
"""

import plotly.graph_objects as go

from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.complaint_shapes import Complaints, Stage

ROW, TOP, BOTTOM = 74, 6, 6  # px


def height(answer: Complaints) -> int:
    """Px of the figure: one row for those received and one a step."""
    return TOP + BOTTOM + ROW * (1 + len(answer.stages))


def figure(answer: Complaints, theme: str, *, narrow: bool = False) -> go.Figure:
    """Received, then every step with a deadline."""
    ink = look.tokens(theme)
    drawn = look.blank(
        theme, height(answer), margin={"l": 8, "r": 92, "t": TOP, "b": BOTTOM}, dragmode=False,
        barmode="stack", bargap=0.62,
    )  # fmt: skip
    places = [-place for place in range(len(answer.stages) + 1)]
    stages = answer.stages
    parts = (
        ("received", [answer.received, *(0 for _ in stages)], ink.ink_2, ""),
        ("on time", [0, *(stage.on_time for stage in stages)], ink.ink_3, ""),
        ("late", [0, *(stage.late for stage in stages)], ink.concern, ""),
        ("open and overdue", [0, *(stage.overdue for stage in stages)], ink.concern, "/"),
    )
    for name, values, colour, hatch in parts:
        pattern = {"shape": hatch, "fgcolor": ink.paper, "size": 7, "solidity": 0.35}
        marker = {"color": colour, "line": {"color": ink.paper, "width": 1}}
        drawn.add_bar(
            y=places, x=values, orientation="h", name=name,
            marker=marker | ({"pattern": pattern} if hatch else {}),
            hovertemplate="%{x:,} " + name + "<extra></extra>",
        )  # fmt: skip
    _words(drawn, answer, ink, 0.0 if narrow else 0.3)
    most = max([answer.received, *(stage.due for stage in stages), 1])
    drawn.update_xaxes(range=[0, most], visible=False, domain=[0.0 if narrow else 0.3, 1.0])
    drawn.update_yaxes(range=[places[-1] - 0.55, 0.45], visible=False)
    return drawn


def _words(drawn: go.Figure, answer: Complaints, ink: look.Tokens, left: float) -> None:
    first = (
        "Received",
        f"in {answer.span.label}",
        "",
        f"{wording.whole(answer.received)}",
        "common",
    )
    lines = [first, *(_line(stage) for stage in answer.stages)]
    for place, (name, under, below, rate, mark) in enumerate(lines):
        colour = ink.ink if mark == "common" else ink.text(mark)
        at = -place
        head = f"<b>{name}</b>" + (f"  {under}" if left == 0 else f"<br>{under}")
        drawn.add_annotation(
            x=0, xref="paper", xanchor="left", y=at, yshift=0 if left else 23,
            yanchor="middle", text=head, align="left", showarrow=False, font={"color": ink.ink_2},
        )  # fmt: skip
        drawn.add_annotation(
            x=left, xref="paper", xanchor="left", y=at, yshift=-23, yanchor="middle", text=below,
            showarrow=False, font={"color": ink.ink_3 if mark == "common" else ink.concern_text},
        )  # fmt: skip
        drawn.add_annotation(
            x=1, xref="paper", xanchor="right", xshift=92, y=at, yanchor="middle", align="right",
            text=rate, showarrow=False, font={"color": colour},
        )  # fmt: skip


def _line(stage: Stage) -> tuple[str, str, str, str, str]:
    parts = [f"{wording.whole(stage.on_time)} on time"]
    parts += [f"{wording.whole(stage.late)} late"] if stage.late else []
    parts += [f"{wording.whole(stage.overdue)} open and overdue"] if stage.overdue else []
    share = wording.amount(stage.share, "share", stage.due)
    target = wording.target(stage.kpi)
    under = f"target {target}" if target != wording.NONE else "no target"
    mark = "concern" if stage.meets is False else "common"
    rate = f"<b>{share}</b><br>of {wording.whole(stage.due)} due"
    return stage.kpi.label, under, ", ".join(parts), rate, mark


def alt(answer: Complaints) -> str:
    """The chart in words."""
    steps = "; ".join(
        f"{s.kpi.label}: {wording.whole(s.on_time)} on time, {wording.whole(s.late)} late, "
        f"{wording.whole(s.overdue)} open and overdue "
        f"of {wording.whole(s.due)} due"
        for s in answer.stages
    )
    return f"{answer.finding.rstrip('.')}. Received {wording.whole(answer.received)}. {steps}."
