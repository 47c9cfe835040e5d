"""The waterfall of an explained change: from one total to the other, part by part.

Bars are placed by hand, since Plotly's own waterfall colours by sign and here colour is a verdict:
blue helps, orange hurts, grey is no more than chance or too few cases. On a phone each member has
one bar for both of its effects.
"""

from dataclasses import dataclass

import plotly.graph_objects as go

from pages.charts import axes
from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.change_shapes import Bridge, Part
from warehouse.answers.change_words import signed
from warehouse.answers.shapes import Mark

HEIGHT, TOP, BOTTOM, FOOT = 430, 28, 104, 56  # px; FOOT without brackets
NAMED, NAMED_ALONE, NAMED_NARROW = 4, 8, 3  # members with a bar of their own; the rest is one bar
REST = "the rest"
BREAK = 11  # letters after which a name is broken


@dataclass(frozen=True)
class Step:
    """One bar: it goes from `start` to `end`; totals have no effect."""

    name: str
    start: float
    end: float
    effect: float | None
    mark: Mark
    group: str


def steps(answer: Bridge, *, narrow: bool = False) -> list[Step]:
    """All bars in order; each begins where the one before ended."""
    if answer.value_1 is None or answer.value_2 is None:
        return []
    apart = answer.rate is not None and not narrow
    most = NAMED if apart else NAMED_NARROW if narrow else NAMED_ALONE
    named, rest = answer.parts[:most], answer.parts[most:]
    if len(rest) == 1:
        named, rest = answer.parts, ()
    found = [Step(answer.before.label, 0.0, answer.value_1, None, "common", "")]
    at = answer.value_1
    for group in ("rate", "mix") if apart else ("effect",):
        entries: list[tuple[str, float, Mark]] = [
            (part.member, getattr(part, group), _mark(part, group)) for part in named
        ]
        if rest:
            entries.append((REST, sum(getattr(part, group) for part in rest), "common"))
        for name, effect, mark in entries:
            found.append(Step(name, at, at + effect, effect, mark, group))
            at += effect
    return [*found, Step(answer.after.label, 0.0, answer.value_2, None, "common", "")]


def _mark(part: Part, group: str) -> Mark:
    if group == "mix":
        return part.mix_mark
    if group == "rate" or part.rate is None or part.mix is None:
        return part.rate_mark
    return part.rate_mark if abs(part.rate) >= abs(part.mix) else part.mix_mark


def span(drawn: list[Step]) -> tuple[float, float]:
    """The value axis: room for every step; it starts at 0 only where that is near."""
    places = [place for step in drawn for place in _ends(step)]
    low, high = min(places), max(places)
    room = (high - low) or abs(high) * 0.1 or 1.0
    floor = low - 0.45 * room
    return (0.0 if low >= 0 > floor or 0 < floor < 0.15 * high else floor), high + 0.18 * room


def _ends(step: Step) -> tuple[float, ...]:
    return (step.end,) if step.effect is None else (step.start, step.end)


def is_cut(answer: Bridge, *, narrow: bool = False) -> bool:
    """Whether the total bars do not begin at 0."""
    drawn = steps(answer, narrow=narrow)
    return bool(drawn) and span(drawn)[0] != 0


def figure(answer: Bridge, theme: str, *, narrow: bool = False) -> go.Figure:
    """Totals at both ends, between them what each member added; groups bracketed below."""
    ink, drawn = look.tokens(theme), steps(answer, narrow=narrow)
    bottom = BOTTOM if any(step.group == "rate" for step in drawn) else FOOT
    margin = {"l": 56, "r": 12, "t": TOP, "b": bottom}
    picture = look.blank(theme, HEIGHT, margin=margin, dragmode=False, bargap=0.28)
    low, high = span(drawn)
    bottoms = [low if step.effect is None else min(step.start, step.end) for step in drawn]
    tops = [step.end if step.effect is None else max(step.start, step.end) for step in drawn]
    picture.add_bar(
        x=list(range(len(drawn))),
        y=[top - bottom for top, bottom in zip(tops, bottoms, strict=True)],
        base=bottoms,
        marker={"color": [ink.ink_2 if s.effect is None else ink.mark(s.mark) for s in drawn]},
        hovertext=[_said(answer, step) for step in drawn],
        hovertemplate="%{hovertext}<extra></extra>",
        name="steps",
    )
    _links(picture, drawn, ink)
    _values(picture, answer, drawn, ink)
    if low != 0:
        _cuts(picture, (0, len(drawn) - 1), low, high, ink)
    _groups(picture, answer, drawn, ink)
    names = [_broken(step.name) for step in drawn]
    picture.update_xaxes(
        tickvals=list(range(len(drawn))),
        ticktext=names,
        range=[-0.6, len(drawn) - 0.4],
        tickangle=0,
        tickfont={"size": 12 if len(drawn) > 8 else look.TEXT},
    )
    picture.update_yaxes(axes.unit_axis(answer.kpi.unit, low, high))
    return picture


