"""Groups compared: a dot and its 95 % interval for each, value and n printed beside it.

A group is coloured only where its interval leaves out the figure of all together; those with few
cases are hollow, those with too few are named without a value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from pages.charts import axes
from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.shapes import Mark

ROW, HEAD, TOP, BOTTOM = 24, 30, 8, 36  # px


@dataclass(frozen=True)
class Dot:
    """One line of the chart; a `head` has words only. `value` None is withheld."""

    name: str
    head: bool = False
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    mark: Mark = "common"
    is_few: bool = False


def height(dots: Sequence[Dot]) -> int:
    """Px of the whole figure."""
    return TOP + BOTTOM + sum(HEAD if dot.head else ROW for dot in dots)


def figure(
    dots: Sequence[Dot], unit: str, centre: float | None, theme: str, *, narrow: bool = False
) -> go.Figure:
    """Names at the left, intervals in the middle, figures at the right."""
    ink = look.tokens(theme)
    right = 104 if narrow else 130
    drawn = look.blank(
        theme, height(dots), margin={"l": 8, "r": right, "t": TOP, "b": BOTTOM}, dragmode=False
    )
    places = _places(dots)
    low, high = _span(dots, unit, centre)
    shown = [(dot, at) for dot, at in zip(dots, places, strict=True) if dot.value is not None]
    if centre is not None:
        drawn.add_vline(x=centre, line={"color": ink.edge, "width": 1, "dash": "4px,4px"})
    _intervals(drawn, shown, ink)
    _marks(drawn, shown, unit, ink)
    words = [
        one for dot, at in zip(dots, places, strict=True) for one in _words(dot, at, unit, ink)
    ]
    drawn.update_layout(annotations=words)  # at once: Plotly checks all of them at every addition
    share = 0.42 if narrow else 0.34
    axis = axes.unit_axis(unit, low, high, 3 if narrow else 5)
    drawn.update_xaxes(axis | {"domain": [share, 1.0], "showgrid": True, "gridcolor": ink.grid})
    drawn.update_yaxes(range=[-(places[-1] + ROW) if places else -1, 0], visible=False)
    return drawn


def _places(dots: Sequence[Dot]) -> list[float]:
    places, at = [], 0.0
    for dot in dots:
        step = HEAD if dot.head else ROW
        places.append(at + (step * 0.62 if dot.head else step / 2))
        at += step
    return places


def _span(dots: Sequence[Dot], unit: str, centre: float | None) -> tuple[float, float]:
    ends = [end for dot in dots for end in (dot.low, dot.high, dot.value) if end is not None]
    ends += [centre] if centre is not None else []
    floor, ceiling = axes.bounds(unit)
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    room = (high - low) * 0.04 or 0.01
    return max(low - room, floor), min(high + room, ceiling)


def _intervals(drawn: go.Figure, shown: Sequence[tuple[Dot, float]], ink: look.Tokens) -> None:
    for mark in ("common", "improvement", "concern", "change"):
        xs: list[float | None] = []
        ys: list[float | None] = []
        for dot, at in shown:
            if dot.mark == mark and dot.low is not None:
                xs += [dot.low, dot.high, None]
                ys += [-at, -at, None]
        if xs:
            drawn.add_scatter(
                x=xs, y=ys, mode="lines", line={"color": ink.mark(mark), "width": 2},
                hoverinfo="skip", name=f"interval {mark}",
            )  # fmt: skip


def _marks(
    drawn: go.Figure, shown: Sequence[tuple[Dot, float]], unit: str, ink: look.Tokens
) -> None:
    drawn.add_scatter(
        x=[dot.value for dot, _ in shown],
        y=[-at for _, at in shown],
        mode="markers",
        marker={
            "symbol": [look.SYMBOLS[dot.mark] for dot, _ in shown],
            "size": [look.SIZES[dot.mark] + 0.6 for dot, _ in shown],
            "color": [ink.paper if dot.is_few else ink.mark(dot.mark) for dot, _ in shown],
            "line": {"width": 1.5, "color": [ink.mark(dot.mark) for dot, _ in shown]},
            "opacity": 1,
        },
        hovertext=[
            f"<b>{dot.name}</b> {wording.amount(dot.value, unit, dot.n)}<br>95 % interval "
            f"{wording.interval(dot.low, dot.high, unit, dot.n)}<br>n {wording.whole(dot.n)}"
            for dot, _ in shown
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
        name="groups",
    )


def _words(dot: Dot, at: float, unit: str, ink: look.Tokens) -> list[dict[str, Any]]:
    common = {"y": -at, "yref": "y", "xref": "paper", "showarrow": False, "yanchor": "middle"}
    name = {
        "x": 0, "xanchor": "left", "text": f"<b>{dot.name}</b>" if dot.head else dot.name,
        "font": {"color": ink.ink if dot.head else ink.ink_2}, **common,
    }  # fmt: skip
    if dot.head:
        return [name]
    value = wording.amount(dot.value, unit, dot.n)
    figure = "too few" if dot.value is None else f"<b>{value}</b>  n {wording.whole(dot.n)}"
    beside = {
        "x": 1, "xanchor": "left", "xshift": 8, "text": figure,
        "font": {"color": ink.ink_3 if dot.value is None else ink.text(dot.mark)}, **common,
    }  # fmt: skip
    return [name, beside]


def alt(dots: Sequence[Dot], unit: str) -> str:
    """The chart in words: every group with its value and n."""
    said, head = [], ""
    for dot in dots:
        if dot.head:
            head = dot.name
        elif dot.value is not None:
            said.append(
                f"{head} {dot.name} {wording.amount(dot.value, unit, dot.n)}, n "
                f"{wording.whole(dot.n)}"
            )
    return "; ".join(said) + "." if said else "Nothing to show."
