"""Value axes, month axes and direct labels that do not collide."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from math import floor, log10
from typing import Any

import plotly.graph_objects as go

from pages.parts import wording

STEPS = (1, 2, 2.5, 5, 10, 20, 50)
CLOCK_STEPS = (1, 2, 5, 10, 20, 50)  # a quarter of ten minutes is no time that people think in
LABEL_GAP = 16  # px between two labels in the margin


def ticks(low: float, high: float, most: int = 5, steps: Sequence[float] = STEPS) -> list[float]:
    """Round values for at most `most` grid lines between two limits, both within."""
    span = high - low
    if span <= 0:
        return [low]
    power = 10.0 ** floor(log10(span / most))
    step = next(s * power for s in steps if span / (s * power) <= most)
    first = -(-low // step)
    return [round((first + i) * step, 12) for i in range(most + 2) if (first + i) * step <= high]


def unit_axis(unit: str, low: float, high: float, most: int = 5) -> dict[str, Any]:
    """Tick positions and words of a value axis: one unit for the whole axis."""
    factor, suffix = wording.axis_unit(unit, max(abs(low), abs(high)))
    steps = CLOCK_STEPS if unit in ("seconds", "hours") else STEPS
    places = ticks(low * factor, high * factor, most, steps)
    spans = [b - a for a, b in pairwise(places)]
    step = min(spans, default=1.0)
    decimals = (
        0 if step >= 1 and step == int(step) else 1 if round(step * 10, 6).is_integer() else 2
    )
    tail = f"{wording.NARROW}{suffix}" if suffix else ""
    return {
        "tickmode": "array",
        "tickvals": [place / factor for place in places],
        "ticktext": [wording.decimal(place, decimals) + tail for place in places],
        "range": [low, high],
    }


def spread(places: Sequence[float], gap: float = LABEL_GAP) -> list[float]:
    """Label positions in px pushed apart until none is nearer than `gap`; order is kept.

    Neighbours that collide share their room evenly around their common middle.
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    groups: list[tuple[float, list[int]]] = []  # middle, members in order
    for index in order:
        middle, members = places[index], [index]
        while groups:
            above, others = groups[-1]
            reach = (len(members) + len(others)) / 2 * gap
            if middle - above >= reach:
                break
            groups.pop()
            size = len(members) + len(others)
            middle = (middle * len(members) + above * len(others)) / size
            members = others + members
        groups.append((middle, members))
    result = [0.0] * len(places)
    for middle, members in groups:
        for slot, index in enumerate(members):
            result[index] = middle + (slot - (len(members) - 1) / 2) * gap
    return result


def margin_labels(
    figure: go.Figure,
    labels: Sequence[tuple[float, str, str]],
    span: tuple[float, float],
    plot_height: float,
) -> None:
    """Write (value, words, colour) in the right margin at their height, pushed apart.

    Args:
        figure: gets one annotation a label.
        labels: value on the y axis, words, colour.
        span: lowest and highest value of the y axis.
        plot_height: px between them.
    """
    scale = plot_height / (span[1] - span[0])
    wanted = [(value - span[0]) * scale for value, _, _ in labels]
    for (value, words, colour), place, meant in zip(labels, spread(wanted), wanted, strict=True):
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=8,
            y=value,
            yref="y",
            yanchor="middle",
            yshift=round(place - meant, 1),
            text=words,
            showarrow=False,
            align="left",
            font={"color": colour},
        )


def bounds(unit: str) -> tuple[float, float]:
    """What a value of this unit can be at least and at most; scores and points are free."""
    if unit == "share":
        return 0.0, 1.0
    if unit == "points":
        return -100.0, 100.0
    return 0.0, float("inf")


def month_ticks(months: Sequence[date], *, every: int) -> tuple[list[int], list[str]]:
    """Where the months are named; the year stands under its first month."""
    places: list[int] = []
    words: list[str] = []
    shown: int | None = None
    for index, month in enumerate(months):
        if index % every:
            continue
        year = "" if month.year == shown else f"<br>{month.year}"
        shown = month.year
        places.append(index)
        words.append(f"{month:%b}{year}")
    return places, words


def inside_labels(
    figure: go.Figure,
    labels: Sequence[tuple[float, str, str]],
    span: tuple[float, float],
    plot_height: float,
    ground: str,
) -> None:
    """On a phone: the labels above their lines, at the left, pushed apart like in the margin.

    Args:
        figure: gets one annotation a label.
        labels: value on the y axis, words, colour.
        span: lowest and highest value of the y axis.
        plot_height: px between them.
        ground: the colour behind the words.
    """
    scale = plot_height / (span[1] - span[0])
    wanted = [(value - span[0]) * scale + 10 for value, _, _ in labels]
    for (value, words, colour), place, meant in zip(labels, spread(wanted), wanted, strict=True):
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", xshift=2, y=value, yref="y", yanchor="middle",
            yshift=round(place - meant + 10, 1), text=words, showarrow=False, borderpad=0,
            font={"color": colour}, bgcolor=ground,
        )  # fmt: skip
