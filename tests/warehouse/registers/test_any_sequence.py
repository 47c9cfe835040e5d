"""Whatever people do with the registers, in whatever order, the ledger holds."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from warehouse.access import ALL_RIGHTS, Viewer
from warehouse.catalogue.scales import scales
from warehouse.errors import LedgerRefused
from warehouse.home import Home
from warehouse.registers import actions, risks
from warehouse.registers.ledger import registers
from warehouse.registers.verify import verify_ledger

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PEOPLE = st.sampled_from([Viewer(name, "local", ALL_RIGHTS) for name in ("Zoë", "M. O'Hara")])
STATES = st.sampled_from(list(scales().states))
PICK = st.integers(0, 3)
FILLED = {
    "root_cause": "cause", "plan": "plan", "implemented_on": "2026-01-01", "verification": "seen",
}  # fmt: skip


class Registers(RuleBasedStateMachine):
    """People add, revise and move at random; a plain model counts what must be there."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp(prefix="care-review-registers-")
        self.home = Home(Path(self.folder) / "home")
        self.ledger = replace(registers(self.home), now=lambda: NOW)
        self.states: list[str] = []
        self.scores: list[int] = []
        self.revisions: dict[str, int] = {}
        self.filled: dict[str, set[str]] = {}
        self.reader = Viewer("reader", "local", ALL_RIGHTS)
        self.heads = [verify_ledger(self.home).head]

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(who=PEOPLE, title=WORDS, score=st.integers(0, 6))
    def add_risk(self, who: Viewer, title: str, score: int) -> None:
        fields = dict.fromkeys(
            ("inherent_likelihood", "inherent_consequence", "current_consequence"), 3
        )
        given = fields | {
            "title": title, "current_likelihood": score, "owner": "Head", "treatment": "accept",
            "review_on": date(2026, 1, 1),
        }  # fmt: skip
        legal = bool(title.strip()) and 1 <= score <= 5
        if self.attempt(legal, lambda: risks.add(self.ledger, who, given)):
            self.scores.append(score)
            self.revisions[f"R-2026-{len(self.scores):03d}"] = 1

    @rule(who=PEOPLE, pick=PICK, score=st.integers(1, 5), why=WORDS, lag=st.integers(0, 1))
    def rescore(self, who: Viewer, pick: int, score: int, why: str, lag: int) -> None:
        risk_id = f"R-2026-{pick + 1:03d}"
        seen = self.revisions.get(risk_id, 0) - lag
        legal = (
            pick < len(self.scores) and not lag and bool(why.strip()) and score != self.scores[pick]
        )
        changes = {"current_likelihood": score}
        if self.attempt(legal, lambda: risks.revise(self.ledger, who, risk_id, seen, changes, why)):
            self.scores[pick] = score
            self.revisions[risk_id] += 1

    @rule(who=PEOPLE, days=st.integers(0, 400))
    def open_action(self, who: Viewer, days: int) -> None:
        given = {
            "title": "Mend it", "problem": "It broke.", "owner": "Head", "source": "other",
            "due_on": date(2026, 1, 1) + timedelta(days=days),
        }  # fmt: skip
        self.attempt(True, lambda: actions.add(self.ledger, who, given))
        self.states.append("open")
        self.revisions[f"A-2026-{len(self.states):03d}"] = 1

    @rule(who=PEOPLE, pick=PICK, to=STATES, fill=st.booleans())
    def move(self, who: Viewer, pick: int, to: str, fill: bool) -> None:
        action_id = f"A-2026-{pick + 1:03d}"
        given = {name: FILLED[name] for name in scales().states[to].requires if fill}
        filled = self.filled.get(action_id, set()) - set(scales().states[to].clears) | set(given)
        legal = (
            pick < len(self.states)
            and to in scales().states[self.states[pick]].moves
            and set(scales().required(to)) <= filled
        )
        seen = self.revisions.get(action_id, 1)

        def act() -> object:
            return actions.move(self.ledger, who, action_id, seen, to, given, why="Agreed")

        if self.attempt(legal, act):
            self.states[pick] = to
            self.filled[action_id] = filled
            self.revisions[action_id] += 1

    def attempt(self, legal: bool, act: Callable[[], object]) -> bool:
        """Run a step; it must succeed exactly when the model says that it is legal."""
        try:
            act()
        except LedgerRefused:
            assert not legal
            return False
        assert legal
        self.heads.append(self.ledger.head(self.reader))
        return True

    @invariant()
    def the_ledger_holds_and_every_earlier_head_is_still_in_it(self) -> None:
        report = verify_ledger(self.home, self.heads[len(self.heads) // 2])
        assert report.why == ""
        assert report.entries == sum(self.revisions.values())
        assert report.head == self.heads[-1]
        assert len(set(self.heads)) == len(self.heads)

    @invariant()
    def the_registers_show_what_was_written(self) -> None:
        listed = risks.listed(self.ledger, self.reader)
        assert [risk.current_likelihood for risk in listed] == self.scores
        shown = {one.action_id: one.state for one in actions.listed(self.ledger, self.reader)}
        assert [shown[key] for key in sorted(shown)] == self.states


TestRegisters = Registers.TestCase
TestRegisters.settings = settings(
    max_examples=20,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
