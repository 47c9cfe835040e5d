"""The planted effects, found again in the generated files with their true values.

The tolerances are about three standard errors at this volume.
"""

from datetime import date

import polars as pl
import pytest

from tests.pipelines.sample import reading
from tests.pipelines.sample.conftest import Sample

QUIET = ("12-25", "12-26", "01-01")


def share(column: str, frame: pl.DataFrame) -> float:
    return frame[column].cast(pl.Float64).mean()


def test_contacts_grow_by_the_planted_share(sample):
    growth = 1 + sample.truth.effects.growth.per_month_share
    by_month = dict(sample.records.group_by("month").len().iter_rows())
    pairs = [(by_month[m], by_month[m.replace(year=m.year + 1)]) for m in sample.truth.months[:14]]

    assert sum(b for _, b in pairs) / sum(a for a, _ in pairs) == pytest.approx(
        growth**12, abs=0.012
    )


def test_january_is_busier_than_april_by_the_planted_factors(sample):
    season = sample.truth.effects.season.by_month
    growth = (1 + sample.truth.effects.growth.per_month_share) ** 3
    by_month = dict(sample.records.group_by("month").len().iter_rows())
    months = date(2026, 1, 1), date(2026, 4, 1)
    # Working days: 22 in January without New Year's Day, 22 in April; Mondays 4 and 4;
    # weekends 9 and 8 days, of which Saturdays 5 and 4.
    days = [4 * 1.25 + 17 + 5 * 0.45 + 4 * 0.20 + 0.25, 4 * 1.25 + 18 + 4 * 0.45 + 4 * 0.20]

    ratio = by_month[months[0]] / by_month[months[1]]

    assert ratio == pytest.approx(season[0] / season[3] / growth * days[0] / days[1], rel=0.04)


def test_mondays_are_busier_by_the_planted_ratio(sample):
    starts = sample.starts.filter(~pl.col("local").dt.strftime("%m-%d").is_in(QUIET))
    by_day = starts.group_by(day=pl.col("local").dt.date()).len()
    means = dict(by_day.group_by(pl.col("day").dt.weekday()).agg(pl.col("len").mean()).iter_rows())

    ratio = means[1] / (sum(means[day] for day in (2, 3, 4, 5)) / 4)

    assert ratio == pytest.approx(sample.truth.effects.monday.ratio, abs=0.04)


def test_lunch_hours_are_busier_by_the_planted_ratio(sample):
    lunch = sample.truth.effects.lunch
    by_hour = dict(sample.starts.group_by(pl.col("local").dt.hour()).len().iter_rows())
    compared = sum(by_hour[hour] for hour in lunch.compared_hours) / len(lunch.compared_hours)

    for hour in lunch.hours:
        assert by_hour[hour] / compared == pytest.approx(lunch.ratio, abs=0.05)


def test_one_region_abandons_out_of_line_and_the_others_alike(sample):
    planted = sample.truth.effects.region_out_of_line
    there = pl.col("region") == planted.region
    elsewhere = reading.abandonment(sample.records.filter(~there))
    others = [
        reading.abandonment(group)
        for (region,), group in sample.records.group_by("region")
        if region != planted.region
    ]

    ratio = reading.abandonment(sample.records.filter(there)) / elsewhere

    # The rate over all queue entries shows 3 to 5 % more than the chance of first contacts.
    assert ratio == pytest.approx(planted.ratio * 1.04, abs=0.17)
    assert others == pytest.approx([elsewhere] * 4, rel=0.12)


def test_abandonment_rises_in_the_last_months_by_the_planted_ratio(sample):
    rise = sample.truth.effects.abandonment_rise
    is_late = pl.col("month") >= sample.since(rise.first_month)
    before = reading.abandonment(sample.records.filter(~is_late))
    after = reading.abandonment(sample.records.filter(is_late))

    assert after / before == pytest.approx(rise.ratio, abs=0.13)
    assert 0.040 < before < 0.050
    assert 0.054 < after < 0.068


def test_vulnerable_customers_wait_longer_by_the_planted_ratio(sample):
    waits = (
        reading.answered_voice(sample.records).group_by("vulnerable").agg(pl.col("wait_s").mean())
    )
    means = dict(waits.iter_rows())

    assert means["true"] / means["false"] == pytest.approx(
        sample.truth.effects.vulnerable_wait.ratio, abs=0.11
    )


def teams_of(sample: Sample, agent: str) -> pl.DataFrame:
    """The team that each agent ends up in, for agents who never moved."""
    roster = pl.read_csv(sample.folder / "people" / "roster.csv", infer_schema=False)
    steady = roster.filter(pl.len().over("agent_id") == 1)
    return steady.select(pl.col(agent).alias("who"), "team")


