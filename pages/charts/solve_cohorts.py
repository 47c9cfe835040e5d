"""Reopened share by month of the first solve, with 95 % intervals; cohorts still open are hollow.

A provisional month is hatched and its point hollow: the windows of some of its tickets still run,
and only those that are over are in its share.
"""

from collections.abc import Sequence

import plotly.graph_objects as go

from pages.charts import axes
from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.ticket_shapes import Reopens, SolveMonth

HEIGHT = 300


def figure(answer: Reopens, theme: str, *, narrow: bool = False) -> go.Figure:
    """One point a cohort, the share of all of them as a dashed line."""
    ink, shown = look.tokens(theme), answer.months
    drawn = look.blank(theme, HEIGHT, margin={"l": 48, "r": 12 if narrow else 96, "t": 22, "b": 42})
    top = max([one.high or 0.0 for one in shown] + [answer.share or 0.0, 0.05]) * 1.08
    for place, one in enumerate(shown):
        if one.is_provisional:
            _hatched(drawn, place, top, ink)
    if answer.share is not None:
        line = {"color": ink.edge, "width": 1, "dash": "4px,4px"}
        drawn.add_shape(type="line", x0=-0.5, x1=len(shown) - 0.5, y0=answer.share,
                        y1=answer.share, line=line)  # fmt: skip
        if not narrow:
            axes.margin_labels(
                drawn, [(answer.share, f"all {wording.amount(answer.share, 'share')}", ink.ink_3)],
                (0.0, top), HEIGHT - 64,
            )  # fmt: skip
    _points(drawn, shown, ink)
    places, words = axes.month_ticks([one.month for one in shown], every=3 if narrow else 1)
    drawn.update_xaxes(range=[-0.6, len(shown) - 0.4], tickvals=places, ticktext=words)
    drawn.update_yaxes(axes.unit_axis("share", 0.0, top))
    return drawn


def _hatched(drawn: go.Figure, place: int, top: float, ink: look.Tokens) -> None:
    drawn.add_bar(
        x=[place], y=[top], width=1, hoverinfo="skip", name="provisional",
        marker={
            "color": "rgba(0,0,0,0)", "line": {"width": 0},
            "pattern": {"shape": "/", "fgcolor": ink.hatch, "size": 7, "solidity": 0.2},
        },
    )  # fmt: skip
    drawn.add_annotation(
        x=place, y=1, yref="paper", yanchor="bottom", yshift=3, text="provisional",
        showarrow=False, xanchor="right", xshift=22, font={"color": ink.ink_3},
    )  # fmt: skip


def _points(drawn: go.Figure, shown: Sequence[SolveMonth], ink: look.Tokens) -> None:
    known = [(i, one) for i, one in enumerate(shown) if one.share is not None]
    xs: list[float | None] = []
    ys: list[float | None] = []
    for place, one in known:
        xs += [place, place, None]
        ys += [one.low, one.high, None]
    drawn.add_scatter(
        x=xs, y=ys, mode="lines", line={"color": ink.common, "width": 1.6}, hoverinfo="skip",
        name="interval",
    )  # fmt: skip
    drawn.add_scatter(
        x=[place for place, _ in known], y=[one.share for _, one in known], mode="markers",
        marker={
            "size": 9, "opacity": 1, "line": {"width": 1.6, "color": ink.common},
            "color": [ink.paper if one.is_provisional else ink.common for _, one in known],
        },
        hovertext=[said(one) for _, one in known], hovertemplate="%{hovertext}<extra></extra>",
        name="cohorts",
    )  # fmt: skip


def said(one: SolveMonth) -> str:
    """A cohort in words."""
    share = wording.amount(one.share, "share", one.mature)
    waiting = f"<br>{wording.whole(one.waiting)} not over yet" if one.waiting else ""
    return (
        f"<b>Solved in {wording.month_name(one.month)}</b> {share}<br>95 % interval "
        f"{wording.interval(one.low, one.high, 'share', one.mature)}<br>"
        f"{wording.whole(one.reopened)} of "
        f"{wording.whole(one.mature)}{waiting}"
    )


def alt(answer: Reopens) -> str:
    """The cohorts in words."""
    told = [
        f"{wording.month_name(one.month)} {wording.amount(one.share, 'share', one.mature)}"
        + (" provisional" if one.is_provisional else "")
        for one in answer.months
        if one.share is not None
    ]
    return f"{answer.finding}. By month of the first solve: {', '.join(told) or 'none'}."
