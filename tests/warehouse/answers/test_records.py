"""The rows behind a figure: counted by what became of them, paged, searched, picked by chance."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from tests.warehouse.made import made
from tests.warehouse.made import rows as figures
from tests.warehouse.test_measure import at
from warehouse.access import Viewer, local_viewer
from warehouse.answers.record_shapes import month_asked
from warehouse.answers.records import page, tally
from warehouse.answers.shapes import Cohort
from warehouse.answers.spans import Span
from warehouse.compose import COUNTED, IN_NUMERATOR
from warehouse.errors import InputRefused, NotAllowed

MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)
KPI = "abandonment_rate"
ME = local_viewer()


@pytest.fixture(scope="module")
def ten(tmp_path_factory):
    """Ten calls of March: two abandoned, six answered, one outbound, one test; one of April."""
    legs = [
        {"leg_id": "A1", "outcome": "abandoned_queue", "wait_s": 60, "region": "North"},
        {"leg_id": "A2", "outcome": "abandoned_queue", "wait_s": 30, "region": "South"},
        *({"leg_id": f"B{i}", "wait_s": 10 * i, "region": "North"} for i in range(1, 7)),
        {"leg_id": "C1", "direction": "outbound"},
        {"leg_id": "C2", "is_test": True},
    ]
    for number, leg in enumerate(legs):
        leg["queued_at"] = leg["started_at"] = at(8 + number)
    legs.append({"leg_id": "D1", "started_at": "2025-04-02 09:00:00+00"})
    return made(tmp_path_factory.mktemp("ten") / "b", {"contact_leg": legs})


def asked(**more):
    return replace(month_asked(KPI, MARCH), **more)


def records(ref, about, number=1, **more):
    found = page(ref, about, number, viewer=ME, **more)
    return [row[found.columns.index("record")] for row in found.rows]


def test_numerator_and_others_and_left_out_are_all_rows(ten):
    found = tally(ten, asked(), viewer=ME)
    assert found.judgements == (
        (IN_NUMERATOR, 2), (COUNTED, 6), ("outbound or internal", 1), ("test contact", 1),
    )  # fmt: skip
    assert [found.of(state) for state in ("numerator", "counted", "excluded", "all")] == [
        2,
        6,
        2,
        10,
    ]
    assert found.accounted == (
        "Every row is accounted for: 2 in the numerator + 6 others counted + 2 left out = 10 rows"
    )
    assert (found.numerator, found.denominator, found.value, found.n) == (2, 8, 0.25, 8)
    assert found.finding == "25\u202f% is 2 of 8; 2 rows are left out"


@pytest.mark.parametrize("kpi", [KPI, "average_speed_of_answer_voice", "contacts_offered"])
def test_the_figure_from_the_rows_is_the_published_one(ten, kpi):
    found = tally(ten, month_asked(kpi, MARCH), viewer=ME)
    (published,) = figures(ten, kpi, "2025-03")
    assert (found.value, found.n) == (published["value"], published["n"])


@pytest.mark.parametrize(
    ("state", "expected"),
    [("numerator", ["A1", "A2"]), ("excluded", ["C1", "C2"]),
     ("counted", [f"B{i}" for i in range(1, 7)])],
)  # fmt: skip
def test_a_state_has_its_own_rows_in_order_of_time(ten, state, expected):
    about = asked(state=state)
    assert records(ten, about) == expected
    assert tally(ten, about, viewer=ME).picked == len(expected)


def test_one_reason_has_its_own_rows(ten):
    about = asked(state="excluded", reason="test contact")
    assert records(ten, about) == ["C2"]
    assert tally(ten, about, viewer=ME).picked == 1


def test_pages_follow_one_another_and_end(ten):
    pages = [records(ten, asked(), number, size=4) for number in (1, 2, 3, 4)]
    assert [len(one) for one in pages] == [4, 4, 2, 0]
    assert len({record for one in pages for record in one}) == 10


def test_rows_are_ordered_by_any_column_with_nulls_last(ten):
    by_wait = asked(state="counted", order="wait_s", descending=True)
    assert records(ten, by_wait) == ["B6", "B5", "B4", "B3", "B2", "B1"]
    assert records(ten, asked(order="wait_s"))[-2:] == ["C1", "C2"]


def test_a_search_finds_a_part_of_the_records_id_in_either_case(ten):
    about = asked(search="b")
    assert records(ten, about) == [f"B{i}" for i in range(1, 7)]
    found = tally(ten, about, viewer=ME)
    assert (found.picked, found.total) == (6, 10)


def test_members_of_several_dimensions_narrow_together(ten):
    north = asked(cohort=Cohort(dimension="region", member="North"))
    assert tally(ten, north, viewer=ME).total == 7
    both = replace(north, only=(("hour", "08:00"),))
    assert records(ten, both) == ["A1"]
    rest = asked(cohort=Cohort(dimension="region", member="not stated"))
    assert records(ten, rest) == ["C1", "C2"]


def test_a_range_of_values_has_the_counted_cases_in_it(ten):
    waits = replace(month_asked("average_speed_of_answer_voice", MARCH), low=20.0, high=40.0)
    assert records(ten, waits) == ["B2", "B3"]


def test_a_span_has_the_rows_of_all_its_months(ten):
    quarter = replace(asked(), span=Span(MARCH, APRIL))
    assert tally(ten, quarter, viewer=ME).total == 11
    assert records(ten, replace(quarter, search="D1")) == ["D1"]


def test_the_same_seed_picks_the_same_rows_as_anybody_computes_them(ten):
    drawn = asked(size=3, seed="2025-03-31")
    every = records(ten, asked())
    smallest = sorted(
        every, key=lambda one: hashlib.md5(f"2025-03-31|tool|{one}".encode()).hexdigest()
    )[:3]
    assert sorted(records(ten, drawn)) == sorted(smallest)
    assert records(ten, drawn) == records(ten, drawn)
    assert tally(ten, drawn, viewer=ME).picked == 3
    others = {tuple(records(ten, replace(drawn, seed=str(i)))) for i in range(8)}
    assert len(others) > 1


def test_people_are_absent_for_who_may_not_see_them_and_hashes_are_short_for_all(tmp_path):
    tables = {
        "contact_leg": [{"leg_id": "L1", "agent_ref": "Ann"}],
        "customer_month": [
            {"customer_key": "ab" * 16, "month": f"{year}-03-01", "is_active": True}
            for year in (2024, 2025)
        ],
    }
    ref = made(tmp_path / "b", tables)
    auditor = Viewer("A", "auditor", frozenset({"see_figures", "see_rows"}))
    names = {one.name for one in tally(ref, asked(), viewer=ME).columns}
    without = {one.name for one in tally(ref, asked(), viewer=auditor).columns}
    assert names - without == {"agent"}
    with pytest.raises(InputRefused, match="'agent' is unknown"):
        page(ref, asked(columns=("agent",)), viewer=auditor)
    assert page(ref, asked(), viewer=auditor).rows[0][1] == "L1"
    kept = month_asked("customer_retention_rate", MARCH)
    assert records(ref, kept) == ["abababab…"]
    assert records(ref, replace(kept, search="ab" * 16)) == []


def test_a_small_figure_is_withheld_and_its_rows_are_told(tmp_path):
    ref = made(tmp_path / "b", {"contact_leg": [{"leg_id": "L1"}]})
    found = tally(ref, asked(), viewer=ME)
    assert (found.value, found.is_withheld, found.total) == (None, True, 1)
    assert "fewer than five cases count" in found.finding


def test_no_rows_are_no_rows_and_not_a_figure_of_zero(ten):
    found = tally(ten, month_asked(KPI, date(2024, 1, 1)), viewer=ME)
    assert (found.total, found.value) == (0, None)
    assert found.finding == "No row is behind abandonment rate of Jan 2024"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"kpi_id": "abandonment"}, "Did you mean 'abandonment_rate'"),
        ({"state": "excludd"}, "Did you mean 'excluded'"),
        ({"only": (("regio", "x"),)}, "Did you mean 'region'"),
        ({"order": "wait"}, "column of the rows"),
    ],
)
def test_what_cannot_be_asked_is_refused(ten, more, message):
    with pytest.raises(InputRefused, match=message):
        page(ten, asked(**more), viewer=ME)


def test_rows_may_be_kept_from_a_viewer(ten):
    guest = Viewer("guest", "leader", frozenset({"see_figures"}))
    with pytest.raises(NotAllowed, match="see_rows"):
        tally(ten, asked(), viewer=guest)
    with pytest.raises(NotAllowed, match="see_rows"):
        page(ten, asked(), viewer=guest)
