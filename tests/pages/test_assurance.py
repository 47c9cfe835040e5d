"""What people do about data quality: look at a check, take its rows, waive it, take it back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from warehouse.access import local_viewer
from warehouse.answers.quality import quality
from warehouse.answers.waiving import can_be_waived
from warehouse.build import current
from warehouse.connection import reading
from warehouse.home import Home
from warehouse.registers import waivers
from warehouse.registers.ledger import registers

ME = local_viewer()


def press(app, label):
    return next(button for button in app.button if button.label == label).click().run()


def said(app):
    texts = [*app.title, *app.markdown, *app.caption, *app.subheader, *app.error]
    return "\n".join(element.value for element in texts)


def links(app):
    return [element.proto.label for element in app.get("page_link")]


@pytest.fixture
def failing(own_home):
    """A check of the sample that fails: its id, label and the KPIs that it names."""
    with reading(current(Home(own_home)).path) as database:
        found = database.rows(
            "select check_id, label, kpis from verdict where not passed and severity = 'warning' "
            "and len(kpis) > 0 and failing <> '[]' order by check_id"
        )
    assert found, "the sample plants faults that checks find"
    return found[0]


def waive(home, check_id, days=30):
    home = Home(home)
    given = {
        "check_id": check_id,
        "reason": "Mended with the next export.",
        "expires_on": date.today() + timedelta(days=days),
    }
    return waivers.add(registers(home), ME, given, checks=can_be_waived(home), home=home)


def test_a_failing_check_shows_its_rows_its_sql_and_the_kpis_that_it_affects(opened, failing):
    check_id, label, kpis = failing
    app = opened("data_quality", check=check_id)
    assert not app.exception
    assert label in [one.value for one in app.subheader]
    assert any("select" in code.value.lower() for code in app.code)
    assert next(one.proto.label for one in app.get("download_button")).startswith("Download ")
    assert len([one for one in links(app) if one]) >= len(kpis)


def test_a_person_waives_a_failing_check_on_its_page_and_it_still_counts_as_failed(
    opened, own_home, failing
):
    check_id, label, _ = failing
    app = opened("data_quality", check=check_id)
    before = app.title[0].value
    app.text_area[0].set_value("The vendor mends it in March.")
    until = date.today() + timedelta(days=20)
    app.date_input[0].set_value(until)
    press(app, "Waive")
    (written,) = waivers.listed(registers(Home(own_home)), ME)
    assert (written.check_id, written.expires_on) == (check_id, until)
    assert written.waived_by == ME.name
    assert "waived" in app.title[0].value
    assert app.title[0].value.split(",")[0] == before.split(",")[0]
    assert f"Failed, waived by {ME.name} until" in said(app)
    (row,) = [row for row in app.dataframe[0].value.to_dict("records") if row["Check"] == label]
    assert "waived to" in row["Found"]


def test_a_waiver_without_a_reason_is_refused_and_nothing_is_written(opened, own_home, failing):
    app = opened("data_quality", check=failing[0])
    app.date_input[0].set_value(date.today() + timedelta(days=20))
    press(app, "Waive")
    assert "Not saved" in app.error[-1].value
    assert waivers.listed(registers(Home(own_home)), ME) == []


def test_a_waiver_that_has_expired_shows_the_check_failing_without_a_new_load(
    opened, own_home, failing, monkeypatch
):
    waive(own_home, failing[0])
    assert "1 of them waived" in opened("data_quality").title[0].value
    later = date.today() + timedelta(days=31)
    monkeypatch.setattr(waivers, "today", lambda *_: later)
    app = opened("data_quality")
    assert "waived" not in app.title[0].value
    assert any("1 expired" in one for one in links(app))


def test_a_waiver_is_revoked_on_its_page_with_a_reason(opened, own_home, failing):
    written = waive(own_home, failing[0])
    app = opened("waivers", waiver=written.waiver_id)
    assert app.title[0].value == f"{failing[1]}: waiver in force"
    press(app, "Revoke")
    assert "no reason" in app.error[0].value.lower()
    app.text_input[0].set_value("It cannot wait.")
    press(app, "Revoke")
    (gone,) = waivers.listed(registers(Home(own_home)), ME)
    assert (gone.revoked_by, gone.revoked_why) == (ME.name, "It cannot wait.")
    assert app.title[0].value == f"{failing[1]}: waiver revoked"


def test_the_waivers_are_listed_and_what_fails_beside_them(opened, own_home, failing):
    written = waive(own_home, failing[0])
    app = opened("waivers")
    assert app.title[0].value.startswith("1 check is waived; the waiver holds until ")
    first, second = (one.value for one in app.dataframe[:2])
    assert list(first["Id"]) == [written.waiver_id]
    assert failing[1] not in list(second["Check"])
    assert len(second) == len(can_be_waived(Home(own_home))) - 1


def test_the_waivers_can_be_written_before_anything_is_published(opened, tmp_path, monkeypatch):
    monkeypatch.setenv("CARE_HOME", str(tmp_path))
    (tmp_path / "refused.json").write_text(
        '{"build_id": "b1", "checks": [{"check_id": "start_known", "label": "Every call begins", '
        '"waivable": true, "rows_failed": 7, "rows_checked": 9, "owner": "Data steward"}]}'
    )
    app = opened("waivers", check="start_known")
    assert not app.exception
    assert app.title[0].value == "No check is waived, and 1 critical check stops the load"
    app.text_area[0].set_value("The switch lost its clock.")
    app.date_input[0].set_value(date.today() + timedelta(days=5))
    press(app, "Waive")
    (written,) = waivers.listed(registers(Home(tmp_path)), ME)
    assert written.check_id == "start_known"


@pytest.mark.usefixtures("reading")
def test_a_kpi_s_card_lists_the_checks_behind_it_with_their_state(opened, reading):
    now = quality(current(Home(reading)), now=datetime.now(UTC), viewer=ME)
    kpi_id = next(one for one in now.verdicts if one.kpis and not one.passed).kpis[0]
    app = opened("definitions", kpi=kpi_id)
    named = [one for one in now.verdicts if kpi_id in one.kpis]
    shown = links(app)
    assert all(one.label in shown for one in named)
    assert sum("failed" in one.value for one in app.caption) == sum(not one.passed for one in named)


@pytest.mark.usefixtures("reading")
def test_the_scorecard_shows_a_kite_mark_for_every_kpi_and_its_poor_ones_in_words(opened):
    app = opened("scorecard")
    for table in app.dataframe:
        assert all(one.startswith("data:image/svg+xml") for one in table.value["Data"])
    # The sample ends in 2025, so that every source is late.
    assert any("Data poor: timeliness of " in one.value for one in app.caption)
