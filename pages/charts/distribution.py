"""The cases of one month: a pale histogram low, their cumulative line, percentiles and the target.

Both are shares of the cases, so one axis serves. The axis of values ends a little beyond P99: the
tail that lies outside is said in words, not drawn as an empty plot.
"""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from pages.charts import axes
from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.spread_shapes import Distribution

HEIGHT = 380
PLOT = 292  # px between 0 and 100 %: the height without margins, less the room above 100 %
TOP, LOW = 1.04, 0.36  # how high the upright of the target and that of the mean reach
DRAWN = (50, 90, 95, 99)
SMOOTH_N = 200  # below it the cumulative line is drawn in its true steps
LABEL = 0.1  # of the axis: the room that a percentile's words take
DASHES = ("1.5px,3px", "6px,4px")  # of the earlier months, in their order
BEYOND = 1.06  # the axis ends this far beyond P99, or the target when that lies further


def figure(answer: Distribution, theme: str, *, narrow: bool = False) -> go.Figure:
    """Histogram, cumulative line, hollow dots at P50, P90, P95, P99, target and mean."""
    ink = look.tokens(theme)
    drawn = look.blank(theme, HEIGHT, margin={"l": 56, "r": 12 if narrow else 72, "t": 28, "b": 48})
    low, high = span(answer)
    _bars(drawn, answer, ink)
    _others(drawn, answer, high, ink)
    _curve(drawn, answer, high, ink)
    _percentiles(drawn, answer, (low, high), ink, narrow=narrow)
    _uprights(drawn, answer, (low, high), ink)
    drawn.update_xaxes(axes.unit_axis(answer.kpi.unit, low, high, most=6 if narrow else 10))
    drawn.update_yaxes(axes.unit_axis("share", 0.0, TOP))
    return drawn


def span(answer: Distribution) -> tuple[float, float]:
    """Lowest and highest value of the axis."""
    tops = [value for _, value in answer.percentiles]
    if answer.target is not None:
        tops.append(answer.target)
    low = min([0.0, *(bar.low for bar in answer.bars)])
    return low, max(tops, default=1.0) * BEYOND or 1.0


def alt(answer: Distribution) -> str:
    """The chart in words: finding, n, mean and percentiles."""
    unit = answer.kpi.unit
    said = ", ".join(f"P{p} {wording.amount(value, unit)}" for p, value in answer.percentiles)
    mean = wording.amount(answer.mean, unit)
    return f"{answer.finding.rstrip('.')}. n {wording.count(answer.n)}, mean {mean}, {said}."


def _bars(drawn: go.Figure, answer: Distribution, ink: look.Tokens) -> None:
    unit, total = answer.kpi.unit, max(answer.n, 1)
    drawn.add_bar(
        x=[(bar.low + bar.high) / 2 for bar in answer.bars],
        y=[bar.count / total for bar in answer.bars],
        width=[bar.high - bar.low for bar in answer.bars],
        marker={"color": ink.bar, "line": {"width": 1, "color": ink.paper}},
        hovertext=[
            f"<b>{wording.interval(bar.low, bar.high, unit)}</b><br>"
            f"{wording.count(bar.count)} of {wording.count(answer.n)}"
            for bar in answer.bars
        ],
        customdata=[[f"{bar.low:g}..{bar.high:g}"] for bar in answer.bars],
        unselected={"marker": {"opacity": 0.5}},
        hovertemplate="%{hovertext}<extra></extra>",
        name="bars",
    )


def _others(drawn: go.Figure, answer: Distribution, high: float, ink: look.Tokens) -> None:
    """The cumulative lines of earlier months, thin; the first dotted, the second dashed."""
    for (month, n, curve), dash in zip(answer.others, DASHES, strict=False):
        inside = [(value, share) for value, share in curve if value <= high]
        drawn.add_scatter(
            x=[value for value, _ in inside],
            y=[share for _, share in inside],
            mode="lines",
            line={"color": ink.ink_3, "width": 1.2, "dash": dash},
            hovertemplate=f"{wording.month_name(month)}, n {wording.whole(n)}<extra></extra>",
            name=f"month {month:%Y-%m}",
        )


