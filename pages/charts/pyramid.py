"""An age pyramid: open tickets by age now at the right, those of a year before at the left.

Oldest on top, where a backlog is worst; both sides on one scale. Without a year before there is one
side only.
"""

import plotly.graph_objects as go

from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.ticket_shapes import AgeBand, Backlog

ROW, TOP, BOTTOM = 36, 28, 8  # px


def name(band: AgeBand) -> str:
    """`under 1 d`, `1 to 3 d`, `90 d and more`."""
    unit = f"{wording.NARROW}d"
    if band.high is None:
        return f"{band.low}{unit} and more"
    return f"under {band.high}{unit}" if band.low == 0 else f"{band.low} to {band.high}{unit}"


def height(answer: Backlog) -> int:
    """Px of the figure."""
    return TOP + BOTTOM + ROW * len(answer.bands)


def figure(answer: Backlog, theme: str, *, narrow: bool = False) -> go.Figure:
    """Bars of both sides with their numbers, the ages in the middle."""
    ink = look.tokens(theme)
    drawn = look.blank(
        theme, height(answer), margin={"l": 8, "r": 8, "t": TOP, "b": BOTTOM}, bargap=0.3,
        barmode="overlay",
    )  # fmt: skip
    places = list(range(len(answer.bands)))
    most = max([*(b.now for b in answer.bands), *(b.before or 0 for b in answer.bands), 1])
    is_both = answer.before is not None
    gap = 0.34 if narrow else 0.2  # half the room of the names, in shares of a side
    sides = [(1, "now", [band.now for band in answer.bands], ink.ink_2)]
    if is_both:
        sides.append((-1, "before", [band.before or 0 for band in answer.bands], ink.bar))
    for sign, title, values, colour in sides:
        drawn.add_bar(
            y=places, x=[sign * value / most for value in values], base=sign * gap,
            orientation="h", name=title, marker={"color": colour, "line": {"width": 0}},
            hovertext=[
                f"{name(b)}: {wording.whole(v)}"
                for b, v in zip(answer.bands, values, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )  # fmt: skip
        _numbers(drawn, values, sign, gap, most, ink)
        _title(drawn, answer, sign, gap, ink)
    for place, band in zip(places, answer.bands, strict=True):
        drawn.add_annotation(
            x=0, y=place, text=name(band), showarrow=False, font={"color": ink.ink_2},
            xanchor="center",
        )  # fmt: skip
    room = 1 + gap + 0.16
    drawn.update_xaxes(range=[-room if is_both else -gap, room], visible=False)
    drawn.update_yaxes(range=[-0.5, len(places) - 0.5], visible=False)
    return drawn


def _numbers(
    drawn: go.Figure, values: list[int], sign: int, gap: float, most: int, ink: look.Tokens
) -> None:
    for place, value in enumerate(values):
        drawn.add_annotation(
            x=sign * (gap + value / most), y=place,
            text=f"<b>{wording.whole(value)}</b>", showarrow=False,
            xanchor="left" if sign > 0 else "right", xshift=sign * 6,
            font={"color": ink.ink if sign > 0 else ink.ink_3},
        )  # fmt: skip


def _title(drawn: go.Figure, answer: Backlog, sign: int, gap: float, ink: look.Tokens) -> None:
    month = answer.month if sign > 0 else answer.before
    drawn.add_annotation(
        x=sign * gap, y=1, yref="paper", yanchor="bottom", yshift=6, showarrow=False,
        xanchor="left" if sign > 0 else "right", text=f"end of {wording.month_name(month)}",
        font={"color": ink.ink if sign > 0 else ink.ink_3},
    )  # fmt: skip


def alt(answer: Backlog) -> str:
    """Every age with its numbers."""
    said = []
    for band in reversed(answer.bands):
        then = "" if band.before is None else f", a year before {wording.whole(band.before)}"
        said.append(f"{name(band)} {wording.whole(band.now)}{then}")
    return f"{answer.finding}. {'; '.join(said)}."
