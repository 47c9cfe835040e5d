"""Whether the staged tables can carry figures: declared checks, judged inside DuckDB."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from expectations import across
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
            if check.gate and _count(check.rows, check.fragments, database):
                cases = _count(check.cases, check.fragments, database)
                return (_verdict(check, cases, False, database, build_id),)
        across.keep(database, _fragments(declared))
        cases_of = _cases(declared, database)
        passed = _outcomes([one for one in declared if cases_of[one.id]], database, progress)
        return tuple(
            _verdict(one, cases_of[one.id], passed.get(one.id, True), database, build_id)
            for one in declared
        )


def _cases(declared: Sequence[Check], database: Database) -> dict[str, int]:
    """How many cases each check looks at; conditions on one table are counted in one pass."""
    own = {one.cases: one.fragments for one in declared if not one.of}
    counts = {cases: _count(cases, before, database) for cases, before in own.items()}
    found = {one.id: counts[one.cases] for one in declared if not one.of}
    for table, ones in _by_table(one for one in declared if one.of).items():
        conditions = list(dict.fromkeys(one.of for one in ones))
        counted = ", ".join(f"count(*) filter (where {each})" for each in conditions)
        [row] = database.rows(f"select {counted} from {table}")
        numbers = dict(zip(conditions, row, strict=True))
        found |= {one.id: numbers[one.of] for one in ones}
    return found


def _fragments(declared: Sequence[Check]) -> dict[str, str]:
    """Those that any check reads, each after those that it builds on."""
    found = {name: text for check in declared for name, text in check.fragments.items()}
    order = [*across.fragments(), *found]
    return dict(sorted(found.items(), key=lambda pair: order.index(pair[0])))


def _outcomes(due: Sequence[Check], database: Database, progress: Progress) -> dict[str, bool]:
    if not due:
        return {}
    from expectations import engine  # takes seconds to import: only when there is work for it

    return engine.outcomes(database, _by_table(due), progress)


def _by_table(chosen: Iterable[Check]) -> dict[str, list[Check]]:
    by_table: dict[str, list[Check]] = {}
    for check in chosen:
        by_table.setdefault(check.table, []).append(check)
    return by_table


def _count(query: str, before: Mapping[str, str], database: Database) -> int:
    return int(database.value(f"select count(*) from ({across.asked(query, before)})"))


def _verdict(check: Check, cases: int, passed: bool, database: Database, build_id: str) -> Judged:
    failed = 0 if passed else _count(check.rows, check.fragments, database)
    if not passed and not failed:
        raise CatalogueRefused(
            f"Cannot judge check {check.id!r} of build {build_id!r}",
            f"{check.expectation or 'its SQL'} fails, but its query finds no failing row",
            f"Correct expectations/{check.file} or the form of the expectation in declared.py.",
            "The build is not published; the one before stays current.",
        )
    rows = across.asked(check.rows, check.fragments)
    sample = database.frame(f"select * from ({rows}) limit {SAMPLE}") if failed else None
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
