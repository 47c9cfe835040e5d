"""Whether the data are fit for the review: verdicts, what became of every row, freshness."""

import json
from datetime import datetime
from typing import Any

from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.shapes import FileAccount, Freshness, Quality, Verdict
from warehouse.answers.stored import provenance
from warehouse.build import BuildRef
from warehouse.connection import Database, reading

DAY = 86_400
CADENCE = 31  # days between exports where a source declares no rhythm: monthly
VERDICTS = """
select * from verdict
order by passed, list_position(['critical', 'warning', 'info'], severity), label"""
ACCOUNTS = """
select source_id, name, rows_read, accepted, superseded, excluded, quarantined, loaded_at
from load_file
order by source_id, file_id"""
REASONS = """
select source_id, 'excluded: ' || reason as reason, cast(sum(rows) as bigint) as rows
from exclusion join load_file using (file_id)
group by all
union all
select source_id, 'quarantined: ' || reason, count(*) from quarantine group by all
order by rows desc, reason"""
HISTORY = """
select check_id, list(passed order by build_id) from verdict_history group by check_id"""


def quality(build: BuildRef, *, now: datetime, viewer: Viewer) -> Quality:
    """Checks, accounting and freshness; `now` is an aware instant, for freshness alone.

    Raises:
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        verdicts = _verdicts(database)
        accounts = tuple(FileAccount(*row) for row in database.rows(ACCOUNTS))
        reasons = tuple((row[0], row[1], row[2]) for row in database.rows(REASONS))
        freshness = _freshness(database, now)
        origin = provenance(database, build)
    return Quality(
        finding=_finding(verdicts, accounts, freshness),
        verdicts=verdicts,
        accounts=accounts,
        reasons=reasons,
        freshness=freshness,
        provenance=origin,
    )


def _verdicts(database: Database) -> tuple[Verdict, ...]:
    history = dict(database.rows(HISTORY))
    return tuple(
        Verdict(
            check_id=row["check_id"],
            label=row["label"],
            table=row["table_name"],
            severity=row["severity"],
            owner=row["owner"],
            why=row["why"],
            kpis=tuple(row["kpis"] or ()),
            passed=row["passed"],
            rows_checked=row["rows_checked"],
            rows_failed=row["rows_failed"],
            failing=_failing(row["failing"]),
            sql=row["sql"],
            history=tuple(history.get(row["check_id"], ())),
        )
        for row in database.frame(VERDICTS).iter_rows(named=True)
    )


def _failing(text: str | None) -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(text)) if text else ()


def _freshness(database: Database, now: datetime) -> tuple[Freshness, ...]:
    found = []
    for row in database.frame("select * from source order by source_id").iter_rows(named=True):
        newest = row["newest_event_at"]
        age = None if newest is None else (now - newest).total_seconds() / DAY
        allowed = row["cadence_days"] or CADENCE
        found.append(
            Freshness(
                source=row["source_id"],
                tool=row["tool"],
                newest_event_at=newest,
                as_of=row["as_of"],
                age_days=age,
                allowed_days=allowed,
                is_late=age is not None and age > allowed,
            )
        )
    return tuple(found)


def _finding(
    verdicts: tuple[Verdict, ...],
    accounts: tuple[FileAccount, ...],
    freshness: tuple[Freshness, ...],
) -> str:
    failed = [verdict for verdict in verdicts if not verdict.passed]
    read = sum(account.read for account in accounts)
    held = sum(account.quarantined for account in accounts)
    late = sum(source.is_late for source in freshness)
    said = [f"{len(verdicts) - len(failed)} of {wording.counted(len(verdicts), 'check')} pass"]
    if failed:
        serious = sum(verdict.severity == "warning" for verdict in failed)
        said.append(f"{wording.counted(serious, 'warning')} to look at")
    if read:
        verb = "is" if held == 1 else "are"
        said.append(f"{held:,} of {read:,} records {verb} in quarantine")
    if late:
        verb = "is" if late == 1 else "are"
        said.append(f"{late} of {wording.counted(len(freshness), 'source')} {verb} late")
    return ", ".join(said)
