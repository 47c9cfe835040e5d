"""What judging a build costs, and what the same expectations cost through pandas.

Prints the wall and CPU seconds and the peak memory of a process that judges the build with every
declared check, by table. Beside it, over the contacts of one build, the expectations of classes
that both engines of Great Expectations know, once in DuckDB and once on a pandas frame: their
counts of failing rows have to be the same. Checks written as SQL are left out of that comparison,
since pandas has no equal of them; reading the columns into a frame is timed apart.

With --times the build is multiplied inside DuckDB first (tests/bench/multiplied.py).
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from expectations import checks, judge, judged
from tests.bench.load import loaded, measured
from tests.bench.multiplied import multiply
from warehouse.connection import reading

TABLE = "contact_leg"


class Clock:
    """Seconds since the last lap, on the wall and of the processor."""

    def __init__(self) -> None:
        self.laps: dict[str, tuple[float, float]] = {}
        self._last = (time.perf_counter(), time.process_time())

    def lap(self, name: str) -> None:
        now = (time.perf_counter(), time.process_time())
        self.laps[name] = (now[0] - self._last[0], now[1] - self._last[1])
        self._last = now


def shared() -> list[Any]:
    """The checks of one table that name a class which both engines know."""
    return [check for check in checks() if check.table == TABLE and check.expectation]


def judge_all(path: Path) -> dict[str, Any]:
    clock = Clock()
    checks()
    clock.lap("declarations")
    __import__("expectations.engine")
    clock.lap("import of Great Expectations")
    verdicts = judge(path, path.stem, progress=lambda table, *_: clock.lap(table))
    clock.lap("verdicts")
    return {"laps": clock.laps, "checks": len(verdicts)}


def judge_shared(path: Path) -> dict[str, Any]:
    checks()
    __import__("expectations.engine")
    clock = Clock()
    verdicts = judged(shared(), path, path.stem)
    clock.lap("expectations")
    return {"laps": clock.laps, "failed": {one.check_id: one.rows_failed for one in verdicts}}


def judge_in_pandas(path: Path) -> dict[str, Any]:
    import great_expectations as gx
    import great_expectations.expectations as gxe
    from great_expectations.core.batch import Batch  # noqa: F401  (registers the classes)

    from expectations.engine import context

    names = ("column", "column_A", "column_B")
    ours = shared()
    columns = {check.arguments[name] for check in ours for name in names if name in check.arguments}
    columns |= {one for check in ours for one in check.arguments.get("column_list", ())}
    clock = Clock()
    with reading(path) as database:
        kinds = dict(
            database.rows(
                f"select column_name, data_type from duckdb_columns() where table_name = '{TABLE}'"
            )
        )
        read = [f"{c}::double as {c}" if kinds[c].startswith("DEC") else c for c in sorted(columns)]
        frame = database.frame(f"select {', '.join(read)} from {TABLE}").to_pandas()
    clock.lap("frame")
    suite = gx.ExpectationSuite(
        name=TABLE,
        expectations=[
            getattr(gxe, check.expectation)(**check.arguments, meta={"check": check.id})
            for check in ours
        ],
    )
    asset = context().data_sources.add_pandas("frames").add_dataframe_asset(TABLE)
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
    answer = batch.validate(suite, result_format="SUMMARY")
    clock.lap("expectations")
    failed = {
        result.expectation_config.meta["check"]: result.result["unexpected_count"]
        for result in answer.results
    }
    return {"laps": clock.laps, "failed": failed}


MODES = {"all": judge_all, "shared": judge_shared, "pandas": judge_in_pandas}


def run(mode: str, path: Path) -> tuple[dict[str, Any], float, float]:
    """Judge in a process of its own; what it said, its wall seconds and its peak memory in GB."""
    arguments = [sys.executable, "-m", "tests.bench.judging", "--mode", mode, "--build", str(path)]
    output, seconds, memory = measured(arguments, path.parent)
    return json.loads(output), seconds, memory


def print_all(path: Path) -> None:
    """Seconds by table of a judgement with every check."""
    with reading(path) as database:
        contacts = database.value(f"select count(*) from {TABLE}")
    told, seconds, memory = run("all", path)
    judging = [lap for name, lap in told["laps"].items() if name != "import of Great Expectations"]
    wall, cpu = (sum(lap[n] for lap in judging) for n in (0, 1))
    print(f"judge     {told['checks']} checks over {contacts:,} contacts and their other tables")
    print(
        f"          {wall:.1f} s, {cpu:.1f} CPU s (at most 30 for 10 million contacts), "
        f"peak memory {memory:.2f} GB (at most 2); the process {seconds:.1f} s"
    )
    for name, (wall, cpu) in told["laps"].items():
        if wall >= 0.3:
            print(f"            {name:30} {wall:6.1f} s {cpu:6.1f} CPU s")


def print_beside_pandas(path: Path) -> None:
    """The expectations that both engines know, over the same rows, through both."""
    ours, _, memory = run("shared", path)
    theirs, _, their_memory = run("pandas", path)
    same = ours["failed"] == theirs["failed"]
    print(f"the {len(ours['failed'])} expectations of {TABLE} whose class both engines know:")
    for name, laps, used in (
        ("DuckDB", ours["laps"], memory),
        ("pandas", theirs["laps"], their_memory),
    ):
        parts = ", ".join(
            f"{key} {wall:.2f} s ({cpu:.2f} CPU s)" for key, (wall, cpu) in laps.items()
        )
        print(f"          {name}: {parts}, peak memory {used:.2f} GB")
    print(f"          failing rows are {'the same' if same else 'NOT the same'} in every check")
    if not same:
        raise SystemExit(f"{ours['failed']} against {theirs['failed']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, help="judge this build instead of a new sample")
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=1, help="copies of every row, made in DuckDB")
    parser.add_argument("--mode", choices=MODES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.mode:
        print(json.dumps(MODES[asked.mode](asked.build)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        build = asked.build or loaded(asked.contacts, Path(scratch))
        print_beside_pandas(build)
        if asked.times > 1:
            many = Path(scratch) / "many.duckdb"
            shutil.copyfile(build, many)
            many.chmod(0o644)
            multiply(many, asked.times)
            build = many
        print_all(build)


if __name__ == "__main__":
    main()
