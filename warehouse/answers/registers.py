"""The registers as the pages show them: the finding first, then what it rests on."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from warehouse import notation
from warehouse.access import Viewer
from warehouse.catalogue.scales import RiskScale, State, Step, scales
from warehouse.home import Home
from warehouse.registers import actions, risks
from warehouse.registers.actions import Action
from warehouse.registers.ledger import registers
from warehouse.registers.risks import Risk


@dataclass(frozen=True)
class HeatCell:
    """One cell of the risk map, with the ids of the open risks whose current score it is."""

    likelihood: Step
    consequence: Step
    level: Step
    is_above_appetite: bool
    risk_ids: tuple[str, ...]


@dataclass(frozen=True)
class RiskRegister:
    """Every risk, the open ones first and the worst of them on top.

    `cells` are all 25, by likelihood and then consequence, both rising. `above_appetite` and
    `reviews_overdue` hold ids of open risks, in the order of `risks`. `head` is the hash of the
    ledger's last entry.
    """

    finding: str
    risks: tuple[Risk, ...]
    cells: tuple[HeatCell, ...]
    scale: RiskScale
    open_count: int
    closed_count: int
    above_appetite: tuple[str, ...]
    reviews_overdue: tuple[str, ...]
    today: date
    head: str


@dataclass(frozen=True)
class ActionList:
    """Every corrective action, the longest overdue first and the closed ones last.

    `counts` has each state in its order, 0 included. `overdue` holds ids, in the order of
    `actions`. `next_due_on` is the nearest due date that has not passed, None where there is none.
    """

    finding: str
    actions: tuple[Action, ...]
    counts: tuple[tuple[State, int], ...]
    open_count: int
    closed_count: int
    overdue: tuple[str, ...]
    next_due_on: date | None
    today: date
    head: str


def risk_register(home: Home, viewer: Viewer, today: date | None = None) -> RiskRegister:
    """The risk register on a day, which is today at the site where none is given."""
    day = today or site_today(home)
    ledger = registers(home)
    found = sorted(risks.listed(ledger, viewer), key=lambda risk: _worst_first(risk, day))
    still_open = [risk for risk in found if risk.is_open]
    above = tuple(risk.risk_id for risk in still_open if risk.is_above_appetite)
    overdue = tuple(risk.risk_id for risk in still_open if risk.is_overdue(day))
    return RiskRegister(
        finding=_risk_finding(len(found), len(still_open), len(above), len(overdue)),
        risks=tuple(found),
        cells=_cells(still_open),
        scale=scales().risk,
        open_count=len(still_open),
        closed_count=len(found) - len(still_open),
        above_appetite=above,
        reviews_overdue=overdue,
        today=day,
        head=ledger.head(viewer),
    )


def action_list(home: Home, viewer: Viewer, today: date | None = None) -> ActionList:
    """The corrective actions on a day, which is today at the site where none is given."""
    day = today or site_today(home)
    ledger = registers(home)
    found = actions.listed(ledger, viewer)
    under_way = [action for action in found if not action.is_done]
    number = Counter(action.state for action in found)
    return ActionList(
        finding=_action_finding(found, under_way, day),
        actions=tuple(found),
        counts=tuple((state, number[name]) for name, state in scales().states.items()),
        open_count=len(under_way),
        closed_count=len(found) - len(under_way),
        overdue=tuple(action.action_id for action in under_way if action.is_overdue(day)),
        next_due_on=min((one.due_on for one in under_way if one.due_on >= day), default=None),
        today=day,
        head=ledger.head(viewer),
    )


def site_today(home: Home) -> date:
    """The date at the site now, in the zone of care.toml."""
    return datetime.now(ZoneInfo(home.settings.site_zone)).date()


def _worst_first(risk: Risk, day: date) -> tuple[object, ...]:
    score = risk.current_likelihood * risk.current_consequence
    return (
        not risk.is_open,
        -risk.current_level.number,
        -score,
        not risk.is_overdue(day),
        risk.review_on,
        risk.risk_id,
    )


def _cells(still_open: list[Risk]) -> tuple[HeatCell, ...]:
    places: dict[tuple[int, int], list[str]] = {}
    for risk in still_open:
        place = (risk.current_likelihood, risk.current_consequence)
        places.setdefault(place, []).append(risk.risk_id)
    scale = scales().risk
    return tuple(
        HeatCell(
            likelihood=likelihood,
            consequence=consequence,
            level=scale.level(likelihood.number, consequence.number),
            is_above_appetite=scale.is_above_appetite(likelihood.number, consequence.number),
            risk_ids=tuple(places.get((likelihood.number, consequence.number), ())),
        )
        for likelihood in scale.likelihood
        for consequence in scale.consequence
    )


def _risk_finding(every: int, still_open: int, above: int, overdue: int) -> str:
    if not every:
        return "No risk is registered yet."
    if not still_open:
        return f"No risk is open; {every} {_word(every, 'is', 'are')} closed."
    told = above or still_open
    where = "above" if above else "within"
    subject = _of(told, still_open, "open risk", "open risks")
    finding = f"{subject} {_word(told, 'lies', 'lie')} {where} appetite"
    if overdue:
        finding += f"; {overdue} {_word(overdue, 'review is', 'reviews are')} overdue"
    return f"{finding}."


def _action_finding(found: list[Action], under_way: list[Action], day: date) -> str:
    if not found:
        return "No corrective action is registered yet."
    number = len(under_way)
    if not number:
        closed = len(found)
        subject = _of(closed, closed, "corrective action", "corrective actions")
        return f"{subject} {_word(closed, 'is', 'are')} closed."
    late = [action.days_overdue(day) for action in under_way if action.is_overdue(day)]
    if late:
        subject = _of(len(late), number, "action under way", "actions under way")
        longest = f"{max(late)} {_word(max(late), 'day', 'days')}"
        reach = _word(len(late), "by", "the longest by")
        return f"{subject} {_word(len(late), 'is', 'are')} overdue, {reach} {longest}."
    due_on = under_way[0].due_on
    due = f"due on {notation.long_day(due_on)}"
    if number == 1:
        return f"The one action under way is not overdue; it is {due}."
    return f"None of the {number} actions under way is overdue; the next is {due}."


def _of(part: int, whole: int, one: str, many: str) -> str:
    """The subject of a sentence: `The one risk`, `Both risks`, `All 5 risks`, `2 of 5 risks`."""
    if part < whole:
        return f"{part} of {whole} {many}"
    return {1: f"The one {one}", 2: f"Both {many}"}.get(whole, f"All {whole} {many}")


def _word(number: int, one: str, many: str) -> str:
    return one if number == 1 else many
