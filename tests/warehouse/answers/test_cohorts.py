"""Members of a dimension against limits: who stands out, who is too small, who is withheld."""

from datetime import date

import pytest

from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers.cohorts import funnel
from warehouse.errors import InputRefused

MARCH = date(2025, 3, 1)


def region(name, answered, abandoned, wait=10):
    """Contacts of one region; the abandoned waited a minute."""
    return [{"region": name, "wait_s": wait}] * answered + [
        {"region": name, "wait_s": 60, "outcome": "abandoned_queue"}
    ] * abandoned


@pytest.fixture(scope="module")
def plot(tmp_path_factory):
    """Twelve regions at 10 %, one at 60 %, one of 20 contacts, one of 3."""
    legs = [leg for i in range(12) for leg in region(f"R{i:02}", 36, 4)]
    legs += region("Out", 16, 24) + region("Small", 10, 10) + region("Tiny", 2, 1)
    ref = made(tmp_path_factory.mktemp("cohorts") / "b", {"contact_leg": legs})
    return funnel(ref, "abandonment_rate", "region", MARCH, viewer=local_viewer())


def member(plot, name):
    (point,) = [point for point in plot.points if point.member == name]
    return point


def test_the_centre_is_the_pooled_share_of_all_members(plot):
    assert plot.centre == (12 * 4 + 24 + 10 + 1) / (12 * 40 + 40 + 20 + 3)


def test_one_out_of_line_is_marked_by_what_it_means(plot):
    assert member(plot, "Out").mark == "concern"
    assert plot.finding == "1 of 13 by region stands outside what chance explains: Out"
    assert {member(plot, f"R{i:02}").mark for i in range(12)} == {"common"}


def test_a_small_member_has_value_and_interval_but_no_verdict(plot):
    small = member(plot, "Small")
    assert small.is_withheld  # the next smallest goes with the one that is too small
    assert member(plot, "R00").value == 0.1
    assert member(plot, "R00").low < 0.1 < member(plot, "R00").high


def test_fewer_than_5_cases_are_withheld_and_so_is_the_next_smallest(plot):
    withheld = {point.member for point in plot.points if point.is_withheld}
    assert withheld == {"Tiny", "Small"}
    assert member(plot, "Tiny").value is None


def test_the_band_narrows_with_size_and_the_wide_one_holds_the_near_one(plot):
    assert all(a <= b <= c <= d for _, a, b, c, d in plot.band)
    assert plot.band[0][4] - plot.band[0][1] > plot.band[-1][4] - plot.band[-1][1]
    assert plot.overdispersion > 1
    assert "φ = " in plot.note


def test_the_note_says_how_many_were_tested_listed_and_withheld(plot):
    assert plot.tested == 13  # 12 regions and the one out of line; 20 and 3 contacts are too few
    assert plot.note.startswith("13 tested at once.")
    assert "One on the watch list (false discoveries controlled): expect about 1 in 10" in plot.note
    assert "Two withheld: fewer than 5 cases" in plot.note


def test_means_stand_out_by_their_robust_distance(tmp_path):
    legs = [leg for i in range(8) for leg in region(f"R{i}", 30, 0, wait=10 + i)]
    legs += region("Slow", 30, 0, wait=90)
    ref = made(tmp_path / "b", {"contact_leg": legs})
    kpi = "average_speed_of_answer_voice"
    found = funnel(ref, kpi, "region", MARCH, viewer=local_viewer())
    assert [p.member for p in found.points if p.mark != "common"] == ["Slow"]
    assert member(found, "Slow").mark == "concern"
    assert found.band == ()
    assert found.centre == (sum(range(10, 18)) + 90) / 9


def test_counts_are_shown_and_never_judged(tmp_path):
    legs = [leg for i in range(8) for leg in region(f"R{i}", 30 + i, 0)] + region("Big", 400, 0)
    ref = made(tmp_path / "b", {"contact_leg": legs})
    found = funnel(ref, "contacts_offered", "region", MARCH, viewer=local_viewer())
    assert {point.mark for point in found.points} == {"common"}
    assert found.note.startswith("Counts grow with the size")


def test_nobody_is_named_where_the_members_are_people(tmp_path):
    legs = [{"agent_ref": f"a{i}", "wait_s": 10 + i % 2} for i in range(8) for _ in range(30)]
    legs += [{"agent_ref": "Ann", "wait_s": 90}] * 30
    ref = made(tmp_path / "b", {"contact_leg": legs})
    kpi = "average_speed_of_answer_voice"
    found = funnel(ref, kpi, "agent", MARCH, viewer=local_viewer())
    assert found.finding == "1 of 9 by agent stands outside what chance explains"


def test_a_month_without_cases_says_so(plot, tmp_path):
    ref = made(tmp_path / "b", {"contact_leg": region("North", 30, 3)})
    found = funnel(ref, "abandonment_rate", "region", date(2025, 5, 1), viewer=local_viewer())
    assert (found.points, found.band, found.centre) == ((), (), None)
    assert found.finding == "No region has enough cases to show in May 2025"


def test_a_dimension_that_the_kpi_has_not_is_refused(tmp_path):
    ref = made(tmp_path / "b", {})
    with pytest.raises(InputRefused, match="dimension of 'abandonment_rate'"):
        funnel(ref, "abandonment_rate", "colour", MARCH, viewer=local_viewer())


HANDLE = "average_handle_time"


@pytest.fixture(scope="module")
def handled(tmp_path_factory):
    """Six teams of simple work at 100 s, one of them at 400 s, and one of complex work at 900 s."""
    legs = [{"region": f"R{i}", "complexity": "simple", "handle_s": 100 + i + n % 3}
            for i in range(6) for n in range(40)]  # fmt: skip
    legs += [{"region": "Slow", "complexity": "simple", "handle_s": 400 + n % 3} for n in range(40)]
    legs += [{"region": "Hard", "complexity": "complex", "handle_s": 900 + n % 3}
             for n in range(40)]  # fmt: skip
    return made(tmp_path_factory.mktemp("handled") / "b", {"contact_leg": legs})


def test_handle_time_is_compared_within_one_band_of_complexity(handled):
    within = (("complexity", "simple"),)
    found = funnel(handled, HANDLE, "region", MARCH, within=within, viewer=local_viewer())
    assert member(found, "Slow").mark == "change"
    assert "Hard" not in {point.member for point in found.points}


def test_handle_time_is_never_compared_or_ranked_without_a_band(handled):
    found = funnel(handled, HANDLE, "region", MARCH, viewer=local_viewer())
    assert {(point.mark, point.rank) for point in found.points} == {("common", None)}
    assert found.finding == "Handle time is not compared across complexity"
    assert found.note.startswith("Listed by size, not compared")
    assert (found.tested, found.band) == (0, ())


def test_bands_themselves_are_compared(handled):
    found = funnel(handled, HANDLE, "complexity", MARCH, viewer=local_viewer())
    assert "not compared" not in found.note
