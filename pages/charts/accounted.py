"""Every row behind a figure in one bar: others counted, in the numerator, left out.

`customdata` of a part is its state, so that a press on it shows its rows. Parts too thin for their
number are named below with a leader, as reasons are.
"""

import plotly.graph_objects as go

from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.record_shapes import Tally

HEIGHT = 116  # px
INSIDE = 0.11  # of the width: room for a number inside a part
REASONS = 4  # named; the others are counted


def parts(found: Tally) -> list[tuple[str, str, int]]:
    """State, words and rows of each part that has any."""
    names = {
        "counted": "others counted" if found.of("numerator") else "counted",
        "numerator": "in the numerator",
        "excluded": "left out",
    }
    return [(state, words, found.of(state)) for state, words in names.items() if found.of(state)]


def reasons(found: Tally) -> str:
    """`702 left out: 311 internal · 238 outbound`; empty where no row is."""
    listed = found.reasons
    said = [f"{wording.whole(number)} {name}" for name, number in listed[:REASONS]]
    if len(listed) > REASONS:
        rest = listed[REASONS:]
        more = wording.counted(len(rest), "other reason")
        said.append(f"{wording.whole(sum(number for _, number in rest))} for {more}")
    return " · ".join(said)


def figure(found: Tally, theme: str, *, narrow: bool = False) -> go.Figure:
    """One horizontal bar over the whole width, its parts labelled."""
    ink = look.tokens(theme)
    drawn = look.blank(theme, HEIGHT, margin={"l": 0, "r": 0, "t": 4, "b": 0})
    colours = {"counted": ink.ink_3, "numerator": ink.ink, "excluded": ink.hatch}
    texts = {"counted": ink.paper, "numerator": ink.paper, "excluded": ink.ink}
    total, left = max(found.total, 1), 0
    below = []
    for state, words, number in parts(found):
        label = f"{wording.whole(number)} {words}"
        room = (0.3 if narrow else INSIDE * len(label) / 12) * total
        fits = number > room
        drawn.add_bar(
            x=[number], y=[0], base=[left], orientation="h", width=0.9, name=state,
            marker={"color": colours[state], "line": {"width": 2, "color": ink.paper}},
            customdata=[[state]], text=f"  {label}" if fits else "", textposition="inside",
            insidetextanchor="start", textfont={"color": texts[state], "size": 13},
            hovertemplate=f"{label}<extra></extra>",
            selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}},
        )  # fmt: skip
        if not fits:
            below.append((left + number / 2, label))
        left += number
    drawn.update_layout(barmode="overlay", bargap=0)
    drawn.update_xaxes(visible=False, range=[0, total], fixedrange=True)
    drawn.update_yaxes(visible=False, range=[-2.4, 0.5], fixedrange=True)
    _leaders(drawn, below, total, ink)
    return drawn


def _leaders(
    drawn: go.Figure, below: list[tuple[float, str]], total: int, ink: look.Tokens
) -> None:
    """Words under the bar for parts that are too thin, each with a line to its part."""
    for place, (middle, label) in enumerate(below):
        y = -0.95 - 0.6 * place
        anchor = "right" if middle > total / 2 else "left"
        drawn.add_shape(
            type="line", x0=middle, x1=middle, y0=-0.48, y1=y + 0.1,
            line={"width": 1, "color": ink.edge},
        )  # fmt: skip
        drawn.add_annotation(
            x=middle, y=y, text=label, showarrow=False, xanchor=anchor, yanchor="middle",
            xshift=-6 if anchor == "right" else 6, font={"size": 13, "color": ink.ink_2},
        )  # fmt: skip


def alt(found: Tally) -> str:
    """The bar in words."""
    return f"{found.accounted}. Left out: {reasons(found) or 'none'}."
