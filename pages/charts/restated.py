"""The present definition beside the figures as defined then: a thin line as far as they differ.

Months after the last change carry one line only. The thin line has no marks: signals and limits
belong to what was reported.
"""

from collections.abc import Sequence

import plotly.graph_objects as go

from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.shapes import Month, Trend

SMALL = 3  # px of a point, so that a month alone is seen
WORD = "restated"


def values(trend: Trend, months: Sequence[Month]) -> list[float | None]:
    """The restated value of each drawn month from the first to the last that differs, else None.

    None inside too where it is not known.
    """
    there = {month.month: month.value for month in trend.restated}
    found = [there.get(month.month) for month in months]
    apart = [place for place in range(len(months)) if _gap(found[place], months[place].value) > 0]
    if not apart:
        return [None] * len(months)
    return [value if apart[0] <= i <= apart[-1] else None for i, value in enumerate(found)]


def _gap(restated: float | None, reported: float | None) -> float:
    if restated is None:
        return 0.0
    return float("inf") if reported is None else abs(restated - reported)


def draw(
    drawn: go.Figure, trend: Trend, months: Sequence[Month], ink: look.Tokens, *, named: bool
) -> None:
    """Add the thin line and, once, its word; nothing where no month differs."""
    found = values(trend, months)
    places = [place for place, value in enumerate(found) if value is not None]
    if not places:
        return
    unit = trend.kpi.unit
    drawn.add_scatter(
        x=list(range(len(months))), y=found, mode="lines+markers", connectgaps=False, name=WORD,
        line={"color": ink.ink_3, "width": 1}, marker={"size": SMALL, "color": ink.ink_3},
        hovertext=[
            f"{wording.month_name(month.month)}, {WORD}: {wording.amount(value, unit)}"
            for month, value in zip(months, found, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>", selectedpoints=False,
    )  # fmt: skip
    if named:
        place = max(places, key=lambda i: _gap(found[i], months[i].value))
        value, reported = found[place] or 0.0, months[place].value
        above = reported is None or value >= reported
        drawn.add_annotation(
            x=place, y=value, text=WORD, showarrow=False, yshift=12 if above else -12,
            font={"color": ink.ink_3}, bgcolor=ink.band, borderpad=0,
        )  # fmt: skip
