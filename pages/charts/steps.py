"""Limits in steps and flags on a trend: what begins anew where, and what happened when.

Each segment has its own band, dashed edges and mean, broken by a small gap where limits begin
anew; old limits stay visible. A flag is a letter above a dotted upright; its words stand in text
beneath the chart.
"""

from collections.abc import Sequence
from datetime import date
from string import ascii_uppercase
from typing import NamedTuple

import plotly.graph_objects as go

from pages.charts import axes
from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.marks import Flag, Segment
from warehouse.answers.shapes import Month, Trend

DASH = "4px,4px"
GAP = 0.06  # of a month, kept free at each side of a cut
FLAG_ROOM = 26  # px above the plot for letters
FLAG_CLEAR = 0.08  # of the plot's height, kept free beneath them


class Lettered(NamedTuple):
    """A flag of the drawn months: its letter, where it begins and ends, by index."""

    letter: str
    begins: int
    ends: int
    flag: Flag


def lettered(flags: Sequence[Flag], months: Sequence[Month]) -> list[Lettered]:
    """The flags that fall into these months, A, B, C … by time."""
    if not months:
        return []
    last = len(months) - 1
    found = []
    for flag in flags:
        begins, ends = (_index(months, day) for day in (flag.month, flag.until))
        if ends >= 0 and begins <= last:
            found.append((max(begins, 0), min(ends, last), flag))
    return [
        Lettered(ascii_uppercase[place % 26], begins, ends, flag)
        for place, (begins, ends, flag) in enumerate(found)
    ]


def segments(trend: Trend, months: Sequence[Month]) -> list[tuple[int, int, Segment]]:
    """The segments that are drawn, with the index of their first and last drawn month."""
    if not months:
        return []
    whole = Segment(months[0].month, months[-1].month, trend.limits)
    found = []
    for segment in trend.segments or (whole,):
        first, last = _index(months, segment.first), _index(months, segment.last)
        if last >= 0 and first < len(months):
            found.append((max(first, 0), min(last, len(months) - 1), segment))
    return found


def limits(
    drawn: go.Figure,
    trend: Trend,
    months: Sequence[Month],
    axis: tuple[float, float],
    ink: look.Tokens,
) -> list[tuple[float, str, str]]:
    """Draw every segment's band, edges and mean; the labels of the last one."""
    labels: list[tuple[float, str, str]] = []
    found = segments(trend, months)
    for place, (first, last, segment) in enumerate(found):
        left = first - 0.5 + (GAP if place else 0.0)
        right = last + 0.5 - (GAP if place < len(found) - 1 else 0.0)
        labels = _one(drawn, segment, trend.kpi.unit, (left, right), axis, ink)
    return labels


def _one(
    drawn: go.Figure,
    segment: Segment,
    unit: str,
    ends: tuple[float, float],
    axis: tuple[float, float],
    ink: look.Tokens,
) -> list[tuple[float, str, str]]:
    """One segment; limits are clipped to the axis in the drawing only."""
    found = segment.limits
    if found is None:
        return []
    floor, ceiling = axes.bounds(unit)
    lower, upper = max(found.lower, floor, axis[0]), min(found.upper, ceiling, axis[1])
    drawn.add_shape(
        type="rect", x0=ends[0], x1=ends[1], y0=lower, y1=upper, fillcolor=ink.band,
        line={"width": 0}, layer="below",
    )  # fmt: skip
    dash = "dot" if found.trial else DASH
    kind = "frozen limit" if segment.frozen_after else "trial limit" if found.trial else "limit"
    labels = []
    for name, value, end in (("Upper", found.upper, upper), ("Lower", found.lower, lower)):
        if value == end:
            _level(drawn, ends, end, {"color": ink.edge, "width": 1, "dash": dash})
            labels.append((end, f"{name} {kind} {bare(value, unit)}", ink.ink_3))
    if axis[0] <= found.mean <= axis[1]:
        _level(drawn, ends, found.mean, {"color": ink.edge, "width": 1})
        labels.append((found.mean, f"Mean {bare(found.mean, unit)}", ink.ink_3))
    return labels


def _level(
    drawn: go.Figure, ends: tuple[float, float], value: float, line: dict[str, object]
) -> None:
    drawn.add_shape(
        type="line", x0=ends[0], x1=ends[1], y0=value, y1=value, line=line, layer="below"
    )


def bare(value: float, unit: str) -> str:
    """A value without the percent sign, which stands on the axis; durations keep their unit."""
    return wording.parts(value, unit)[0] if unit == "share" else wording.amount(value, unit)


def flags(drawn: go.Figure, found: Sequence[Lettered], ink: look.Tokens) -> None:
    """Letters above the plot on dotted uprights; a bar along the top for what went on longer."""
    by_month: dict[int, list[Lettered]] = {}
    for one in found:
        by_month.setdefault(one.begins, []).append(one)
        if one.ends > one.begins:
            drawn.add_shape(
                type="line", x0=one.begins, x1=one.ends, yref="paper", y0=1, y1=1,
                line={"color": ink.ink_2, "width": 2},
            )  # fmt: skip
    for index, group in by_month.items():
        drawn.add_shape(
            type="line", x0=index, x1=index, yref="paper", y0=0, y1=1, layer="below",
            line={"color": ink.ink_2, "width": 1, "dash": "dot"},
        )  # fmt: skip
        drawn.add_annotation(
            x=index, yref="paper", y=1, yanchor="bottom", yshift=4, showarrow=False,
            text=f"<b>{' '.join(one.letter for one in group)}</b>", borderpad=2,
            font={"color": ink.paper, "size": 12}, bgcolor=ink.ink_2,
        )  # fmt: skip


def _index(months: Sequence[Month], day: date) -> int:
    first = months[0].month
    return (day.year - first.year) * 12 + day.month - first.month
