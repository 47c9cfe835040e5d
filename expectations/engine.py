"""The only file that knows Great Expectations (1.24.1), and SQLAlchemy and duckdb-engine with it.

Great Expectations has no DuckDB data source. Through plain duckdb-engine (0.17.0) every
expectation fails with "list index out of range", since the connection is closed before the
result is fetched: hence an execution engine that keeps one connection open, that of the
judgement, and a data source of its own type that returns it. Conditions on one table are an
aggregate metric of ours, which the library computes together with its own in one query.
Importing the library takes seconds: import this file when there is something to judge.
"""

import os
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Literal, cast

os.environ["GX_ANALYTICS_ENABLED"] = "False"  # else usage statistics are sent, by default

import great_expectations as gx
import great_expectations.expectations as gxe
import sqlalchemy
from duckdb_engine import ConnectionWrapper
from great_expectations.compatibility import pydantic
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.datasource.fluent.sql_datasource import TableAsset
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.metrics.metric_provider import metric_partial, metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from expectations import across
from expectations.declared import Check
from expectations.forms import UNIQUE, distinct
from warehouse.connection import Database
from warehouse.errors import CatalogueRefused

Progress = Callable[[str, int, int], None] | None
EngineClass = type[SqlAlchemyExecutionEngine]  # inside a data source, `type` is its literal


class Lent(ConnectionWrapper):
    """A connection that the library may use, and neither close nor wrap in transactions.

    It is open for reading only, and the library would open a second transaction inside its first.
    """

    def close(self) -> None:
        """Left open: it belongs to the judgement."""

    begin = commit = rollback = close


class StagedEngine(SqlAlchemyExecutionEngine):
    """Runs every query of a judgement over one connection, which stays open until the end."""

    @contextmanager
    def get_connection(self) -> Generator[sqlalchemy.Connection, None, None]:
        """The one connection."""
        if self._connection is None:
            self._connection = self.engine.connect()
        yield self._connection

    def end(self) -> None:
        """Give the connection back, open, so that verdicts can be read over it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class StagedBuild(SQLDatasource):
    """A staged build as a data source of Great Expectations."""

    type: Literal["staged_build"] = "staged_build"  # type: ignore[assignment]
    _lent: StagedEngine = pydantic.PrivateAttr()

    @property
    def execution_engine_type(self) -> EngineClass:
        """The engine with the one connection."""
        return StagedEngine

    def get_execution_engine(self) -> SqlAlchemyExecutionEngine:
        """The engine of this judgement, with the connection that it was lent."""
        return self._lent

    def get_engine(self) -> sqlalchemy.Engine:
        """The same connection, as SQLAlchemy knows it."""
        return self._lent.engine


class RowsWhere(TableMetricProvider):
    """How many rows of a table fulfil a condition; all conditions are counted in one query."""

    metric_name = "table.rows_where"
    value_keys = ("condition",)

    @metric_partial(
        engine=SqlAlchemyExecutionEngine,
        partial_fn_type=MetricPartialFunctionTypes.AGGREGATE_FN,
        domain_type=MetricDomainTypes.TABLE,
    )
    def _sqlalchemy(
        cls, metric_domain_kwargs: dict[str, Any], metric_value_kwargs: dict[str, Any], **_: Any
    ) -> tuple[Any, dict[str, Any], dict[str, Any]]:
        condition: Any = sqlalchemy.literal_column(metric_value_kwargs["condition"])
        counted = sqlalchemy.func.count(sqlalchemy.case((condition, 1)))
        return counted, metric_domain_kwargs, {}


class RowsFound(TableMetricProvider):
    """How many rows a query selects; the library's own metric is asked twice for each check."""

    metric_name = "query.rows_found"
    value_keys = ("query",)

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,
        execution_engine: SqlAlchemyExecutionEngine,
        metric_value_kwargs: dict[str, Any],
        **_: Any,
    ) -> int:
        query = metric_value_kwargs["query"].replace(":", r"\:")  # else SQLAlchemy's parameters
        found = sqlalchemy.text(f"select count(*) from ({query})")
        return int(execution_engine.execute_query(found).scalar_one())


class ExpectNoRows(BatchExpectation):
    """What its one metric counts is 0."""

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        return {"success": metrics[self.metric_dependencies[0]] == 0}


class ExpectNoRowsWhere(ExpectNoRows):
    """No row of the table fulfils the condition."""

    condition: str
    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.rows_where",)
    success_keys: ClassVar[tuple[str, ...]] = ("condition",)


class ExpectNoRowsFound(ExpectNoRows):
    """The query selects no row."""

    query: str
    metric_dependencies: ClassVar[tuple[str, ...]] = ("query.rows_found",)
    success_keys: ClassVar[tuple[str, ...]] = ("query",)


def outcomes(
    database: Database, by_table: Mapping[str, Iterable[Check]], progress: Progress = None
) -> dict[str, bool]:
    """Judge an open build, one validation per table.

    Args:
        database: the build, with the kept fragments of across.py as temporary tables.
        by_table: the checks, by the table that they are about.
        progress: called after each table with its name, the tables done and their number.

    Returns:
        Whether each check passed, by check id.

    Raises:
        CatalogueRefused: a check could not be judged at all.
    """
    source = staged(database)
    passed: dict[str, bool] = {}
    try:
        for done, (table, checks) in enumerate(by_table.items(), start=1):
            asset = source.add_table_asset(table, table_name=table)
            passed |= _validated(asset, tuple(checks))
            if progress:
                progress(table, done, len(by_table))
    finally:
        source._lent.end()
    return passed


def staged(database: Database) -> StagedBuild:
    """An open build as a data source of a context that is kept in memory."""
    engine = sqlalchemy.create_engine(
        "duckdb://", creator=lambda: Lent(database.raw), poolclass=sqlalchemy.StaticPool
    )
    source = StagedBuild(name="build", connection_string="duckdb:///:memory:")
    source._lent = StagedEngine(engine=engine, create_temp_table=False)  # no copies
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
        found = _raised(result.exception_info or {})
        if found:
            raise _unjudged(check, found)
        passed[check.id] = bool(result.success)
    if by_id:
        raise _unjudged(next(iter(by_id.values())), "Great Expectations gave no result for it")
    return passed


def _expectation(check: Check) -> gxe.Expectation:
    told: dict[str, Any] = {
        "meta": {"check": check.id},
        "severity": FailureSeverity(check.severity),
    }
    if check.expectation == UNIQUE:  # the library's own query joins the table with itself
        return ExpectNoRowsFound(
            query=distinct(check.table, check.arguments["column_list"]), **told
        )
    if check.expectation:
        named: type[gxe.Expectation] = getattr(gxe, check.expectation)
        return named(**check.arguments, **told)
    if check.where:
        return ExpectNoRowsWhere(condition=check.where, **told)
    return ExpectNoRowsFound(query=across.asked(check.rows, check.fragments), **told)


def _raised(told: Mapping[str, Any]) -> str:
    """What the library caught: an exception, which would pass for rows that fail, or nothing.

    `told` holds one exception, or one for each metric that could not be computed.
    """
    for one in [told] if "raised_exception" in told else told.values():
        if one.get("raised_exception"):
            return " ".join(str(one.get("exception_message")).split())
    return ""


def _unjudged(check: Check, found: str) -> CatalogueRefused:
    return CatalogueRefused(
        f"Cannot judge check {check.id!r} over {check.table!r}",
        found,
        f"Correct expectations/{check.file}.",
        "The build is not published; the one before stays current.",
    )
