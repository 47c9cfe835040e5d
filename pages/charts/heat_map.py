"""A KPI by rows and columns against its overall figure: weekday by hour, or member by month.

Orange is worse and blue better, as everywhere; where neither side is better, violet is away from
the overall figure. Strong colours are for cells beyond chance, which alone carry a number; pale
ones lie on their side within chance. Small cells have no colour, withheld ones are hatched, and a
place without cases is empty.
"""

from collections.abc import Sequence

import plotly.graph_objects as go

from pages.charts import theme as look
from pages.parts import wording
from warehouse.answers.spread_shapes import Cell, Grid
from warehouse.period import month_add

ROW = 30  # px
TOP, BOTTOM = 28, 44
MOST_ROWS = 24  # more members are in the table alone
LONGEST = 16  # letters of a member's name
STEP_1, STEP_2 = 0.3, 0.6  # of the largest distance, where the next deeper colour begins
RAMPS = {  # better … overall … worse; neither side better: violet on both
    "light": (
        ("#1F72BD", "#7FB2DE", "#DCE9F6", "#E6E9EE", "#FBE6D4", "#F0AC70", "#D2600A"),
        ("#7A55B5", "#B9A3DC", "#E9E2F5"),
    ),
    "dark": (
        ("#55A5E5", "#2F6796", "#1D3145", "#29313C", "#3D2B1D", "#8F5622", "#EE8B3C"),
        ("#A98BE0", "#6A5596", "#2E2842"),
    ),
}
WORDS = {
    "empty": "no cases",
    "withheld": "withheld: too few cases",
    "shown": "too few cases to judge",
    "judged": "",
}

Cells = Sequence[Sequence[Cell]]


def figure(answer: Grid, theme: str, *, narrow: bool = False) -> go.Figure:
    """Cells on numeric axes, hatches over withheld ones, numbers in cells beyond chance."""
    ink = look.tokens(theme)
    rows, columns, cells = shown(answer)
    left = 88 if narrow else 132
    drawn = look.blank(
        theme, TOP + BOTTOM + ROW * max(len(rows), 1), margin={"l": left, "r": 8, "t": TOP, "b": 8}
    )
    ramp = colours(answer, theme)
    largest = scale(cells)
    for kind, flat in (("judged", _steps(ramp)), ("shown", [[0, ink.surface], [1, ink.surface]])):
        drawn.add_heatmap(
            x=list(range(len(columns))),
            y=list(range(len(rows))),
            z=[
                [_class(answer, one, largest) if one.standing == kind else None for one in line]
                for line in cells
            ],
            zmin=-3,
            zmax=3,
            colorscale=flat,
            showscale=False,
            xgap=2,
            ygap=2,
            hoverongaps=False,
            text=_hover(answer, rows, columns, cells),
            hovertemplate="%{text}<extra></extra>",
            name=kind,
        )
    _hatches(drawn, cells, ink)
    _numbers(drawn, answer, cells, largest, ink, narrow=narrow)
    _targets(drawn, answer, rows, columns, cells)
    _axes(drawn, answer, rows, columns, narrow=narrow)
    _legend(drawn, answer, ramp, ink, narrow=narrow)
    return drawn


def shown(answer: Grid) -> tuple[list[str], list[str], list[list[Cell]]]:
    """What is drawn: hours from the first to the last with a case; at most 24 members."""
    rows, columns = list(answer.rows)[:MOST_ROWS], list(answer.columns)
    cells = [list(line) for line in answer.cells[:MOST_ROWS]]
    if answer.kind == "hours":
        used = [i for i in range(len(columns)) if any(line[i].n for line in cells)]
        first, last = (used[0], used[-1] + 1) if used else (0, 0)
        columns, cells = columns[first:last], [line[first:last] for line in cells]
    return rows, columns, cells


def colours(answer: Grid, theme: str) -> tuple[str, ...]:
    """Seven colours from three steps better over the overall figure to three steps worse."""
    sides, violet = RAMPS.get(theme, RAMPS["light"])
    if answer.kpi.better != "neither":
        return sides
    return (*violet, sides[3], *reversed(violet))


