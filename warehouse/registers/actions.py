"""The register of corrective actions: a problem, its root cause, what is done, whether it worked.

The states, the moves between them and what each requires stand in scales.toml. A due date may be
moved; the first one is kept beside it, and how often it was moved is counted. A criterion, fixed
before the action is implemented, says what would prove that it worked: which KPI, in which
direction, by how much (in the KPI's unit), over how many months; and, where it is not of all
cases, of whom, and which time it is compared with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from warehouse.access import Viewer
from warehouse.catalogue.scales import State, scales
from warehouse.errors import LedgerRefused
from warehouse.registers import records
from warehouse.registers.fields import Field, near
from warehouse.registers.ledger import Ledger
from warehouse.registers.records import Change, Kept, Kind, Record
from warehouse.registers.risks import RISK

FIRST = next(iter(scales().states))
DIRECTIONS = ("rise", "fall")
CRITERION = ("criterion_kpi_id", "criterion_direction", "criterion_size", "criterion_months")
NARROWED = (  # a criterion may do without them
    "criterion_dimension", "criterion_member", "criterion_since", "criterion_until",
)  # fmt: skip


@dataclass(frozen=True)
class Criterion:
    """What would prove that the action worked, fixed before it was implemented.

    `size` is in the unit of the KPI (0.02 of a share = 2 points), `months` whole months after the
    implementation. `dimension` and `member` name the cohort, both None for all cases. What it is
    compared with runs from `since` to `until`, days both included; None = a year before the
    implementation, and the day before it.
    """

    kpi_id: str
    direction: str
    size: Decimal
    months: int
    dimension: str | None = None
    member: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Action:
    """A corrective action in its current state; None = not filled, instants in UTC."""

    action_id: str
    revision: int
    title: str
    problem: str
    owner: str
    due_on: date
    original_due_on: date
    extensions: int
    source: str
    root_cause: str | None
    plan: str | None
    implemented_on: date | None
    verification: str | None
    kpi_id: str | None
    risk_id: str | None
    criterion: Criterion | None
    state: str
    opened_at: datetime
    opened_by: str
    revised_at: datetime
    revised_by: str

    @property
    def standing(self) -> State:
        """The state with its word, its meaning and the moves that it allows."""
        return scales().states[self.state]

    @property
    def is_done(self) -> bool:
        """Whether nothing is owed any more."""
        return self.standing.done

    def is_overdue(self, today: date) -> bool:
        """Whether it is past its due date, the one in force, and not done."""
        return self.days_overdue(today) > 0

    def days_overdue(self, today: date) -> int:
        """Days past the due date; 0 when it is not overdue or done."""
        return 0 if self.is_done else max(0, (today - self.due_on).days)


def _rule(old: Kept | None, new: Kept, why: str) -> Kept:
    """Fill in what the register itself writes, and hold the action to its states."""
    state = scales().states[new["state"]]
    if old is None:
        new = new | {"original_due_on": new["due_on"], "extensions": 0}
    else:
        if new["due_on"] != old["due_on"]:
            new = new | {"extensions": old["extensions"] + 1}
        if old["state"] == state.name or not scales().is_forward(old["state"], state.name):
            records.reasoned(old, new, why)  # going forward, what is filled in says why
        new = _moved(old, new, state)
    missing = [name for name in scales().required(state.name) if new[name] is None]
    if missing:
        raise _refused(
            f"the state {state.name!r} requires {', '.join(missing)}", "Fill it in and save again."
        )
    filled = [name for name in CRITERION if new[name] is not None]
    if filled and len(filled) < len(CRITERION):
        raise _refused(
            f"a criterion needs all of {', '.join(CRITERION)}, found only {', '.join(filled)}",
            "Fill in the others, or none.",
        )
    _narrowed(new, bool(filled))
    return new


def _narrowed(new: Kept, has_criterion: bool) -> None:
    """Refuse half a cohort, a time that ends before it begins, and either without a criterion."""
    given = [name for name in NARROWED if new.get(name) is not None]
    if given and not has_criterion:
        raise _refused(f"{', '.join(given)} without a criterion", "Fill in the criterion, too.")
    if ("criterion_dimension" in given) != ("criterion_member" in given):
        raise _refused(
            "a cohort needs criterion_dimension and criterion_member, found only one of them",
            "Fill in both, or none.",
        )
    since, until = new.get("criterion_since"), new.get("criterion_until")
    if since and until and until < since:  # as ISO dates these compare as days do
        raise _refused(
            f"the time compared with ends on {until}, before it begins on {since}",
            "Write the earlier day first.",
        )


def _moved(old: Kept, new: Kept, state: State) -> Kept:
    """What the state that was entered, or is stayed in, clears, keeps and locks."""
    if old["state"] != state.name:
        new = new | dict.fromkeys(state.clears)
    elif state.locked:
        raise _refused(
            f"it is {state.name}", f"Only a move is allowed, to {', '.join(state.moves)}."
        )
    touched = [name for name in state.keeps if new.get(name) != old.get(name)]
    if touched:
        raise _refused(
            f"{', '.join(touched)} may not change in the state {state.name!r}",
            "What an action is judged by is fixed before it is implemented.",
        )
    return new


def _refused(found: str, remedy: str) -> LedgerRefused:
    return LedgerRefused("Cannot write the action", found, remedy, "Nothing was changed.")


ACTION = Kind(
    name="action",
    prefix="A",
    fields={
        "title": Field("Title", "line", required=True),
        "problem": Field("Problem", "text", required=True),
        "owner": Field("Owner", "line", required=True),
        "due_on": Field("Due", "date", required=True),
        "original_due_on": Field("Original due date", "date", set_by_hand=False),
        "extensions": Field("Times extended", "count", set_by_hand=False),
        "source": Field("Source", "choice", required=True, allowed=tuple(scales().sources)),
        "root_cause": Field("Root cause", "text"),
        "plan": Field("Plan", "text"),
        "implemented_on": Field("Implemented", "date"),
        "verification": Field("What the verification found", "text"),
        "kpi_id": Field("Linked KPI", "id"),
        "risk_id": Field("Linked risk", "record", of=RISK.name),
        "criterion_kpi_id": Field("Criterion: KPI", "id"),
        "criterion_direction": Field("Criterion: direction", "choice", allowed=DIRECTIONS),
        "criterion_size": Field("Criterion: size, in the KPI's unit", "number"),
        "criterion_months": Field("Criterion: months after implementation", "count"),
        "criterion_dimension": Field("Criterion: of one part, by", "id"),
        "criterion_member": Field("Criterion: which part, as its trend names it", "line"),
        "criterion_since": Field("Criterion: compared from", "date"),
        "criterion_until": Field("Criterion: compared until", "date"),
        "state": Field("State", "line", default=FIRST, set_by_hand=False),
    },
    rule=_rule,
)


def add(ledger: Ledger, viewer: Viewer, given: Mapping[str, Any], why: str = "") -> Action:
    """Open a corrective action; `given` holds fields of ACTION by name, without the state.

    Raises:
        LedgerRefused: a field is unknown, missing, or holds what it does not take.
    """
    return _action(records.add(ledger, viewer, ACTION, given, why))


def revise(
    ledger: Ledger, viewer: Viewer, action_id: str, seen: int, changes: Mapping[str, Any], why: str
) -> Action:
    """Change fields of an action without moving it; `why` is kept in its history.

    Raises:
        StaleRevision: somebody changed the action after the revision `seen`.
        LedgerRefused: no such action, no reason, nothing changed, a wrong field, a field that
            this state requires emptied, a criterion changed after implementation, or the action
            is closed.
    """
    return _action(records.revise(ledger, viewer, ACTION, action_id, seen, changes, why))


def move(
    ledger: Ledger,
    viewer: Viewer,
    action_id: str,
    seen: int,
    to: str,
    changes: Mapping[str, Any] | None = None,
    why: str = "",
) -> Action:
    """Move an action to another state, filling in what that state requires.

    Going forward needs no reason, since what is filled in says it; going back does.

    Raises:
        StaleRevision: somebody changed the action after the revision `seen`.
        LedgerRefused: the move is not allowed, or the state requires a field that is not filled.
    """

    def rule(old: Kept | None, new: Kept, why: str) -> Kept:
        moves = scales().states[old["state"]].moves if old else ()
        if old and to not in moves:
            raise LedgerRefused(
                f"Cannot move {action_id!r} from {old['state']!r} to {to!r}",
                f"from {old['state']!r} the allowed moves are {', '.join(moves)}",
                near(to, moves),
                f"Revision {seen} stands.",
            )
        return _rule(old, new, why)

    moving = replace(ACTION, rule=rule)
    settled = {"state": to}
    record = records.revise(
        ledger, viewer, moving, action_id, seen, changes or {}, why, settled=settled
    )
    return _action(record)


def listed(ledger: Ledger, viewer: Viewer) -> list[Action]:
    """Every action, those that are done last, by due date: so the longest overdue comes first."""
    found = [_action(record) for record in records.current(ledger, viewer, ACTION)]
    return sorted(found, key=lambda action: (action.is_done, action.due_on))


def one(ledger: Ledger, viewer: Viewer, action_id: str) -> Action:
    """One action in its current state.

    Raises:
        LedgerRefused: there is no such action.
    """
    return _action(records.one(ledger, viewer, ACTION, action_id))


def history(ledger: Ledger, viewer: Viewer, action_id: str) -> list[Change]:
    """Who changed which field of the action, when, from what to what, and why; oldest first."""
    return records.history(ledger, viewer, ACTION, action_id)


def _action(record: Record) -> Action:
    fields = dict(record.fields)
    kpi_id, *terms = (fields.pop(name) for name in (*CRITERION, *NARROWED))
    return Action(
        action_id=record.record_id,
        **record.stamps,
        criterion=Criterion(kpi_id, *terms) if kpi_id else None,
        **fields,
    )
