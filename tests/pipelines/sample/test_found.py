"""What was planted is found through the warehouse, and beyond it no more than chance raises.

The expected number of chance signals is computed from the charts' own lengths, never assumed. A
signal is explained where declared effects cause it: the KPI itself, or one that follows from it.
"""

from datetime import date

import pytest
from scipy.stats import poisson

from pipelines.sample import generate
from pipelines.sample.effects import effects
from warehouse.access import local_viewer
from warehouse.answers.choices import choices
from warehouse.answers.multiples import multiples
from warehouse.answers.scorecard import scorecard
from warehouse.answers.shapes import Cohort
from warehouse.answers.trend import trend
from warehouse.build import BuildRef, current
from warehouse.home import Home
from warehouse.period import month_from, quarter_months

WHO = local_viewer()
UNTIL = month_from("2025-09")
QUARTERS = quarter_months(date(2023, 10, 1)), quarter_months(date(2024, 1, 1))  # the first whole
SURE = 0.001  # chance of a run of this test to fail by chance alone, for each count

# Planted KPI -> KPIs that follow from it: complaints come of contacts, an issue that is resolved at
# once has no repeat and satisfies, a slipping team makes critical errors and misses in time.
FOLLOWS = {
    "contacts_offered": {"contacts_offered", "complaints_received"},
    "abandonment_rate": {"abandonment_rate"},
    "first_contact_resolution_rate": {
        "first_contact_resolution_rate", "repeat_contact_rate", "customer_satisfaction",
        "net_promoter_score", "customer_effort_score",
    },
    "average_speed_of_answer_voice": {"average_speed_of_answer_voice", "service_level"},
    "quality_score": {"quality_score", "average_handle_time", "critical_error_rate"},
    "customer_satisfaction": {"customer_satisfaction"},
}  # fmt: skip
EXPLAINED = set.union(*FOLLOWS.values())


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> BuildRef:
    """The sample at its 26 months, with about 920 contacts a month, loaded."""
    from pipelines.run import load

    exports, home = tmp_path_factory.mktemp("exports"), Home(tmp_path_factory.mktemp("home"))
    generate(exports, months=26, until=UNTIL, contacts=24_000, seed=1)
    load([exports], home)
    return current(home)


def marked(build: BuildRef, kpi: str, dimension: str) -> set[str]:
    found = multiples(build, kpi, dimension, viewer=WHO)
    return {panel.member for panel in found.panels if panel.mark != "common"}


def pooled(build: BuildRef, kpi: str, dimension: str) -> dict[str, float]:
    """Numerators over denominators of the drawn year, by member."""
    return {
        panel.member: sum(month.numerator or 0.0 for month in panel.months)
        / sum(month.denominator or 0.0 for month in panel.months)
        for panel in multiples(build, kpi, dimension, viewer=WHO).panels
    }


def sums(build: BuildRef, kpi: str, dimension: str) -> dict[str, float]:
    """Numerators of the drawn year, by member."""
    return {
        panel.member: sum(month.numerator or 0.0 for month in panel.months)
        for panel in multiples(build, kpi, dimension, viewer=WHO).panels
    }


def rate(build: BuildRef, kpi: str, months: list[date], channel: str = "") -> float:
    """A KPI's rate over some months, of all or of one channel."""
    cohort = Cohort(dimension="channel" if channel else "", member=channel)
    history = trend(build, kpi, cohort=cohort, viewer=WHO).history
    known = [month for month in history if month.month in months]
    return sum(m.numerator or 0.0 for m in known) / sum(m.denominator or 0.0 for m in known)


def unlikely(found: int, expected: float) -> bool:
    """Whether so many signals, or more, come by chance in fewer than one of 1,000 samples."""
    return bool(poisson.sf(found - 1, expected) < SURE)


def test_every_planted_kpi_is_explained_by_the_declaration() -> None:
    """FOLLOWS is about what is declared, and about all of it."""
    parts = (part for name, part in vars(effects()).items() if name not in ("levels", "dirt"))
    assert {part.kpi for part in parts} == set(FOLLOWS)


@pytest.mark.full
def test_the_planted_rise_of_abandonment_is_a_concern_since_its_month(build: BuildRef) -> None:
    found = trend(build, "abandonment_rate", viewer=WHO)
    closed = [month for month in found.history if month.status == "final"]
    assert found.variation == "concern_high"
    first = closed[effects().abandonment_rise.first_month].month
    signals = [month.month for month in closed if month.mark == "concern"]
    assert signals and min(signals) >= first