def _links(picture: go.Figure, drawn: list[Step], ink: look.Tokens) -> None:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for place, step in enumerate(drawn[:-1]):
        xs += [place + 0.36, place + 0.64, None]
        ys += [step.end, step.end, None]
    picture.add_scatter(
        x=xs, y=ys, mode="lines", line={"color": ink.edge, "width": 1}, hoverinfo="skip",
        name="links",
    )  # fmt: skip


def _values(picture: go.Figure, answer: Bridge, drawn: list[Step], ink: look.Tokens) -> None:
    unit = answer.kpi.unit
    for place, step in enumerate(drawn):
        if step.effect is None:
            n = answer.n_1 if place == 0 else answer.n_2
            text, colour, up = wording.amount(step.end, unit, n), ink.ink, True
        else:
            text, colour, up = short(step.effect, unit), ink.text(step.mark), step.effect >= 0
        picture.add_annotation(
            x=place,
            y=max(step.start, step.end) if up and step.effect is not None else step.end,
            text=f"<b>{text}</b>",
            showarrow=False,
            yanchor="bottom" if up else "top",
            yshift=2 if up else -2,
            font={"color": colour},
        )


def short(effect: float, unit: str) -> str:
    """An effect for a bar: the unit stands in the heading."""
    return signed(effect, unit).removesuffix(" points")


def _cuts(
    picture: go.Figure, places: tuple[int, int], low: float, high: float, ink: look.Tokens
) -> None:
    """A jagged gap through the foot of a total: its bar does not begin at 0."""
    height = (high - low) * 0.035
    for place in places:
        xs = [place - 0.38 + 0.76 * i / 6 for i in range(7)]
        ys = [low + height * (1.6 if i % 2 else 2.4) for i in range(7)]
        picture.add_scatter(
            x=xs, y=ys, mode="lines", line={"color": ink.paper, "width": 4}, hoverinfo="skip",
            name="cut",
        )  # fmt: skip


def _groups(picture: go.Figure, answer: Bridge, drawn: list[Step], ink: look.Tokens) -> None:
    words = {"rate": ("inside each", answer.rate), "mix": ("shift of work", answer.mix)}
    for group, (label, total) in words.items():
        places = [i for i, step in enumerate(drawn) if step.group == group]
        if not places or total is None:
            continue
        line = {"color": ink.edge, "width": 1}
        left, right = places[0] - 0.4, places[-1] + 0.4
        for x0, x1, y0, y1 in (
            (left, right, -0.185, -0.185),
            (left, left, -0.165, -0.185),
            (right, right, -0.165, -0.185),
        ):
            picture.add_shape(type="line", yref="paper", x0=x0, x1=x1, y0=y0, y1=y1, line=line)
        picture.add_annotation(
            x=(left + right) / 2,
            y=-0.2,
            yref="paper",
            yanchor="top",
            text=f"<b>{label}: {signed(total, answer.kpi.unit)}</b>",
            showarrow=False,
            font={"color": ink.ink},
        )


def _broken(name: str) -> str:
    """A name over as many lines as it needs."""
    lines = [""]
    for word in name.replace(" · ", " ").split():
        if lines[-1] and len(lines[-1]) + len(word) >= BREAK:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(line if len(line) <= BREAK + 2 else f"{line[:BREAK]}…" for line in lines[:3])


def _said(answer: Bridge, step: Step) -> str:
    unit = answer.kpi.unit
    if step.effect is None:
        return f"<b>{step.name}</b> {wording.amount(step.end, unit)}"
    kind = {"rate": "what happened inside", "mix": "shift of work"}.get(step.group, "effect")
    return f"<b>{step.name}</b>, {kind}<br>{signed(step.effect, unit)}"


def alt(answer: Bridge) -> str:
    """The chart in words."""
    unit = answer.kpi.unit
    first, second = wording.amount(answer.value_1, unit), wording.amount(answer.value_2, unit)
    parts = "; ".join(f"{p.member} {signed(p.effect, unit)}" for p in answer.parts[:NAMED])
    return (
        f"{answer.finding.rstrip('.')}. {answer.before.label} {first}, "
        f"{answer.after.label} {second}. Largest parts: {parts or 'none'}."
    )
