"""One row behind a figure as a line of a table."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from pages.parts import wording
from warehouse.answers.record_query import FIXED
from warehouse.answers.record_shapes import Column, Page

NUMBERS = ("DECIMAL", "BIGINT", "INTEGER", "DOUBLE", "HUGEINT")
WIDTHS = {"Record": 150, "In the figure": 210, "Source line": 220}


def cell(value: Any) -> str:
    """A value of a row as text; null is an en dash, never 0. Instants are UTC as kept."""
    if value is None:
        return wording.NONE
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return wording.decimal(value, 2)
    return str(value)


def said(judgement: str) -> str:
    """`counted`, or `excluded: outside opening hours`."""
    return judgement if judgement.startswith("counted") else f"excluded: {judgement}"


def shown(rows: Page) -> list[dict[str, str | None]]:
    """The rows with their judgement first and their place in the export last."""
    found: list[dict[str, str | None]] = []
    for row in rows.rows:
        cells = dict(zip(rows.columns, row, strict=True))
        place = f"{cells['file']} : {cells['record_number']}" if cells["file"] else wording.NONE
        found.append(
            {
                "Record": str(cells["record"]),
                "In the figure": said(cells["judgement"]),
                **{wording.column(name): cell(cells[name]) for name in rows.columns[len(FIXED) :]},
                "Source": cells["source_id"],
                "Source line": place,
            }
        )
    return found


def figures(columns: Iterable[Column]) -> list[str]:
    """The heads of columns of numbers, which stand right."""
    return [wording.column(one.name) for one in columns if one.type.startswith(NUMBERS)]
