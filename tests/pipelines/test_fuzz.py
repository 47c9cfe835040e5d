"""Damaged copies of every sample: refused with one sentence or loaded with an account that adds up.

`make fuzz` runs the same for longer: CARE_FUZZ is the number of examples, CARE_FUZZ_SEED begins
elsewhere. A failing example prints the file, the mutations and the seed that make it again.
"""

import os
import random
import shutil
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from pipelines import intake, progress
from pipelines.declared import SHIPPED, checked, read_profile
from pipelines.exports import found, opened
from pipelines.proposal import proposal
from pipelines.recognise import missing
from pipelines.sight import seen
from tests.pipelines.mutations import MUTATIONS
from warehouse import build
from warehouse.connection import reading, writing
from warehouse.errors import CareError
from warehouse.home import Home

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
FILES = sorted(
    f for f in SAMPLES.rglob("*") if f.is_file() and f.parent != SAMPLES and f.suffix != ".md"
)
KNOWN = [read_profile(file) for file in sorted(SHIPPED.glob("*.toml"))]
EXAMPLES = int(os.environ.get("CARE_FUZZ", "30"))  # `make fuzz` asks for more

damaged = st.tuples(
    st.sampled_from(FILES),
    st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=3),
    st.integers(0, 2**32),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty build: creating one takes longer than loading a sample."""
    path = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    with writing(path) as database:
        build.create(database)
    return path


def mutated(file: Path, mutations: list, number: int) -> bytes:
    dice, data = random.Random(number), file.read_bytes()
    for mutate in mutations:
        data = mutate(data, dice) if data else data
    return data


def staged(folder: Path, export: Path, empty: Path, profile: str) -> list[tuple]:
    """Every file's account: read, accepted, superseded, excluded, quarantined, rows there."""
    home = Home(folder / "home")
    home.path.mkdir()
    (home.path / "care.toml").write_text('[organisation]\nsite_zone = "Europe/London"\n')
    choice = intake.Choice(profile=profile, zone="Europe/London")
    this = intake.Intake(home, choice, KNOWN, progress.quiet)
    this.unpacked.mkdir(parents=True)
    path = folder / "staged.duckdb"
    shutil.copy(empty, path)
    intake.stage(this, found([export]), path)
    with reading(path) as database:
        return database.rows(
            "select rows_read, accepted, superseded, excluded, quarantined, "
            "(select count(*) from quarantine where quarantine.file_id = load_file.file_id) "
            "from load_file"
        )


def _profile_of(file: Path) -> str:
    """The profile that knows the undamaged sample; empty where none does."""

    with tempfile.TemporaryDirectory() as folder:
        export = opened(file, Path(folder))[0]
        return next((p.name for p in KNOWN if not missing(export, p)), "")


PROFILES = {file: _profile_of(file) for file in FILES}
QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    print_blob=True,
)


@seed(int(os.environ.get("CARE_FUZZ_SEED", "1")))
@QUICK
@given(damaged, st.booleans())
def test_a_damaged_file_is_refused_or_every_row_of_it_accounted_for(empty, example, forced):
    file, mutations, number = example
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / file.name
        export.write_bytes(mutated(file, mutations, number))
        try:
            accounts = staged(Path(folder), export, empty, PROFILES[file] if forced else "")
        except CareError as error:
            assert error.sentence
            return
    assert accounts
    for read, accepted, superseded, excluded, quarantined, there in accounts:
        assert read == accepted + superseded + excluded + quarantined
        assert quarantined == there


@seed(int(os.environ.get("CARE_FUZZ_SEED", "1")))
@settings(QUICK, max_examples=max(20, EXAMPLES // 2))
@given(damaged)
def test_a_profile_is_proposed_for_a_damaged_file_or_it_is_refused(example):
    file, mutations, number = example
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file.name
        path.write_bytes(mutated(file, mutations, number))
        try:
            export = opened(path, Path(folder))[0]
            text = proposal(export.inner_name, seen(export, Path(folder)))
        except CareError as error:
            assert error.sentence
            return
    assert read_text(text).tables


def read_text(text: str):
    """The proposal as the loader takes it."""

    return checked(tomllib.loads(text), text, "proposal")


def test_a_line_end_between_misplaced_quotes_costs_its_own_record(stage, export):
    good = "{},,Billing,2026-03-02 09:00:00,Lost,0:10,,,2026-03-02 10:00:00,4"
    rows = [good.format("c1"), 'c2,x"y', 'z"w', good.format("c3"), 'c4,"never closed']

    done = stage(export(rows))

    assert [(read, accepted) for _, read, accepted, *_ in done.accounts()] == [(5, 2)]
    assert done.reasons() == [
        (2, "quotes stand where no cell begins or ends"),
        (3, "quotes stand where no cell begins or ends"),
        (5, "a quote opens and does not close"),
    ]
