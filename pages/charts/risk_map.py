"""The risk map: likelihood by consequence, the appetite as a step line, a disc a risk.

Discs carry the short number of the risk; several in one cell stand side by side. A heavy ring
says that its review is overdue.
"""

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from pages.charts import theme as look

HEIGHT = 400
STEPS = 5
COLUMNS = 3  # discs side by side in one cell


class Place(NamedTuple):
    """One risk on the map: id, short number, score (each 1–5), what hovering says, its ring."""

    risk_id: str
    number: str
    likelihood: int
    consequence: int
    words: str
    is_heavy: bool


class Scale(NamedTuple):
    """What the map is drawn on: words of the steps, level (1–5) per likelihood and consequence."""

    likelihood: Sequence[str]
    consequence: Sequence[str]
    grid: Sequence[Sequence[int]]
    appetite: int


def figure(places: Sequence[Place], scale: Scale, theme: str, *, narrow: bool = False) -> go.Figure:
    """The map; `customdata` of a disc is its risk's id."""
    ink = look.tokens(theme)
    drawn = look.blank(theme, HEIGHT, margin={"l": 104, "r": 8, "t": 12, "b": 56})
    ramp = [[i / (STEPS - 1), colour] for i, colour in enumerate(ink.risk)]
    drawn.add_heatmap(
        x=list(range(STEPS)),
        y=list(range(STEPS)),
        z=[list(row) for row in scale.grid],
        zmin=1,
        zmax=STEPS,
        colorscale=ramp,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="skip",
    )
    _appetite(drawn, scale, ink)
    _discs(drawn, places, ink, size=20 if narrow else 26)
    ticks = {
        "tickvals": list(range(STEPS)),
        "range": [-0.5, STEPS - 0.5],
        "showline": False,
        "tickangle": 0,
    }
    drawn.update_xaxes(ticktext=list(scale.consequence), **ticks)
    drawn.update_xaxes(title={"text": "consequence →", "standoff": 10, "font": {"size": look.TEXT}})
    drawn.update_yaxes(ticktext=list(scale.likelihood), showgrid=False, **ticks)
    drawn.add_annotation(
        x=0,
        y=STEPS - 0.5,
        xref="paper",
        text="likelihood ↑",
        showarrow=False,
        xanchor="right",
        yanchor="top",
        xshift=-6,
    )
    return drawn


def alt(places: Sequence[Place], scale: Scale) -> str:
    """The map in words: how many risks, and which lie above appetite."""
    above = [p.risk_id for p in places if _level(scale, p) > scale.appetite]
    said = ", ".join(above) if above else "none"
    return f"Risk map with {len(places)} open risks. Above appetite: {said}."


def _level(scale: Scale, place: Place) -> int:
    return scale.grid[place.likelihood - 1][place.consequence - 1]


def _appetite(drawn: go.Figure, scale: Scale, ink: look.Tokens) -> None:
    """The step line between cells within appetite and cells above it."""
    line = {"color": ink.ink, "width": 1.8}
    for row in range(STEPS):
        for column in range(STEPS):
            above = scale.grid[row][column] > scale.appetite
            if column and above != (scale.grid[row][column - 1] > scale.appetite):
                x = column - 0.5
                drawn.add_shape(type="line", x0=x, x1=x, y0=row - 0.5, y1=row + 0.5, line=line)
            if row and above != (scale.grid[row - 1][column] > scale.appetite):
                y = row - 0.5
                drawn.add_shape(
                    type="line", x0=column - 0.5, x1=column + 0.5, y0=y, y1=y, line=line
                )


def spots(places: Sequence[Place]) -> list[tuple[float, float]]:
    """Where each disc stands (x, y): the middle of its cell, or in rows of three beside others."""
    cells: dict[tuple[int, int], list[int]] = {}
    for index, place in enumerate(places):
        cells.setdefault((place.likelihood, place.consequence), []).append(index)
    spots = [(0.0, 0.0)] * len(places)
    for (likelihood, consequence), members in cells.items():
        rows = -(-len(members) // COLUMNS)
        for slot, index in enumerate(members):
            row, column = divmod(slot, COLUMNS)
            wide = min(COLUMNS, len(members) - row * COLUMNS)
            x = consequence - 1 + (column - (wide - 1) / 2) * 0.34
            y = likelihood - 1 - (row - (rows - 1) / 2) * 0.36
            spots[index] = (round(x, 3), round(y, 3))
    return spots


def _discs(drawn: go.Figure, places: Sequence[Place], ink: look.Tokens, *, size: int) -> None:
    where = spots(places)
    drawn.add_scatter(
        x=[x for x, _ in where],
        y=[y for _, y in where],
        mode="markers+text",
        text=[f"<b>{place.number}</b>" for place in places],
        textfont={"color": ink.ink, "size": 12},
        marker={
            "size": size,
            "color": ink.paper,
            "line": {"color": ink.ink, "width": [2.8 if p.is_heavy else 1.2 for p in places]},
        },
        hovertext=[place.words for place in places],
        hovertemplate="%{hovertext}<extra></extra>",
        customdata=[[place.risk_id] for place in places],
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        name="risks",
    )