def scale(cells: Sequence[Sequence[Cell]]) -> float:
    """The largest distance of a judged cell, which the steps of colour are shares of."""
    found = [abs(one.distance or 0.0) for line in cells for one in line if one.standing == "judged"]
    return max(found, default=0.0)


def _class(answer: Grid, one: Cell, largest: float) -> int:
    """−3 much better … 3 much worse; within chance never more than the palest step."""
    if one.distance is None or not largest:
        return 0
    share = abs(one.distance) / largest
    step = 3 if share > STEP_2 else 2 if share > STEP_1 else 1
    if one.is_listed is None:
        step = step if share > STEP_1 / 2 else 0
    else:
        step = max(step, 2) if one.is_listed else int(share > STEP_1)
    return step if (one.distance < 0) == (answer.kpi.better == "higher") else -step


def _steps(ramp: Sequence[str]) -> list[list[object]]:
    """A ramp as a scale of flat steps."""
    last = len(ramp)
    return [[place / last, ramp[i]] for i in range(last) for place in (i, i + 1)]


def words(answer: Grid, one: Cell) -> str:
    """A cell in words: value and n, and whether it lies beyond chance."""
    if one.standing in ("empty", "withheld"):
        return WORDS[one.standing]
    said = f"{wording.amount(one.value, answer.kpi.unit, one.n)}, n {wording.whole(one.n)}"
    judged = {True: "beyond chance", False: "within chance", None: WORDS[one.standing]}
    return ", ".join(filter(None, (said, judged[one.is_listed])))


def _hover(
    answer: Grid, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[Cell]]
) -> list[list[str]]:
    return [
        [
            f"<b>{row}, {column}</b><br>{words(answer, one)}"
            for column, one in zip(columns, line, strict=True)
        ]
        for row, line in zip(rows, cells, strict=True)
    ]


def _hatches(drawn: go.Figure, cells: Sequence[Sequence[Cell]], ink: look.Tokens) -> None:
    places = [
        (x, y)
        for y, line in enumerate(cells)
        for x, one in enumerate(line)
        if one.standing == "withheld"
    ]
    drawn.add_bar(
        x=[x for x, _ in places],
        y=[0.92] * len(places),
        base=[y - 0.46 for _, y in places],
        width=0.92,
        marker={
            "color": ink.paper,
            "line": {"width": 0},
            "pattern": {"shape": "/", "fgcolor": ink.hatch, "size": 6, "solidity": 0.2},
        },
        hovertemplate=f"{WORDS['withheld']}<extra></extra>",
        name="withheld",
    )


def _numbers(
    drawn: go.Figure,
    answer: Grid,
    cells: Sequence[Sequence[Cell]],
    largest: float,
    ink: look.Tokens,
    *,
    narrow: bool,
) -> None:
    """The figure without its unit in cells beyond chance; on a phone there is no room."""
    if narrow:
        return
    listed = [
        (x, y, one) for y, line in enumerate(cells) for x, one in enumerate(line) if one.is_listed
    ]
    decimals = 0 if answer.kind == "hours" else None
    texts = []
    for _, _, one in listed:
        colour = ink.paper if abs(_class(answer, one, largest)) == 3 else ink.ink
        texts.append(f'<b><span style="color:{colour}">{_bare(answer, one, decimals)}</span></b>')
    drawn.add_scatter(
        x=[x for x, _, _ in listed],
        y=[y for _, y, _ in listed],
        mode="text",
        text=texts,
        textfont={"size": 12},
        unselected={"textfont": {"color": ink.ink}},  # none set: what is not pressed turns pale
        hoverinfo="skip",
        name="numbers",
    )


def place(answer: Grid, row: str, column: int) -> str:
    """A cell as an address names it: `Monday|09:00`, `Billing|2025-08`."""
    if answer.kind == "hours":
        return f"{row}|{answer.columns[column]}"
    return f"{row}|{month_add(answer.first, column):%Y-%m}"


