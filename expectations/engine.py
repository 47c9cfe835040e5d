"""The only file that knows Great Expectations (1.24.1), and SQLAlchemy and duckdb-engine with it.

Great Expectations has no DuckDB data source. Through plain duckdb-engine (0.17.0) every
expectation fails with "list index out of range", since the connection is closed before the
result is fetched: hence an execution engine that keeps one connection open, and a data source of
its own type that returns it. Importing the library takes seconds: import this file when there is
something to judge, not before.
"""

import os
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Literal, cast

os.environ["GX_ANALYTICS_ENABLED"] = "False"  # else usage statistics are sent, by default

import great_expectations as gx
import great_expectations.expectations as gxe
import sqlalchemy
from great_expectations.compatibility import pydantic
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.datasource.fluent.sql_datasource import TableAsset
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.declared import Check
from warehouse.connection import MEMORY_LIMIT
from warehouse.errors import CatalogueRefused

Progress = Callable[[str, int, int], None] | None
EngineClass = type[SqlAlchemyExecutionEngine]  # inside a data source, `type` is its literal


class StagedEngine(SqlAlchemyExecutionEngine):
    """Runs every query of a judgement over one connection, which stays open until the end."""

    @contextmanager
    def get_connection(self) -> Generator[sqlalchemy.Connection, None, None]:
        """The one connection; times are read in UTC, as everywhere in a build."""
        if self._connection is None:
            self._connection = self.engine.connect()
            self._connection.exec_driver_sql("set timezone = 'UTC'")
        yield self._connection

    def end(self) -> None:
        """Close the file, so that the build can be opened for writing again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.engine.dispose()


class StagedBuild(SQLDatasource):
    """A staged build file as a data source of Great Expectations."""

    type: Literal["staged_build"] = "staged_build"  # type: ignore[assignment]

    @property
    def execution_engine_type(self) -> EngineClass:
        """The engine with the one connection."""
        return StagedEngine


class ExpectNoRowsToFail(gxe.UnexpectedRowsExpectation):
    """UnexpectedRowsExpectation that counts the failing rows and does not fetch them too.

    The stored query is run once instead of twice, and it stands for itself: the library's own
    class prints a warning for every query without a `{batch}` placeholder.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

    @pydantic.validator("unexpected_rows_query", allow_reuse=True)
    def _validate_query(cls, query: str) -> str:
        return query

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        return {"success": metrics["unexpected_rows_query.row_count"] == 0}


def outcomes(
    path: Path, by_table: Mapping[str, Iterable[Check]], progress: Progress = None
) -> dict[str, bool]:
    """Judge a closed build file, one validation per table.

    Args:
        path: the build; nobody else may have it open for writing.
        by_table: the checks, by the table that they are about.
        progress: called after each table with its name, the tables done and their number.

    Returns:
        Whether each check passed, by check id.

    Raises:
        CatalogueRefused: a check could not be judged at all.
    """
    source = staged(path)
    engine = cast(StagedEngine, source.get_execution_engine())
    passed: dict[str, bool] = {}
    try:
        for done, (table, checks) in enumerate(by_table.items(), start=1):
            passed |= _validated(source.add_table_asset(table, table_name=table), tuple(checks))
            if progress:
                progress(table, done, len(by_table))
    finally:
        engine.end()
        source.get_engine().dispose()
    return passed


def staged(path: Path) -> StagedBuild:
    """A closed build file as a data source of a context that is kept in memory."""
    source = StagedBuild(
        name="build",
        # The path goes past the address: a "?", "%" or "$" in it would be read as more than a path.
        connection_string="duckdb:///:memory:",
        kwargs={
            "connect_args": {
                "database": str(path),
                "read_only": True,
                "config": {"memory_limit": MEMORY_LIMIT},
            }
        },
    )
    context().add_datasource(datasource=source)
    return source


def context() -> gx.data_context.EphemeralDataContext:
    """A context that writes nothing, shows nothing and sends nothing."""
    made = gx.get_context(mode="ephemeral")
    made.enable_analytics(False)
    made.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return made


def _validated(asset: TableAsset, checks: tuple[Check, ...]) -> dict[str, bool]:
    suite = gx.ExpectationSuite(name=asset.name, expectations=[_expectation(c) for c in checks])
    batch = asset.add_batch_definition_whole_table("whole").get_batch()
    # "BOOLEAN_ONLY": failing rows are fetched afterwards, and only for the checks that failed.
    answer = batch.validate(suite, result_format="BOOLEAN_ONLY")
    by_id = {check.id: check for check in checks}
    passed = {}
    for result in answer.results:
        check = by_id.pop(cast(Any, result.expectation_config).meta["check"])
        _say_if_broken(check, result.exception_info or {})
        passed[check.id] = bool(result.success)
    if by_id:
        raise _unjudged(next(iter(by_id.values())), "Great Expectations gave no result for it")
    return passed


def _expectation(check: Check) -> gxe.Expectation:
    told: dict[str, Any] = {
        "meta": {"check": check.id},
        "severity": FailureSeverity(check.severity),
    }
    if check.expectation:
        named: type[gxe.Expectation] = getattr(gxe, check.expectation)
        return named(**check.arguments, **told)
    # The library fills placeholders in braces, and SQLAlchemy those after a colon: escape those
    # that the SQL has for its own reasons.
    query = check.sql.replace("{", "{{").replace("}", "}}").replace(":", r"\:")
    return ExpectNoRowsToFail(unexpected_rows_query=query, **told)


def _say_if_broken(check: Check, told: Mapping[str, Any]) -> None:
    """Raise if the library caught an exception: it would pass for rows that fail.

    `told` holds one exception, or one for each metric that could not be computed.
    """
    for one in [told] if "raised_exception" in told else told.values():
        if one.get("raised_exception"):
            raise _unjudged(check, " ".join(str(one.get("exception_message")).split()))


def _unjudged(check: Check, found: str) -> CatalogueRefused:
    return CatalogueRefused(
        f"Cannot judge check {check.id!r} over {check.table!r}",
        found,
        f"Correct expectations/{check.file}.",
        "The build is not published; the one before stays current.",
    )
