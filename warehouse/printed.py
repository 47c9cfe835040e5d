"""What the command line prints: tables for people, CSV and JSON for programs."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from warehouse.answers import wording
from warehouse.answers.kite_mark import KiteMark
from warehouse.answers.shapes import Rows
from warehouse.registers.verify import LedgerReport
from warehouse.verification import BuildCheck
from warehouse.zipped import Written

FORMATS = ("table", "csv", "json")
CELL = 60  # characters of a cell in a table


def figures(frame: pl.DataFrame, form: str, marks: Mapping[str, KiteMark] | None = None) -> str:
    """Figures; in a table values are in words, and columns that say nothing are left out.

    JSON has the KPIs' kite-marks beside them, where they are given.
    """
    if form == "json":
        told = {name: _aspects(mark) for name, mark in (marks or {}).items()}
        return _json({"figures": frame.to_dicts(), "kite_marks": told})
    if form == "csv":
        return _raw("figures", frame, form)
    if frame.is_empty():
        return "No figures."
    lines = []
    for row in frame.iter_rows(named=True):
        value = wording.amount(row["value"], row["unit"], row["n"])
        revised = " (R)" if row["is_revised"] else ""
        lines.append(
            {
                "kpi": row["kpi_id"],
                "formula": row["formula"],
                "month": f"{row['month']:%Y-%m}" if row["month"] else "",
                "source": row["source_id"],
                row["dimension"] or "member": row["member"],
                "value": "fewer than 5" if row["status"] == "withheld" else value + revised,
                "95 % interval": wording.interval(row["low"], row["high"], row["unit"], row["n"]),
                "n": f"{wording.whole(row['n'])}",
                "held back": f"{wording.whole(row['rows_held_back'])}"
                if row["rows_held_back"]
                else "",
                "if all good – all bad": _if_counted(row),
                "status": row["status"].partition(": ")[0],
                "why": row["status"].partition(": ")[2],
            }
        )
    heads = [head for head in lines[0] if any(line[head] for line in lines)]
    return _table(heads, [[line[head] for head in heads] for line in lines])


def _if_counted(row: dict[str, Any]) -> str:
    """The figure if the rows held back were all good, and all bad; empty where it is the value."""
    ends = (row["if_all_good"], row["if_all_bad"])
    if not row["rows_held_back"] or row["status"] == "withheld" or set(ends) == {row["value"]}:
        return ""
    if None in ends:
        return "not bounded"
    return " – ".join(wording.amount(end, row["unit"], row["n"]) for end in ends)


def _aspects(mark: KiteMark) -> dict[str, dict[str, Any]]:
    """The four marks of a KPI by name: state (null where not known), words, number and n."""
    return {
        one.name: {"state": one.state, "words": one.words, "number": one.number, "n": one.n}
        for one in mark.aspects
    }


def rows(found: Rows, form: str, absent: str = "") -> str:
    """Rows behind a figure, and how many of the month were counted or left out for what.

    `absent` says why no month of the KPI has a figure; CSV has no place for it.
    """
    frame = pl.DataFrame(
        [[_text(cell) for cell in record] for record in found.records],
        schema=dict.fromkeys(found.columns, pl.String),
        orient="row",
    )
    if form == "csv":
        return frame.write_csv().rstrip()
    if form == "json":
        totals = [{"judgement": name, "rows": count} for name, count in found.totals]
        said = {"status": absent} if absent else {}
        return _json({"kpi": found.kpi.id, **said, "totals": totals, "rows": frame.to_dicts()})
    lines = [[f"{wording.whole(count)}", name] for name, count in found.totals]
    lines.append([f"{wording.whole(sum(count for _, count in found.totals))}", "rows in the month"])
    told = f"{_table(list(found.columns), frame.rows())}\n\n{_table(['rows', ''], lines)}"
    return f"{told}\n\n{found.kpi.id}: {absent}" if absent else told


def taken(done: Written) -> str:
    """What was written where, with its rows and hash; what was done to cells on the way."""
    told = done.manifest
    lines = [
        f"{done.path}: {told['file']} with {wording.whole(done.rows)} of "
        f"{wording.whole(told['all_rows']['rows'])} rows",
        f"SHA-256 {told['sha256']}",
        *(told[name] for name in ("marked_as_text", "replaced") if name in told),
    ]
    return "\n".join(lines)


def difference(frame: pl.DataFrame, form: str) -> str:
    """Figures that differ between two builds."""
    if form != "table":
        return _raw("differences", frame, form)
    if frame.is_empty():
        return "No figure differs."
    return _table(frame.columns, [[_text(cell) for cell in row] for row in frame.rows()])


def verification(
    ledger: LedgerReport, checks: Sequence[BuildCheck], changed: pl.DataFrame | None
) -> str:
    """What was verified, one line each."""
    entries = wording.counted(ledger.entries, "entry", "entries")
    state = "holds" if ledger.holds else f"is broken: {ledger.why}"
    lines = [f"registers  {state} ({entries}, head {ledger.head})"]
    for check in checks:
        said = check.found if check.holds else f"changed: published with {check.published}"
        lines.append(f"build      {check.id} {said}")
    if changed is not None:
        said = "all come out again" if changed.is_empty() else f"{changed.height} differ"
        lines.append(f"figures    {said} from the exports")
    return "\n".join(lines)


def _raw(name: str, frame: pl.DataFrame, form: str) -> str:
    if form == "csv":
        return frame.write_csv().rstrip()
    return _json({name: frame.to_dicts()})


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def _text(cell: Any) -> str | None:
    return None if cell is None else str(cell)


def _table(heads: Sequence[str], lines: Sequence[Sequence[Any]]) -> str:
    """Columns side by side, as wide as their widest cell; null is an en dash."""
    cells = [list(heads)] + [[_cell(cell) for cell in line] for line in lines]
    widths = [max(len(line[place]) for line in cells) for place in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def _cell(cell: Any) -> str:
    text = wording.NONE if cell is None else str(cell)
    return text if len(text) <= CELL else f"{text[: CELL - 1]}…"
