"""Verdicts of the data-quality checks: what one says, and how a build keeps it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from warehouse.connection import Database

Severity = Literal["critical", "warning", "info"]
SAMPLE = 20  # failing rows that a verdict keeps
WAIVERS = (
    "create table if not exists verdict_waiver (check_id text, waiver_id text, waived_by text, "
    "waived_until date, waived_why text)"
)

# Columns that point to a person. A verdict names the file and the row instead: whoever may open
# the export can look the person up there. Customers' keys are found by their ending.
PERSONAL = frozenset(
    (
        "agent_name",
        "agent_ref",
        "assignee_ref",
        "actor_ref",
        "evaluator_ref",
        "coder_ref",
        "answered_by",
        "customer_ref",
        "value_from",
        "value_to",
        "record",
    )
)


@dataclass(frozen=True)
class Waived:
    """What stands beside a failing check that a person waived: who, through which day, and why."""

    waiver_id: str
    by: str
    until: date
    why: str

    @property
    def words(self) -> str:
        """`waived by M. Okafor until 2026-03-31 because …`."""
        return f"waived by {self.by} until {self.until} because {self.why}"


@dataclass(frozen=True)
class Judged:
    """One check as it was judged.

    Attributes:
        rows_checked: cases that the check looked at, in its own unit (rows, or months, sources …);
            0 = there was nothing to check, and the check passes.
        rows_failed: cases that break the check.
        failing: at most SAMPLE whole rows that break it, personal columns left out.
        sql: the query that selects every failing row, personal columns included.
        ran_at: when it was judged, UTC.
        waivable: False for a check that guards the program's own books.
        waived: the waiver under which it failed; None where there was none.
    """

    check_id: str
    label: str
    table_name: str
    severity: Severity
    owner: str
    why: str
    kpis: tuple[str, ...]
    passed: bool
    rows_checked: int
    rows_failed: int
    failing: tuple[dict[str, Any], ...]
    sql: str
    ran_at: datetime
    waivable: bool = True
    waived: Waived | None = None

    @property
    def can_be_waived(self) -> bool:
        """Whether it fails, and a person may let it pass for the time being."""
        return self.waivable and not self.passed

    @property
    def blocks(self) -> bool:
        """Whether the build must not be published."""
        return self.severity == "critical" and not self.passed and self.waived is None

    @property
    def finding(self) -> str:
        """The verdict in words."""
        if not self.rows_checked:
            return "nothing to check"
        if self.passed:
            return f"none of {self.rows_checked:,} fails"
        return f"{self.rows_failed:,} of {self.rows_checked:,} fail"


def presentable(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as a verdict may keep it: no personal columns, JSON values, instants in ISO 8601."""
    return {name: _plain(value) for name, value in row.items() if not is_personal(name)}


def is_personal(column: str) -> bool:
    """Whether a column points to a person."""
    return column in PERSONAL or column.endswith("_key")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def store(database: Database, verdicts: Iterable[Judged], build_id: str) -> None:
    """Write the verdicts of this build, and append them to the history that it carries on.

    Storing again under the same build id replaces what was stored under it.
    """
    database.run(WAIVERS)  # a copy of a build that was made before there were waivers lacks it
    database.run("delete from verdict_waiver")
    database.run("delete from verdict")
    database.run("delete from verdict_history where build_id = ?", [build_id])
    for one in verdicts:
        values: list[object] = [
            one.check_id,
            one.label,
            one.table_name,
            one.severity,
            one.owner,
            one.why,
        ]
        values += [list(one.kpis), one.passed, one.rows_checked, one.rows_failed]
        values += [json.dumps(one.failing, ensure_ascii=False), one.sql, one.ran_at]
        marks = ", ".join("?" * len(values))
        database.run(f"insert into verdict values ({marks})", values)
        database.run(
            "insert into verdict_history values (?, ?, ?)", [build_id, one.check_id, one.passed]
        )
        if one.waived:
            told = one.waived
            database.run(
                "insert into verdict_waiver values (?, ?, ?, ?, ?)",
                [one.check_id, told.waiver_id, told.by, told.until, told.why],
            )


def stored_waivers(database: Database) -> dict[str, Waived]:
    """The waivers that held when the build was judged, by check; none in a build older than they.

    What holds today is the ledger's to say.
    """
    there = database.value(
        "select count(*) from information_schema.tables where table_name = 'verdict_waiver'"
    )
    rows = database.rows("from verdict_waiver") if there else []
    return {check: Waived(*told) for check, *told in rows}
