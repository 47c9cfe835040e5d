"""The funnel plot: each member of a dimension by its size, against what chance explains.

Inside the funnel a member is not better or worse than another. Only outliers are named, and the
smallest member that still has a value, since it shows why small ones scatter.
"""

import plotly.graph_objects as go

from pages.charts import axes
from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.spread_shapes import CohortPoint, Funnel

HEIGHT = 420
CLEAR = 0.04  # of the axis: a name nearer than this to a line stands above it
TOP, BOTTOM = 12, 60


def figure(answer: Funnel, theme: str, *, narrow: bool = False) -> go.Figure:
    """Band of 99.8 %, dotted 95 %, mean, target and one point a member that is not withheld."""
    ink = look.tokens(theme)
    right = 12 if narrow else look.RIGHT
    drawn = look.blank(
        theme, HEIGHT, margin={"l": 56, "r": right, "t": TOP, "b": BOTTOM}, dragmode=False
    )
    low, high = span(answer)
    labels = _band(drawn, answer, ink)
    labels += _levels(drawn, answer, ink)
    _points(drawn, answer, ink)
    _names(drawn, answer, ink)
    most = largest(answer)
    places = axes.ticks(0, most, 4 if narrow else 6)
    drawn.update_xaxes(
        range=[0, most * 1.02],
        tickvals=places,
        ticktext=[wording.decimal(place, 0) for place in places],
        title={
            "text": f"cases, {wording.month_name(answer.month)}",
            "standoff": 8,
            "font": {"size": look.TEXT},
        },
    )
    drawn.update_yaxes(axes.unit_axis(answer.kpi.unit, low, high))
    if not narrow:
        inside = [label for label in labels if low <= label[0] <= high]
        axes.margin_labels(drawn, inside, (low, high), HEIGHT - TOP - BOTTOM)
    return drawn


def span(answer: Funnel) -> tuple[float, float]:
    """The value axis: every point and the wide ends of the funnel, not its throat."""
    floor, ceiling = axes.bounds(answer.kpi.unit)
    shown = [p for p in answer.points if p.value is not None]
    values = [p.value for p in shown if p.value is not None]
    values += [v for v in (answer.centre, answer.target) if v is not None]
    smallest = min((p.n for p in shown), default=0)
    values += [v for n, *rest in answer.band if n >= smallest for v in (rest[0], rest[-1])]
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low) * 0.08 or 0.01
    return max(low - room, floor), min(high + room, ceiling + room if ceiling == 1 else high + room)


def largest(answer: Funnel) -> float:
    """The number of cases at which the axis ends."""
    sizes = [n for n, *_ in answer.band] + [float(p.n) for p in answer.points if not p.is_withheld]
    return max(sizes, default=1.0)


def alt(answer: Funnel) -> str:
    """The chart in words: finding, the centre, and the members outside."""
    unit = answer.kpi.unit
    out = [p for p in answer.points if p.mark != "common" and p.value is not None]
    said = "; ".join(
        (f"{p.member} {wording.amount(p.value, unit, p.n)}, n {wording.whole(p.n)}") for p in out
    )
    centre = wording.amount(answer.centre, unit)
    return f"{answer.finding.rstrip('.')}. All together {centre}. Outside: {said or 'none'}."


def _band(drawn: go.Figure, answer: Funnel, ink: look.Tokens) -> list[tuple[float, str, str]]:
    if not answer.band:
        return []
    sizes = [row[0] for row in answer.band]
    drawn.add_scatter(
        x=[*sizes, *reversed(sizes)],
        y=[row[4] for row in answer.band] + [row[1] for row in reversed(answer.band)],
        fill="toself",
        fillcolor=ink.band,
        mode="none",
        hoverinfo="skip",
        name="band",
    )
    for column, dash in ((1, "4px,4px"), (4, "4px,4px"), (2, "1.5px,3px"), (3, "1.5px,3px")):
        drawn.add_scatter(
            x=sizes,
            y=[row[column] for row in answer.band],
            mode="lines",
            line={"color": ink.edge, "width": 1, "dash": dash},
            hoverinfo="skip",
            name=f"limit {column}",
        )
    words = {1: "99.8 % limit", 2: "95 % limit", 3: "95 % limit", 4: "99.8 % limit"}
    last = answer.band[-1]
    return [
        (last[column], text.replace(" %", f"{wording.NARROW}%"), ink.ink_3)
        for column, text in words.items()
    ]


def _levels(drawn: go.Figure, answer: Funnel, ink: look.Tokens) -> list[tuple[float, str, str]]:
    labels = []
    if answer.centre is not None:
        drawn.add_hline(y=answer.centre, line={"color": ink.edge, "width": 1})
        labels.append(
            (answer.centre, f"All {wording.amount(answer.centre, answer.kpi.unit)}", ink.ink_3)
        )
    if answer.target is not None:
        drawn.add_hline(y=answer.target, line={"color": ink.ink, "width": 1.8})
        words = f"<b>Target {wording.target(answer.kpi, answer.target)}</b>"
        labels.append((answer.target, words, ink.ink))
    return labels


def _points(drawn: go.Figure, answer: Funnel, ink: look.Tokens) -> None:
    """Selectable points; `customdata` carries the member's name."""
    shown = [p for p in answer.points if p.value is not None]
    unit = answer.kpi.unit
    drawn.add_scatter(
        x=[p.n for p in shown],
        y=[p.value for p in shown],
        mode="markers",
        marker={
            "symbol": [look.SYMBOLS[p.mark] for p in shown],
            "size": [look.SIZES[p.mark] for p in shown],
            "color": [ink.mark(p.mark) for p in shown],
            "line": {"width": 1.5, "color": ink.paper},
            "opacity": 1,
        },
        customdata=[[p.member] for p in shown],
        hovertext=[
            f"<b>{p.member}</b> {wording.amount(p.value, unit, p.n)}<br>"
            f"95 % interval {wording.interval(p.low, p.high, unit, p.n)}<br>n {wording.whole(p.n)}"
            for p in shown
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        cliponaxis=False,
        name="members",
    )


def named(answer: Funnel) -> list[CohortPoint]:
    """The members that are named in the drawing: outliers, else the smallest one with a value."""
    shown = [p for p in answer.points if p.value is not None]
    out = [p for p in shown if p.mark != "common"]
    smallest = min(shown, key=lambda p: p.n, default=None)
    return out + ([smallest] if smallest is not None and smallest not in out else [])


def _names(drawn: go.Figure, answer: Funnel, ink: look.Tokens) -> None:
    most = largest(answer)
    low, high = span(answer)
    lines = [v for v in (answer.centre, answer.target) if v is not None]
    for point in named(answer):
        crossed = any(abs((point.value or 0) - v) < CLEAR * (high - low) for v in lines)
        left = point.n > 0.7 * most
        value = wording.amount(point.value, answer.kpi.unit, point.n)
        plain = point.mark == "common"
        words = f"{point.member} {value}" + (f", n {wording.whole(point.n)}" if plain else "")
        drawn.add_annotation(
            x=point.n,
            y=point.value,
            text=words if plain else f"<b>{words}</b>",
            showarrow=False,
            xanchor="right" if left else "left",
            xshift=-11 if left else 11,
            yshift=16 if crossed else 0,
            font={"color": ink.text(point.mark)},
        )
