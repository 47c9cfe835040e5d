"""A real browser, and a dashboard that has just started, over the small sample."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.sample_home import own_home, sample_home

__all__ = ["own_home", "sample_home"]
ROOT = Path(__file__).parents[2]
SHOTS = Path(__file__).with_name("shots")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROBES = ("/_stcore/health", "/_stcore/host-config")  # Streamlit 1.67 asks under every deep link
PATIENCE_S = 60
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0 Mobile Safari/537.36"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium that CARE_BROWSER names, or one that is installed."""
    path = os.environ.get("CARE_BROWSER") or shutil.which("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield chromium
        chromium.close()


class Dashboard:
    """A server that has just started; pages opened on it keep what the console complained of."""

    def __init__(self, browser: Browser, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.complaints: list[str] = []  # of the console, since the last page was opened
        self._browser = browser
        settings = {**os.environ, "CARE_HOME": str(home), "CARE_PORT": str(self.port)}
        self._server = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=settings, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and self._server.poll() is None:
            try:
                urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"the dashboard did not start:\n{self.stop()}")

    def open(self, path: str, *, phone: bool = False, scheme: str = "light") -> Page:
        """Open a deep link in a fresh session and wait until the page stands."""
        self.complaints.clear()
        context = self._browser.new_context(
            viewport={"width": 390, "height": 844} if phone else {"width": 1440, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            user_agent=PHONE if phone else None,
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        page.on("console", lambda message: self._note(message.type, message.text, message.location))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.address + path)
        settle(page)
        return page

    def _note(self, kind: str, text: str, where: dict[str, object]) -> None:
        asked = str(where.get("url", ""))
        if kind == "error" and not (asked.endswith(PROBES) and "404" in text):
            self.complaints.append(f"{text} ({asked})")

    def stop(self) -> str:
        """End the server; what it printed."""
        self._server.terminate()
        return self._server.communicate(timeout=30)[0]


def settle(page: Page) -> None:
    """Wait until there is a heading and the run that draws the page has ended."""
    page.locator("h1").first.wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")


def press(page: Page, point: Locator) -> None:
    """Click the middle of a point; Plotly lays a sheet over its points that takes the click."""
    box = point.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def shot(page: Page, name: str) -> None:
    """Keep a picture of the whole page, for people to look at."""
    SHOTS.mkdir(exist_ok=True)
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": int(height) + 60})
    page.screenshot(path=SHOTS / f"{name}.png")


@pytest.fixture
def dashboard(browser: Browser, sample_home: Path) -> Iterator[Dashboard]:
    """A dashboard over the sample, started for this test alone; nobody writes."""
    started = Dashboard(browser, sample_home)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def running(browser: Browser, sample_home: Path) -> Iterator[Dashboard]:
    """One dashboard over the sample for all tests that do not ask for a fresh one."""
    started = Dashboard(browser, sample_home)
    yield started
    started.stop()


@pytest.fixture
def own_dashboard(browser: Browser, own_home: Path) -> Iterator[Dashboard]:
    """A dashboard over a copy of the sample, for a test that writes."""
    started = Dashboard(browser, own_home)
    yield started
    started.stop()
