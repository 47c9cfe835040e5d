"""Exports that may have been cut off: a row count at a tool's cap, a part of several missing."""

import re

from warehouse.load_file import Remark

CAPS = (1_000, 10_000)  # rows after which tools stop
AT_CAP = "Tools cut exports off at this number of rows: compare, or export shorter periods"
PART = "A part of the export is missing"


def at_cap(records: int, rows: int) -> list[Remark]:
    """A remark when a file ends where exports are cut off.

    Args:
        records: records of the file. rows: those that are neither blank nor a footer.
    """
    at = [count for count in (records, rows) if count in CAPS]
    return [Remark("cut off", AT_CAP, f"exactly {at[0]:,} rows")] if at else []


def lacking(names: list[str], pattern: str) -> dict[str, Remark]:
    """Parts of a split export that are not among the files: name of a part -> remark.

    Args:
        pattern: its first group is the number of a part, counted from 1; what stands around the
            number is the export's name.
    """
    series: dict[str, dict[int, str]] = {}
    for name in names if pattern else ():
        if hit := re.search(pattern, name):
            start, end = hit.span(1)
            series.setdefault(f"{name[:start]}…{name[end:]}", {})[int(hit.group(1))] = name
    told = {}
    for parts in series.values():
        if absent := sorted(set(range(1, max(parts) + 1)) - set(parts)):
            shown = ", ".join(str(part) for part in absent)
            evidence = f"{max(parts)} parts by their numbers, without part {shown}"
            told[parts[min(parts)]] = Remark("cut off", PART, evidence)
    return told
