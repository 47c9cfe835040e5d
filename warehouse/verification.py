"""Whether builds are what was published, and their figures what the exports give again."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from warehouse.build import BuildRef, current, file_hash, published
from warehouse.connection import reading
from warehouse.errors import InputRefused
from warehouse.home import Home

KEYS = ("kpi_id", "formula", "source_id", "month", "dimension", "member")
FIGURES = f"""
select {", ".join(KEYS)}, numerator, denominator, value, n, status
from kpi_month
where $kpi in ('', kpi_id)
order by all"""
LOADED = """
select source_id, profile, zone, list(sha256 order by file_id) as hashes,
    list(name order by file_id) as names
from load_file
group by all
order by min(file_id)"""


@dataclass(frozen=True)
class BuildCheck:
    """One kept build: the hash that it was published with and the one that its file has now."""

    id: str
    published: str
    found: str

    @property
    def holds(self) -> bool:
        """Whether not a byte changed."""
        return self.published == self.found


def builds(home: Home) -> list[BuildCheck]:
    """Every kept build, oldest first, its file hashed again."""
    return [BuildCheck(ref.id, ref.sha256, file_hash(ref.path)) for ref in published(home)]


def difference(before: BuildRef, after: BuildRef, kpi: str = "") -> pl.DataFrame:
    """Figures that are not the same in two builds, exactly.

    Returns:
        The columns that name a figure, then numerator, denominator, value, n and status, each
        once as `…_before` and once as `…_after`; null where a build has no such figure.
    """
    frames = []
    for ref, suffix in ((before, "before"), (after, "after")):
        with reading(ref.path) as database:
            frame = database.frame(FIGURES, {"kpi": kpi})
        told = [name for name in frame.columns if name not in KEYS]
        frames.append(frame.rename({name: f"{name}_{suffix}" for name in told}))
    joined = frames[0].join(frames[1], on=KEYS, how="full", coalesce=True)
    told = [name.removesuffix("_before") for name in joined.columns if name.endswith("_before")]
    same = pl.all_horizontal(
        pl.col(f"{name}_before").eq_missing(pl.col(f"{name}_after")) for name in told
    )
    pairs = [f"{name}_{suffix}" for name in told for suffix in ("before", "after")]
    return joined.filter(~same).select(*KEYS, *pairs).sort(KEYS)


def again(home: Home, exports: Path) -> pl.DataFrame:
    """Load the current build's files anew from `exports` and compare every figure.

    Files are found by their SHA-256, whatever their names are now, and loaded in the same order
    with the same profile, source and zone, into a home that is thrown away afterwards.

    Returns:
        What differs, as `difference` says it; no row when every figure came out again.

    Raises:
        InputRefused: a file of the build is not there, or cannot be loaded any more.
    """
    build = current(home)
    with reading(build.path) as database:
        loads = database.rows(LOADED)
    there = {file_hash(path): path for path in _files(exports)}
    missing = [
        name
        for *_, hashes, names in loads
        for digest, name in zip(hashes, names, strict=True)
        if digest not in there
    ]
    if missing:
        raise InputRefused(
            f"Cannot compute the figures again from {str(exports)!r}",
            f"{len(missing)} files of build {build.id} are not there, first {missing[0]!r}",
            "Name the folder that holds the exports as they were loaded.",
        )
    with tempfile.TemporaryDirectory(prefix="care-review-verify-") as folder:
        scratch = Home(Path(folder))
        _furnish(home, scratch)
        for source, profile, zone, hashes, _ in loads:
            _load(scratch, [there[digest] for digest in hashes], source, profile, zone)
        return difference(build, current(scratch))


def _files(exports: Path) -> list[Path]:
    if exports.is_file():
        return [exports]
    return [path for path in sorted(exports.rglob("*")) if path.is_file()]


def _furnish(home: Home, scratch: Home) -> None:
    """What figures depend on beside the exports: settings, mappings and the key of the hashes."""
    for name in ("care.toml", "key"):
        if (home.path / name).exists():
            shutil.copy2(home.path / name, scratch.path / name)
    if home.profiles.is_dir():
        shutil.copytree(home.profiles, scratch.profiles)


def _load(scratch: Home, paths: list[Path], source: str, profile: str, zone: str) -> None:
    """Run the loader as a person would; the warehouse itself knows nothing of exports."""
    command = [sys.executable, "-m", "pipelines", "load", *map(str, paths)]
    for name, value in (("--source", source), ("--profile", profile), ("--zone", zone)):
        command += [name, value] if value else []
    done = subprocess.run(
        command,
        env={**os.environ, "CARE_HOME": str(scratch.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise InputRefused(f"Cannot load the exports of {source!r} again", said)
