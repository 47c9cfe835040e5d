"""The XmR trend: months in order with the process's own range, its mean, target and signals.

Limits stand in steps where they begin anew, and what happened is flagged by letters.

One slot a month; a missing month is a gap and is never bridged. Provisional months stand in a
hatched column, hollow, joined by dots, and carry no signal.
"""

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any

import plotly.graph_objects as go

from pages.charts import axes, restated, steps
from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.marks import Segment
from warehouse.answers.shapes import Month, Trend
from warehouse.stats.control_limits import Limits

HEIGHT = 380  # px of the 12-month chart
STRIP = 190  # px of the strip with the whole history
DASH = steps.DASH
LABELLED = 2  # how many of the last signal points carry their value
TOP, BOTTOM = 12, 48


def figure(trend: Trend, theme: str, *, narrow: bool = False, height: int = HEIGHT) -> go.Figure:
    """The last 12 months, `height` px high; on a phone without a right margin."""
    return _draw(trend, trend.months, theme, height, narrow, labelled=LABELLED)


def strip(trend: Trend, theme: str, *, narrow: bool = False) -> go.Figure:
    """The whole history on the same axes, lower and with smaller points."""
    return _draw(trend, trend.history, theme, STRIP, narrow, labelled=0)


def alt(trend: Trend) -> str:
    """The chart in one sentence for who cannot see it: finding, first, last, lowest, highest."""
    return f"{trend.finding.rstrip('.')}. {wording.course(trend.months, trend.kpi.unit)}"


def span(trend: Trend, months: Sequence[Month]) -> tuple[float, float]:
    """The value axis: limits and target fill about two thirds, every point is inside.

    Never below 0 and, for shares, hardly above 1: no process can go there.
    """
    floor, ceiling = axes.bounds(trend.kpi.unit)
    core = [m.target for m in months if m.target is not None]
    points = [m.value for m in months if m.value is not None]
    points += [value for value in restated.values(trend, months) if value is not None]
    for _, _, segment in steps.segments(trend, months):
        if segment.limits is not None:
            core += [max(segment.limits.lower, floor), min(segment.limits.upper, ceiling)]
    low, high = min(core or points or [0.0]), max(core or points or [1.0])
    pad = (high - low) / 4 or abs(high) / 4 or 0.5
    room = 0.06 * (max([*points, high]) - min([*points, low])) or pad / 4
    low = min([low - pad, *(p - room for p in points)])
    high = max([high + pad, *(p + room for p in points)])
    return max(low, floor), min(high, ceiling + room if ceiling < float("inf") else ceiling)


