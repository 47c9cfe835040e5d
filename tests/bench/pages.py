"""What every page costs, in the script that makes it and in a real browser, on two sizes of data.

Script: the seconds of the script alone, in a process that has started as the launcher starts it;
cold is the first opening of the page, warm the slowest of the next ones; beside both the seconds of
the processor, which a crowded machine does not change. Browser: a fresh one until
the first chart stands (the page, where it has none), beside an otherwise empty Streamlit page with
one chart; then moving to the page in an open session, by the menu. The larger build is the smaller
one multiplied inside DuckDB (tests/bench/multiplied.py) and measured anew, unless one is given.
"""

import argparse
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pages import NAVIGATION
from tests.bench.load import loaded
from tests.bench.multiplied import multiply

ROOT = Path(__file__).parents[2]
LIMITS = {"cold": 600, "warm": 150, "move": 500}  # ms
KINDS = ("cold", "cold_cpu", "warm", "warm_cpu", "fresh", "move")
OVER_EMPTY = 1.25  # times the empty page
CHART = ".js-plotly-plot .main-svg"
EMPTY = """
import plotly.graph_objects as go
import streamlit as st
st.title("Empty")
st.plotly_chart(go.Figure(go.Scatter(y=[1, 3, 2])), theme=None)
"""


def p95(values: list[float]) -> float:
    """The 95th percentile, nearest rank: of fewer than 20 values the largest."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def scripts(home: Path, only: list[str], warm: int) -> dict[str, dict[str, float]]:
    """Milliseconds of every page's script, cold and warm, without a browser."""
    logging.disable(logging.WARNING)
    os.environ["CARE_HOME"] = str(home)
    from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
    from streamlit.testing.v1 import AppTest

    from pages.parts import warming

    warming.prepare()
    taken: list[tuple[float, float]] = []
    run = ScriptRunner._run_script

    def timed(self: Any, data: Any) -> None:
        began, busy = time.perf_counter(), time.process_time()
        run(self, data)
        spent = (time.perf_counter() - began, time.process_time() - busy)
        taken.append((spent[0] * 1000, spent[1] * 1000))

    ScriptRunner._run_script = timed  # type: ignore[method-assign]
    found = {}
    for entry in NAVIGATION:
        if only and entry.url not in only:
            continue
        taken.clear()
        for _ in range(1 + warm):
            page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
            page.switch_page(f"pages/{entry.file}")
            page.run()
            if page.exception or page.title[-1].value == "This page could not be shown":
                raise SystemExit(f"{entry.url} could not be shown")
        later = [[one[part] for one in taken[1:]] for part in (0, 1)]
        found[entry.url] = {
            "cold": taken[0][0], "warm": p95(later[0]),
            "cold_cpu": taken[0][1], "warm_cpu": p95(later[1]),
        }  # fmt: skip
    return found


def browsers(home: Path, only: list[str], times: int) -> dict[str, dict[str, float]]:
    """Milliseconds in a browser: fresh, by deep link; and moving there in an open session."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import ARGS, Dashboard, settle

    found: dict[str, dict[str, float]] = {}
    path = os.environ.get("CARE_BROWSER") or shutil.which("chromium")
    with sync_playwright() as playwright, empty_page() as address:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGS)
        dashboard = Dashboard(chromium, home)
        try:
            opened = dashboard.open(f"/{NAVIGATION[0].url}")
            entries = [one for one in NAVIGATION if not only or one.url in only]
            empty = [fresh(chromium, address, has_chart=True) for _ in range(times)]
            found["(empty)"] = {"fresh": sorted(empty)[len(empty) // 2]}
            for entry in entries:
                url = f"{dashboard.address}/{entry.url}"
                opened.goto(url)
                settle(opened)
                has_chart = opened.locator(CHART).count() > 0
                seen = [fresh(chromium, url, has_chart=has_chart) for _ in range(times)]
                found[entry.url] = {"fresh": sorted(seen)[len(seen) // 2]}
            for entry in entries:
                if opened.locator("[data-testid=stTopNavSection]").count() == 0:
                    opened.goto(f"{dashboard.address}/{NAVIGATION[0].url}")
                    settle(opened)
                found[entry.url]["move"] = p95([moved(opened, entry) for _ in range(times)])
        finally:
            dashboard.stop()
            chromium.close()
    return found


def fresh(chromium: Any, url: str, *, has_chart: bool) -> float:
    """Open a page in a new context; milliseconds until its chart or its heading stands."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(120_000)
    began = time.perf_counter()
    page.goto(url)
    page.locator(CHART if has_chart else "h1").first.wait_for()
    taken = (time.perf_counter() - began) * 1000
    context.close()
    return taken


