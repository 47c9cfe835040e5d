"""Whether the staged tables can carry figures: declared checks, judged inside DuckDB."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from expectations.declared import Check, checks
from warehouse.connection import Database, reading
from warehouse.errors import CatalogueRefused
from warehouse.verdicts import SAMPLE, Judged, presentable

Progress = Callable[[str, int, int], None] | None


def judge(build_path: Path, build_id: str, *, progress: Progress = None) -> tuple[Judged, ...]:
    """Judge every declared check over a staged build.

    The file is opened for reading only, and must not be open for writing anywhere. What the
    checks rest on has to be in it: the canonical tables and load_file, exclusion, quarantine and
    source. Whether a failing critical check stops the publication is the caller's to decide
    (`Judged.blocks`).

    Args:
        build_path: the closed file of the build.
        build_id: names the build in errors.
        progress: called after each table with its name, the tables done and their number.

    Returns:
        One verdict a check. When a gate fails (a declared column is missing), the verdict of the
        failing gate only: nothing else can be judged then.

    Raises:
        CatalogueRefused: a declaration cannot be used, or a check could not be judged.
    """
    return judged(checks(), build_path, build_id, progress)


def judged(
    declared: Sequence[Check], build_path: Path, build_id: str, progress: Progress = None
) -> tuple[Judged, ...]:
    """Judge the given checks; otherwise as `judge`."""
    with reading(build_path) as database:
        for check in declared:
            if check.gate and _count(check.sql, database):
                cases = _count(check.cases, database)
                return (_verdict(check, cases, False, database, build_id),)
        questions = {check.cases for check in declared}
        counts = {question: _count(question, database) for question in questions}
    passed = _outcomes(build_path, [one for one in declared if counts[one.cases]], progress)
    with reading(build_path) as database:
        return tuple(
            _verdict(one, counts[one.cases], passed.get(one.id, True), database, build_id)
            for one in declared
        )


def _outcomes(path: Path, due: list[Check], progress: Progress) -> dict[str, bool]:
    by_table: dict[str, list[Check]] = {}
    for check in due:
        by_table.setdefault(check.table, []).append(check)
    if not by_table:
        return {}
    from expectations import engine  # takes seconds to import: only when there is work for it

    return engine.outcomes(path, by_table, progress)


def _count(query: str, database: Database) -> int:
    return int(database.value(f"select count(*) from ({query})"))


def _verdict(check: Check, cases: int, passed: bool, database: Database, build_id: str) -> Judged:
    failed = 0 if passed else _count(check.sql, database)
    if not passed and not failed:
        raise CatalogueRefused(
            f"Cannot judge check {check.id!r} of build {build_id!r}",
            f"{check.expectation or 'its SQL'} fails, but its query finds no failing row",
            f"Correct expectations/{check.file} or the form of the expectation in declared.py.",
            "The build is not published; the one before stays current.",
        )
    sample = database.frame(f"select * from ({check.sql}) limit {SAMPLE}") if failed else None
    return Judged(
        check_id=check.id,
        label=check.label,
        table_name=check.table,
        severity=check.severity,
        owner=check.owner,
        why=check.why,
        kpis=check.kpis,
        passed=passed,
        rows_checked=cases,
        rows_failed=failed,
        failing=() if sample is None else tuple(map(presentable, sample.to_dicts())),
        sql=check.sql,
        ran_at=datetime.now(UTC),
        waivable=check.waivable,
    )
