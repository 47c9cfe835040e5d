"""What costs seconds to make is made once a test run, however many workers there are."""

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def made(
    name: str, factory: pytest.TempPathFactory, worker: str, make: Callable[[Path], None]
) -> Path:
    """A folder that the first worker to ask has filled; the others wait for it.

    Args:
        name: of the folder, one for the whole run.
        factory: the session's `tmp_path_factory`.
        worker: the session's `worker_id`.
        make: fills a new folder; where it fails, the next one to ask tries again.
    """
    base = factory.getbasetemp()
    shared = base if worker == "master" else base.parent
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir()
            make(folder)
            done.touch()
    return folder
