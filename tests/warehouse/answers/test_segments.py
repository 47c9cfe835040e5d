"""A series cut where limits begin anew, and what is too rare for limits."""

from datetime import UTC, date, datetime

import pytest

from tests.pages import made
from warehouse.answers.segments import segmented, too_rare
from warehouse.period import month_add
from warehouse.registers.rebases import Rebase

FIRST = date(2023, 1, 1)
BEFORE = [0.050, 0.052, 0.049, 0.051, 0.050, 0.053, 0.048, 0.050, 0.051, 0.049, 0.052, 0.050, 0.051]
AFTER = [value - 0.02 for value in BEFORE]
KPI = made.kpi()


def months(values, n=1000):
    return tuple(
        made.month(
            0, value, month=month_add(FIRST, i), n=n, denominator=n,
            numerator=None if value is None else value * n,
        )
        for i, value in enumerate(values)
    )  # fmt: skip


def rebase(month, **changes):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    told = {
        "rebase_id": "B-2026-001", "revision": 1, "kpi_id": KPI.id, "source": None,
        "dimension": None, "member": None, "applies_to": "this series", "from_month": month,
        "reason": "Call-back", "evidence": "seen", "approver": "Head", "baseline_until": None,
        "status": "in force", "opened_at": at, "opened_by": "M. Okafor", "revised_at": at,
        "revised_by": "M. Okafor",
    }  # fmt: skip
    return Rebase(**told | changes)


def test_without_a_rebase_there_is_one_segment_over_all_months():
    segments, verdict = segmented(KPI, months(BEFORE + AFTER))
    assert [(one.first, one.last) for one in segments] == [(FIRST, month_add(FIRST, 25))]
    assert verdict.state.startswith("improvement")


def test_a_rebase_begins_limits_anew_and_the_old_ones_stay():
    cut = month_add(FIRST, 13)
    segments, verdict = segmented(KPI, months(BEFORE + AFTER), [rebase(cut)])
    old, new = segments
    assert (old.last, new.first) == (FIRST.replace(year=2024), cut)
    assert old.limits.mean == pytest.approx(sum(BEFORE) / 13)
    assert new.limits.mean == pytest.approx(sum(AFTER) / 13)
    assert (new.reason, new.approver, new.author) == ("Call-back", "Head", "M. Okafor")
    assert (verdict.state, verdict.point) == ("common", 25)


def test_rules_are_never_judged_across_a_cut():
    values = BEFORE[:7] + AFTER[:6]
    whole = segmented(KPI, months(values))[1]
    parted = segmented(KPI, months(values), [rebase(month_add(FIRST, 7))])[1]
    assert "improvement" in whole.judgements
    assert set(parted.judgements) == {"common"}


def test_after_a_rebase_limits_are_trial_limits_until_13_months():
    segments, verdict = segmented(KPI, months(BEFORE + AFTER[:8]), [rebase(month_add(FIRST, 13))])
    assert segments[-1].limits.trial and segments[-1].limits.points == 8
    assert verdict.state == "trial"


def test_frozen_limits_rest_on_the_baseline_and_judge_what_comes_after():
    frozen = rebase(FIRST, baseline_until=month_add(FIRST, 12))
    segments, verdict = segmented(KPI, months(BEFORE + AFTER), [frozen])
    (one,) = segments
    assert (one.limits.points, one.limits.mean) == (13, pytest.approx(sum(BEFORE) / 13))
    assert not one.limits.trial
    assert set(verdict.judgements[13:]) == {"improvement"}


def test_a_month_of_known_cause_is_judged_and_no_limits_rest_on_it():
    values = [*BEFORE, 0.20, *BEFORE]
    kept = segmented(KPI, months(values))[0][0].limits
    segments, verdict = segmented(KPI, months(values), left_out=frozenset({month_add(FIRST, 13)}))
    assert segments[0].left_out == (month_add(FIRST, 13),)
    assert segments[0].limits.mean == pytest.approx(sum(BEFORE) / 13) != kept.mean
    assert verdict.judgements[13] == "concern"


def test_a_rebase_from_a_month_that_is_not_closed_waits():
    segments, _ = segmented(KPI, months(BEFORE), [rebase(month_add(FIRST, 13))])
    assert len(segments) == 1 and segments[0].reason == ""


def test_of_two_rebases_of_one_month_the_later_written_holds():
    cut = month_add(FIRST, 13)
    both = [rebase(cut, reason="first"), rebase(cut, reason="second")]
    assert segmented(KPI, months(BEFORE + AFTER), both)[0][1].reason == "second"


@pytest.mark.parametrize(("share", "rare"), [(0.004, True), (0.996, True), (0.006, False)])
def test_fewer_than_five_events_a_month_have_no_limits(share, rare):
    found = months([share] * 20)  # of 1,000: 4, 4 of the other outcome, 6
    assert too_rare(KPI, found) is rare
    assert (segmented(KPI, found)[0][0].limits is None) is rare


def test_a_mean_is_never_too_rare():
    assert not too_rare(made.kpi(kind="mean"), months([0.001] * 20))
