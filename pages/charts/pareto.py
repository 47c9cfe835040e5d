"""A Pareto chart: horizontal bars by size, and on the same axis the share that they reach together.

One axis for both, the share of all cases with a code: a second scale could make any line look
steep. The catch-all stands last and is hatched, since nothing can be done about it.
"""

import plotly.graph_objects as go

from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.complaint_shapes import Causes
from warehouse.stats.pareto import Bar

ROW, TOP, BOTTOM, NAMED = 30, 8, 36, 7  # px; causes with a bar of their own
OTHER = "other"


def bars(causes: Causes) -> list[Bar]:
    """The largest causes; smaller ones are one bar, the catch-all stays last."""
    if causes.pareto is None:
        return []
    found = list(causes.pareto.bars)
    named, last = [b for b in found if b.name != OTHER], [b for b in found if b.name == OTHER]
    if len(named) > NAMED + 1:
        rest = named[NAMED:]
        weight = sum(bar.weight for bar in rest)
        together = Bar(f"{len(rest)} more", weight, rest[-1].cumulative)
        named = [*named[:NAMED], together]
    return [*named, *last]


def height(causes: Causes) -> int:
    """Px of the figure."""
    return TOP + BOTTOM + ROW * len(bars(causes))


def figure(causes: Causes, theme: str, *, narrow: bool = False) -> go.Figure:
    """Bars with number and share; the line is what a cause and all above it make up."""
    ink, shown = look.tokens(theme), bars(causes)
    total = causes.pareto.total if causes.pareto else 1.0
    drawn = look.blank(
        theme, height(causes), margin={"l": 8, "r": 12, "t": TOP, "b": BOTTOM}, dragmode=False,
        bargap=0.32,
    )  # fmt: skip
    places = [-place for place in range(len(shown))]
    shares = [bar.weight / total for bar in shown]
    hatched = [bar.name == OTHER for bar in shown]
    drawn.add_bar(
        y=places, x=shares, orientation="h", name="causes",
        marker={
            "color": [ink.paper if is_other else ink.bar for is_other in hatched],
            "line": {"color": [ink.edge if o else ink.bar for o in hatched], "width": 1},
            "pattern": {"shape": ["/" if o else "" for o in hatched], "fgcolor": ink.hatch,
                        "size": 7, "solidity": 0.2},
        },
        hovertext=[
            f"<b>{bar.name}</b> {wording.whole(bar.weight)}<br>with all above "
            f"{wording.amount(bar.cumulative, 'share')}" for bar in shown
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    drawn.add_scatter(
        x=[bar.cumulative for bar in shown], y=places, mode="lines+markers", name="cumulative",
        line={"color": ink.common, "width": 2}, marker={"size": 6, "color": ink.common},
        hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip
    left = 0.6 if narrow else 0.46
    _names(drawn, shown, left, total, ink)
    drawn.update_xaxes(
        range=[0, 1.02], domain=[left, 1.0], tickvals=[0, 0.5, 0.8, 1.0], showgrid=True,
        ticktext=[f"{t}{wording.NARROW}%" for t in (0, 50, 80, 100)], gridcolor=ink.grid,
    )  # fmt: skip
    drawn.update_yaxes(range=[-len(shown) + 0.4, 0.6], visible=False)
    return drawn


def _names(drawn: go.Figure, shown: list[Bar], left: float, total: float, ink: look.Tokens) -> None:
    """Name, number and share of every bar, left of the axis."""
    for bar, place in zip(shown, range(0, -len(shown), -1), strict=True):
        drawn.add_annotation(
            x=0, xref="paper", xanchor="left", y=place, yanchor="middle", showarrow=False,
            text=wording.words(bar.name), font={"color": ink.ink_2},
        )  # fmt: skip
        drawn.add_annotation(
            x=left, xref="paper", xanchor="right", xshift=-8, y=place, yanchor="middle",
            showarrow=False, text=f"<b>{wording.whole(bar.weight)}</b>  "
            f"{wording.amount(bar.weight / total, 'share', int(total))}",
            font={"color": ink.ink},
        )  # fmt: skip


def alt(causes: Causes) -> str:
    """The chart in words."""
    said = "; ".join(
        f"{wording.words(bar.name)} {wording.whole(bar.weight)}, together "
        f"{wording.amount(bar.cumulative, 'share')}"
        for bar in bars(causes)
    )
    return f"{causes.label}: {said or 'none'}."