def test_one_team_grows_slower_month_by_month_and_the_others_do_not(sample):
    slip = sample.truth.effects.slipping_team
    handled = sample.records.filter(pl.col("queue").is_not_null()).join(
        teams_of(sample, "id_telephony"), left_on="agent", right_on="who"
    )
    factor = (
        pl.when(pl.col("complexity") == "simple")
        .then(2.0)
        .when(pl.col("complexity") == "standard")
        .then(3.1)
        .otherwise(5.2)
    )
    # Handle time per unit of work: the mix of complexities differs from month to month.
    weighed = handled.with_columns(
        unit=pl.col("handle_s") / factor, mine=pl.col("team") == slip.team
    )
    units = weighed.group_by("mine", "month").agg(pl.col("unit").mean())

    def mean(mine: bool, months: list[date]) -> float:
        chosen = units.filter(pl.col("mine") == mine, pl.col("month").is_in(months))
        return chosen["unit"].mean()

    months = list(sample.truth.months)
    before, last = months[: slip.first_month], months[-1:]
    months_slipped = -slip.first_month

    assert mean(True, last) / mean(True, before) == pytest.approx(
        1 + months_slipped * slip.handle_time_share_per_month, abs=0.10
    )
    assert mean(False, last) / mean(False, before) == pytest.approx(1.0, abs=0.03)


def test_the_slipping_team_loses_the_planted_quality_points(sample):
    slip = sample.truth.effects.slipping_team
    rows = reading.scorecards(sample.folder).filter(
        pl.col("form_name") == "Care scorecard", pl.col("points") <= pl.col("max_points")
    )
    scores = (
        rows.group_by("evaluation_id", "agent_id", "evaluated_at")
        .agg(score=100 * pl.col("points").sum() / pl.col("max_points").sum())
        .join(teams_of(sample, "agent_id"), left_on="agent_id", right_on="who")
    )
    is_late = pl.col("evaluated_at").str.slice(0, 7) >= f"{sample.since(slip.first_month):%Y-%m}"
    mine = scores.filter(pl.col("team") == slip.team)
    others = scores.filter(pl.col("team") != slip.team)

    def lost(group: pl.DataFrame) -> float:
        return group.filter(~is_late)["score"].mean() - group.filter(is_late)["score"].mean()

    # One, two, … five months' worth of points: three on the average.
    assert lost(mine) == pytest.approx(3 * slip.quality_points_per_month, abs=3.0)
    assert lost(others) == pytest.approx(0.0, abs=1.2)


def test_the_corrective_action_steps_up_one_reason_alone(sample):
    action = sample.truth.effects.corrective_action
    begin, mature = sample.since(action.first_month), sample.since(-1)
    year = sample.since(action.first_month - 12)
    mine = pl.col("reason") == action.reason
    before = sample.starts.filter(pl.col("month").is_between(year, begin, closed="left"))
    after = sample.starts.filter(pl.col("month").is_between(begin, mature, closed="left"))

    step = share("is_resolved", after.filter(mine)) - share("is_resolved", before.filter(mine))
    rest = share("is_resolved", after.filter(~mine)) - share("is_resolved", before.filter(~mine))

    assert step == pytest.approx(action.step_share, abs=0.032)
    assert rest == pytest.approx(0.0, abs=0.02)


def test_both_channels_improve_and_the_total_falls_between_two_quarters(sample):
    first, second = sample.truth.reversal
    quarter = pl.col("local").dt.truncate("1q").dt.date()
    then = sample.starts.filter(quarter == first)
    now = sample.starts.filter(quarter == second)
    shift = sample.truth.effects.mix_shift

    for channel in ("VOICE", "CHAT"):
        here = pl.col("Channel") == channel
        assert share("is_resolved", now.filter(here)) > share("is_resolved", then.filter(here))
    assert share("is_resolved", then) == pytest.approx(shift.total_before, abs=0.018)
    assert share("is_resolved", now) == pytest.approx(shift.total_after, abs=0.018)
    assert share("is_resolved", now) < share("is_resolved", then) - 0.01


def test_answers_are_biased_towards_the_satisfied_as_written_down(sample, answers):
    given = answers.filter(pl.col("Q2").is_not_null())
    observed = given["Q2"].is_in(reading.SATISFIED).mean()
    bias = sample.truth.effects.survey_bias
    resolved = 1 - sample.starts.filter(~pl.col("is_resolved")).height / sample.starts.height

    assert observed == pytest.approx(sample.truth.answering_share, abs=0.015)
    assert sample.truth.answering_share - sample.truth.satisfied_share > 0.05
    assert sample.truth.satisfied_share == pytest.approx(bias.true_share(resolved), abs=0.01)
    assert sample.truth.answering_share == pytest.approx(bias.observed_share(resolved), abs=0.01)
