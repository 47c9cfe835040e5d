"""Filters, words and tables of the page on providers."""

from dataclasses import dataclass, replace
from datetime import date

from pages.charts.contracts import aimed
from pages.parts import blocks, bridging, inputs, offers, wording
from warehouse.answers.provider_shapes import Cell, Line, Providers
from warehouse.answers.spans import Span
from warehouse.catalogue.contracts import PROVIDER

PARAMS = ("period", "source", "with")
MOST = 4  # providers beside one another; more are chosen
DRAWN = 12  # providers in one chart; of more the chosen ones
TALL = 640  # px
WIDTHS = {
    "Figure": 176, "First against second": 132, "Difference": 180, "Signals": 200,
    "Against the rest": 260,
}  # fmt: skip
SIGNALS = {"common": "none", "improvement": "improvement", "concern": "concern", "change": "change"}
DIFFERS = {
    "common": "within chance",
    "improvement": "better",
    "concern": "worse",
    "change": "differs",
}
HOW_TO_READ = (
    "Each line is one provider: the dot is its figure over the period, the line its 95 % interval, "
    "the **heavy upright the target of its contract**, a dashed one the organisation’s own. "
    "Coloured only where it differs from all the others by more than chance: blue better, orange "
    "worse. Hollow: fewer than 30 cases. Alphabetical: a provider that takes the hard queues looks "
    "worse by any raw figure, so nobody is ranked. Compare like with like: restrict *Change* or "
    "*Cohorts* to one queue."
)
SIDE_BY_SIDE = (
    "Value with its 95 % interval and n. Signals: the last closed month of the period against the "
    "provider’s own limits. Select a row to see it below."
)
NOBODY = (
    "Nothing to compare",
    "No loaded export names a provider. Map the column of the outsourcer to `provider` in the "
    "profile, or name it in the roster.",
)
POINTS = f"{wording.NARROW}points"


@dataclass(frozen=True)
class Asked:
    """What the address asks; `period` is None where no figure names a provider."""

    period: Span | None
    source: str
    known: dict[str, Span]


def asked() -> Asked:
    """Period and source."""
    split = [kpi.id for kpi in offers.offered().kpis if PROVIDER in offers.dimensions(kpi.id)]
    longest = max(split, key=lambda kpi_id: len(offers.months(kpi_id)), default="")
    known = bridging.spans(longest) if longest else {}
    period = bridging.span("period", known, next(iter(known), ""))
    return Asked(period, inputs.chosen("source", offers.sources()), known)


def filters(row: inputs.Row, about: Asked, answer: Providers) -> tuple[str, ...]:
    """Period, source, and with many providers whom to show; the names that are shown."""
    period = about.period
    told = {period.text: period.label} if period else {}
    told |= {text: one.label for text, one in about.known.items()}
    inputs.choice(row.filters, "period", "Period", told, next(iter(about.known), ""))
    if len(offers.sources()) > 2:
        inputs.choice(row.filters, "source", "Source", offers.sources())
    if len(answer.names) <= MOST:
        return answer.names
    largest = sorted(answer.names, key=lambda name: (-_cases(answer, name), name))
    named = {name: name for name in answer.names}
    first = inputs.choice(row.filters, "with", "Provider", {"": "the largest"} | named)
    rest = [name for name in largest if name != first]
    return tuple(sorted([*([first] if first else []), *rest][:MOST]))


def _cases(answer: Providers, name: str) -> int:
    return sum(cell.n for line in answer.lines for cell in line.cells if cell.provider == name)


def caption(answer: Providers, about: Asked) -> str:
    """The page's name, period and how many differences chance alone would show."""
    said = [f"Providers · {answer.span.label} · {wording.scope(about.source)}"]
    said.append(wording.counted(len(answer.names), "provider"))
    if answer.tested:
        chance = wording.decimal(answer.tested / 20, 1)
        said.append(
            f"of {wording.counted(answer.tested, 'comparison')} chance alone would show {chance}"
        )
    return " · ".join(said)


def picked(answer: Providers) -> Line | None:
    """The KPI that the address names; else the first that misses a contract or differs."""
    told = [line for line in answer.lines if any(cell.value is not None for cell in line.cells)]
    lines = {line.kpi.id: line for line in told}
    chosen = inputs.chosen("kpi", lines)
    return lines[chosen] if chosen else min(told, key=_weight, default=None)


def _weight(line: Line) -> int:
    if any(cell.is_contract and cell.meets is False for cell in line.cells):
        return 0
    if any(cell.differs not in (None, "common") for cell in line.cells):
        return 1
    return 2


def side_by_side(answer: Providers, names: tuple[str, ...]) -> None:
    """Every KPI as a row with its providers beside one another; a press shows it below."""
    rows = [_row(line, names) for line in answer.lines]

    def pick(index: int) -> None:
        inputs.goto(kpi=answer.lines[index].kpi.id, rows="")

    blocks.grid(
        rows,
        "Every figure by provider",
        widths={**WIDTHS, **dict.fromkeys(names, 196)},
        key="providers_side_by_side",
        on_pick=pick,
        height=min(TALL, 38 + blocks.ROW * len(rows)),
    )


