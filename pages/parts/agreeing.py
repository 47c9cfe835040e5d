"""Contract targets on the page on providers: each with its figure, or how to declare them."""

import streamlit as st

from pages.parts import blocks, states, wording
from pages.parts.outsourcing import SIGNALS, met
from warehouse.answers.provider_shapes import Cell, Line, Providers

CHANCE = "Within chance: the interval of the figure holds the target."
CONTRACT_COLUMNS = (
    "Provider", "Figure", "Contract", "Origin", "Value", "95 % interval", "n", "Verdict",
    "Months met", "Signal",
)  # fmt: skip


TEACH = """[contracts."{name}"]
{higher} = 0.85  # as in [targets]: a plain value, or a list with a history

[[contracts."{name}".{lower}]]
value = 0.04
note = "schedule 4"
valid_from = 2025-06-01
why = "contract renewed"
author = "Board"
"""


def contracts(answer: Providers) -> None:
    """The table of contract targets; how to declare them where there are none."""
    rows = contract_rows(answer)
    if rows:
        blocks.part(_title(rows), "Each month by the target then in force. " + CHANCE)
        blocks.grid(rows, "Contract targets", widths={"Provider": 130, "Figure": 190},
                    right=("Contract", "Value", "n"))  # fmt: skip
    silent = [name for name in answer.names if name not in answer.contracts]
    if rows and silent:
        st.caption(blocks.plain(f"No contract is declared for {' and '.join(silent)}."))
    if rows or not silent:
        return
    blocks.part("No contract target is declared", "Write them into care.toml, then load.")
    states.empty(
        "Until then a provider is held against the organisation’s own targets",
        "Name it as the exports do; the origin is “client contract” unless you say another.",
    )
    st.code(TEACH.format(name=silent[-1], **_examples(answer)), language=None, wrap_lines=True)


def _examples(answer: Providers) -> dict[str, str]:
    """A share that should be high and one that should be low, out of those that are split."""
    found = {"higher": "first_kpi_id", "lower": "another_kpi_id"}
    for line in reversed(answer.lines):
        if line.kpi.kind == "proportion" and line.kpi.target is not None:
            found[line.kpi.better] = line.kpi.id
    return {side: found[side] for side in ("higher", "lower")}


def _title(rows: list[dict[str, str | None]]) -> str:
    said = [str(row["Verdict"]) for row in rows]
    counts = (
        (sum(one.startswith("misses") for one in said), "missed"),
        (sum(one.startswith("meets") for one in said), "met"),
        (sum(one.startswith("too few") for one in said), "with too few cases"),
        (sum(one.startswith("no figure") for one in said), "without a figure"),
    )
    told = ", ".join(f"{number} {words}" for number, words in counts if number)
    return f"{wording.counted(len(rows), 'contract target')}: {told}"


def contract_rows(answer: Providers) -> list[dict[str, str | None]]:
    """Every figure with a contract target, those missed first; targets without a figure last."""
    found = [(line, cell) for line in answer.lines for cell in line.cells if cell.is_contract]
    found.sort(key=lambda pair: (pair[1].meets is not False, pair[1].meets is None))
    rows = [_contract(line, cell) for line, cell in found if cell.standing != "empty"]
    for name, kpi in answer.unfed:
        told = dict.fromkeys(CONTRACT_COLUMNS, wording.NONE)
        rows.append(
            {**told, "Provider": name, "Figure": kpi.label, "Contract": wording.target(kpi),
             "Origin": kpi.origin, "Verdict": "no figure names this provider"}
        )  # fmt: skip
    return rows


def _contract(line: Line, cell: Cell) -> dict[str, str | None]:
    assert cell.aim is not None  # a contract has a target
    unit = line.kpi.unit
    return {
        "Provider": cell.provider,
        "Figure": line.kpi.label,
        "Contract": wording.target(cell.aim),
        "Origin": cell.aim.origin,
        "Value": wording.amount(cell.value, unit, cell.n)
        if cell.standing != "withheld"
        else "withheld",
        "95 % interval": wording.interval(cell.low, cell.high, unit, cell.n),
        "n": wording.count(cell.n),
        "Verdict": met(cell),
        "Months met": f"{cell.months_met} of {cell.months_judged}" if cell.months_judged else "–",
        "Signal": SIGNALS[cell.signal] if cell.signal else wording.NONE,
    }
