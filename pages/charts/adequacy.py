"""Series of resource adequacy as small charts: one a series, each on a scale of its own.

Scales differ because the units do, so nothing is compared across panels: each has its own limits,
its target as a line and the value of its newest closed month.
"""

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from pages.charts import multiples
from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.people_shapes import Resource

ROW = 148  # px of a row of charts, its title included
ACROSS, ACROSS_PHONE = 3, 1


def shown(resources: Sequence[Resource]) -> list[Resource]:
    """The series that have a figure."""
    return [one for one in resources if one.panel is not None]


def figure(resources: Sequence[Resource], theme: str, *, narrow: bool = False) -> go.Figure:
    """All series with a figure, in the order of the catalogue."""
    ink, found = look.tokens(theme), shown(resources)
    across = ACROSS_PHONE if narrow else min(ACROSS, max(len(found), 1))
    rows = max(1, -(-len(found) // across))
    drawn = make_subplots(
        rows=rows, cols=across, horizontal_spacing=0.04, vertical_spacing=30 / (ROW * rows)
    )
    drawn.update_layout(
        template=look.template(theme), height=ROW * rows + 12,
        margin={"l": 2, "r": 2, "t": 28, "b": 6},
    )  # fmt: skip
    for place, one in enumerate(found):
        assert one.panel is not None  # only those are shown
        row, col = place // across + 1, place % across + 1
        span = multiples.span([one.panel], one.kpi.unit)
        drawn.update_yaxes(range=list(span), visible=False, row=row, col=col)
        multiples.draw(drawn, one.panel, one.kpi.unit, span, (row, col), ink)
    for empty in range(len(found), rows * across):
        cell = {"row": empty // across + 1, "col": empty % across + 1}
        drawn.update_xaxes(visible=False, **cell)
        drawn.update_yaxes(visible=False, **cell)
    return drawn


def alt(resources: Sequence[Resource]) -> str:
    """Every series with its newest closed month."""
    said = []
    for one in shown(resources):
        latest = one.panel.latest if one.panel else None
        if latest is not None:
            value = wording.amount(latest.value, one.kpi.unit, latest.n)
            said.append(f"{one.kpi.label} {value} in {wording.month_name(latest.month)}")
    return f"Series of 12 months: {'; '.join(said)}."
