"""What if more calls come: inputs out of the data, and loads that a person can work out."""

import math

import pytest

from tests.warehouse.made import made
from warehouse.access import Viewer, local_viewer
from warehouse.answers.what_if import Asked, what_if
from warehouse.errors import InputRefused, NotAllowed


def leg(at, number=1, **columns):
    row = {"started_at": f"2025-03-{at}:00+00", "wait_s": 10, "talk_s": 300, **columns}
    return [row] * number


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Six calls from 10:00 on the 4th, two at 10:30, one chat more; 10 of 20 gave up after 60 s."""
    rows = leg("04 10:05", 6, handle_s=300) + leg("04 10:35", 2, handle_s=300)
    rows += leg("05 09:00", 20, handle_s=300, channel="chat", wait_s=5)
    for day in range(6, 16):  # one a day, so that no half hour of theirs is the busiest
        rows += leg(f"{day:02} 12:00", wait_s=60, outcome="abandoned_queue")
        rows += leg(f"{day:02} 15:00", wait_s=60, handle_s=300)
    return made(tmp_path_factory.mktemp("what_if") / "b", {"contact_leg": rows})


def asked(build, **given):
    return what_if(build, Asked(**given), viewer=local_viewer())


def test_what_nobody_gives_is_measured_in_the_last_closed_month(build):
    found = asked(build).measured

    assert (f"{found.month:%Y-%m}", f"{found.began:%d %H:%M}") == ("2025-03", "04 10:00")
    assert (found.calls, found.handle_s, found.handled) == (6.0, 300.0, 18)
    assert found.evenness == 1.5  # six against the mean of six and two
    assert (found.abandoned, found.threshold_s) == (10, 20)
    # of 20 at risk at 60 s ten give up: the curve rests at one half, the last time observed
    assert (found.patience_by, found.patience_s) == ("median", pytest.approx(60 / math.log(2)))


def test_one_erlang_on_two_agents_waits_one_time_in_three(build):
    found = asked(build, surge=0.0, patience_s=1e6, service_level=0.7)

    now = found.loads[0]
    assert now.erlangs == 1.0  # 12 calls an hour of 300 s
    two = next(line for line in now.lines if line.agents == 2)
    assert two.by_c.chance_of_wait == pytest.approx(1 / 3)
    assert two.by_c.occupancy == 0.5
    # 1 - 1/3 x e^(-20/300) = 0.688 misses 70 %, so it takes three
    assert two.by_c.service_level == pytest.approx(1 - math.exp(-20 / 300) / 3)
    assert now.needed_c == 3


def test_the_surge_needs_more_agents_and_shrinkage_is_added(build):
    found = asked(build, calls=100.0, surge=0.3, shrinkage=0.3, patience_s=300.0)

    now, then = found.loads
    assert (now.calls, then.calls) == (100.0, 130.0)
    assert now.needed_a < then.needed_a <= then.needed_c
    assert then.rostered == math.ceil(then.needed_a / 0.7)
    assert (
        then.at_needed.by_a.service_level
        >= 0.8
        > next(line for line in then.lines if line.agents == then.needed_a - 1).by_a.service_level
    )


def test_an_overload_has_no_figure_by_c_and_is_warned_about(build):
    found = asked(build, calls=100.0, surge=0.5, patience_s=300.0)

    assert found.held.by_c is None
    assert found.held.by_a.abandoned > 0.1
    assert any("grows without end" in one for one in found.warnings)


def test_without_ten_who_gave_up_patience_is_not_known(tmp_path):
    build = made(tmp_path / "b", {"contact_leg": leg("04 10:05", 6, handle_s=300)})

    found = asked(build)

    assert (found.measured.patience_s, found.measured.abandoned) == (None, 0)
    assert found.loads[0].needed_a is None
    assert found.loads[0].at_needed.by_a is None
    assert any("Patience is not known" in one for one in found.warnings)


def test_without_a_call_there_is_nothing_to_work_out_but_given_inputs_are_enough(tmp_path):
    build = made(tmp_path / "b", {"contact_leg": leg("05 09:00", 5, channel="chat")})

    assert asked(build).loads == ()
    assert asked(build).finding.startswith("The agents needed cannot be worked out")
    assert len(asked(build, calls=10.0, handle_s=300.0).loads) == 2


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"service_level": 1.0}, "target"),
        ({"shrinkage": 1.0}, "shrinkage"),
        ({"handle_s": 0.0}, "handle time"),
        ({"calls": 5000.0}, "calls"),
        ({"surge": -1.0}, "surge"),
    ],
)
def test_what_is_out_of_range_is_refused_by_name(build, given, word):
    with pytest.raises(InputRefused, match=word):
        asked(build, **given)


def test_without_the_right_to_see_figures_nothing_is_told(build):
    with pytest.raises(NotAllowed):
        what_if(build, Asked(), viewer=Viewer("Guest", "guest", frozenset()))
