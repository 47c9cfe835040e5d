"""A chart enlarged as a whole, for a wall: text, lines, marks and margins by one factor."""

from typing import Any

import plotly.graph_objects as go

SIZES = {
    "font": ("size",),
    "line": ("width",),
    "marker": ("size",),
    "pattern": ("size",),
    "margin": ("l", "r", "t", "b"),
    "annotations": ("xshift", "yshift", "borderpad"),
    "layout": ("height",),
}  # what is measured in px, by what it belongs to; a bar's own width is in units of its axis


def enlarged(figure: go.Figure, factor: float) -> go.Figure:
    """The same figure with everything that is measured in px times `factor`, its height too.

    A figure drawn low and enlarged keeps its proportions: labels that were pushed apart stay so.
    """
    return go.Figure(_scaled(figure.to_plotly_json(), "", factor))


def _scaled(part: Any, owner: str, factor: float) -> Any:
    if isinstance(part, dict):
        measured = SIZES.get(owner, ())
        return {
            name: _times(value, factor) if name in measured
            else _dashed(value, factor) if name == "dash"
            else _scaled(value, name, factor)
            for name, value in part.items()
        }  # fmt: skip
    if isinstance(part, list | tuple):
        return [_scaled(one, owner, factor) for one in part]
    return part


def _times(value: Any, factor: float) -> Any:
    if isinstance(value, list | tuple):
        return [_times(one, factor) for one in value]
    return value * factor if isinstance(value, int | float) else value


def _dashed(value: Any, factor: float) -> Any:
    """`4px,4px` enlarged; a named dash follows the width of its line."""
    if not isinstance(value, str) or "px" not in value:
        return value
    return ",".join(f"{float(one.removesuffix('px')) * factor:g}px" for one in value.split(","))