def _row(line: Line, names: tuple[str, ...]) -> dict[str, str | None]:
    cells = {cell.provider: cell for cell in line.cells}
    told: dict[str, str | None] = {"Figure": line.kpi.label}
    for name in names:
        told[name] = f"{value(line, cells[name])}, n {wording.count(cells[name].n)}"
    if len(line.cells) == 2:
        told["Difference"] = difference(line, cells[names[0]])
        told["First against second"] = verdict(cells[names[0]])
    else:
        judged = [name for name in names if cells[name].differs]
        said = [f"{name} {verdict(cells[name])}" for name in judged]
        told["Against the rest"] = ", ".join(said) or "not judged"
    found = [(name, cells[name].signal) for name in names]
    told["Signals"] = ", ".join(
        f"{name} {SIGNALS[signal]}" for name, signal in found if signal not in (None, "common")
    ) or ("none" if any(signal for _, signal in found) else wording.NONE)  # fmt: skip
    return told


def value(line: Line, cell: Cell) -> str:
    """`6.4 % (4.2 – 9.6 %)`, `P` before a provisional one; withheld and empty in words."""
    if cell.standing == "withheld":
        return "withheld"
    if cell.value is None:
        return wording.NONE
    unit = line.kpi.unit
    shown = ("P " if cell.is_provisional else "") + wording.amount(cell.value, unit, cell.n)
    if line.kpi.kind == "count":
        return f"{wording.decimal(cell.value, 0 if cell.value >= 10 else 1)} a month"
    around = wording.bare_interval(cell.low, cell.high, unit, cell.n)
    return shown if around == wording.NONE else f"{shown} ({around})"


def difference(line: Line, cell: Cell) -> str:
    """`+7.9 points (2.4 to 12.9)`; an en dash where nothing is compared."""
    unit = line.kpi.unit
    if cell.difference is None:
        return wording.NONE
    said = _signed(cell.difference, unit)
    if cell.apart is None or cell.apart.low is None or cell.apart.high is None:
        return said
    ends = f"{_signed(cell.apart.low, unit)} to {_signed(cell.apart.high, unit)}"
    return f"{said} ({ends.replace(POINTS, '') if unit == 'share' else ends})"


def _signed(value: float, unit: str) -> str:
    sign = "+" if value > 0 else ""
    if unit == "share":
        return f"{sign}{wording.decimal(100 * value, 1)}{POINTS}"
    return f"{sign}{wording.amount(value, unit)}"


def verdict(cell: Cell) -> str:
    """What a difference says, in words."""
    return DIFFERS[cell.differs] if cell.differs else "not judged"


def met(cell: Cell) -> str:
    """`meets`, `misses`; whether the interval holds the target, so that chance could turn it."""
    if cell.meets is None or cell.aim is None or cell.aim.target is None:
        return "too few to judge"
    said = "meets" if cell.meets else "misses"
    if cell.low is None or cell.high is None:
        return said
    return f"{said}, within chance" if cell.low <= cell.aim.target <= cell.high else said


def heading(line: Line) -> str:
    """What the picked KPI says of the providers, in one sentence."""
    far = [cell for cell in line.cells if cell.differs not in (None, "common")]
    label = line.kpi.label
    if far and len(line.cells) <= MOST:
        said = [f"{cell.provider} {DIFFERS[cell.differs or 'common']}" for cell in far]
        return f"{label}: {', '.join(said)} by more than chance"
    if far:
        marks = [cell.differs for cell in far]
        kinds = [(marks.count(mark), DIFFERS[mark]) for mark in DIFFERS if mark in marks]
        told = " and ".join(f"{wording.count(count)} {words}" for count, words in kinds)
        return f"{label}: of {len(line.cells)} providers {told} by more than chance"
    if any(cell.differs for cell in line.cells):
        return f"{label}: no provider differs by more than chance"
    why = "volumes are not compared" if line.kpi.kind == "count" else "too few to compare"
    return f"{label}: {why}"


def drawn(line: Line, names: tuple[str, ...]) -> tuple[Line, str]:
    """The providers to draw and what to say of them: all, or those chosen where there are many."""
    if len(line.cells) <= DRAWN:
        return line, "95 % intervals, by name."
    cells = tuple(cell for cell in line.cells if cell.provider in names)
    said = (
        f"{len(cells)} of {len(line.cells)} providers, 95 % intervals, by name; the table has all. "
        "As cohorts: limits that carry the variation between so many."
    )
    return replace(line, cells=cells), said


def numbers(line: Line) -> list[dict[str, str | None]]:
    """The picked KPI as a table."""
    return [
        {
            "Provider": cell.provider,
            "Value": value(line, cell),
            "n": wording.count(cell.n),
            "Target": aimed(cell) or wording.NONE,
            "Against it": met(cell) if cell.aim else wording.NONE,
            "Difference from the rest": difference(line, cell),
            "Verdict": verdict(cell),
        }
        for cell in line.cells
    ]


def month(line: Line) -> date | None:
    """The newest month of the build that the KPI has, for its rows."""
    return offers.month(offers.newest(line.kpi.id))