def _targets(
    drawn: go.Figure, answer: Grid, rows: Sequence[str], columns: Sequence[str], cells: Cells
) -> None:
    """Unseen squares over the cells that show something: a heat map itself cannot be pressed."""
    first = answer.columns.index(columns[0]) if columns else 0
    everywhere = ((x, y) for y, line in enumerate(cells) for x in range(len(line)))
    listed = [(x, y) for x, y in everywhere if cells[y][x].value is not None]
    hover = _hover(answer, rows, columns, cells)
    drawn.add_scatter(
        x=[x for x, _ in listed],
        y=[y for _, y in listed],
        mode="markers",
        marker={"symbol": "square", "size": ROW - 4, "opacity": 0},
        customdata=[[place(answer, rows[y], first + x)] for x, y in listed],
        hovertext=[hover[y][x] for x, y in listed],
        hovertemplate="%{hovertext}<extra></extra>",
        name="cells",
    )


def _bare(answer: Grid, one: Cell, decimals: int | None) -> str:
    unit = answer.kpi.unit
    if unit == "share" and one.value is not None:
        return wording.decimal(100 * one.value, 1 if decimals is None else decimals)
    return wording.amount(one.value, unit, one.n)


def _axes(
    drawn: go.Figure, answer: Grid, rows: Sequence[str], columns: Sequence[str], *, narrow: bool
) -> None:
    every = (3 if narrow else 1) if answer.kind == "hours" else (4 if narrow else 1)
    names = [_column(answer, columns, i) for i in range(len(columns))]
    drawn.update_xaxes(
        range=[-0.5, max(len(columns), 1) - 0.5],
        tickvals=list(range(0, len(columns), every)),
        ticktext=names[::every],
        side="top",
        showline=False,
        tickangle=0,
        tickfont={"size": 12},
    )
    short = [row[:3] if answer.kind == "hours" else _short(row) for row in rows]
    drawn.update_yaxes(
        range=[max(len(rows), 1) - 0.5, -0.5],
        tickvals=list(range(len(rows))),
        ticktext=short,
        showgrid=False,
        tickfont={"size": look.TEXT},
    )
    drawn.update_layout(bargap=0)


def _column(answer: Grid, columns: Sequence[str], i: int) -> str:
    """`09` for an hour; a month without its year, which stands at the first and each January."""
    if answer.kind == "hours":
        return columns[i][:2]
    name, _, year = columns[i].partition(" ")
    return f"{name} {year[2:]}" if i == 0 or name == "Jan" else name


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _legend(
    drawn: go.Figure, answer: Grid, ramp: Sequence[str], ink: look.Tokens, *, narrow: bool
) -> None:
    """What the colours mean, beneath the cells at the left edge."""

    def squares(part: Sequence[str]) -> str:
        return "".join(f'<span style="color:{colour};font-size:17px">■</span>' for colour in part)

    if answer.kpi.better == "neither":
        said = [f"{squares(ramp[3:])} away from the overall figure"]
    else:
        said = [f"better {squares(ramp)} worse"]
    if not narrow:
        said += [f'<span style="color:{ink.ink_3}">▨</span> withheld', "pale: within chance or few"]
    drawn.add_annotation(
        x=0, xref="paper", xanchor="left", y=0, yref="paper", yanchor="top", yshift=-8,
        text="   ".join(said), showarrow=False, font={"color": ink.ink_3, "size": look.TEXT},
    )  # fmt: skip
    drawn.update_layout(margin={"b": BOTTOM})


def alt(answer: Grid) -> str:
    """The map in words: finding, overall figure, n, and how many cells lie beyond chance."""
    listed = sum(bool(one.is_listed) for line in answer.cells for one in line)
    overall = wording.amount(answer.overall, answer.kpi.unit, answer.n)
    return (
        f"{answer.finding.rstrip('.')}. {answer.kpi.label}, overall {overall}, "
        f"n {wording.whole(answer.n)}; {listed} cells beyond chance."
    )
