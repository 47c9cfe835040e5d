"""The quarantine searched, filtered, taken along; and the flow of rows that ends with it."""

import hashlib
import io
import json
import zipfile
from datetime import date

import openpyxl
import polars as pl
import pytest

from tests.pipelines.conftest import export, home, stage
from warehouse.access import Viewer, local_viewer
from warehouse.answers.bounds import bounds
from warehouse.answers.figures import figures
from warehouse.answers.flow import flow
from warehouse.answers.quarantine import FORMS, Filters, exported, quarantine
from warehouse.build import BuildRef
from warehouse.catalogue.loader import shipped
from warehouse.connection import writing
from warehouse.errors import InputRefused, NotAllowed
from warehouse.home import Settings
from warehouse.measure import measure

__all__ = ["export", "home", "stage"]
CLEAN = [f"c{n},,Billing,2026-03-0{n} 09:00:00,Answered,0:10,3,2,,," for n in range(1, 7)]
CLEAN = [row[:-1] for row in CLEAN]
DAMAGED = [
    CLEAN[0],
    CLEAN[1].replace("0:10", "=1+1"),
    CLEAN[2].replace("2026-03-03", "2026-03-33"),
    CLEAN[3],
    CLEAN[4].replace("Answered", "Replied"),
    CLEAN[5],
]
MARCH = date(2026, 3, 1)


def measured(staged) -> BuildRef:
    """The staged build with its figures; judging it is another test's matter."""
    with writing(staged.path) as database:
        measure(database, shipped(Settings()))
    return BuildRef("made", staged.path, "0" * 64)


@pytest.fixture
def damaged(stage, export) -> BuildRef:
    return measured(stage(export(DAMAGED, "damaged.csv")))


@pytest.fixture
def corrected(stage, export) -> BuildRef:
    stage(export(DAMAGED, "damaged.csv"))
    return measured(stage(export(CLEAN, "corrected.csv")))


def figures_of_march(build) -> pl.DataFrame:
    """The figures of the contacts' month; those of the loads tell of both loads, rightly."""
    found = figures(build, viewer=local_viewer()).filter(pl.col("month") == date(2026, 3, 1))
    return found.select("kpi_id", "month", "value", "n")


def picked(build, **filters) -> list[int]:
    found = quarantine(build, Filters(**filters), viewer=local_viewer())
    return [row.row_number for row in found.rows]


def test_a_damaged_file_holds_back_what_the_bounds_take_in(damaged):
    found = quarantine(damaged, viewer=local_viewer())
    assert (found.open_count, found.closed_count) == (3, 0)
    assert found.finding == "3 records are held back"
    (bound,) = bounds(damaged, "contacts_offered", viewer=local_viewer())
    assert (bound.held, bound.low, bound.high) == (3, 3, 6)


def test_a_corrected_file_leaves_nothing_open_and_the_figures_of_a_clean_one(
    corrected, stage, export
):
    found = quarantine(corrected, Filters(state="all"), viewer=local_viewer())
    assert (found.open_count, found.closed_count) == (0, 3)
    assert [row.resolved.split(" of ")[0] for row in found.rows] == [
        "resolved by corrected.csv"
    ] * 3
    assert bounds(corrected, "contacts_offered", viewer=local_viewer()) == ()

    ours = figures_of_march(corrected)
    corrected.path.unlink()
    clean = measured(stage(export(CLEAN, "clean.csv")))
    assert ours.equals(figures_of_march(clean))
    assert ours.height > 5


def test_the_share_held_back_remembers_what_was_corrected_later(corrected):
    shares = figures(corrected, viewer=local_viewer()).filter(
        pl.col("kpi_id") == "quarantined_share"
    )
    assert shares.select("value", "n").rows() == [(3 / 12, 12)]


def test_filters_and_search_pick_records(damaged):
    assert picked(damaged) == [2, 3, 5]
    assert picked(damaged, text="replied") == [5]
    assert picked(damaged, text="2026-03-33") == [3]
    assert picked(damaged, file="elsewhere.csv") == []
    assert picked(damaged, state="closed") == []
    kinds = dict(quarantine(damaged, viewer=local_viewer()).kinds)
    assert all(number == 1 and "…" in kind for kind, number in kinds.items())
    assert [picked(damaged, reason=kind) for kind in sorted(kinds)].count([2]) == 1


def test_what_was_mended_can_be_listed_apart(corrected):
    assert picked(corrected) == []
    assert picked(corrected, state="closed") == [2, 3, 5]


@pytest.mark.parametrize("form", FORMS)
def test_a_file_carries_its_rows_and_a_manifest(damaged, form):
    content = exported(damaged, form, Filters(text="c"), viewer=local_viewer())

    archive = zipfile.ZipFile(io.BytesIO(content))
    manifest = json.loads(archive.read("manifest.json"))
    data = archive.read(f"quarantine.{form}")
    if form == "xlsx":
        heads, *lines = openpyxl.load_workbook(io.BytesIO(data))["Rows"].iter_rows()
        place = [cell.value for cell in heads].index("row_number")
        numbers = [line[place].value for line in lines]
        assert all(cell.data_type in ("s", "n", "d") for line in lines for cell in line)
    else:
        read = pl.read_csv if form == "csv" else pl.read_parquet
        numbers = read(io.BytesIO(data))["row_number"].to_list()
    assert manifest["filters"]["text"] == "c"
    assert manifest["sha256"] == hashlib.sha256(data).hexdigest()
    assert {len(digest) for digest in manifest["files"].values()} == {64}
    assert numbers == [2, 3, 5]
    assert (manifest["build"], manifest["rows"]) == ("made", 3)


def test_an_unknown_form_or_state_is_refused(damaged):
    with pytest.raises(InputRefused, match="form of a file"):
        exported(damaged, "ods", viewer=local_viewer())
    with pytest.raises(InputRefused, match="state of quarantined records"):
        quarantine(damaged, Filters(state="gone"), viewer=local_viewer())


def test_who_may_not_see_rows_sees_no_quarantine(damaged):
    nobody = Viewer("n", "reader", frozenset({"see_figures"}))
    with pytest.raises(NotAllowed):
        quarantine(damaged, viewer=nobody)
    with pytest.raises(NotAllowed):
        exported(damaged, "csv", viewer=nobody)


def test_every_stage_of_the_flow_adds_up(corrected):
    found = flow(corrected, "contacts_offered", MARCH, viewer=local_viewer())
    assert len(found.stages) == 3
    for one in found.stages:
        whole, *parts = one.steps
        assert whole.rows == sum(step.rows for step in parts), one.title


def by_sort(build) -> dict[str, int]:
    steps = flow(build, viewer=local_viewer()).stages[0].steps
    return {s: sum(step.rows for step in steps if step.sort == s) for s in ("kept", "held")}


def test_the_flow_tells_what_is_held_back(damaged):
    assert by_sort(damaged) == {"kept": 3, "held": 3}
    assert flow(damaged, "contacts_offered", MARCH, viewer=local_viewer()).finding == (
        "3 of 6 rows read stand, 3 are held back; 3 of 3 count in contacts offered of Mar 2026"
    )


def test_the_flow_does_not_count_what_was_mended_as_held_back(corrected):
    assert by_sort(corrected) == {"kept": 6, "held": 0}
