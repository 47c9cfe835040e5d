"""Loads after a report: late rows are revisions, a rewriting definition is refused."""

import json
from dataclasses import replace

import pytest

from pipelines import run, told
from tests.pipelines.test_run import calls
from warehouse import build
from warehouse.access import local_viewer
from warehouse.answers.figures import figures
from warehouse.answers.revisions import revisions
from warehouse.catalogue.loader import declared
from warehouse.connection import reading
from warehouse.errors import CatalogueRefused

KPI = "contacts_offered"


@pytest.fixture(autouse=True)
def unjudged(monkeypatch):
    """Loads without checks: judging takes seconds and says nothing of revisions."""
    monkeypatch.setattr(run, "judge", lambda *_: ())


def loaded(home, export):
    """March and one call of April, then eight more calls of March that came late."""
    march, april = export(calls(40), "march.csv"), export(calls(1, month=4), "april.csv")
    run.load([march, april], home)
    late = export([row.replace("10", "20", 1) for row in calls(8)], "late.csv")
    return run.load([late], home), [march, april, late]


def march(home):
    frame = figures(build.current(home), kpi=KPI, viewer=local_viewer())
    return next(row for row in frame.iter_rows(named=True) if row["month"].month == 3)


def kept(home):
    with reading(build.current(home).path) as database:
        return database.rows("from revision order by all")


def test_late_rows_of_a_final_month_make_a_revision_that_the_load_tells(home, export):
    report, _ = loaded(home, export)
    row = march(home)
    assert (row["n"], row["status"], row["is_revised"]) == (48, "final", True)
    assert report.revised > 0
    assert any(line.startswith("revised ") for line in told.as_lines(report))
    assert json.loads(json.dumps(told.as_data(report)))["revised"] == report.revised


def test_the_list_of_numbers_that_changed_has_both_figures(home, export):
    report, _ = loaded(home, export)
    found = revisions(build.current(home), kpi_id=KPI, viewer=local_viewer())
    whole = [one for one in found.listed if not one.cohort.source]
    assert [(one.value_before, one.value) for one in whole] == [(40, 48)]
    assert (whole[0].build_id, found.headlines) == (report.build_id, 1)
    assert found.finding == "1 monthly figure of 1 KPI changed after being final"
    assert found.total > len(found.listed)  # those of cohorts changed too


def test_a_full_load_keeps_the_revisions_and_adds_none(home, export):
    _, files = loaded(home, export)
    before = kept(home)
    again = run.load(files, home, full=True)
    assert before
    assert again.revised == 0
    assert kept(home) == before
    assert march(home)["is_revised"]


def test_a_changed_definition_is_refused_before_anything_is_staged(home, export, monkeypatch):
    loaded(home, export)
    before = build.current(home)
    honest = run.catalogue

    def changed(where):
        texts = dict(honest(where).texts)
        old = 'numerator = "offered"'
        assert old in texts["kpis.toml"]
        return declared(
            texts | {"kpis.toml": texts["kpis.toml"].replace(old, 'numerator = "1"', 1)}
        )

    monkeypatch.setattr(run, "catalogue", changed)
    with pytest.raises(CatalogueRefused, match=r"was 'offered' in build .* and is '1' now"):
        run.load([export(calls(3, month=5), "may.csv")], home)
    assert build.current(home) == before
    assert [path.name for path in home.builds.glob(".*")] == []


def test_policy_numbers_are_no_definition_of_a_kpi_and_their_effect_is_a_revision(
    home, export, monkeypatch
):
    loaded(home, export)
    honest = run.catalogue
    catalogue = honest(home)
    policy = {**catalogue.policy, "short_abandon_s": 30}
    monkeypatch.setattr(run, "catalogue", lambda _: replace(catalogue, policy=policy))
    report = run.load([export(calls(1, month=5), "may.csv")], home)
    listed = revisions(build.current(home), viewer=local_viewer()).listed
    kpis = {one.kpi.id for one in listed if one.build_id == report.build_id}
    assert "abandonment_rate" in kpis and KPI not in kpis
