"""What was reported stays: as defined then, restated beside it, changed figures on a list."""

import re
from datetime import date

import pytest

from tests.warehouse.catalogue.test_versions import KPI, STRICT, TIGHTER, versioned
from tests.warehouse.made import made, rows, value
from warehouse.access import local_viewer
from warehouse.answers.rows import rows as answered_rows
from warehouse.answers.trend import trend
from warehouse.build import publish
from warehouse.catalogue.loader import shipped
from warehouse.connection import reading, writing
from warehouse.errors import BuildDamaged, CatalogueRefused
from warehouse.home import Home, Settings
from warehouse.reported import revised, unchanged


def calls(month, *, answered, abandoned, short):
    """Calls of one morning: a short abandon waits 3 s, another 60 s."""
    at = f"2025-{month:02}-03 09:00:00+00"
    told = {"queued_at": at, "started_at": at}
    waits = [60] * abandoned + [3] * short
    return [{**told, "leg_id": f"{month} a{i}", "wait_s": 10} for i in range(answered)] + [
        {**told, "leg_id": f"{month} b{i}", "outcome": "abandoned_queue", "wait_s": wait}
        for i, wait in enumerate(waits)
    ]


def two_months():
    """March: 8 + 1 + 1 short. April: 6 + 2 + 2 short."""
    return [
        *calls(3, answered=8, abandoned=1, short=1),
        *calls(4, answered=6, abandoned=2, short=2),
    ]


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    path = tmp_path_factory.mktemp("versions") / "b"
    return made(path, {"contact_leg": two_months()}, catalogue=versioned(STRICT, TIGHTER))


def test_each_month_is_computed_as_defined_then(build):
    told = [(row["numerator"], row["denominator"]) for row in rows(build, KPI)]
    assert told == [(1, 9), (4, 10)]  # March without its short abandon, April with both of them


def test_the_present_definition_stands_beside_it_over_all_months(build):
    told = [(row["numerator"], row["denominator"]) for row in rows(build, KPI, formula="restated")]
    assert told == [(2, 10), (4, 10)]


def test_a_kpi_that_never_changed_has_nothing_restated(build):
    with reading(build.path) as database:
        found = database.rows("select distinct kpi_id from kpi_month where formula = 'restated'")
    assert found == [(KPI,)]


def test_a_formula_computed_now_follows_the_version_of_its_month(build):
    told = rows(build, KPI, formula="talkdesk", by="channel")
    assert [(row["numerator"], row["denominator"]) for row in told] == [(1, 9), (4, 10)]


def test_the_rows_behind_a_month_are_judged_by_its_own_definition(build):
    march, april = (
        dict(answered_rows(build, KPI, date(2025, month, 1), viewer=local_viewer()).totals)
        for month in (3, 4)
    )
    assert march == {"counted": 8, "counted in the numerator": 1, "abandoned within 5 s": 1}
    assert april == {"counted": 6, "counted in the numerator": 4}


def test_the_trend_gives_both_series_and_the_versions(build):
    found = trend(build, KPI, viewer=local_viewer())
    assert [month.numerator for month in found.history] == [1, 4]
    assert [month.numerator for month in found.restated] == [2, 4]
    assert [version.valid_from for version in found.versions] == [
        date(2025, 4, 1),
        date(2025, 7, 1),
    ]


def test_a_figure_says_the_target_that_it_was_judged_by(tmp_path):
    own = [{"value": 0.5, "valid_from": date(2025, 4, 1), "why": "w", "author": "a"}]
    catalogue = shipped(Settings(targets={KPI: own}))
    found = made(tmp_path / "b", {"contact_leg": two_months()}, catalogue=catalogue)
    assert [row["target"] for row in rows(found, KPI)] == [0.05, 0.5]
    history = trend(found, KPI, viewer=local_viewer()).history
    assert [month.target for month in history] == [0.05, 0.5]


def test_a_build_carries_what_was_in_force(build):
    with reading(build.path) as database:
        told = database.rows(
            "select valid_from, target, sign, origin, owner, why from kpi_target "
            "where kpi_id = $kpi order by valid_from nulls first",
            {"kpi": KPI},
        )
        kpis = database.value("select count(distinct kpi_id) from kpi_target")
    owner = "Contact centre manager"
    assert told == [
        (None, 0.05, "<", "organisation", owner, ""),
        (date(2025, 4, 1), 0.05, "<", "organisation", owner, "short abandons count"),
        (date(2025, 7, 1), 0.04, "≤", "organisation", owner, "a tighter target"),
    ]
    assert kpis == len(shipped(Settings()).kpis)


def test_a_version_that_begins_after_the_data_computes_nothing_yet(tmp_path):
    legs = {"contact_leg": two_months()}
    early = made(
        tmp_path / "b", legs, catalogue=versioned(STRICT), as_of="2025-03-31 12:00:00+00"
    )  # fmt: skip
    assert value(early, KPI, "2025-03") == pytest.approx(1 / 9)
    with reading(early.path) as database:
        restated = database.value("select count(*) from kpi_month where formula = 'restated'")
    assert restated == 0


def published(home, build_id, legs, catalogue=None):
    """A build of these calls, its revisions noted, made the current one."""
    home.builds.mkdir(parents=True, exist_ok=True)
    path = home.builds / f".{build_id}.duckdb"
    made(path, {"contact_leg": legs}, catalogue=catalogue)
    with writing(path) as database:
        found = revised(database, home, build_id)
    return publish(home, build_id, path), found


