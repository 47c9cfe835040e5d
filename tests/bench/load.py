"""What a load costs beside DuckDB's own readers on the same files, in the same run.

Prints, for a sample of so many contacts: seconds from recognising to staging and their ratio to
the floor, seconds of judging and measuring, peak memory and build size. Ratios, not seconds, are
what to compare between machines.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOOR = """
import sys, time, duckdb
start = time.perf_counter()
with duckdb.connect(sys.argv[1]) as connection:
    for number, call in enumerate(sys.argv[2:]):
        connection.execute(f"create table t{number} as select * from {call}")
print(time.perf_counter() - start)
"""


def measured(arguments: list[str], home: Path) -> tuple[str, float, float]:
    """Run a command; its standard output, seconds and peak memory in GB."""
    started = time.perf_counter()
    process = subprocess.Popen(
        arguments,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "CARE_HOME": str(home)},
    )
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments[:5])} … ended with {status}")
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss: bytes on macOS, else kilobytes
    return output, time.perf_counter() - started, usage.ru_maxrss * unit / 1e9


def readers(folder: Path) -> list[str]:
    """Each export in the call that DuckDB itself would take for it; torn lines are passed over."""
    calls = []
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".jsonl" or file.name.startswith("export_"):
            calls.append(f"read_json('{file}', format = 'newline_delimited', ignore_errors = true)")
        elif file.suffix == ".json":
            calls.append(f"read_json('{file}', maximum_object_size = 200000000)")
        elif file.suffix == ".csv":
            calls.append(f"read_csv('{file}', ignore_errors = true)")
    return calls


def sampled(contacts: int, folder: Path, home: Path) -> None:
    """Write the exports of an invented sample."""
    arguments = ["-m", "pipelines", "sample", str(folder), "--contacts", str(contacts)]
    _, seconds, _ = measured([sys.executable, *arguments], home)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"sample    {contacts:,} contacts, {size / 1e6:,.0f} MB, {seconds:.1f} s")


def loaded(contacts: int, scratch: Path) -> Path:
    """A build of an invented sample."""
    folder, home = scratch / "exports", scratch / "home"
    sampled(contacts, folder, home)
    measured([sys.executable, "-m", "pipelines", "load", str(folder), "--json"], home)
    return next((home / "builds").glob("*.duckdb"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    contacts = parser.parse_args().contacts
    with tempfile.TemporaryDirectory() as scratch:
        folder, home = Path(scratch) / "exports", Path(scratch) / "home"
        sampled(contacts, folder, home)
        floor, _, floor_memory = measured(
            [sys.executable, "-c", FLOOR, str(Path(scratch) / "floor.duckdb"), *readers(folder)],
            home,
        )
        output, total, memory = measured(
            [sys.executable, "-m", "pipelines", "load", str(folder), "--json"], home
        )
        steps = json.loads(output)["seconds"]
        build = next((home / "builds").glob("*.duckdb"))
        print(f"floor     {float(floor):.1f} s, {floor_memory:.2f} GB: DuckDB's own readers")
        print(
            f"stage     {steps['stage']:.1f} s = {steps['stage'] / float(floor):.2f} x the floor "
            "(at most 4)"
        )
        print(f"judge     {steps['judge']:.1f} s (at most 10)")
        print(f"measure   {steps['measure']:.1f} s (at most 10)")
        print(f"load      {total:.1f} s in all, peak memory {memory:.2f} GB (at most 1.5)")
        print(f"build     {build.stat().st_size / 1e6:,.0f} MB", flush=True)
        from tests.bench import judging  # which reads this module

        judging.print_beside_pandas(build)
        judging.print_all(build)


if __name__ == "__main__":
    main()
