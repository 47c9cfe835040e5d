"""Figures as a frame: what is stored and what is computed now are the same figures."""

from datetime import date

import polars as pl
import pytest

from tests.warehouse.made import made
from tests.warehouse.test_measure import INTERVAL, at, day_of_eight_formulas
from warehouse.access import Viewer, local_viewer
from warehouse.answers.figures import COLUMNS, figures
from warehouse.errors import InputRefused, NotAllowed


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    legs = [{**row, "region": ("North", "South")[i % 2], "customer_key": f"k{i}"}
            for i, row in enumerate(day_of_eight_formulas())]  # fmt: skip
    legs += [{"wait_s": 10, "queued_at": at(9, month=4), "source_id": "other"}] * 6
    tickets = [{"created_at": at(9), "status": "resolved", "resolved_at": at(9, day=4 + i),
                "channel": ("web", "email")[i % 2], "resolution_s_business": 3600 * i,
                "source_id": ("desk", "other")[i % 3 == 0]}
               for i in range(12)]  # fmt: skip
    tables = {"contact_leg": legs, "queue_interval": [INTERVAL], "ticket": tickets}
    return made(tmp_path_factory.mktemp("figures") / "b", tables)


def asked(build, **more):
    return figures(build, viewer=local_viewer(), **more)


def test_all_headlines_come_in_one_frame_with_the_promised_columns(build):
    frame = asked(build)
    assert frame.schema == pl.Schema(COLUMNS)
    assert set(frame["formula"]) == {""}
    assert {"contacts_offered", "service_level", "resolution_hours_median"} <= set(frame["kpi_id"])
    assert set(frame["source_id"]) == {""}


def test_months_bound_the_frame_both_included(build):
    months = asked(build, kpi="contacts_offered")["month"].to_list()
    assert months == [date(2025, 3, 1), date(2025, 4, 1)]
    only = asked(build, kpi="contacts_offered", first=date(2025, 4, 1), last=date(2025, 4, 1))
    assert only["month"].to_list() == [date(2025, 4, 1)]


def test_a_source_or_each_source(build):
    assert asked(build, kpi="contacts_offered", source="tool")["numerator"].to_list() == [1100]
    each = asked(build, kpi="contacts_offered", by="source")
    assert dict(zip(each["source_id"], each["numerator"], strict=True)) == {
        "tool": 1100,
        "other": 6,
    }


@pytest.mark.parametrize("by", [None, "source", "region"])
@pytest.mark.parametrize("source", [None, "tool"])
def test_what_is_computed_now_is_what_is_stored(build, by, source):
    stored = asked(build, kpi="service_level", by=by, source=source)
    live = asked(build, kpi="service_level", by=by, source=source, formula="talkdesk:20")
    told = ["month", "source_id", "dimension", "member", "numerator", "denominator", "n"]
    at_20 = stored.filter(pl.col("denominator") > 0).select(told)
    assert live.select(told).rows() == at_20.rows()


@pytest.mark.parametrize("source", [None, "desk"])
def test_a_median_computed_now_is_the_stored_one(build, source):
    name = "resolution_hours_median"
    stored = asked(build, kpi=name, formula="business_hours", source=source)
    live = asked(build, kpi=name, formula="business_hours", by="channel", source=source)
    assert stored["n"].sum() == live["n"].sum()
    assert set(live["member"]) <= {"web", "email"}
    if source is None:
        assert stored["value"].to_list() == [5.5]
        assert live.sort("member")["value"].to_list() == [6, 5]  # email 1…11, web 0…10


def test_withheld_figures_keep_n_and_hide_the_rest(tmp_path):
    ref = made(tmp_path / "b", {"contact_leg": [{"wait_s": 5}] * 4})
    (row,) = asked(ref, kpi="service_level").rows(named=True)
    assert (row["status"], row["n"]) == ("withheld", 4)
    assert row["value"] is row["numerator"] is row["denominator"] is row["low"] is None


def test_a_dimension_of_other_kpis_leaves_a_kpi_out(build):
    frame = asked(build, by="priority")
    assert set(frame["dimension"]) <= {"priority"}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"kpi": "abandon_rate"}, "Did you mean 'abandonment_rate'"),
        ({"kpi": "service_level", "formula": "talk_desk"}, "Did you mean 'talkdesk'"),
        ({"kpi": "service_level", "formula": "talkdesk:soon"}, "must be a number"),
        ({"kpi": "abandonment_rate", "formula": "talkdesk:5"}, "takes no parameter"),
        ({"formula": "talkdesk"}, "no KPI is named"),
        ({"kpi": "service_level", "by": "regions"}, "Did you mean 'region'"),
        ({"source": "tools"}, "Did you mean 'tool'"),
        ({"kpi": "survey_sample_met_rate", "formula": "x"}, "it waits for"),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest_name(build, more, message):
    with pytest.raises(InputRefused, match=message):
        asked(build, **more)


def test_a_kpi_that_waits_for_data_has_no_rows(build):
    assert asked(build, kpi="survey_sample_met_rate").is_empty()


def test_figures_may_be_kept_from_a_viewer(build):
    with pytest.raises(NotAllowed):
        figures(build, viewer=Viewer("x", "none", frozenset()))
