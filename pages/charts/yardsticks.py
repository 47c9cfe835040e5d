"""Our figures beside benchmarks: each line on a scale of its own, because the units differ.

Our figure is a dot with its 95 % interval; the benchmark an open square, or a bar where its source
gives a range; an old one is dotted. Coloured only where the benchmark lies outside our interval.
"""

from collections.abc import Sequence

import plotly.graph_objects as go

from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.benchmarks import Beside
from warehouse.answers.shapes import Mark

ROW, TOP, BOTTOM = 54, 8, 8  # px
EDGE = 0.06  # of the room, left free at both ends of a line


def height(rows: Sequence[Beside]) -> int:
    """Px of the figure."""
    return TOP + BOTTOM + ROW * max(len(rows), 1)


def mark(row: Beside) -> Mark:
    """Better, worse, or not told apart."""
    if row.better is None:
        return "change" if row.place in ("above", "below") else "common"
    return "improvement" if row.better else "concern"


def figure(rows: Sequence[Beside], theme: str, *, narrow: bool = False) -> go.Figure:
    """Names at the left, both figures in the middle, values in words at the right."""
    ink = look.tokens(theme)
    drawn = look.blank(
        theme, height(rows), margin={"l": 8, "r": 8, "t": TOP, "b": BOTTOM}, dragmode=False
    )
    left, right = (0.02, 0.98) if narrow else (0.3, 0.7)
    for place, row in enumerate(rows):
        _line(drawn, row, place, ink, narrow=narrow)
        _words(drawn, row, place, ink, narrow=narrow)
    drawn.update_xaxes(range=[0, 1], visible=False, domain=[left, right])
    drawn.update_yaxes(range=[-len(rows) + 0.5, 0.5], visible=False)
    return drawn


def scaled(row: Beside) -> dict[str, float | None]:
    """Every end of a line between 0 and 1, None where it is not known."""
    told, own = row.benchmark, row.own
    ends = {
        "benchmark": told.value, "from": told.low, "to": told.high,
        "own": own.value if own else None, "low": own.low if own else None,
        "high": own.high if own else None,
    }  # fmt: skip
    known = [end for end in ends.values() if end is not None]
    low, span = min(known), max(known) - min(known)

    def at(end: float | None) -> float | None:
        if end is None:
            return None
        return 0.5 if span == 0 else EDGE + (1 - 2 * EDGE) * (end - low) / span

    return {name: at(end) for name, end in ends.items()}


def _line(drawn: go.Figure, row: Beside, place: int, ink: look.Tokens, *, narrow: bool) -> None:
    at, marked = scaled(row), mark(row)
    y = -place - (0.12 if narrow else 0.0)  # under the words, or beside them
    drawn.add_shape(
        type="line", x0=0, x1=1, y0=y, y1=y, line={"color": ink.grid, "width": 1}, layer="below"
    )
    if at["from"] is not None:
        drawn.add_scatter(
            x=[at["from"], at["to"]], y=[y, y], mode="lines", hoverinfo="skip", name="range",
            line={"color": ink.bar, "width": 9},
        )  # fmt: skip
    if at["low"] is not None:
        drawn.add_scatter(
            x=[at["low"], at["high"]], y=[y, y], mode="lines", hoverinfo="skip", name="interval",
            line={"color": ink.mark(marked), "width": 2},
        )  # fmt: skip
    drawn.add_scatter(
        x=[at["benchmark"]], y=[y], mode="markers", name="benchmark", hoverinfo="skip",
        marker={"symbol": "square", "size": 10, "color": ink.paper, "opacity": 1,
                "line": {"width": 1.8, "color": ink.ink_3 if row.is_old else ink.ink}},
    )  # fmt: skip
    if at["own"] is not None:
        drawn.add_scatter(
            x=[at["own"]], y=[y], mode="markers", name="own", hoverinfo="skip",
            marker={"symbol": look.SYMBOLS[marked], "size": look.SIZES[marked], "opacity": 1,
                    "color": ink.mark(marked), "line": {"width": 1.5, "color": ink.paper}},
        )  # fmt: skip


def _words(drawn: go.Figure, row: Beside, place: int, ink: look.Tokens, *, narrow: bool) -> None:
    unit, own, told = row.benchmark.unit, row.own, row.benchmark
    ours = "no figure" if own is None else f"<b>{wording.amount(own.value, unit, own.n)}</b>"
    cases = f"  n {wording.count(own.n)}" if own is not None else ""
    theirs = wording.amount(told.value, unit)
    common = {"xref": "paper", "showarrow": False, "y": -place, "yanchor": "middle"}
    lift = 17 if narrow else 0
    drawn.add_annotation(
        x=0, xanchor="left", yshift=lift, align="left", font={"color": ink.ink_2},
        text=f"<b>{row.kpi.label}</b>", **common,
    )  # fmt: skip
    drawn.add_annotation(
        x=1, xanchor="right", yshift=lift, align="right", font={"color": ink.text(mark(row))},
        text=f"ours {ours}{'' if narrow else cases}, theirs {theirs}", **common,
    )  # fmt: skip


def alt(rows: Sequence[Beside]) -> str:
    """Every line in words."""
    said = []
    for row in rows:
        unit, own = row.benchmark.unit, row.own
        ours = "no figure" if own is None else wording.amount(own.value, unit, own.n)
        said.append(
            f"{row.kpi.label}: ours {ours}, theirs {wording.amount(row.benchmark.value, unit)}"
        )
    return f"Our figures beside benchmarks. {'; '.join(said)}."
