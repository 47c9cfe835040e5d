"""Cohorts of several members, counted from the rows: the same figures by two routes."""

from datetime import date

import pytest

from tests.sample_home import sample_home
from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers import combined, series
from warehouse.answers.change import change
from warehouse.answers.cohorts import funnel
from warehouse.answers.distribution import distribution
from warehouse.answers.rows import rows
from warehouse.answers.scorecard import scorecard
from warehouse.answers.shapes import Cohort
from warehouse.answers.spans import Span
from warehouse.answers.stored import catalogue_of
from warehouse.answers.trend import trend
from warehouse.build import current
from warehouse.connection import reading
from warehouse.errors import InputRefused
from warehouse.home import Home

__all__ = ["sample_home"]
MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)
ABANDONED = {"outcome": "abandoned_queue", "wait_s": 60}
VOICE_NORTH = Cohort.of("", (("channel", "voice"), ("region", "North")))


def legs(number, month=3, **told):
    return [
        {"queued_at": f"2025-{month:02}-04 09:{i % 60:02}:00+00", "wait_s": 10, **told}
        for i in range(number)
    ]


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Voice in the north: 40 calls of which 10 gave up; voice in the south 30, chat north 20."""
    contacts = [
        *legs(30, region="North"),
        *legs(10, region="North", **ABANDONED),
        *legs(30, region="South"),
        *legs(20, channel="chat", region="North"),
        *legs(6, month=4, region="North", **ABANDONED),
        *legs(6, month=4, region="North"),
        *legs(3, month=4, region="South"),
        *legs(4, month=4, channel="chat", region="South"),
    ]
    return made(tmp_path_factory.mktemp("combined") / "b", {"contact_leg": contacts})


def asked(build, cohort, kpi="abandonment_rate"):
    return {
        month.month: month
        for month in trend(build, kpi, cohort=cohort, viewer=local_viewer()).history
    }


def test_only_cases_that_have_every_member_are_counted(build):
    march = asked(build, VOICE_NORTH)[MARCH]
    assert (march.numerator, march.denominator, march.n, march.value) == (10, 40, 40, 0.25)
    assert march.low == pytest.approx(0.1419, abs=1e-4)  # Wilson for 10 of 40
    assert march.status == "final"


def test_the_order_of_the_members_changes_nothing(build):
    other = Cohort.of("", (("region", "North"), ("channel", "voice")))
    assert asked(build, other) == asked(build, VOICE_NORTH)


def test_a_cell_is_withheld_where_its_whole_less_itself_would_give_away_single_cases(build):
    april = asked(build, VOICE_NORTH)[APRIL]  # voice has 15 in April, of which 3 in the south
    assert (april.status, april.value, april.n) == ("withheld", None, 12)


def test_three_members_are_counted_and_withheld_by_the_same_rules(build):
    tuesday, friday = (
        Cohort.of("", (*VOICE_NORTH.members, ("weekday", day))) for day in ("Tuesday", "Friday")
    )
    assert asked(build, tuesday)[MARCH].n == 40  # all of March is a Tuesday
    assert asked(build, friday)[APRIL].status == "withheld"  # 3 in the south, that Friday too


def test_a_cell_of_fewer_than_five_is_withheld(build):
    south = Cohort.of("", (("channel", "voice"), ("region", "South")))
    assert asked(build, south)[APRIL].status == "withheld"


def test_counts_are_never_withheld(build):
    april = asked(build, VOICE_NORTH, "contacts_offered")[APRIL]
    assert (april.status, april.value) == ("final", 12)


def test_a_dimension_that_the_kpi_does_not_have_is_refused(build):
    with pytest.raises(InputRefused, match="team"):
        asked(build, Cohort.of("", (("channel", "voice"), ("team", "A"))))


def test_a_member_that_nobody_has_gives_no_month(build):
    assert asked(build, Cohort.of("", (("channel", "voice"), ("region", "West")))) == {}


def test_the_rows_behind_a_combined_figure_are_those_that_it_counts(build):
    found = rows(build, "abandonment_rate", MARCH, cohort=VOICE_NORTH, viewer=local_viewer())
    assert sum(number for _, number in found.totals) == 40


def test_a_funnel_within_a_member_compares_that_members_cases_alone(build):
    found = funnel(
        build, "abandonment_rate", "region", MARCH, within=(("channel", "voice"),),
        viewer=local_viewer(),
    )  # fmt: skip
    assert {point.member: point.n for point in found.points} == {"North": 40, "South": 30}


def test_a_distribution_and_a_change_take_the_same_cohort(build):
    spread = distribution(
        build, "average_speed_of_answer_voice", MARCH,
        cohort=Cohort.of("", (("region", "North"), ("peak", "off-peak"))), viewer=local_viewer(),
    )  # fmt: skip
    assert spread.n in (0, 30)  # all of one hour: it is peak or it is not
    bridge = change(
        build, "abandonment_rate", Span(MARCH, MARCH), Span(APRIL, APRIL), ("weekday",),
        cohort=VOICE_NORTH, viewer=local_viewer(),
    )  # fmt: skip
    assert (bridge.n_1, bridge.n_2) == (40, 12)


def test_what_is_computed_for_one_member_is_what_the_build_measured(sample_home):
    ref = current(Home(sample_home))
    one = Cohort("", "channel", "voice")
    with reading(ref.path) as database:
        catalogue = catalogue_of(database)
        computed = combined.rows(database, catalogue, catalogue.kpis.values(), one)
        stored = {
            (row[0], row[1], row[2]): row[3:]
            for row in database.rows(
                "select kpi_id, formula, month, numerator, denominator, value, n, status "
                "from kpi_month where source_id = '' and dimension = 'channel' "
                "and member = 'voice' and formula in ('', 'promoters', 'detractors')"
            )
        }
    found = {
        (row["kpi_id"], row["formula"], row["month"]):
            tuple(row[name] for name in ("numerator", "denominator", "value", "n", "status"))
        for row in computed
    }  # fmt: skip
    assert len(found) > 200
    assert found == stored


def test_parts_of_a_member_add_up_to_it_in_every_month(sample_home):
    ref = current(Home(sample_home))
    with reading(ref.path) as database:
        catalogue = catalogue_of(database)
        kpi = catalogue.kpis["contacts_offered"]
        regions = [
            name
            for (name,) in database.rows(
                "select distinct member from kpi_month where kpi_id = $kpi "
                "and dimension = 'region' and source_id = ''",
                {"kpi": kpi.id},
            )
        ]
        parts: dict[date, float] = {}
        for region in regions:
            both = Cohort.of("", (("channel", "voice"), ("region", region)))
            for row in combined.rows(database, catalogue, [kpi], both):
                parts[row["month"]] = parts.get(row["month"], 0) + row["value"]
        voice = series.read(database, catalogue, Cohort("", "channel", "voice"), kpi.id)[kpi.id]
    assert parts == {month.month: month.value for month in voice}


def test_a_scorecard_of_members_names_the_kpis_that_cannot_be_split_so(sample_home):
    ref, members = current(Home(sample_home)), (("channel", "voice"), ("region", "North"))
    card = scorecard(ref, members=members, viewer=local_viewer())
    whole = scorecard(ref, viewer=local_viewer())
    shown = {row.kpi.id: row for _, rows in card.groups for row in rows}
    assert 0 < len(shown) < sum(len(rows) for _, rows in whole.groups)
    alone = trend(ref, "service_level", cohort=Cohort.of("", members), viewer=local_viewer())
    assert shown["service_level"].latest.n == alone.latest.n
    assert any(row.gap.startswith("cannot be narrowed to") for row in card.missing)
    assert {row.kpi.id for row in card.missing} | set(shown) == {
        row.kpi.id for row in (*whole.missing, *(r for _, rows in whole.groups for r in rows))
    }
