"""A figure before and after an action: its weeks or months, the two levels, and the day it began.

The level before goes on as a dashed line, which is what would have been expected without the
action. Points are grey throughout: the verdict stands in words, and is one, not one a week.
"""

from datetime import date, timedelta

import plotly.graph_objects as go

from pages.charts import axes
from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.effectiveness_shapes import Effectiveness, Point, Side

HEIGHT = 300  # px
ROOM = 0.08  # of the span, kept free above and below
MARKS = {"effective": "improvement", "regressed": "concern"}  # the level after, by the verdict


def figure(answer: Effectiveness, theme: str, *, narrow: bool = False) -> go.Figure:
    """The series around the action; on a phone without a right margin."""
    ink = look.tokens(theme)
    drawn = look.blank(theme, HEIGHT)
    low, high = span(answer)
    drawn.update_yaxes(axes.unit_axis(answer.kpi.unit, low, high))
    drawn.update_xaxes(type="date", tickformat="%b<br>%Y", nticks=5 if narrow else 10)
    drawn.add_scatter(
        x=[_middle(answer, point) for point in answer.points],
        y=[point.value for point in answer.points],
        connectgaps=False,
        mode="lines+markers",
        line={"color": ink.grid, "width": 1.5},
        marker={"color": ink.common, "size": 6},
        hovertext=[_hover(answer, point) for point in answer.points],
        hovertemplate="%{hovertext}<extra></extra>",
        name="points",
    )
    mark = MARKS.get(answer.judgement.word, "common")
    labels = _levels(drawn, answer, ink, mark)
    _began(drawn, answer, ink)
    drawn.update_layout(margin={"t": 28})
    if narrow:  # labels would cover the points; both figures stand in the finding
        drawn.update_layout(margin={"r": 12})
    else:
        axes.margin_labels(drawn, labels, (low, high), HEIGHT - 76)
    return drawn


def alt(answer: Effectiveness) -> str:
    """The chart in words: the verdict, and how many weeks or months lie on each side."""
    before = answer.first_after
    after = len(answer.points) - before
    return (
        f"{answer.finding}. {wording.counted(before, answer.grain)} before the action, "
        f"{wording.counted(after, answer.grain)} since."
    )


def span(answer: Effectiveness) -> tuple[float, float]:
    """The value axis: every point and both levels, with a little room, within what can be."""
    values = [point.value for point in answer.points if point.value is not None]
    sides = (answer.before, answer.after)
    values += [side.value for side in sides if side is not None and side.value is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low) * ROOM or abs(high) * ROOM or 0.5
    floor, ceiling = axes.bounds(answer.kpi.unit)
    return max(low - room, floor), min(high + room, ceiling + room)


def _levels(
    drawn: go.Figure, answer: Effectiveness, ink: look.Tokens, mark: str
) -> list[tuple[float, str, str]]:
    """The two levels, the first dashed on through the time after; their labels."""
    labels = []
    before, after = answer.before, answer.after
    if before is not None and before.value is not None:
        _level(drawn, before, before.value, ink.ink, "solid")
        if after is not None and after.value is not None:
            _level(drawn, after, before.value, ink.edge, "4px,4px")
        labels.append((before.value, _told("Before", answer, before), ink.ink_2))
    if after is not None and after.value is not None:
        _level(drawn, after, after.value, ink.mark(mark), "solid")
        labels.append((after.value, f"<b>{_told('After', answer, after)}</b>", ink.text(mark)))
    return labels


def _told(word: str, answer: Effectiveness, side: Side) -> str:
    return f"{word} {wording.amount(side.value, answer.kpi.unit, side.n)}"


def _level(drawn: go.Figure, side: Side, value: float, colour: str, dash: str) -> None:
    line = {"color": colour, "width": 2, "dash": dash}
    if dash != "solid":
        line["width"] = 1
    drawn.add_shape(type="line", x0=side.first, x1=side.last, y0=value, y1=value, line=line)


def _began(drawn: go.Figure, answer: Effectiveness, ink: look.Tokens) -> None:
    """The day of the action: a dotted upright and its date above."""
    day = answer.terms.implemented_on
    if day is None:
        return
    drawn.add_shape(
        type="line", x0=day, x1=day, yref="paper", y0=0, y1=1,
        line={"color": ink.ink_2, "width": 1, "dash": "dot"},
    )  # fmt: skip
    drawn.add_annotation(
        x=day, yref="paper", y=1, yanchor="bottom", showarrow=False,
        text=f"in place {wording.day_name(day)}", font={"color": ink.ink_2},
    )  # fmt: skip


def _middle(answer: Effectiveness, point: Point) -> date:
    return point.first + timedelta(days=3 if answer.grain == "week" else 14)


def _hover(answer: Effectiveness, point: Point) -> str:
    when = wording.month_name(point.first)
    if answer.grain == "week":
        when = f"week of {wording.day_name(point.first)}"
    value = wording.amount(point.value, answer.kpi.unit, point.n)
    return f"<b>{when}</b> {value}<br>n {wording.count(point.n)}"