@pytest.mark.full
def test_growth_is_a_change_that_is_neither_good_nor_bad(build: BuildRef) -> None:
    assert trend(build, "contacts_offered", viewer=WHO).variation == "change_high"


@pytest.mark.full
def test_the_corrective_action_is_an_improvement_of_its_reason_only(build: BuildRef) -> None:
    action = effects().corrective_action
    found = multiples(build, action.kpi, "category", viewer=WHO)
    better = {panel.member for panel in found.panels if panel.mark == "improvement"}
    assert better == {action.reason}


@pytest.mark.full
def test_the_slipping_team_alone_slips_in_quality_and_in_handle_time(build: BuildRef) -> None:
    team = effects().slipping_team.team
    assert marked(build, "quality_score", "team") == {team}
    assert marked(build, "average_handle_time", "product") == {team}  # a team has its product


@pytest.mark.full
def test_the_region_out_of_line_stands_out_among_the_regions(build: BuildRef) -> None:
    planted = effects().region_out_of_line
    rates = pooled(build, planted.kpi, "region")
    assert max(rates, key=rates.__getitem__) == planted.region
    others = [rate for region, rate in rates.items() if region != planted.region]
    # A year of about 1,200 contacts there: three standard errors are a quarter of the ratio.
    assert rates[planted.region] / (sum(others) / 4) == pytest.approx(planted.ratio, rel=0.25)


@pytest.mark.full
def test_vulnerable_customers_wait_longer_by_the_planted_ratio(build: BuildRef) -> None:
    planted = effects().vulnerable_wait
    waits = pooled(build, planted.kpi, "vulnerable")
    assert waits["vulnerable"] / waits["not vulnerable"] == pytest.approx(planted.ratio, rel=0.15)


@pytest.mark.full
def test_mondays_and_lunch_hours_are_busier_by_the_planted_ratios(build: BuildRef) -> None:
    lunch = effects().lunch
    days = sums(build, "contacts_offered", "weekday")
    others = sum(days[day] for day in ("Tuesday", "Wednesday", "Thursday", "Friday")) / 4
    assert days["Monday"] / others == pytest.approx(effects().monday.ratio, rel=0.1)
    hours = sums(build, "contacts_offered", "hour")
    compared = sum(hours[f"{hour}:00"] for hour in lunch.compared_hours) / len(lunch.compared_hours)
    for hour in lunch.hours:
        assert hours[f"{hour}:00"] / compared == pytest.approx(lunch.ratio, rel=0.15)


@pytest.mark.full
def test_the_total_falls_while_both_channels_resolve_more(build: BuildRef) -> None:
    shift = effects().mix_shift
    before, after = QUARTERS
    assert rate(build, shift.kpi, before) > rate(build, shift.kpi, after)
    for channel in ("voice", "chat"):
        first, second = (rate(build, shift.kpi, months, channel) for months in QUARTERS)
        assert first < second


@pytest.mark.full
def test_beyond_what_is_planted_the_scorecard_shows_no_more_than_chance(build: BuildRef) -> None:
    card = scorecard(build, viewer=WHO)
    rows = [row for _, group in card.groups for row in group]
    odd = [
        row.kpi.id
        for row in rows
        if row.variation not in ("common", "trial", "none") and row.kpi.id not in EXPLAINED
    ]
    assert card.false_alarms is not None
    assert not unlikely(len(odd), card.false_alarms), odd


@pytest.mark.full
def test_beyond_what_is_planted_cohorts_show_no_more_than_chance(build: BuildRef) -> None:
    odd, expected, drawn = [], 0.0, 0
    offered = choices(build, viewer=WHO)
    for kpi in offered.kpis:
        if kpi.id in EXPLAINED:
            continue
        for dimension in set(offered.dimensions.get(kpi.id, {})) - {"agent"}:
            found = multiples(build, kpi.id, dimension, viewer=WHO)
            expected += found.false_alarms or 0.0
            drawn += len(found.panels)
            odd += [(kpi.id, panel.member) for panel in found.panels if panel.mark != "common"]
    assert drawn > 300
    assert not unlikely(len(odd), expected), odd