def _curve(drawn: go.Figure, answer: Distribution, high: float, ink: look.Tokens) -> None:
    inside = [(value, share) for value, share in answer.curve if value <= high]
    drawn.add_scatter(
        x=[value for value, _ in inside],
        y=[share for _, share in inside],
        mode="lines",
        line={
            "color": ink.ink_2,
            "width": 2.2,
            "shape": "linear" if answer.n >= SMOOTH_N else "hv",
        },
        hoverinfo="skip",
        name="curve",
    )


def _percentiles(
    drawn: go.Figure,
    answer: Distribution,
    axis: tuple[float, float],
    ink: look.Tokens,
    *,
    narrow: bool,
) -> None:
    """Dots on the line with their value; on a phone the last stand left of it, for want of room."""
    shown = [(p, value) for p, value in answer.percentiles if p in DRAWN]
    drawn.add_scatter(
        x=[value for _, value in shown],
        y=[p / 100 for p, _ in shown],
        mode="markers",
        marker={"color": ink.paper, "size": 9, "line": {"color": ink.ink_2, "width": 1.8}},
        hovertext=[f"P{p} {wording.amount(v, answer.kpi.unit)}" for p, v in shown],
        hovertemplate="%{hovertext}<extra></extra>",
        unselected={"marker": {"opacity": 1}},
        cliponaxis=False,
        name="percentiles",
    )
    width = LABEL * (axis[1] - axis[0])
    heights = label_heights(shown, 1.5 * width)
    for (percentile, value), height in zip(shown, heights, strict=True):
        at_end = narrow and value > axis[1] - 2.5 * width
        crossed = answer.target is not None and value <= answer.target < value + width
        drawn.add_annotation(
            x=answer.target if crossed else value,
            y=percentile / 100,
            text=f"P{percentile} {wording.amount(value, answer.kpi.unit)}",
            showarrow=False,
            xanchor="right" if at_end else "left",
            xshift=0 if at_end else 8,
            yshift=round(height - percentile / 100 * PLOT, 1),
            font={"color": ink.ink},
        )


def label_heights(shown: Sequence[tuple[int, float]], reach: float) -> list[float]:
    """Heights of the percentiles' words in px above the axis: below their dot, and apart.

    Words whose dots lie within `reach` of their neighbour's are pushed apart, others are not.
    """
    wanted = [percentile / 100 * PLOT - 12 for percentile, _ in shown]
    heights, start = list(wanted), 0
    for end in range(1, len(shown) + 1):
        if end == len(shown) or shown[end][1] - shown[end - 1][1] > reach:
            heights[start:end] = axes.spread(wanted[start:end], gap=15)
            start = end
    return heights


def _uprights(
    drawn: go.Figure, answer: Distribution, axis: tuple[float, float], ink: look.Tokens
) -> None:
    """The target as a solid upright with its words on top, the mean as a dashed short one."""
    span = axis[1] - axis[0]
    if answer.target is not None:
        words = f"<b>target {wording.target(answer.kpi, answer.target)}</b>"
        line = {"color": ink.ink, "width": 1.8}
        _upright(drawn, answer.target, TOP, line)
        at_end = answer.target > axis[0] + 0.75 * span
        drawn.add_annotation(
            x=answer.target, y=TOP, text=words, showarrow=False, yanchor="bottom",
            xanchor="right" if at_end else "left", font={"color": ink.ink},
        )  # fmt: skip
    if answer.mean is not None and answer.mean <= axis[1]:
        target = answer.target
        blocked = target is not None and answer.mean <= target < answer.mean + 0.2 * span
        _upright(drawn, answer.mean, LOW, {"color": ink.ink_3, "width": 1.2, "dash": "4px,3px"})
        drawn.add_annotation(
            x=answer.mean, y=LOW, text=f"mean {wording.amount(answer.mean, answer.kpi.unit)}",
            showarrow=False, yanchor="top", xanchor="right" if blocked else "left",
            xshift=-5 if blocked else 5, font={"color": ink.ink_3},
        )  # fmt: skip


def _upright(drawn: go.Figure, value: float, top: float, line: dict[str, Any]) -> None:
    drawn.add_shape(type="line", x0=value, x1=value, y0=0, y1=top, line=line)
