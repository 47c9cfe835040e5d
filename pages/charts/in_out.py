"""Tickets in and out by month under what was open at each month's end: two plots, one time axis.

Each plot has its own scale from 0, because a month's work is many times its backlog. Reopened
tickets stand dark on top of the created ones; what went out hangs below the line.
"""

from collections.abc import Sequence

import plotly.graph_objects as go

from pages.charts import axes
from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.ticket_shapes import Backlog, FlowMonth

HEIGHT = 350
SHOWN = 12  # months
UPPER, LOWER = (0.64, 1.0), (0.0, 0.52)  # of the height


def months(answer: Backlog) -> tuple[FlowMonth, ...]:
    """The months that are drawn."""
    return answer.months[-SHOWN:]


def figure(answer: Backlog, theme: str, *, narrow: bool = False) -> go.Figure:
    """Above the backlog as a line, below what came in and went out as bars."""
    ink, shown = look.tokens(theme), months(answer)
    drawn = look.blank(
        theme, HEIGHT, margin={"l": 44, "r": 12 if narrow else 88, "t": 24, "b": 42},
        barmode="relative", bargap=0.35,
    )  # fmt: skip
    places = list(range(len(shown)))
    _bars(drawn, shown, places, ink)
    drawn.add_scatter(
        x=places, y=[one.closing for one in shown], yaxis="y2", mode="lines+markers",
        line={"color": ink.ink_2, "width": 2}, marker={"size": 7, "color": ink.ink_2},
        hovertext=[_said(one) for one in shown], hovertemplate="%{hovertext}<extra></extra>",
        name="open at the end", cliponaxis=False,
    )  # fmt: skip
    _axes(drawn, shown, ink, narrow=narrow)
    if shown:
        _labels(drawn, shown, ink, narrow=narrow)
    return drawn


def alt(answer: Backlog) -> str:
    """The newest month in words, and the span of the backlog."""
    shown = months(answer)
    if not shown:
        return "No month to show."
    lows = [one.closing for one in shown]
    return (
        f"{answer.finding}. Open at the end of a month: {wording.whole(min(lows))} to "
        f"{wording.whole(max(lows))} over "
        f"{len(shown)} months. {_said(shown[-1], ', ')}."
    )


def _bars(
    drawn: go.Figure, shown: Sequence[FlowMonth], places: list[int], ink: look.Tokens
) -> None:
    parts = (
        ("created", [one.created for one in shown], ink.bar),
        ("reopened", [one.reopened for one in shown], ink.ink_2),
        ("solved", [-one.ended for one in shown], ink.common),
    )
    for name, values, colour in parts:
        drawn.add_bar(
            x=places, y=values, name=name, marker={"color": colour, "line": {"width": 0}},
            hovertext=[_said(one) for one in shown], hovertemplate="%{hovertext}<extra></extra>",
        )  # fmt: skip


def _axes(drawn: go.Figure, shown: Sequence[FlowMonth], ink: look.Tokens, *, narrow: bool) -> None:
    places, words = axes.month_ticks(
        [one.month for one in shown], every=3 if narrow else max(1, -(-len(shown) // 12))
    )
    drawn.update_xaxes(range=[-0.6, len(shown) - 0.4], tickvals=places, ticktext=words)
    most = max([one.closing for one in shown], default=0) or 1
    up = max([one.created + one.reopened for one in shown], default=0) or 1
    down = max([one.ended for one in shown], default=0) or 1
    upper = axes.unit_axis("count", 0, most * 1.3, 3)
    lower = axes.unit_axis("count", -down * 1.08, up * 1.12, 4)
    lower["ticktext"] = [words.lstrip("\u2212") for words in lower["ticktext"]]
    drawn.update_layout(
        yaxis={**lower, "domain": list(LOWER), "zeroline": True, "zerolinecolor": ink.edge},
        yaxis2={**upper, "domain": list(UPPER), "anchor": "x", "overlaying": None},
    )  # fmt: skip


def _labels(
    drawn: go.Figure, shown: Sequence[FlowMonth], ink: look.Tokens, *, narrow: bool
) -> None:
    """What each plot is, above it at the left; the newest month's numbers in the margin."""
    newest = shown[-1]
    for words, top in (("open at the end of the month", UPPER[1]), ("in, and out below", LOWER[1])):
        drawn.add_annotation(
            x=0, xref="paper", xanchor="left", y=top, yref="paper", yanchor="bottom", yshift=2,
            text=words, showarrow=False, font={"color": ink.ink_3},
        )  # fmt: skip
    told = (
        ("y2", newest.closing, f"<b>{wording.whole(newest.closing)}</b> open", ink.ink),
        ("y", newest.created / 2, f"{wording.whole(newest.created)} created", ink.ink_3),
        (
            "y",
            newest.created + newest.reopened,
            (f"{wording.whole(newest.reopened)} reopened"),
            ink.ink_2,
        ),
        ("y", -newest.ended / 2, f"{wording.whole(newest.ended)} solved", ink.common_text),
    )
    for axis, value, words, colour in () if narrow else told:
        drawn.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=value, yref=axis, yanchor="middle",
            text=words, showarrow=False, font={"color": colour},
        )  # fmt: skip
    if narrow:
        drawn.add_annotation(
            x=len(shown) - 1, xanchor="right", y=newest.closing, yref="y2", yanchor="bottom",
            yshift=10, text=f"<b>{wording.whole(newest.closing)}</b>", showarrow=False, xshift=6,
            font={"color": ink.ink},
        )  # fmt: skip


def _said(one: FlowMonth, between: str = "<br>") -> str:
    name = wording.month_name(one.month)
    parts = [
        (f"{name}: {wording.whole(one.opening)} at the start"),
        f"+ {wording.whole(one.created)} created",
    ]
    parts += [
        (f"+ {wording.whole(one.reopened)} reopened"),
        f"\u2212 {wording.whole(one.ended)} solved",
    ]
    return between.join([*parts, f"= {wording.whole(one.closing)} open at the end"])