def _draw(
    trend: Trend, months: Sequence[Month], theme: str, height: int, narrow: bool, labelled: int
) -> go.Figure:
    ink = look.tokens(theme)
    drawn = look.blank(theme, height)
    low, high = span(trend, months)
    places, words = axes.month_ticks(
        [m.month for m in months], every=max(1, -(-len(months) // (6 if narrow else 14)))
    )
    drawn.update_xaxes(
        range=[-0.5, len(months) - 0.5],
        tickmode="array",
        tickvals=places,
        ticktext=words,
        tickangle=0,
    )
    drawn.update_yaxes(axes.unit_axis(trend.kpi.unit, low, high))
    flagged = steps.lettered(trend.flags, months) if labelled else []
    if flagged:  # the letters stand above, and so may the value of a high point
        high += (high - low) * steps.FLAG_CLEAR
        drawn.update_yaxes(range=[low, high])
    top = TOP + (steps.FLAG_ROOM if flagged else 0)
    drawn.update_layout(margin={"t": top})
    labels = steps.limits(drawn, trend, months, (low, high), ink)
    labels += _target(drawn, trend, months, ink)
    steps.flags(drawn, flagged, ink)
    _unsettled(drawn, months, (low, high), ink, named=bool(labelled))
    _lines(drawn, months, steps.segments(trend, months), ink)
    restated.draw(drawn, trend, months, ink, named=bool(labelled))
    _points(drawn, trend, months, ink, small=not labelled)
    _values(drawn, trend, months[-labelled * 6 :] if labelled else (), len(months), ink)
    if narrow:
        drawn.update_layout(margin={"r": 12})
        named = labels if labelled else []
        axes.inside_labels(drawn, named, (low, high), height - top - BOTTOM, ink.band)
    else:
        axes.margin_labels(drawn, labels, (low, high), height - top - BOTTOM)
    return drawn


def _target(
    drawn: go.Figure, trend: Trend, months: Sequence[Month], ink: look.Tokens
) -> list[tuple[float, str, str]]:
    """The target in steps, as it was in force; a change is joined by a dotted upright."""
    start = 0
    steps: list[tuple[float | None, int, int]] = []
    for value, run in groupby(m.target for m in months):
        end = start + len(list(run))
        steps.append((value, start, end))
        start = end
    for index, (value, first, last) in enumerate(steps):
        if value is None:
            continue
        line = {"color": ink.ink, "width": 1.8}
        drawn.add_shape(type="line", x0=first - 0.5, x1=last - 0.5, y0=value, y1=value, line=line)
        before = steps[index - 1][0] if index else None
        if before is not None:
            line = {"color": ink.ink, "width": 1, "dash": "dot"}
            drawn.add_shape(
                type="line", x0=first - 0.5, x1=first - 0.5, y0=before, y1=value, line=line
            )
    if not steps or steps[-1][0] is None:
        return []
    words = f"<b>Target {wording.target(trend.kpi, steps[-1][0])}</b>"
    return [(steps[-1][0], words, ink.ink)]


def _unsettled(
    drawn: go.Figure,
    months: Sequence[Month],
    axis: tuple[float, float],
    ink: look.Tokens,
    *,
    named: bool,
) -> None:
    """Hatched columns for provisional and withheld months, a dash for missing ones."""
    words = {"provisional": "provis-<br>ional", "withheld": "fewer<br>than 5"}
    hatched = [i for i, m in enumerate(months) if m.status in words]
    pattern = {"shape": "/", "size": 7, "solidity": 0.2, "fgcolor": ink.hatch}
    drawn.add_bar(
        x=hatched, y=[axis[1] - axis[0]] * len(hatched), base=axis[0], width=1, hoverinfo="skip",
        marker={"color": "rgba(0,0,0,0)", "pattern": pattern, "line": {"width": 0}},
        name="hatch", selectedpoints=False,
    )  # fmt: skip
    for status, column in groupby(hatched if named else (), key=lambda i: months[i].status):
        places = list(column)
        crowded = any(
            (months[i].value or axis[0]) > axis[0] + (axis[1] - axis[0]) * 2 / 3 for i in places
        )
        drawn.add_annotation(
            x=sum(places) / len(places), y=axis[0 if crowded else 1], text=words[status],
            showarrow=False, yanchor="bottom" if crowded else "top",
            yshift=4 if crowded else -4, font={"color": ink.ink_3},
            bgcolor=ink.paper if len(months) > 1 else None,
        )  # fmt: skip
    for index, month in enumerate(months if named else ()):
        if month.status == "missing" or (month.value is None and month.status == "final"):
            drawn.add_annotation(
                x=index, y=axis[0], text="no<br>data", showarrow=False, yanchor="bottom",
                yshift=2, font={"color": ink.ink_3},
            )  # fmt: skip


def _lines(
    drawn: go.Figure,
    months: Sequence[Month],
    segments: Sequence[tuple[int, int, Segment]],
    ink: look.Tokens,
) -> None:
    """The data line through closed months; dots lead to a provisional one; gaps stay gaps.

    Where limits begin anew it is broken: what lies on both sides is not one process.
    """
    final = [m.value if m.status == "final" else None for m in months]
    places = list(range(len(months)))
    line = {"color": ink.common, "width": 2}
    for first, last, _ in segments:
        part = slice(first, last + 1)
        drawn.add_scatter(
            x=places[part], y=final[part], mode="lines", line=line, connectgaps=False,
            hoverinfo="skip", name="line",
        )  # fmt: skip
    for here, there in pairwise(places):
        pair = (months[here], months[there])
        if pair[1].status == "provisional" and None not in (pair[0].value, pair[1].value):
            drawn.add_scatter(
                x=[here, there], y=[pair[0].value, pair[1].value], mode="lines",
                line={**line, "dash": "dot"}, hoverinfo="skip", name="provisional",
            )  # fmt: skip


def _points(
    drawn: go.Figure, trend: Trend, months: Sequence[Month], ink: look.Tokens, *, small: bool
) -> None:
    """One marker a month that has a value: shape and colour by its mark, hollow if provisional."""
    shown = [(i, m) for i, m in enumerate(months) if m.value is not None]
    scale = 0.7 if small else 1.0
    hollow = [m.status == "provisional" for _, m in shown]
    colours = [ink.mark(m.mark) for _, m in shown]
    marker: dict[str, Any] = {
        "symbol": [look.SYMBOLS[m.mark] for _, m in shown],
        "size": [look.SIZES[m.mark] * scale for _, m in shown],
        "color": [ink.paper if h else c for h, c in zip(hollow, colours, strict=True)],
        "line": {
            "width": 1.5,
            "color": [c if h else ink.paper for h, c in zip(hollow, colours, strict=True)],
        },
        "opacity": 1,
    }
    drawn.add_scatter(
        x=[i for i, _ in shown],
        y=[m.value for _, m in shown],
        mode="markers",
        marker=marker,
        name="months",
        customdata=[[f"{m.month:%Y-%m}"] for _, m in shown],
        hovertext=[_hover(trend, m) for _, m in shown],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        cliponaxis=False,
    )


def _hover(trend: Trend, month: Month) -> str:
    unit = trend.kpi.unit
    lines = [
        f"<b>{wording.month_name(month.month)}</b> {wording.amount(month.value, unit, month.n)}"
    ]
    if month.low is not None:
        lines.append(f"95 % interval {wording.interval(month.low, month.high, unit, month.n)}")
    lines.append(f"n {wording.count(month.n)}")
    if month.target is not None:
        lines.append(f"target {wording.target(trend.kpi.at(month.month), month.target)}")
    if month.status == "provisional":
        lines.append("provisional")
    if month.is_revised:
        lines.append("(R) revised after being final")
    if any(month.month in segment.left_out for segment in trend.segments):
        lines.append("left out of the limits, for a known cause")
    return "<br>".join(lines)


def _values(
    drawn: go.Figure, trend: Trend, recent: Sequence[Month], total: int, ink: look.Tokens
) -> None:
    """The last signal points carry their value, away from the mean."""
    offset = total - len(recent)
    marked = [(offset + i, m) for i, m in enumerate(recent) if m.mark != "common"]
    mean = trend.limits.mean if trend.limits else 0.0
    for index, month in marked[-LABELLED:]:
        above = (month.value or 0.0) >= mean
        drawn.add_annotation(
            x=index, y=month.value, text=f"<b>{wording.amount(month.value, trend.kpi.unit)}</b>",
            showarrow=False, yshift=16 if above else -16, font={"color": ink.text(month.mark)},
            bgcolor=ink.paper if _outside(month.value, trend.limits) else ink.band, borderpad=0,
        )  # fmt: skip


def _outside(value: float | None, limits: Limits | None) -> bool:
    return limits is None or value is None or not limits.lower <= value <= limits.upper
