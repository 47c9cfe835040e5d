"""What a load shows while it runs: on a terminal, in a log, and beside `--json`."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import progress

ROOT = Path(__file__).parents[2]
ROWS = [
    f"c{n},+44770{n:07d},Billing,2026-03-02 09:{n % 60:02d}:00,Lost,0:10,,,2026-03-02 10:00:00,4"
    for n in range(240)
]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """Seconds that pass when a test says so."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_terminal_gets_a_bar_with_bytes_rows_and_the_time_that_is_left():
    terminal = Terminal()
    shown = progress.on(terminal)
    shown.begins("reading", 4_000_000)
    shown.reads("calls.csv", 0, 3_000_000)
    shown.reads("calls.csv", 1_234, 0)
    shown.begins("judging")
    shown.ends()

    bar, step = terminal.getvalue().split("\r")[-1].splitlines()
    assert bar.startswith("calls.csv:  75%|")
    assert "3.00MB of 4.00MB, 1,234 rows, " in bar and bar.rstrip().endswith(" left")
    assert step == "judging …"


def test_a_log_gets_a_line_every_few_seconds_with_the_time_that_is_left():
    log, clock = io.StringIO(), Clock()
    shown = progress.Plain(log, clock)
    shown.begins("reading", 400_000_000)
    for rows in (1_000, 2_000, 3_000):
        clock.now += 3
        shown.reads("calls.csv", rows, 50_000_000)
    clock.now += 31
    shown.reads("calls.csv", 0, 250_000_000)
    shown.begins("judging")
    shown.begins("measuring")
    shown.ends()

    assert log.getvalue().splitlines() == [
        "reading 400MB …",
        "  25 % of 400MB, 3,000 rows, 00:18 left (calls.csv)",
        "  100 % of 400MB, 6,000 rows, in 00:40",
        "judging …",
        "measuring …",
    ]


def test_a_reading_that_breaks_off_is_not_said_to_be_whole():
    log = io.StringIO()
    shown = progress.on(log)
    shown.begins("reading", 100)
    shown.reads("calls.csv", 1, 99)
    shown.ends()

    assert log.getvalue() == "reading 100B …\n"


def test_a_meter_tells_every_byte_once():
    told = []

    class Told(progress.Progress):
        def reads(self, name: str, rows: int, size: int) -> None:
            told.append((name, rows, size))

    meter = progress.Meter(Told(), "calls.csv", 10)
    for share in (0.25, 0.5, 0.5, 0.25, 1, 1):
        meter.at(share)

    assert [size for _, _, size in told] == [2, 3, 0, 0, 5, 0]
    assert {(name, rows) for name, rows, _ in told} == {("calls.csv", 0)}


def test_piped_a_load_writes_plain_lines_and_one_object_beside_them(home, export):
    done = subprocess.run(
        [sys.executable, "-m", "pipelines", "load", str(export(ROWS)), "--json"],
        cwd=ROOT, env={**os.environ, "CARE_HOME": str(home.path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"][0]["read"] == 240
    lines = done.stderr.splitlines()
    size = f"{(home.path.parent / 'calls.csv').stat().st_size / 1000:.1f}kB"
    assert [line.split(", in ")[0] for line in lines] == [
        f"reading {size} …",
        f"  100 % of {size}, 240 rows",
        "sorting out which records stand …",
        "judging …",
        "measuring …",
    ]
    assert "\r" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal (module pty)")
def test_on_a_terminal_a_load_draws_a_bar_and_names_the_steps_after_it(home, export):
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines", "load", str(export(ROWS)), "--json"],
        cwd=ROOT, env={**os.environ, "CARE_HOME": str(home.path)},
        stdout=subprocess.PIPE, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # the other end is closed: the load is done
        pass
    out, _ = process.communicate()
    os.close(ours)

    assert process.returncode == 0, shown
    assert json.loads(out)["published"]
    text = shown.decode()
    assert "calls.csv: 100%|" in text and ", 240 rows, 00:00 left" in text
    after = text[text.rindex(" left") :]
    assert after.index("sorting out") < after.index("judging …") < after.index("measuring …")
