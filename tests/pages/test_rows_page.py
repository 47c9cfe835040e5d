"""The page on rows: all of them accounted for, narrowed by the address; the story of one record."""

import pytest

from warehouse.access import local_viewer
from warehouse.answers.record_shapes import month_asked
from warehouse.answers.records import page, tally
from warehouse.build import current
from warehouse.home import Home
from warehouse.period import month_from

pytestmark = pytest.mark.usefixtures("reading")
AUGUST = month_from("2025-08")
KPI = "abandonment_rate"


def heading(app):
    assert [one.value for one in (*app.exception, *app.error)] == []
    return app.title[0].value


def said(app):
    return " ".join(one.value for one in (*app.caption, *app.markdown, *app.subheader))


def rows(app):
    (found,) = [one.value for one in app.dataframe if one.proto.alt == "Rows behind the figure"]
    return found


@pytest.fixture
def counted(sample_home):
    """The count of all rows of August, straight from the warehouse."""
    return tally(current(Home(sample_home)), month_asked(KPI, AUGUST), viewer=local_viewer())


def test_the_page_says_the_figure_and_accounts_for_every_row(opened, counted):
    app = opened("rows", kpi=KPI, period="2025-08")
    assert heading(app) == counted.finding
    assert counted.accounted in said(app)
    assert counted.of("numerator") + counted.of("counted") + counted.of("excluded") == counted.total
    assert len(rows(app)) == min(50, counted.total)


@pytest.mark.parametrize("state", ["numerator", "counted", "excluded"])
def test_a_state_lists_its_rows_and_says_how_many(opened, counted, state):
    app = opened("rows", kpi=KPI, period="2025-08", state=state)
    number = counted.of(state)
    assert f"of {number:,} row" in said(app)
    words = {
        "numerator": "counted in the numerator",
        "counted": "counted",
        "excluded": "excluded: ",
    }
    assert all(text.startswith(words[state]) for text in rows(app)["In the figure"])


def test_a_member_narrows_the_rows(opened):
    app = opened("rows", kpi=KPI, period="2025-08", channel="voice", columns="channel")
    assert "channel voice" in said(app)
    assert set(rows(app)["channel"]) == {"voice"}


def test_chosen_columns_are_shown_in_place_of_the_usual_ones(opened):
    app = opened("rows", kpi=KPI, period="2025-08", columns="wait_s,hour")
    assert list(rows(app).columns) == [
        "Record", "In the figure", "wait, s", "hour", "Source", "Source line",
    ]  # fmt: skip


def test_rows_are_ordered_as_the_address_says_and_paged(opened):
    app = opened("rows", kpi=KPI, period="2025-08", order="wait_s", desc="1", columns="wait_s")
    waits = [float(text) for text in rows(app)["wait, s"] if text != "–"]
    assert waits == sorted(waits, reverse=True)
    second = opened("rows", kpi=KPI, period="2025-08", order="wait_s", desc="1", page="2")
    assert not set(rows(second)["Record"]) & set(rows(app)["Record"])


def test_next_writes_the_page_into_the_address(opened):
    app = opened("rows", kpi=KPI, period="2025-08")
    app.button(key="page_Next").click().run()
    assert app.query_params["page"] == "2"
    assert "51 – 100 of" in said(app)


def test_a_sample_is_the_same_for_the_same_seed(opened):
    first, again, other = (
        sorted(rows(opened("rows", kpi=KPI, period="2025-08", sample="25", seed=seed))["Record"])
        for seed in ("7", "7", "8")
    )
    assert first == again != other
    assert len(first) == 25


def test_what_the_address_names_and_is_not_there_is_dropped_and_said(opened, counted):
    app = opened(
        "rows", kpi=KPI, period="2025-13", state="gone", reason="because", columns="wait_s,nope",
        order="size", page="999", low="ten", sample="3",
    )  # fmt: skip
    heading(app)
    told = said(app)
    for part in ("period = '2025-13'", "state = 'gone'", "reason = 'because'", "columns = 'nope'",
                 "order = 'size'", "page = '999'", "low = 'ten'", "sample = '3'"):  # fmt: skip
        assert part in told
    assert set(app.query_params) == {"kpi", "columns"}
    assert list(rows(app).columns)[2] == "wait, s"


def test_months_without_any_row_say_so(opened):
    app = opened("rows", kpi=KPI, period="1999-01")
    assert heading(app) == "No row is behind abandonment rate of Jan 1999"
    assert "No row belongs to this figure" in said(app)


def test_a_search_without_a_hit_says_what_to_do(opened):
    app = opened("rows", kpi=KPI, period="2025-08", search="no such record")
    assert "No row fits" in said(app)


@pytest.fixture
def record(sample_home):
    """A call of August that gave up, as the page lists it first."""
    build = current(Home(sample_home))
    found = page(build, month_asked(KPI, AUGUST), viewer=local_viewer())
    return found.rows[0][1]


def test_a_record_tells_its_story_and_what_each_kpi_makes_of_it(opened, record):
    app = opened("rows", kpi=KPI, period="2025-08", record=record, of="contact_leg")
    assert heading(app).startswith(f"Contact {record}: ")
    told = [one.value for one in app.table]
    steps = next(table for table in told if "Source line" in table.columns)
    assert any("contact-records-2025-08.jsonl" in one for one in steps["Source line"])
    standings = next(table for table in told if "In the figure" in table.columns)
    assert any("Abandonment rate" in one for one in standings["KPI"])
    app.button(key="back").click().run()
    assert set(app.query_params) == {"kpi", "period"}
    assert len(rows(app)) == 50


def test_an_unknown_record_says_what_to_do(opened):
    app = opened("rows", record="nobody")
    assert heading(app) == "No record 'nobody' is in this build"
    assert "Check the id for a typing error" in said(app)
