"""Erlang C and A."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.stats.staffing import erlang_a, erlang_c, required_agents


def test_one_agent_at_half_load_lets_every_second_caller_wait():
    found = erlang_c(30, 60, 1, 0)  # M/M/1 with ρ = ½
    assert found.chance_of_wait == pytest.approx(0.5)
    assert found.wait_s == pytest.approx(60)
    assert found.waiting == pytest.approx(0.5)
    assert found.service_level == pytest.approx(0.5)


def test_full_load_has_no_steady_state_unless_callers_give_up():
    assert erlang_c(60, 60, 1, 20) is None
    assert 0 < erlang_a(60, 60, 1, 20, 120).abandoned < 1


def test_with_patience_equal_to_handle_time_the_system_is_poisson():
    """Each caller leaves at one rate, served or not: the number in the system is Poisson(a)."""
    found = erlang_a(120, 60, 3, 20, 60)
    waits = 1 - sum(math.exp(-2) * 2**k / math.factorial(k) for k in range(3))
    assert found.chance_of_wait == pytest.approx(waits)


def test_endless_patience_is_erlang_c():
    c, a = erlang_c(200, 180, 12, 20), erlang_a(200, 180, 12, 20, 1e9)
    assert a.service_level == pytest.approx(c.service_level, abs=1e-6)
    assert a.wait_s == pytest.approx(c.wait_s, rel=1e-4)


def test_all_are_served_in_time_or_give_up_when_time_is_long():
    found = erlang_a(360, 240, 24, 5000, 150)
    assert found.service_level == pytest.approx(1 - found.abandoned, abs=1e-9)


def test_a_queue_that_nobody_could_follow_is_refused():
    with pytest.raises(ValueError, match="patience too long"):
        erlang_a(36_000, 300, 2000, 20, 1e6)


def test_a_large_centre_in_overload_is_still_answered():
    found = erlang_a(36_000, 300, 2300, 20, 1800)  # 10 calls a second, about 4,200 waiting
    assert found.waiting == pytest.approx((10 - 2300 / 300) * 1800, rel=0.01)
    assert found.occupancy == pytest.approx(1, abs=1e-6)
    assert found.service_level == pytest.approx(0, abs=1e-9)


def test_one_agent_fewer_would_not_do():
    for patience in (None, 120.0):
        needed = required_agents(360, 240, 20, 0.8, patience_s=patience)
        queue = erlang_c if patience is None else lambda *args: erlang_a(*args, 120.0)
        assert queue(360, 240, needed, 20).service_level >= 0.8
        fewer = queue(360, 240, needed - 1, 20)
        assert fewer is None or fewer.service_level < 0.8


def test_shrinkage_and_a_bound_on_abandonment_ask_for_more():
    assert required_agents(360, 240, 20, 0.8) == 29
    assert required_agents(360, 240, 20, 0.8, shrinkage=0.3) == 42  # 29 / 0.7 = 41.4
    few = required_agents(360, 240, 20, 0.5, patience_s=60)
    strict = required_agents(360, 240, 20, 0.5, patience_s=60, most_abandoned=0.01)
    assert strict > few
    assert erlang_a(360, 240, strict, 20, 60).abandoned <= 0.01


@pytest.mark.parametrize(
    "wrong", [(0, 60, 1, 20), (30, 0, 1, 20), (30, 60, 0, 20), (30, 60, 1, -1)]
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError):
        erlang_c(*wrong)
    with pytest.raises(ValueError):
        erlang_a(*wrong, 60)
    with pytest.raises(ValueError, match="patience"):
        erlang_a(30, 60, 1, 20, 0)
    with pytest.raises(ValueError):
        required_agents(30, 60, 20, 1.0)


@settings(max_examples=30)
@given(st.floats(1, 400), st.floats(10, 600), st.integers(1, 40), st.floats(0, 120))
def test_one_more_agent_never_makes_it_worse(arrivals, handle, agents, threshold):
    here = erlang_a(arrivals, handle, agents, threshold, 90)
    more = erlang_a(arrivals, handle, agents + 1, threshold, 90)
    assert more.service_level >= here.service_level - 1e-9
    assert more.abandoned <= here.abandoned + 1e-9
    assert 0 <= here.occupancy <= 1 + 1e-9
