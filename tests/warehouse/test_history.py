"""The history of the checks outlives the builds that are pruned, and loads that begin anew."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.warehouse.test_verdicts import KEY, WAIT
from warehouse import build
from warehouse.access import local_viewer
from warehouse.answers.quality import LOADS, quality
from warehouse.connection import writing
from warehouse.home import Home
from warehouse.verdicts import store


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home into which 14 builds were published; the 7th began empty, the 10th had a check more.

    In the even builds the first check passed.
    """
    home = Home(tmp_path / "home")
    for number in range(1, 15):
        build_id = f"2026-03-{number:02}T060000Z"
        with build.writer(home):
            _, staged = build.staged(home, full=number == 7)
            with writing(staged) as database:
                verdicts = [replace(WAIT, passed=number % 2 == 0), KEY][: 1 + (number >= 10)]
                store(database, verdicts, build_id)
                build.note(database, made_at=datetime(2026, 3, number, tzinfo=UTC).isoformat())
            build.publish(home, build_id, staged)
    return home


def test_twelve_loads_are_shown_though_fewer_builds_are_kept(home):
    assert len(build.published(home)) == build.KEPT < LOADS
    found = quality(
        build.current(home), now=datetime(2026, 3, 15, tzinfo=UTC), viewer=local_viewer()
    )
    history = {one.check_id: one.history for one in found.verdicts}
    assert history["wait"] == (False, True) * 6
    assert history["key"] == (None,) * 7 + (True,) * 5