def test_a_final_figure_that_changed_is_revised_and_stays_final(tmp_path):
    home = Home(tmp_path)
    published(home, "1", two_months())
    late = [*two_months(), *calls(3, answered=0, abandoned=2, short=0)[1:]]
    after, found = published(home, "2", late)
    assert found > 0
    march, april = rows(after, KPI)
    assert (march["numerator"], march["denominator"], march["status"]) == (2, 10, "final")
    assert (march["is_revised"], april["is_revised"]) == (True, False)
    with reading(after.path) as database:
        told = database.rows(
            "select numerator_before, n_before, numerator, n, build_before, build_id "
            "from revision where kpi_id = $kpi and formula = '' and source_id = '' "
            "and dimension = ''",
            {"kpi": KPI},
        )
    assert told == [(1, 9, 2, 10, "1", "2")]


def test_a_revision_is_carried_on_to_later_builds_that_change_nothing(tmp_path):
    home = Home(tmp_path)
    published(home, "1", two_months())
    late = [*two_months(), *calls(3, answered=0, abandoned=2, short=0)[1:]]
    published(home, "2", late)
    third, found = published(home, "3", late)  # made anew from nothing, as --full does
    assert found == 0
    assert [row["is_revised"] for row in rows(third, KPI)] == [True, False]


def test_a_figure_that_is_gone_is_revised_to_null(tmp_path):
    home = Home(tmp_path)
    published(home, "1", two_months())
    after, _ = published(home, "2", [leg for leg in two_months() if "2025-03" in leg["queued_at"]])
    with reading(after.path) as database:
        told = database.rows(
            "select month, n_before, n, value from revision where kpi_id = $kpi "
            "and formula = '' and source_id = '' and dimension = ''",
            {"kpi": KPI},
        )
    assert told == [(date(2025, 4, 1), 8, None, None)]


def test_a_provisional_figure_that_becomes_another_is_not_revised(tmp_path):
    home = Home(tmp_path)
    path = home.builds / ".1.duckdb"
    home.builds.mkdir(parents=True)
    made(path, {"contact_leg": two_months()[:-1]}, as_of="2025-04-20 00:00:00+00")
    publish(home, "1", path)
    after, _ = published(home, "2", two_months())
    assert [row["is_revised"] for row in rows(after, KPI)] == [False, False]


def test_a_first_build_has_no_revision(tmp_path):
    _, found = published(Home(tmp_path), "1", two_months())
    assert found == 0


def test_a_definition_changed_without_a_version_is_refused_with_both_texts(tmp_path):
    home = Home(tmp_path)
    published(home, "1", two_months())
    texts = dict(shipped(Settings()).texts)
    old = 'numerator = "abandoned - short_abandoned"'
    texts["kpis.toml"] = texts["kpis.toml"].replace(old, 'numerator = "abandoned"', 1)
    from warehouse.catalogue.loader import declared

    said = re.escape(
        "Cannot load with the changed definition of 'abandonment_rate': its numerator was "
        "'abandoned - short_abandoned' in build 1 and is 'abandoned' now, for months that are "
        "reported, to 2025-04."
    )
    with pytest.raises(CatalogueRefused, match=said) as refusal:
        unchanged(home, declared(texts))
    assert "valid_from = 2025-05-01" in refusal.value.remedy
    assert refusal.value.exit_status == 2


def test_a_version_from_the_next_month_on_is_welcome_and_one_into_the_past_is_not(tmp_path):
    home = Home(tmp_path)
    published(home, "1", two_months())
    unchanged(home, shipped(Settings()))
    unchanged(home, versioned(TIGHTER))  # a target computes nothing
    unchanged(home, versioned(STRICT.replace("2025-04-01", "2025-05-01")))
    with pytest.raises(CatalogueRefused, match="its numerator was"):
        unchanged(home, versioned(STRICT))


def test_a_reason_lets_a_version_reach_back_once(tmp_path):
    home = Home(tmp_path)
    published(home, "1", two_months())
    reason = STRICT + 'restates = "the contract says so since April"\n'
    reaching = versioned(reason)
    unchanged(home, reaching)
    after, found = published(home, "2", two_months(), reaching)
    assert found > 0
    assert [row["is_revised"] for row in rows(after, KPI)] == [False, True]
    unchanged(home, reaching)
    with pytest.raises(CatalogueRefused, match="its denominator was"):
        unchanged(home, versioned(reason.replace('"offered"', '"answered"')))


def test_a_version_that_is_taken_away_is_refused(tmp_path):
    home = Home(tmp_path)
    published(home, "1", two_months(), versioned(STRICT))
    with pytest.raises(CatalogueRefused, match="changed definition of 'abandonment_rate'"):
        unchanged(home, shipped(Settings()))


def test_a_shared_term_that_changed_counts_as_a_changed_definition(tmp_path):
    home = Home(tmp_path)
    published(home, "1", two_months())
    catalogue = shipped(Settings())
    name, fact = next((n, f) for n, f in catalogue.facts.items() if f.terms and n == "fact_contact")
    term, text = next(
        (t, x) for t, x in fact.terms.items()
        if any(t in f.computes.values() for k in catalogue.kpis.values() for f in k.formulas)
    )  # fmt: skip
    texts = dict(catalogue.texts)
    assert text in texts["facts.toml"] and name
    from warehouse.catalogue.loader import declared

    texts["facts.toml"] = texts["facts.toml"].replace(text, f"({text}) + 0", 1)
    with pytest.raises(CatalogueRefused, match=f"its term {term} was"):
        unchanged(home, declared(texts))


def test_a_build_of_before_these_tables_says_what_to_do(tmp_path):
    ref = made(tmp_path / "b", {"contact_leg": two_months()})
    with writing(ref.path) as database:
        database.run("drop table revision")
    with pytest.raises(BuildDamaged, match=r"no table revision.*--full"):
        rows(ref, KPI)
