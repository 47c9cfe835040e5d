"""Exports in, a published build out: recognise, conform, stage, judge, measure, publish.

Reads like the sentence it is: nothing is published unless every step before it held, and the
published build stays current until one line in CURRENT is replaced.
"""

import errno
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from expectations import judge
from expectations.declared import texts
from pipelines.declared import profiles
from pipelines.exports import STANDS, found
from pipelines.intake import Choice, Intake, stage
from pipelines.preview import Show, lines, silent
from pipelines.progress import Progress, quiet
from warehouse import build as builds
from warehouse.access import local_viewer
from warehouse.catalogue.kpis import catalogue
from warehouse.connection import DatabaseError, writing
from warehouse.errors import InputRefused, NotPublished
from warehouse.home import Home
from warehouse.measure import measure
from warehouse.registers import waivers
from warehouse.registers.copying import copied
from warehouse.registers.ledger import registers
from warehouse.reported import revised, unchanged
from warehouse.verdicts import Judged, store

STEPS = {"judge": "judging", "measure": "measuring"}  # staging names its own


@dataclass
class Report:
    """What a load did; `build_id` is empty when nothing was published.

    `revised` counts the figures that were final in the build before and are others now.
    """

    build_id: str
    intake: Intake
    verdicts: tuple[Judged, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    revised: int = 0


def load(
    paths: list[Path],
    home: Home,
    choice: Choice | None = None,
    *,
    full: bool = False,
    dry_run: bool = False,
    tell: Progress = quiet,
    show: Show = silent,
) -> Report:
    """Load exports into a new build and publish it.

    Args:
        paths: files and folders; in a folder, files that no profile knows are skipped and listed.
        full: begin with an empty build instead of a copy of the published one.
        dry_run: stage and judge, then throw the staged build away.
        show: is given, in a dry run and before judging, the lines of preview.lines.

    Raises:
        InputRefused: an export or the home cannot be used; nothing was changed.
        LoadHeld: another load is running.
        CatalogueRefused: a definition changed for months that are reported.
        NotPublished: a critical check failed or the rows do not add up; the old build stays.
    """
    intake = Intake(home, choice or Choice(), profiles(home), tell)
    report = Report("", intake)
    declared = catalogue(home)
    files = found(paths)
    with builds.writer(home), _disk_errors(home):
        unchanged(home, declared)
        build_id, staged = builds.staged(home, full=full)
        _timed(report, "stage", lambda: stage(intake, files, staged))
        if not intake.files:
            _nothing_new(intake)
            return report
        if dry_run:
            show(lines(staged, intake.files))
        _timed(report, "judge", lambda: _judge(report, staged, build_id))
        if not dry_run:
            _timed(report, "measure", lambda: _measure(report, staged, build_id, declared))
            _publish(report, staged, build_id)
    return report


def _publish(report: Report, staged: Path, build_id: str) -> None:
    home = report.intake.home
    builds.publish(home, build_id, staged)
    (home.path / "refused.json").unlink(missing_ok=True)
    report.build_id = build_id


def _timed(report: Report, step: str, work: Callable[[], None]) -> None:
    if step in STEPS:
        report.intake.tell.begins(STEPS[step])
    started = time.perf_counter()
    work()
    report.seconds[step] = round(time.perf_counter() - started, 3)


def _judge(report: Report, staged: Path, build_id: str) -> None:
    with writing(staged) as database:
        copied(database, registers(report.intake.home), local_viewer())
    verdicts = waivers.applied(judge(staged, build_id), report.intake.home, local_viewer())
    report.verdicts = verdicts
    failed = [v for v in verdicts if v.blocks]
    if failed:
        _remember_refusal(report.intake.home, build_id, failed)
        first = failed[0]
        raise NotPublished(
            f"Cannot publish build {build_id}",
            f"{len(failed)} critical check(s) failed, first {first.label!r}: "
            f"{first.rows_failed} of {first.rows_checked} rows",
            "Correct the export or its profile and load again, or let a responsible person waive "
            "the check on the page Waivers.",
            "The published build stays current.",
        )
    with writing(staged) as database:
        store(database, verdicts, build_id)
        builds.keep(database, "checks", texts())


def _remember_refusal(home: Home, build_id: str, failed: list[Judged]) -> None:
    """What the pages tell about a load that was not published; gone with the next that is."""
    text = json.dumps(
        {
            "build_id": build_id,
            "checks": [
                {
                    "check_id": v.check_id,
                    "waivable": v.waivable,
                    "label": v.label,
                    "rows_failed": v.rows_failed,
                    "rows_checked": v.rows_checked,
                    "owner": v.owner,
                }
                for v in failed
            ],
        },
        indent=1,
    )
    (home.path / "refused.json").write_text(text, encoding="utf-8")


def _measure(report: Report, staged: Path, build_id: str, declared: Any) -> None:
    with writing(staged) as database:
        measure(database, declared)
        report.revised = revised(database, report.intake.home, build_id)
        builds.note(database, build_id=build_id, made_at=builds.now(), seconds=report.seconds)


def _nothing_new(intake: Intake) -> None:
    """Nothing to publish: fine when all was loaded before, else a refusal."""
    if not intake.unchanged:
        skipped = "; ".join(f"{Path(name).name}: {why}" for name, why in intake.skipped[:5])
        raise InputRefused(
            "Cannot load anything",
            skipped or "there are no files there",
            "Name the export files, or write a profile (docs/profiles.md).",
            STANDS,
        )


@contextmanager
def _disk_errors(home: Home) -> Iterator[None]:
    """Turn a full disk or a missing right into a refusal that loses nothing."""
    where = f"Cannot write to {str(home.path)!r}"
    try:
        yield
    except PermissionError as error:
        raise InputRefused(
            where, "this user has no right to", "Give this user the right to write there.", STANDS
        ) from error
    except (OSError, DatabaseError) as error:
        full = getattr(error, "errno", 0) in (errno.ENOSPC, errno.EDQUOT)
        if full or "No space left" in str(error):
            raise InputRefused(
                where,
                "there is no space left",
                "Free some space, or set CARE_HOME to a larger disk.",
                STANDS,
            ) from error
        raise
