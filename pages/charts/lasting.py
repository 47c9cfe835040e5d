"""How many cases still last after a time: the Kaplan–Meier curve with its band and both medians.

Under each time stands how many cases were still under observation: to the right, where these are
few, the curve says little.
"""

import plotly.graph_objects as go

from pages.charts import axes
from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.spread_shapes import Lasting

HEIGHT = 340
HALF = 0.5


def figure(answer: Lasting, theme: str, *, narrow: bool = False) -> go.Figure:
    """Steps, band, an upright at the median and a dashed one at that of the ended cases alone."""
    ink = look.tokens(theme)
    drawn = look.blank(theme, HEIGHT, margin={"l": 56, "r": 12 if narrow else 72, "t": 28, "b": 76})
    end = max([time for time, *_ in answer.curve] + [answer.median or 0.0])
    _band(drawn, answer, ink)
    drawn.add_scatter(
        x=[time for time, *_ in answer.curve],
        y=[share for _, share, _, _ in answer.curve],
        mode="lines",
        line={"color": ink.ink_2, "width": 2.2, "shape": "hv"},
        hovertext=[
            f"{wording.amount(time, answer.unit)}: {wording.amount(share, 'share')} last longer"
            f"<br>95 % {wording.interval(low, high, 'share')}"
            for time, share, low, high in answer.curve
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        name="curve",
    )
    _medians(drawn, answer, end, ink)
    _axis(drawn, answer, end, narrow=narrow)
    drawn.update_yaxes(axes.unit_axis("share", 0.0, 1.04))
    return drawn


def alt(answer: Lasting) -> str:
    """The curve in words."""
    return f"Kaplan–Meier curve, n {wording.whole(answer.n)}. {answer.sentence}"


def _band(drawn: go.Figure, answer: Lasting, ink: look.Tokens) -> None:
    """The log–log band, drawn in steps as the curve."""
    known = [(t, low, high) for t, _, low, high in answer.curve if low is not None]
    for name, column, fill in (("high", 2, None), ("low", 1, "tonexty")):
        drawn.add_scatter(
            x=[one[0] for one in known],
            y=[one[column] for one in known],
            mode="lines",
            line={"width": 0, "shape": "hv"},
            fill=fill,
            fillcolor=ink.rule,
            hoverinfo="skip",
            name=name,
        )


def _medians(drawn: go.Figure, answer: Lasting, end: float, ink: look.Tokens) -> None:
    """Both medians as uprights to one half; the words stand apart, the later one to the right."""
    drawn.add_shape(
        type="line", x0=0, x1=end, y0=HALF, y1=HALF, line={"color": ink.grid, "width": 1}
    )
    found = [
        (answer.naive, "ended alone", {"color": ink.ink_3, "width": 1.2, "dash": "4px,3px"}),
        (answer.median, "median", {"color": ink.ink, "width": 1.8}),
    ]
    known = [(value, words, line) for value, words, line in found if value is not None]
    last = max((value for value, _, _ in known), default=0.0)
    for place, (value, words, line) in enumerate(known):
        if value > end:
            continue
        drawn.add_shape(type="line", x0=value, x1=value, y0=0, y1=HALF, line=line)
        is_left = value < last and value > 0.25 * end
        text = f"{words} {wording.amount(value, answer.unit)}"
        drawn.add_annotation(
            x=value if place or is_left else min(last, end), y=HALF if place else 0.06,
            showarrow=False, yanchor="bottom",
            text=f"<b>{text}</b>" if place else text,
            xanchor="right" if is_left else "left", xshift=-5 if is_left else 5,
            font={"color": line["color"]},
        )  # fmt: skip


def _axis(drawn: go.Figure, answer: Lasting, end: float, *, narrow: bool) -> None:
    """Times with the cases under observation beneath."""
    shown = answer.at_risk[:: 2 if narrow and len(answer.at_risk) > 4 else 1]
    drawn.update_xaxes(
        range=[0, end * 1.02 or 1.0],
        tickvals=[time for time, _ in shown],
        ticktext=[
            (f"{wording.amount(time, answer.unit)}<br>n {wording.whole(n)}") for time, n in shown
        ],
        title={
            "text": "time, and cases under observation"
            if narrow
            else "time since the beginning, and cases still under observation then",
            "standoff": 8,
            "font": {"size": look.TEXT},
        },
    )
