"""Whether the data are fit for the review: verdicts, what became of every row, freshness."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.file_notes import file_notes
from warehouse.answers.shapes import FileAccount, Freshness, Quality, Verdict
from warehouse.answers.stored import provenance
from warehouse.build import BuildRef
from warehouse.connection import Database, reading
from warehouse.registers.waivers import Waiver
from warehouse.verdicts import Waived

LOADS = 12  # past loads that the history of a check shows
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
with last_load as (
    select distinct build_id from verdict_history order by build_id desc limit $loads
)
select verdict.check_id, list(verdict_history.passed order by last_load.build_id)
from verdict
cross join last_load
left join verdict_history
    on verdict_history.check_id = verdict.check_id
    and verdict_history.build_id = last_load.build_id
group by verdict.check_id"""


def quality(
    build: BuildRef, *, now: datetime, waivers: Sequence[Waiver] = (), viewer: Viewer
) -> Quality:
    """Checks, accounting and freshness.

    Args:
        build: the published build.
        now: an aware instant, for freshness alone.
        waivers: those in force today; the build's own are of the day it was judged.
        viewer: who asks.

    Raises:
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        verdicts = _verdicts(database, {one.check_id: one.told for one in waivers})
        accounts = tuple(FileAccount(*row) for row in database.rows(ACCOUNTS))
        reasons = tuple((row[0], row[1], row[2]) for row in database.rows(REASONS))
        freshness = freshness_of(database, now)
        origin = provenance(database, build)
        notes = file_notes(database)
    return Quality(
        finding=_finding(verdicts, accounts, freshness),
        verdicts=verdicts,
        accounts=accounts,
        reasons=reasons,
        freshness=freshness,
        provenance=origin,
        notes=notes,
    )


def _verdicts(database: Database, waived: Mapping[str, Waived]) -> tuple[Verdict, ...]:
    history = dict(database.rows(HISTORY, {"loads": LOADS}))
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
            waived=None if row["passed"] else waived.get(row["check_id"]),
        )
        for row in database.frame(VERDICTS).iter_rows(named=True)
    )


def _failing(text: str | None) -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(text)) if text else ()


def freshness_of(database: Database, now: datetime) -> tuple[Freshness, ...]:
    """Age of each source's newest record against its rhythm, by source."""
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
    read = sum(account.read for account in accounts)
    held = sum(account.quarantined for account in accounts)
    late = sum(source.is_late for source in freshness)
    said = [failures(verdicts)]
    if read:
        verb = "is" if held == 1 else "are"
        said.append(f"{wording.whole(held)} of {wording.whole(read)} records {verb} in quarantine")
    if late:
        verb = "is" if late == 1 else "are"
        said.append(f"{late} of {wording.counted(len(freshness), 'source')} {verb} late")
    return wording.capital(", ".join(said))


def failures(verdicts: Sequence[Verdict]) -> str:
    """How many checks fail, and how many of these are waived; a waived one never counts as passed.

    `3 of 111 checks fail, 1 of them waived`.
    """
    failed = [verdict for verdict in verdicts if not verdict.passed]
    waived = sum(verdict.waived is not None for verdict in failed)
    number = wording.counted(len(verdicts), "check")
    if not failed:
        return f"none of {number} fails"
    said = f"{len(failed)} of {number} {'fails' if len(failed) == 1 else 'fail'}"
    if not waived:
        return said
    whole = "it is waived" if len(failed) == 1 else "all of them waived"
    return f"{said}, {whole if waived == len(failed) else f'{waived} of them waived'}"
