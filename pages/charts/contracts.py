"""Providers side by side for one KPI: dot, 95 % interval, and the target that each has to meet.

A target of a contract is a heavy upright, the organisation's own a light one. Alphabetical, never
by value; coloured only where a provider differs from all the others by more than chance.
"""

import plotly.graph_objects as go

from pages.charts import axes
from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.provider_shapes import Cell, Line
from warehouse.answers.shapes import Mark

ROW, TOP, BOTTOM = 46, 8, 36  # px
REACH = 0.34  # of a row, up and down from its middle


def shown(line: Line) -> list[Cell]:
    """The providers with a figure."""
    return [cell for cell in line.cells if cell.value is not None]


def height(line: Line) -> int:
    """Px of the figure."""
    return TOP + BOTTOM + ROW * max(len(line.cells), 1)


def figure(line: Line, theme: str, *, narrow: bool = False) -> go.Figure:
    """Names at the left, intervals and targets in the middle, figures at the right."""
    ink, unit = look.tokens(theme), line.kpi.unit
    drawn = look.blank(
        theme, height(line), margin={"l": 8, "r": 104, "t": TOP, "b": BOTTOM}, dragmode=False
    )
    for place, cell in enumerate(line.cells):
        _names(drawn, cell, place, unit, ink)
        if cell.value is None:
            continue
        mark = cell.differs or "common"
        if cell.low is not None and cell.high is not None:
            drawn.add_scatter(
                x=[cell.low, cell.high], y=[-place, -place], mode="lines", hoverinfo="skip",
                line={"color": ink.mark(mark), "width": 2}, name=f"interval {cell.provider}",
            )  # fmt: skip
        _target(drawn, cell, place, ink)
    _points(drawn, line, ink)
    low, high = _span(line)
    axis = axes.unit_axis(unit, low, high, 3 if narrow else 5)
    share = 0.42 if narrow else 0.3
    drawn.update_xaxes(axis | {"domain": [share, 1.0], "showgrid": True, "gridcolor": ink.grid})
    drawn.update_yaxes(range=[-len(line.cells) + 0.5, 0.5], visible=False)
    return drawn


def _span(line: Line) -> tuple[float, float]:
    found = [end for cell in shown(line) for end in (cell.low, cell.high, cell.value)]
    found += [cell.aim.target for cell in shown(line) if cell.aim]
    ends = [end for end in found if end is not None]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    floor, ceiling = axes.bounds(line.kpi.unit)
    room = (high - low) * 0.06 or abs(high) * 0.1 or 0.01
    return max(low - room, floor), min(high + room, ceiling)


def _target(drawn: go.Figure, cell: Cell, place: int, ink: look.Tokens) -> None:
    if cell.aim is None or cell.aim.target is None:
        return
    heavy = {"color": ink.ink, "width": 2.4}
    light = {"color": ink.edge, "width": 1.2, "dash": "3px,3px"}
    drawn.add_shape(
        type="line", x0=cell.aim.target, x1=cell.aim.target, y0=-place - REACH, y1=-place + REACH,
        line=heavy if cell.is_contract else light,
    )  # fmt: skip


def _points(drawn: go.Figure, line: Line, ink: look.Tokens) -> None:
    cells = [(place, cell) for place, cell in enumerate(line.cells) if cell.value is not None]
    marks: list[Mark] = [cell.differs or "common" for _, cell in cells]
    few = [cell.standing == "shown" for _, cell in cells]
    drawn.add_scatter(
        x=[cell.value for _, cell in cells], y=[-place for place, _ in cells], mode="markers",
        marker={
            "symbol": [look.SYMBOLS[mark] for mark in marks],
            "size": [look.SIZES[mark] + 0.6 for mark in marks], "opacity": 1,
            "color": [ink.paper if is_few else ink.mark(mark)
                      for mark, is_few in zip(marks, few, strict=True)],
            "line": {"width": 1.5, "color": [ink.mark(mark) for mark in marks]},
        },
        hovertext=[_hover(cell, line.kpi.unit) for _, cell in cells],
        hovertemplate="%{hovertext}<extra></extra>", name="providers",
    )  # fmt: skip


def _hover(cell: Cell, unit: str) -> str:
    around = wording.interval(cell.low, cell.high, unit, cell.n)
    value = wording.amount(cell.value, unit, cell.n)
    aim = f"<br>{aimed(cell)}" if cell.aim else ""
    return (
        f"<b>{cell.provider}</b> {value}<br>95 % interval {around}<br>n "
        f"{wording.whole(cell.n)}{aim}"
    )


def aimed(cell: Cell) -> str:
    """`contract ≥ 75 %`, `own target ≥ 80 %`; empty without a target."""
    if cell.aim is None:
        return ""
    kind = "contract" if cell.is_contract else "own target"
    return f"{kind} {wording.target(cell.aim)}"


def _names(drawn: go.Figure, cell: Cell, place: int, unit: str, ink: look.Tokens) -> None:
    common = {"y": -place, "xref": "paper", "showarrow": False, "yanchor": "middle"}
    under = f"<br>{aimed(cell)}" if cell.aim else ""
    drawn.add_annotation(
        x=0, xanchor="left", text=f"<b>{cell.provider}</b>{under}", align="left",
        font={"color": ink.ink_2}, **common,
    )  # fmt: skip
    value = wording.amount(cell.value, unit, cell.n)
    words = f"<b>{value}</b>  n {wording.whole(cell.n)}" if cell.value is not None else "too few"
    if cell.standing == "empty":
        words = "no figure"
    mark = cell.differs or "common"
    drawn.add_annotation(
        x=1, xanchor="left", xshift=8, text=words,
        font={"color": ink.text(mark) if cell.value is not None else ink.ink_3}, **common,
    )  # fmt: skip


def alt(line: Line) -> str:
    """Every provider with its figure, its interval and its target."""
    unit, said = line.kpi.unit, []
    for cell in shown(line):
        value = wording.amount(cell.value, unit, cell.n)
        around = wording.interval(cell.low, cell.high, unit, cell.n)
        aim = f", {aimed(cell)}" if cell.aim else ""
        said.append(f"{cell.provider} {value} ({around}), n {wording.whole(cell.n)}{aim}")
    return f"{line.kpi.label}: {'; '.join(said) or 'no figure'}."
