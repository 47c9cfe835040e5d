"""The objectives: every target once, with its figure, its chance and the actions that name it."""

from datetime import date

import pytest

from tests.sample_home import own_home, sample_home
from warehouse.access import Viewer, local_viewer
from warehouse.answers.objectives import objectives, owed
from warehouse.answers.trend import trend
from warehouse.build import current
from warehouse.errors import NotAllowed
from warehouse.home import Home
from warehouse.registers import actions
from warehouse.registers.ledger import registers

__all__ = ["own_home", "sample_home"]
WHO = local_viewer()
ABANDONED = "abandonment_rate"


@pytest.fixture(scope="module")
def answer(sample_home):
    return objectives(current(Home(sample_home)), viewer=WHO)


def test_every_kpi_with_a_target_stands_there_once(answer):
    ids = [row.kpi.id for row in answer.rows]

    assert len(ids) == len(set(ids)) and ABANDONED in ids
    assert all(row.kpi.target is not None and row.kpi.origin for row in answer.rows)
    assert answer.year == 2025


def test_those_without_a_figure_stand_last_with_a_reason(answer):
    held = [row.outlook is not None for row in answer.rows]

    assert held == sorted(held, reverse=True)
    assert all(row.gap for row in answer.rows if row.outlook is None)


def test_the_figure_of_the_year_is_that_of_its_closed_months(answer, sample_home):
    row = next(row for row in answer.rows if row.kpi.id == ABANDONED)

    history = trend(current(Home(sample_home)), ABANDONED, viewer=WHO).history
    closed = [m for m in history if m.month.year == 2025 and m.status == "final"]
    assert row.outlook.so_far == pytest.approx(
        sum(m.numerator for m in closed) / sum(m.denominator for m in closed)
    )
    assert row.outlook.judged == len(closed)
    assert row.outlook.met == sum(m.value < 0.05 for m in closed)


def test_the_finding_counts_the_targets_met_so_far(answer):
    known = [row for row in answer.rows if row.is_met is not None]
    met = sum(row.is_met for row in known)

    assert answer.finding.startswith(f"{met} of {len(known)} targets with a figure are met so far")


def test_the_actions_that_name_a_kpi_stand_beside_it(own_home):
    home = Home(own_home)
    given = {"title": "Evening cover", "problem": "Too few after 18:00", "owner": "Operations",
             "due_on": date(2030, 1, 1), "source": "kpi", "kpi_id": ABANDONED}  # fmt: skip
    action = actions.add(registers(home), WHO, given)

    found = objectives(current(home), acts=owed(home, WHO), viewer=WHO)

    beside = {row.kpi.id: [one.action_id for one in row.actions] for row in found.rows}
    assert beside.pop(ABANDONED) == [action.action_id]
    assert not any(beside.values())


def test_without_the_right_to_see_figures_nothing_is_told(sample_home):
    with pytest.raises(NotAllowed):
        objectives(current(Home(sample_home)), viewer=Viewer("Guest", "guest", frozenset()))
