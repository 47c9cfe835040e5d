"""Small multiples: one control chart a member, one scale, the mark on the newest closed month only.

The value stands beside that month; other months are a line. Withheld months are gaps.
"""

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from pages.charts import axes, steps
from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.multiples import Multiples, Panel
from warehouse.answers.shapes import Month

ROW = 132  # px of a row of charts, its title included
ACROSS, ACROSS_PHONE = 4, 2
LETTERS = 24  # of a name that fit above a panel
ROOM = 0.34  # of the months' width, kept at the right for the value


def height(answer: Multiples, *, narrow: bool = False) -> int:
    """Px of the whole figure."""
    across = ACROSS_PHONE if narrow else ACROSS
    return ROW * max(1, -(-len(answer.panels) // across)) + 12


def figure(answer: Multiples, theme: str, *, narrow: bool = False) -> go.Figure:
    """All panels in reading order, those with a signal first."""
    ink, across = look.tokens(theme), ACROSS_PHONE if narrow else ACROSS
    rows = max(1, -(-len(answer.panels) // across))
    drawn = make_subplots(
        rows=rows, cols=across, horizontal_spacing=0.03, vertical_spacing=26 / (ROW * rows)
    )
    drawn.update_layout(
        template=look.template(theme), height=height(answer, narrow=narrow),
        margin={"l": 2, "r": 2, "t": 26, "b": 6},
    )  # fmt: skip
    low, high = span(answer.panels, answer.kpi.unit)
    drawn.update_yaxes(range=[low, high], visible=False)
    for place, panel in enumerate(answer.panels):
        row, col = place // across + 1, place % across + 1
        draw(drawn, panel, answer.kpi.unit, (low, high), (row, col), ink)
    for empty in range(len(answer.panels), rows * across):
        drawn.update_xaxes(visible=False, row=empty // across + 1, col=empty % across + 1)
    return drawn


def alt(answer: Multiples) -> str:
    """The charts in one sentence: finding, then each member's newest figure."""
    unit = answer.kpi.unit
    said = [
        f"{panel.member} {wording.amount(panel.latest.value, unit, panel.latest.n)}"
        for panel in answer.panels
        if panel.latest is not None
    ]
    return f"{answer.finding}. {', '.join(said)}."


def span(panels: Sequence[Panel], unit: str) -> tuple[float, float]:
    """One value axis for all: every drawn month, limit and target, clipped to what can be."""
    floor, ceiling = axes.bounds(unit)
    found = [m.value for panel in panels for m in panel.months if m.value is not None]
    for panel in panels:
        if panel.limits is not None:
            found += [max(panel.limits.lower, floor), min(panel.limits.upper, ceiling)]
        found += [m.target for m in panel.months if m.target is not None]
    low, high = min(found, default=0.0), max(found, default=1.0)
    room = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    return low - room, high + room


def draw(
    drawn: go.Figure,
    panel: Panel,
    unit: str,
    axis: tuple[float, float],
    cell: tuple[int, int],
    ink: look.Tokens,
) -> None:
    """One panel in its row and column, on the value axis given."""
    months, total = panel.months, len(panel.months)
    where = {"row": cell[0], "col": cell[1]}
    drawn.update_xaxes(
        range=[-0.7, total * (1 + ROOM)], showticklabels=False, showline=False, **where
    )
    floor, ceiling = axes.bounds(unit)
    ends = {"x0": -0.5, "x1": total - 0.5, "layer": "below"}
    if panel.limits is not None:
        found = panel.limits
        lower, upper = max(found.lower, floor, axis[0]), min(found.upper, ceiling, axis[1])
        drawn.add_shape(
            type="rect", y0=lower, y1=upper, fillcolor=ink.band, line={"width": 0}, **ends, **where
        )
        line = {"color": ink.edge, "width": 1, "dash": "dot" if found.trial else steps.DASH}
        drawn.add_shape(type="line", y0=found.mean, y1=found.mean, line=line, **ends, **where)
    target = next((m.target for m in reversed(months)), None)
    if target is not None:
        line = {"color": ink.ink, "width": 1.4}
        drawn.add_shape(type="line", y0=target, y1=target, line=line, **ends, **where)
    drawn.add_scatter(
        x=list(range(total)), y=[_closed(m) for m in months], mode="lines", connectgaps=False,
        line={"color": ink.common, "width": 1.6}, hoverinfo="skip", name=panel.member, **where,
    )  # fmt: skip
    _newest(drawn, panel, unit, where, ink)


def _closed(month: Month) -> float | None:
    return month.value if month.status == "final" else None


def _newest(
    drawn: go.Figure, panel: Panel, unit: str, where: dict[str, int], ink: look.Tokens
) -> None:
    """The marked point with its value, and the member's name and n above."""
    name = panel.member
    title = f"<b>{name if len(name) <= LETTERS else name[: LETTERS - 1] + '…'}</b>"
    latest = panel.latest
    if latest is not None and latest in panel.months:
        place = panel.months.index(latest)
        hover = (
            f"<b>{panel.member}</b><br>{wording.month_name(latest.month)} "
            f"{wording.amount(latest.value, unit, latest.n)}<br>n {wording.count(latest.n)}"
        )
        drawn.add_scatter(
            x=[place], y=[latest.value], mode="markers", name="newest", cliponaxis=False,
            marker={
                "symbol": look.SYMBOLS[panel.mark], "size": look.SIZES[panel.mark] * 0.8,
                "color": ink.mark(panel.mark), "line": {"width": 1, "color": ink.paper},
            },
            hovertext=[hover], hovertemplate="%{hovertext}<extra></extra>", **where,
        )  # fmt: skip
        value = wording.amount(latest.value, unit, latest.n)
        drawn.add_annotation(
            x=len(panel.months) - 0.4, y=latest.value, text=f"<b>{value}</b>", showarrow=False,
            xanchor="left", font={"color": ink.text(panel.mark)}, **where,
        )  # fmt: skip
        title += f" n {wording.count(latest.n)}"
    drawn.add_annotation(
        x=-0.5, y=1, yref="y domain", text=title, showarrow=False, xanchor="left",
        yanchor="bottom", yshift=3, font={"color": ink.ink_2}, **where,
    )  # fmt: skip
