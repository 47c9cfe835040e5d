"""The registers as the pages show them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from warehouse.access import local_viewer
from warehouse.answers.registers import action_list, risk_register, site_today
from warehouse.errors import NotAllowed
from warehouse.home import Home
from warehouse.registers import actions, risks
from warehouse.registers.chain import GENESIS
from warehouse.registers.ledger import Ledger, registers

DAY = date(2026, 6, 1)
VIEWER = local_viewer()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("CARE_REGISTERS", raising=False)
    return Home(tmp_path / "home")


@pytest.fixture
def ledger(home: Home) -> Ledger:
    return replace(registers(home), now=lambda: datetime(2026, 5, 1, tzinfo=UTC))


def add_risk(ledger: Ledger, likelihood: int, consequence: int, review_on: str = "2026-12-31"):
    given = {
        "title": f"Risk {likelihood} × {consequence}",
        "inherent_likelihood": 5,
        "inherent_consequence": 5,
        "current_likelihood": likelihood,
        "current_consequence": consequence,
        "owner": "Head of operations",
        "treatment": "accept",
        "review_on": review_on,
    }
    return risks.add(ledger, VIEWER, given)


def add_action(ledger: Ledger, due_on: str):
    given = {
        "title": "Mend it",
        "problem": "It broke.",
        "owner": "Head of operations",
        "source": "other",
        "due_on": due_on,
    }
    return actions.add(ledger, VIEWER, given)


def close(ledger: Ledger, action_id: str) -> None:
    steps: tuple[tuple[str, dict[str, str]], ...] = (
        ("analysed", {"root_cause": "Wear"}),
        ("planned", {"plan": "Replace it"}),
        ("implemented", {"implemented_on": "2026-05-01"}),
        ("verified", {"verification": "It runs"}),
        ("closed", {}),
    )
    for seen, (to, changes) in enumerate(steps, start=1):
        actions.move(ledger, VIEWER, action_id, seen, to, changes)


def test_an_empty_home_gives_empty_registers_and_creates_nothing(home):
    found = risk_register(home, VIEWER, DAY)
    listed = action_list(home, VIEWER, DAY)

    assert (found.finding, found.risks, found.head) == ("No risk is registered yet.", (), GENESIS)
    assert (listed.finding, listed.actions) == ("No corrective action is registered yet.", ())
    assert [count for _, count in listed.counts] == [0, 0, 0, 0, 0, 0]
    assert len(found.cells) == 25
    assert not any(cell.risk_ids for cell in found.cells)
    assert not home.path.exists()


def test_risks_come_worst_first_and_closed_ones_last(home, ledger):
    for likelihood, consequence in ((1, 1), (4, 4), (3, 4), (5, 5)):
        add_risk(ledger, likelihood, consequence)
    risks.revise(ledger, VIEWER, "R-2026-004", 1, {"status": "closed"}, "Gone")

    found = risk_register(home, VIEWER, DAY)

    assert [risk.title for risk in found.risks] == [
        "Risk 4 × 4", "Risk 3 × 4", "Risk 1 × 1", "Risk 5 × 5",
    ]  # fmt: skip
    assert (found.open_count, found.closed_count) == (3, 1)
    assert found.finding == "2 of 3 open risks lie above appetite."


def test_each_open_risk_stands_in_the_cell_of_its_current_score(home, ledger):
    add_risk(ledger, 3, 4)
    add_risk(ledger, 3, 4)
    add_risk(ledger, 2, 1)
    add_risk(ledger, 5, 5)
    risks.revise(ledger, VIEWER, "R-2026-004", 1, {"status": "closed"}, "Gone")

    cells = risk_register(home, VIEWER, DAY).cells

    filled = {(c.likelihood.number, c.consequence.number): c for c in cells if c.risk_ids}
    assert {place: cell.risk_ids for place, cell in filled.items()} == {
        (3, 4): ("R-2026-001", "R-2026-002"),
        (2, 1): ("R-2026-003",),
    }
    cell = filled[3, 4]
    assert (cell.likelihood.word, cell.consequence.word) == ("possible", "major")
    assert (cell.level.word, cell.is_above_appetite) == ("high", True)
    assert not filled[2, 1].is_above_appetite


def test_cells_run_from_rare_and_minor_to_almost_certain_and_severe(home):
    cells = risk_register(home, VIEWER, DAY).cells

    assert [(c.likelihood.number, c.consequence.number) for c in cells] == [
        (likelihood, consequence) for likelihood in range(1, 6) for consequence in range(1, 6)
    ]


def test_risks_above_appetite_and_overdue_reviews_are_named(home, ledger):
    add_risk(ledger, 1, 1, review_on="2026-05-31")
    add_risk(ledger, 5, 5, review_on="2026-06-01")
    add_risk(ledger, 4, 5, review_on="2026-05-01")

    found = risk_register(home, VIEWER, DAY)

    assert found.above_appetite == ("R-2026-002", "R-2026-003")
    assert found.reviews_overdue == ("R-2026-003", "R-2026-001")
    assert found.finding == "2 of 3 open risks lie above appetite; 2 reviews are overdue."


@pytest.mark.parametrize(
    ("scores", "closed", "finding"),
    [
        ([(5, 5)], 0, "The one open risk lies above appetite."),
        ([(1, 1)], 0, "The one open risk lies within appetite."),
        ([(1, 1), (3, 3)], 0, "Both open risks lie within appetite."),
        ([(5, 5), (4, 4), (5, 4)], 0, "All 3 open risks lie above appetite."),
        ([(1, 1), (5, 5)], 0, "1 of 2 open risks lies above appetite."),
        ([(5, 5)], 1, "No risk is open; 1 is closed."),
        ([(5, 5), (4, 4)], 2, "No risk is open; 2 are closed."),
    ],
)
def test_the_finding_on_risks_is_made_from_their_number(home, ledger, scores, closed, finding):
    for score in scores:
        add_risk(ledger, *score)
    for number in range(1, closed + 1):
        risks.revise(ledger, VIEWER, f"R-2026-00{number}", 1, {"status": "closed"}, "Gone")

    assert risk_register(home, VIEWER, DAY).finding == finding


def test_one_overdue_review_is_told_in_the_singular(home, ledger):
    add_risk(ledger, 1, 1, review_on="2026-05-31")

    assert risk_register(home, VIEWER, DAY).finding == (
        "The one open risk lies within appetite; 1 review is overdue."
    )


def test_overdue_actions_come_first_and_closed_ones_last(home, ledger):
    for due_on in ("2026-01-01", "2026-07-01", "2026-05-20", "2026-04-19"):
        add_action(ledger, due_on)
    close(ledger, "A-2026-001")

    listed = action_list(home, VIEWER, DAY)

    assert [action.action_id for action in listed.actions] == [
        "A-2026-004", "A-2026-003", "A-2026-002", "A-2026-001",
    ]  # fmt: skip
    assert listed.overdue == ("A-2026-004", "A-2026-003")
    assert (listed.open_count, listed.closed_count) == (3, 1)
    assert listed.next_due_on == date(2026, 7, 1)
    assert listed.finding == "2 of 3 actions under way are overdue, the longest by 43 days."


def test_actions_are_counted_in_every_state(home, ledger):
    for _ in range(3):
        add_action(ledger, "2026-07-01")
    actions.move(ledger, VIEWER, "A-2026-002", 1, "analysed", {"root_cause": "Wear"})
    close(ledger, "A-2026-003")

    counts = action_list(home, VIEWER, DAY).counts

    assert [(state.word, count) for state, count in counts] == [
        ("Open", 1), ("Analysed", 1), ("Planned", 0), ("Implemented", 0), ("Verified", 0),
        ("Closed", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("dues", "finding"),
    [
        (["2026-06-01"], "The one action under way is not overdue; it is due on 1 June 2026."),
        (
            ["2026-07-15", "2026-06-30"],
            "None of the 2 actions under way is overdue; the next is due on 30 June 2026.",
        ),
        (["2026-05-31"], "The one action under way is overdue, by 1 day."),
        (
            ["2026-05-22", "2026-06-30"],
            "1 of 2 actions under way is overdue, by 10 days.",
        ),
    ],
)
def test_the_finding_on_actions_is_made_from_their_due_dates(home, ledger, dues, finding):
    for due_on in dues:
        add_action(ledger, due_on)

    assert action_list(home, VIEWER, DAY).finding == finding


@pytest.mark.parametrize(
    ("number", "finding"),
    [(1, "The one corrective action is closed."), (2, "Both corrective actions are closed.")],
)
def test_closed_actions_are_told_as_such(home, ledger, number, finding):
    for one in range(1, number + 1):
        add_action(ledger, "2026-01-01")
        close(ledger, f"A-2026-00{one}")

    listed = action_list(home, VIEWER, DAY)

    assert (listed.finding, listed.overdue, listed.next_due_on) == (finding, (), None)


def test_both_answers_carry_the_head_of_the_ledger(home, ledger):
    add_risk(ledger, 1, 1)
    add_action(ledger, "2026-01-01")
    head = ledger.head(VIEWER)

    assert risk_register(home, VIEWER, DAY).head == head
    assert action_list(home, VIEWER, DAY).head == head


def test_who_may_not_see_registers_gets_no_answer(home):
    stranger = replace(VIEWER, rights=VIEWER.rights - {"see_registers"})

    with pytest.raises(NotAllowed):
        risk_register(home, stranger, DAY)
    with pytest.raises(NotAllowed):
        action_list(home, stranger, DAY)


def test_without_a_day_it_is_today_at_the_site(home, monkeypatch):
    class LateEvening(datetime):
        """23:30 UTC on 31 May, which is 1 June in London's summer time."""

        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 5, 31, 23, 30, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr("warehouse.answers.registers.datetime", LateEvening)

    assert site_today(home) == date(2026, 6, 1)
    assert risk_register(home, VIEWER).today == date(2026, 6, 1)
    assert action_list(home, VIEWER).today == date(2026, 6, 1)
