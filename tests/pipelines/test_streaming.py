"""A load takes the memory of a batch, not of the file.

Measured is anonymous memory (RssAnon). Pages of the file itself, which the reader maps, are the
system's cache and are given back whenever another program needs them. DuckDB fills its buffers up
to their declared limit, whatever the file's size; it is low here, so that both sizes reach it, and
in the small test the blocks are small, so that both sizes have many.
"""

import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import blocks
from tests.pipelines.conftest import HEADER, PROFILES
from tests.pipelines.staged_samples import SAMPLES

ROOT = Path(__file__).parents[2]
GROWTH = 1.3  # four times the file may take that many times the memory
LARGEST = 700_000  # kB
MB = 1_000_000
STAGE = """
import sys, threading
from pathlib import Path
from pipelines import blocks, intake, progress
from pipelines.declared import profiles
from pipelines.exports import found
from warehouse import build
from warehouse import connection
from warehouse.connection import writing
from warehouse.home import Home

connection.MEMORY_LIMIT = "160MB"
blocks.BLOCK = int(sys.argv[3])
peak, done = [0], threading.Event()
def watch():
    while not done.wait(0.01):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("RssAnon"):
                peak[0] = max(peak[0], int(line.split()[1]))

home, export = Home(Path(sys.argv[1])), Path(sys.argv[2])
this = intake.Intake(home, intake.Choice(), profiles(home), progress.quiet)
staged = home.path / "staged.duckdb"
with writing(staged) as database:
    build.create(database)
threading.Thread(target=watch, daemon=True).start()
intake.stage(this, found([export]), staged)
done.set()
[file] = this.files
print(peak[0], file.read, file.accepted)
"""


def calls() -> Iterator[str]:
    """Lines of the invented call log, without end; most of a line is a note that nobody maps."""
    yield HEADER.strip() + ",Note\n"
    n, note = 0, "The caller asked about the bill. " * 20
    while True:
        day = f"2026-03-{1 + n % 28:02d} {n // 28 % 24:02d}:{n // 700 % 60:02d}:00"
        yield f"c{n},+44770{n % 90_000:07d},Billing,{day},Lost,0:10,,,{day},4,{note}\n"
        n += 1


def conversations(start: str, joint: str) -> Iterator[str]:
    """The sample's nested conversations over and over, each with an id of its own."""
    sample = SAMPLES / "genesys_cloud/conversations_details.json"
    known = json.loads(sample.read_text(encoding="utf-8"))["conversations"]
    n = 0
    while True:
        text = json.dumps({**known[n % len(known)], "conversationId": f"{n:09d}"})
        yield (joint if n else start) + text
        n += 1


SHAPES = {
    "calls.csv": (calls, ""),
    "one_object.json": (lambda: conversations('{"conversations":[', ","), "]}"),
    "one_list.json": (lambda: conversations("[", ", "), "]"),
    "lines.json": (lambda: conversations("", "\n"), "\n"),
    "glued.json": (lambda: conversations("", ""), ""),
    "one_object.json.gz": (lambda: conversations('{"conversations":[', ","), "]}"),
}


def written(path: Path, size: int) -> None:
    """An export of that many bytes, uncompressed."""
    pieces, end = SHAPES[path.name][0](), SHAPES[path.name][1]
    opened = gzip.open if path.suffix == ".gz" else Path.open
    with opened(path, "wt", encoding="utf-8") as handle:  # type: ignore[operator]
        while size > 0:
            size -= handle.write(next(pieces))
        handle.write(end)


def peak(folder: Path, name: str, size: int, block: int = blocks.BLOCK) -> int:
    """Kilobytes of anonymous memory that staging an export of that size took at most."""
    if not Path("/proc/self/status").exists():
        pytest.skip("the memory of a process is measured by /proc, which is missing here")
    home = folder / str(size)
    (home / "profiles").mkdir(parents=True)
    shutil.copy(PROFILES / "acme_calls.toml", home / "profiles")
    export = folder / name
    written(export, size)
    done = subprocess.run(
        [sys.executable, "-c", STAGE, str(home), str(export), str(block)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shutil.rmtree(home)
    most, read, accepted = (int(word) for word in done.stdout.split()[-3:])
    assert read == accepted > 0
    return most


# short rows of CSV fill the buffers of the database more slowly than nested conversations do
@pytest.mark.parametrize(
    ("name", "sizes"), [("calls.csv", (90, 180)), ("one_object.json", (24, 96))]
)
def test_a_file_of_several_times_the_size_takes_no_more_memory(name, sizes, tmp_path):
    small, large = (peak(tmp_path, name, size * MB, 4 * MB) for size in sizes)

    assert large < GROWTH * small, f"{small:,} kB became {large:,} kB"


@pytest.mark.full
@pytest.mark.parametrize("name", ["calls.csv", "one_object.json"])
def test_400_mb_take_no_more_memory_than_100_mb(name, tmp_path):
    small, large = (peak(tmp_path, name, size) for size in (100 * MB, 400 * MB))

    assert large < GROWTH * small, f"{small:,} kB became {large:,} kB"
    print(f"{name}: {small:,} kB, {large:,} kB")


@pytest.mark.full
@pytest.mark.parametrize("name", SHAPES)
def test_400_mb_stay_below_700_mb_of_memory(name, tmp_path):
    # what every row leaves behind in the build and its keys grows; the file's bytes do not stay
    assert peak(tmp_path, name, 400 * MB) < LARGEST
