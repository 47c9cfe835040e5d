"""The colour tokens and the Plotly template of the visual language, light and dark.

Blue is improvement, orange concern, violet a change that is neither, grey common cause; each has
its own shape as well, so that nothing depends on colour. Ratios of contrast stand in the tests.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import plotly.graph_objects as go

from warehouse import notation

FONT = '"Source Sans", sans-serif'
TEXT = 13  # px of all chart text
RIGHT = 150  # px of margin for direct labels
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False}
SYMBOLS = {
    "common": "circle",
    "improvement": "circle",
    "concern": "diamond",
    "change": "triangle-up",
}
SIZES = {"common": 8.8, "improvement": 11.2, "concern": 13.0, "change": 13.0}  # px across


@dataclass(frozen=True)
class Tokens:
    """One theme's colours by what they mean."""

    paper: str
    surface: str
    band: str
    ink: str
    ink_2: str
    ink_3: str
    edge: str
    rule: str
    grid: str
    improvement: str
    improvement_text: str
    concern: str
    concern_text: str
    common: str
    common_text: str
    change: str
    change_text: str
    hatch: str
    action: str
    bar: str
    risk: tuple[str, str, str, str, str]

    def mark(self, mark: str) -> str:
        """The colour of a point with this mark."""
        return str(getattr(self, mark))

    def text(self, mark: str) -> str:
        """The colour of words about a point with this mark."""
        return str(getattr(self, f"{mark}_text"))


TOKENS = {
    "light": Tokens(
        paper="#FFFFFF", surface="#F5F6F8", band="#F0F2F5", ink="#141A23", ink_2="#4B5563",
        ink_3="#667081", edge="#7E8796", rule="#DCE0E6", grid="#EDEFF3",
        improvement="#1F72BD", improvement_text="#14578F", concern="#D2600A",
        concern_text="#9A4100", common="#76808F", common_text="#4B5563", change="#7A55B5",
        change_text="#5F3E96", hatch="#C3C9D2", action="#2B3A52", bar="#D5D9E0",
        risk=("#F5F6F8", "#EEF0F3", "#F6E6D6", "#F3CDA8", "#E8A063"),
    ),
    "dark": Tokens(
        paper="#11151B", surface="#1A2029", band="#1C232C", ink="#E9EDF2", ink_2="#B3BCC8",
        ink_3="#8F9AA9", edge="#6E7A89", rule="#2D3541", grid="#232A34",
        improvement="#55A5E5", improvement_text="#86C0EF", concern="#EE8B3C",
        concern_text="#F4AD72", common="#8B96A5", common_text="#B3BCC8", change="#A98BE0",
        change_text="#C3AEEC", hatch="#3F4956", action="#566D99", bar="#38414D",
        risk=("#1A2029", "#232A34", "#33291F", "#5A3A1C", "#8A531F"),
    ),
}  # fmt: skip


def tokens(theme: str) -> Tokens:
    """The colours of `light` or `dark`; light for anything else."""
    return TOKENS.get(theme, TOKENS["light"])


def template(theme: str) -> go.layout.Template:
    """The Plotly template of a theme: no box, no legend, five grid lines at most, no animation."""
    return _template(theme, notation.current().separators)


@cache
def _template(theme: str, separators: str) -> go.layout.Template:
    ink = tokens(theme)
    axis = {"zeroline": False, "ticks": "", "automargin": False, "fixedrange": True}
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": TEXT, "color": ink.ink_3},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 48, "r": RIGHT, "t": 12, "b": 48},
            "showlegend": False,
            "xaxis": {**axis, "showgrid": False, "linecolor": ink.edge, "showline": True},
            "yaxis": {**axis, "gridcolor": ink.grid, "showline": False, "nticks": 6},
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": ink.paper,
                "bordercolor": ink.rule,
                "font": {"family": FONT, "size": TEXT, "color": ink.ink},
            },
            "separators": separators,
            "colorway": [ink.common, ink.ink_2, ink.ink_3],
            "dragmode": False,
            "transition": {"duration": 0},
        }
    )


def blank(theme: str, height: int, **layout: Any) -> go.Figure:
    """An empty figure of fixed height, so that nothing jumps when it is drawn."""
    figure = go.Figure()
    figure.update_layout(template=template(theme), height=height, **layout)
    return figure
