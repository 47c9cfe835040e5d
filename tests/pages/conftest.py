"""The pages run without a browser, over the small sample."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages import NAVIGATION
from tests.sample_home import own_home, sample_home

__all__ = ["own_home", "sample_home"]
ROOT = Path(__file__).parents[2]
FILES = {entry.url: f"pages/{entry.file}" for entry in NAVIGATION}


@pytest.fixture
def opened() -> Callable[..., AppTest]:
    """Open a page by its address, with parameters, in a session of its own."""

    def open_page(url: str, **params: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.switch_page(FILES[url])
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return open_page


@pytest.fixture
def reading(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """CARE_HOME names the sample's home, for a test that writes nothing."""
    monkeypatch.setenv("CARE_HOME", str(sample_home))
    return sample_home