def moved(page: Any, entry: Any) -> float:
    """From the press on the menu until the script of the page has ended; from another page."""
    from tests.browser.conftest import settle

    other = next(one for one in NAVIGATION if one.chapter != entry.chapter)
    for one in (other, entry):
        page.get_by_role("button", name=one.chapter, exact=True).click()
        link = page.locator(f"[data-testid=stTopNavDropdownLink][href$='/{one.url}']")
        link.wait_for()
        began = time.perf_counter()
        link.click()
        page.wait_for_url(f"**/{one.url}*")
        settle(page)
    return (time.perf_counter() - began) * 1000


class empty_page:
    """A Streamlit page with one chart and nothing else, served for the block; its address."""

    def __enter__(self) -> str:
        self.folder = tempfile.TemporaryDirectory()
        script = Path(self.folder.name) / "empty.py"
        script.write_text(EMPTY)
        port = 8599
        self.server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port),
             "--server.headless", "true", "--server.fileWatcherType", "none",
             "--browser.gatherUsageStats", "false"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder.name,
        )  # fmt: skip
        time.sleep(4)
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self.server.terminate()
        self.server.wait()
        self.folder.cleanup()


MODES = {"script": scripts, "browser": browsers}


def housed(build: Path, folder: Path) -> Path:
    """A home whose published build is this one, linked and not copied."""
    (folder / "builds").mkdir(parents=True)
    (folder / "builds" / f"{build.stem.lstrip('.')}.duckdb").symlink_to(build.resolve())
    (folder / "CURRENT").write_text(f"{build.stem.lstrip('.')} {'0' * 64}\n")
    return folder


def larger(small: Path, times: int, folder: Path) -> Path:
    """A build of so many times the rows of another, measured anew."""
    from warehouse.catalogue.loader import shipped
    from warehouse.connection import writing
    from warehouse.home import Settings
    from warehouse.measure import measure

    path = folder / f"{small.stem}-{times}.duckdb"
    shutil.copyfile(small, path)
    path.chmod(0o644)
    multiply(path, times)
    with writing(path) as database:
        measure(database, shipped(Settings()))
    return path


def told(mode: str, home: Path, only: list[str], times: int) -> dict[str, dict[str, float]]:
    """Measure in a process of its own."""
    arguments = [sys.executable, "-W", "ignore", "-m", "tests.bench.pages", "--mode", mode]
    arguments += ["--home", str(home), "--repeat", str(times)]
    arguments += ["--only", *only] if only else []
    done = subprocess.run(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(name: str, found: dict[str, dict[str, float]]) -> None:
    """One table a build; ! beside what is beyond its limit."""
    empty = found.get("(empty)", {}).get("fresh")
    print(f"\n{name}, milliseconds")
    print(f"{'page':16}" + "".join(f"{kind.replace('_', ' '):>10}" for kind in KINDS))
    for url, line in found.items():
        cells = ""
        for kind in KINDS:
            value = line.get(kind)
            limit = empty * OVER_EMPTY if kind == "fresh" and empty else LIMITS.get(kind)
            over = "!" if value and limit and value > limit else " "
            cells += f"{'–' if value is None else f'{value:,.0f}':>9}{over}"
        print(f"{url:16}{cells}")
    pages = [line for url, line in found.items() if url != "(empty)"]
    for kind, limit in LIMITS.items():
        values = [line[kind] for line in pages if kind in line]
        if values:
            print(f"p95 of all pages, {kind}: {p95(values):,.0f} (at most {limit})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=100, help="the larger build's rows")
    parser.add_argument("--small", type=Path, help="a published build instead of a new sample")
    parser.add_argument("--large", type=Path, help="a measured build instead of a multiplied one")
    parser.add_argument("--only", nargs="*", default=[], help="addresses of pages")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--without-browser", action="store_true")
    parser.add_argument("--mode", choices=MODES, help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.mode:
        print(json.dumps(MODES[asked.mode](asked.home, asked.only, asked.repeat)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        small = asked.small or loaded(asked.contacts, folder)
        large = asked.large or larger(small, asked.times, folder)
        for name, build in (("smaller build", small), ("larger build", large)):
            home = housed(build, folder / name.replace(" ", "-"))
            found = told("script", home, asked.only, asked.repeat)
            if not asked.without_browser:
                for url, line in told("browser", home, asked.only, asked.repeat).items():
                    found.setdefault(url, {}).update(line)
            show(name, found)


if __name__ == "__main__":
    main()
