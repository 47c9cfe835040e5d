"""Agent-weeks by the number of monitored interactions: how many lie below the minimum.

Those below are orange and striped and named as such; one bar a number, the last one open.
"""

import plotly.graph_objects as go

from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.people_shapes import Monitoring

ROW, TOP, BOTTOM = 38, 8, 8  # px


def name(answer: Monitoring, place: int) -> str:
    """`none`, `1`, `3 and more`."""
    number = answer.spread[place][0]
    if place == len(answer.spread) - 1:
        return f"{number} and more"
    return "none" if number == 0 else str(number)


def figure(answer: Monitoring, theme: str, *, narrow: bool = False) -> go.Figure:
    """One bar a number of evaluations, fewest on top."""
    ink = look.tokens(theme)
    drawn = look.blank(
        theme, TOP + BOTTOM + ROW * len(answer.spread),
        margin={"l": 8, "r": 8, "t": TOP, "b": BOTTOM}, bargap=0.35,
    )  # fmt: skip
    places = [-place for place in range(len(answer.spread))]
    counts = [count for _, count in answer.spread]
    low = [number < answer.minimum for number, _ in answer.spread]
    left = 0.5 if narrow else 0.36
    drawn.add_bar(
        y=places, x=counts, orientation="h", name="agent-weeks",
        marker={
            "color": [ink.concern if is_low else ink.bar for is_low in low],
            "line": {"width": 0},
            "pattern": {"shape": ["/" if is_low else "" for is_low in low],
                        "fgcolor": ink.paper, "size": 7, "solidity": 0.35},
        },
        hovertemplate="%{x:,} agent-weeks<extra></extra>",
    )  # fmt: skip
    for place, (count, is_low) in enumerate(zip(counts, low, strict=True)):
        colour = ink.concern_text if is_low else ink.ink_2
        below = ", below the minimum" if is_low and not narrow else ""
        drawn.add_annotation(
            x=0, xref="paper", xanchor="left", y=-place, showarrow=False,
            text=f"{name(answer, place)}{below}", font={"color": colour},
        )  # fmt: skip
        share = wording.amount(count / max(answer.agent_weeks, 1), "share", answer.agent_weeks)
        drawn.add_annotation(
            x=count, xanchor="left", xshift=6, y=-place, showarrow=False,
            text=f"<b>{wording.count(count)}</b>  {share}", font={"color": colour},
        )  # fmt: skip
    room = 2.0 if narrow else 1.35  # for the words beyond the longest bar
    drawn.update_xaxes(range=[0, max([*counts, 1]) * room], visible=False, domain=[left, 1.0])
    drawn.update_yaxes(range=[places[-1] - 0.5 if places else -1, 0.5], visible=False)
    return drawn


def alt(answer: Monitoring) -> str:
    """Every bar in words."""
    said = [
        f"{name(answer, place)}: {wording.count(count)}"
        for place, (_, count) in enumerate(answer.spread)
    ]
    return (
        f"{wording.count(answer.weeks_below)} of {wording.count(answer.agent_weeks)} agent-weeks "
        "lie below the minimum of "
        f"{answer.minimum}. Agent-weeks by monitored interactions: {'; '.join(said)}."
    )
