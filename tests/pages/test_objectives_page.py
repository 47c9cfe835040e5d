"""The objectives on their page, and the chance beside a trend."""


def test_the_page_tells_the_year_and_lists_every_target_with_a_figure(opened, reading):
    app = opened("objectives")

    assert not app.exception
    assert "targets with a figure are met so far in 2025" in app.title[0].value
    rows = app.dataframe[0].value
    assert {"KPI", "Target", "Met", "Next quarter", "Year end", "Origin", "Owner"} <= set(rows)
    assert "Abandonment rate" in list(rows["KPI"])


def test_one_source_alone_can_be_asked_for(opened, reading):
    app = opened("objectives", source="zendesk")

    assert not app.exception
    shown = " ".join(str(table.value) for table in app.dataframe)
    assert "Abandonment rate" not in shown


def test_beside_a_trend_with_a_target_stands_the_chance(opened, reading):
    app = opened("trends", kpi="first_contact_resolution_rate")

    assert not app.exception
    said = " ".join(str(table.value) for table in app.table)
    assert "Next quarter" in said and "End of 2025" in said


def test_beside_a_trend_without_a_target_stands_none(opened, reading):
    app = opened("trends", kpi="contacts_offered")

    assert not app.exception
    assert "Next quarter" not in " ".join(str(table.value) for table in app.table)
