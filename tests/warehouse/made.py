"""Small builds made by hand, measured with the shipped catalogue; every row is there for a reason.

A row is a dict of the columns that matter; what a table requires is filled in.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from warehouse import build
from warehouse.access import local_viewer
from warehouse.answers.figures import figures
from warehouse.catalogue.kpis import Catalogue
from warehouse.catalogue.loader import shipped
from warehouse.connection import Database, reading, writing
from warehouse.home import Settings
from warehouse.measure import measure

Rows = Iterable[Mapping[str, Any]]

FILLED: dict[str, dict[str, Any]] = {
    "contact_leg": {
        "channel": "voice",
        "direction": "inbound",
        "started_at": "2025-03-03 09:00:00+00",
        "outcome": "answered",
    },
    "queue_interval": {"channel": "voice"},
    "ticket": {"status": "open", "created_at": "2025-03-03 09:00:00+00"},
    "ticket_event": {},
    "complaint": {"received_at": "2025-03-03 09:00:00+00"},
    "escalation": {"record_ref": "1"},
    "survey_invitation": {"survey_id": "s", "delivery": "delivered"},
    "survey_response": {"survey_id": "s", "completeness": "complete"},
    "survey_answer": {"question_id": "q", "scale_min": 1, "scale_max": 5},
    "quality_evaluation": {"status": "final", "evaluated_at": "2025-03-05 10:00:00+00"},
}
IDS = {
    "contact_leg": ("leg_id", "contact_id"),
    "queue_interval": ("interval_id",),
    "ticket": ("ticket_id",),
    "ticket_event": ("event_id",),
    "complaint": ("complaint_id",),
    "escalation": ("escalation_id",),
    "survey_invitation": ("invitation_id",),
    "survey_response": ("response_id",),
    "quality_evaluation": ("evaluation_id",),
}


def made(
    path: Path,
    tables: Mapping[str, Rows],
    *,
    as_of: str = "2026-01-01 00:00:00+00",
    zone: str = "Europe/London",
    catalogue: Catalogue | None = None,
) -> build.BuildRef:
    """A measured build of these rows; each source judged as of the same moment."""
    with writing(path) as database:
        build.create(database)
        sources = {"tool"}
        for table, rows in tables.items():
            sources |= insert(database, table, rows)
        for source in sorted(sources):
            database.run(
                "insert into source values (?, 'p', 't', ?, ?, 31, ?, ?)",
                [source, zone, as_of, as_of, as_of],
            )
        measure(database, catalogue or shipped(Settings()))
        build.note(database, made_at="2026-01-02T00:00:00+00:00")
    return build.BuildRef("made", path, "0" * 64)


def insert(database: Database, table: str, rows: Rows) -> set[str]:
    """Insert rows with what the table requires; returns their sources."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for number, row in enumerate(rows, 1):
        given = {"source_id": "tool", "src_file": 1, "src_row": number, **FILLED.get(table, {})}
        given |= dict.fromkeys(IDS.get(table, ()), f"{table} {number}")
        given |= row
        if "contact_id" in given and "contact_id" not in row:
            given["contact_id"] = given["leg_id"]
        told = {name: value for name, value in given.items() if value is not None}
        alike.setdefault(tuple(told), []).append(told)
    for group in alike.values():
        with database.offered("batch", pl.DataFrame(group, infer_schema_length=None, strict=False)):
            database.run(f"insert into {table} by name select * from batch")
    return {row["source_id"] for group in alike.values() for row in group}


def value(ref: build.BuildRef, kpi: str, month: str | None = None, **asked: Any) -> float | None:
    """One KPI's one figure; fails when there is not exactly one."""
    (row,) = rows(ref, kpi, month, **asked)
    return row["value"]


def rows(
    ref: build.BuildRef, kpi: str, month: str | None = None, **asked: Any
) -> list[dict[str, Any]]:
    """A KPI's figures, of one month (YYYY-MM) or all."""
    found = figures(ref, kpi=kpi, viewer=local_viewer(), **asked).iter_rows(named=True)
    return [row for row in found if month is None or f"{row['month']:%Y-%m}" == month]


def stored(ref: build.BuildRef) -> str:
    """Every figure of the build as one text, to compare two builds row for row."""
    with reading(ref.path) as database:
        return json.dumps(database.rows("from kpi_month order by all"), default=str)


def written(path: Path, kpi: str, series: Rows, formula: str = "") -> build.BuildRef:
    """A build of one tool whose monthly figures are these; `month` counts from January 2023."""
    ref = made(path, {"contact_leg": []})
    with writing(path) as database:
        for row in series:
            month = date(2023 + row["month"] // 12, row["month"] % 12 + 1, 1)
            told = {
                "kpi_id": kpi,
                "formula": formula,
                "source_id": "",
                "dimension": "",
                "member": "",
                "n": 1000,
                "status": "final",
                **row,
                "month": month,
            }
            names, marks = ", ".join(told), ", ".join("?" for _ in told)
            database.run(f"insert into kpi_month ({names}) values ({marks})", list(told.values()))
    return ref


def shares(values: Iterable[float | None], n: int = 1000) -> list[dict[str, Any]]:
    """A series of shares with n cases a month, one a month; None leaves the month out."""
    return [
        {"month": i, "value": share, "numerator": share * n, "denominator": n, "n": n}
        for i, share in enumerate(values)
        if share is not None
    ]
