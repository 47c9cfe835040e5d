"""What is loaded: the build, its sources, files, rows by table, and verdicts, as plain data."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from warehouse.access import Viewer
from warehouse.answers.file_notes import LAID
from warehouse.build import BuildRef
from warehouse.catalogue.tables import tables
from warehouse.connection import Database, reading
from warehouse.registers.waivers import Waiver

FILES = """select file_id, source_id, profile, name, sha256, columns_count, rows_read, accepted,
superseded, excluded, quarantined, loaded_at, zone from load_file order by file_id"""
REASONS = """select source_id, reason, sum(rows)::bigint as rows, 'excluded' as kind
from exclusion join load_file using (file_id) group by all
union all
select source_id, reason, count(*), 'quarantined' from quarantine group by all
order by rows desc, reason"""
REPAIRS = "select file_id, repair, rows from repair order by file_id, repair"
REMARKS = "select file_id, kind, text, evidence from remark order by file_id, kind, evidence"
VERDICTS = """select check_id, label, table_name, severity, owner, passed, rows_checked, rows_failed
from verdict order by passed, severity, check_id"""


def status(build: BuildRef, *, waivers: Sequence[Waiver] = (), viewer: Viewer) -> dict[str, Any]:
    """Everything about the published build that counts rows.

    `waivers` are those in force today; a failing check that one is about says so in `waived`,
    which is null everywhere else.

    Returns:
        build, sources (with as_of, age and rows by table), files (each with its accounting, the
        rows that declared repairs changed, and remarks on what is odd in it),
        reasons (rows left out, by source), verdicts. Instants are ISO 8601 in UTC.
    """
    viewer.need("see_figures")
    held = {one.check_id: one.told.words for one in waivers}
    with reading(build.path) as database:
        rows_by_source = _rows_by_source(database)
        info = {key: json.loads(text) for key, text in database.rows("from build_info")}
        sources = [
            _source(row, rows_by_source)
            for row in database.frame("select * from source order by source_id").iter_rows(
                named=True
            )
        ]
        return {
            "build": {"id": build.id, "sha256": build.sha256, **info},
            "sources": sources,
            "files": _files(database),
            "reasons": _plain(database, REASONS),
            "verdicts": [
                {**one, "waived": None if one["passed"] else held.get(one["check_id"])}
                for one in _plain(database, VERDICTS)
            ],
        }


def _files(database: Database) -> list[dict[str, Any]]:
    # a build that was made before there were these tables has none
    laid = database.value(LAID)
    repairs, remarks = (_plain(database, sql) if laid else [] for sql in (REPAIRS, REMARKS))
    found = []
    for file in _plain(database, FILES):
        own = file.pop("file_id")
        parts = {"repairs": repairs, "remarks": remarks}
        found.append(file | {key: _of(own, rows) for key, rows in parts.items()})
    return found


def _of(file_id: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of one file, without its number."""
    mine = [row for row in rows if row["file_id"] == file_id]
    return [{key: value for key, value in row.items() if key != "file_id"} for row in mine]


def _rows_by_source(database: Database) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for name in tables():
        for source, rows in database.rows(f"select source_id, count(*) from {name} group by all"):
            counts.setdefault(source, {})[name] = rows
    return counts


def _source(row: dict[str, Any], counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    newest = row["newest_event_at"]
    age = (datetime.now(UTC) - newest).total_seconds() / 86_400 if newest else None
    return {
        "source": row["source_id"],
        "tool": row["tool"],
        "profile": row["profile"],
        "site_zone": row["site_zone"],
        "as_of": _iso(row["as_of"]),
        "newest": _iso(newest),
        "age_days": None if age is None else round(age, 1),
        "allowed_days": row["cadence_days"],
        "is_late": age is None or age > row["cadence_days"],
        "rows": counts.get(row["source_id"], {}),
    }


def _plain(database: Database, sql: str) -> list[dict[str, Any]]:
    return [
        {key: _iso(value) for key, value in row.items()}
        for row in database.frame(sql).iter_rows(named=True)
    ]


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
