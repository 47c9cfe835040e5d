"""Corrective actions on a page: list, one action with its states, and the forms that move it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.charts import sparkline
from pages.charts import theme as look
from pages.parts import annotating, blocks, forms, inputs, offers, reads, risking, wording
from warehouse.answers.registers import ActionList
from warehouse.answers.shapes import Cohort
from warehouse.answers.trend import trend
from warehouse.catalogue.scales import scales
from warehouse.errors import CareError, NoBuild
from warehouse.home import home
from warehouse.registers import actions, risks
from warehouse.registers.actions import ACTION, CRITERION, DIRECTIONS, NARROWED, Action, Criterion
from warehouse.registers.ledger import registers
from warehouse.registers.records import Change

LEFT = ("title", "problem", "root_cause", "plan")
RIGHT = ("owner", "due_on", "source", "kpi_id", "risk_id")
WIDTHS = {"Id": 104, "Action": 500, "State": 108, "Owner": 150, "Due": 108, "Late": 70, "KPI": 190}


def words() -> dict[str, Mapping[Any, str]]:
    """What the fields' values are called."""
    ledger, who = registers(home()), reads.viewer()
    known = {one.risk_id: f"{one.risk_id} {one.title}" for one in risks.listed(ledger, who)}
    kpis = risking.kpi_words()
    return {
        "source": scales().sources,
        "kpi_id": kpis,
        "risk_id": known,
        "criterion_kpi_id": kpis,
        "criterion_direction": {name: name for name in DIRECTIONS},
        "criterion_dimension": _dimensions(),
        "state": {name: state.word for name, state in scales().states.items()},
    }


def _dimensions() -> dict[str, str]:
    """What a criterion may be narrowed by; empty while nothing is loaded."""
    try:
        every = [offers.dimensions(kpi_id) for kpi_id in offers.kpis()]
    except NoBuild:
        return {}
    return {name: label for one in every for name, label in one.items()}


def listed(found: ActionList, shown: str) -> None:
    """The actions, overdue first; selecting one writes it into the address."""
    kept = [one for one in found.actions if shown == "all" or one.is_done == (shown == "closed")]
    kpis = risking.kpi_words()
    lines: list[dict[str, str | None]] = [
        {
            "Id": one.action_id,
            "Action": one.title,
            "State": one.standing.word,
            "Owner": one.owner,
            "Due": wording.day_name(one.due_on),
            "Late": wording.days(one.days_overdue(found.today))
            if one.is_overdue(found.today) else wording.NONE,
            "KPI": kpis.get(one.kpi_id or "", one.kpi_id) or wording.NONE,
        }
        for one in kept
    ]  # fmt: skip
    if not lines:
        st.caption("No action in this state.")
        return
    picked = blocks.grid(
        lines, "Actions, overdue first", widths=WIDTHS, right=("Late",), key=f"actions_{shown}",
    )  # fmt: skip
    if picked is not None:
        one = kept[picked]
        with blocks.chosen(one.action_id, one.title):
            st.button("Open", on_click=inputs.goto, kwargs={"action": one.action_id})


def finding(action: Action, found: ActionList) -> str:
    """Title and where it stands."""
    late = action.days_overdue(found.today)
    if late:
        return f"{action.title}: overdue by {wording.counted(late, 'day')}"
    if action.is_done:
        return f"{action.title}: closed"
    return f"{action.title}: {action.standing.word.lower()}, due {wording.day_name(action.due_on)}"


def chain(action: Action, changes: list[Change]) -> str:
    """The states in order as badges, each that was reached with its day."""
    reached = {one.new: one.at.date() for one in changes if one.field == "state"}
    names = list(scales().states)
    now = names.index(action.state)
    said, tint = [], look.tokens(inputs.theme()).action
    for index, (name, state) in enumerate(scales().states.items()):
        day = reached.get(name)
        when = wording.day_of(day) if day and index <= now else ""
        if index == now:
            shade = f'{{foreground="#FFFFFF" background="{tint}"}}'
            badge = f":color[\u00a0{state.word}\u00a0]{shade}"
        else:
            badge = f":gray-badge[{state.word}]" if index < now else f":gray[{state.word}]"
        badge = f":small[{badge}]" if index >= now else badge
        said.append(badge + (f" :small[:gray[{when}]]" if when else ""))
    return " :gray[→] ".join(said)


def facts(action: Action) -> list[tuple[str, str]]:
    """One action in its terms."""
    moved = f"; first due {wording.day_name(action.original_due_on)}, " + wording.counted(
        action.extensions, "extension"
    )
    criterion = action.criterion
    proof = wording.NONE
    if criterion:
        kpi = risking.kpi_words().get(criterion.kpi_id, criterion.kpi_id)
        months = wording.counted(criterion.months, "month")
        size = wording.change(float(criterion.size), risking.unit(criterion.kpi_id))
        proof = f"{kpi}{_whom(criterion)}: {criterion.direction} by {size} within {months}"
    return [
        ("Owner", action.owner),
        ("Due", wording.day_name(action.due_on) + (moved if action.extensions else "")),
        ("Comes from", scales().sources.get(action.source, action.source)),
        ("Problem", action.problem),
        ("Root cause", action.root_cause or wording.NONE),
        ("Plan", action.plan or wording.NONE),
        ("Implemented", wording.day_name(action.implemented_on)),
        ("Proof that it worked", proof),
        ("Verification", action.verification or wording.NONE),
        ("Opened", f"{wording.day_name(action.opened_at.date())} by {action.opened_by}"),
    ]


def start() -> dict[str, Any]:
    """A new action, prefilled from the KPI that the address names."""
    kpi_id = st.query_params.get("kpi", "")
    if kpi_id not in risking.kpi_words():
        return {"source": "other"}
    try:
        cohort = Cohort(st.query_params.get("source", ""))
        answer = reads.ask(trend, kpi_id, cohort=cohort, notes=annotating.notes())
    except CareError:
        return {"source": "kpi", "kpi_id": kpi_id}
    wrong = sparkline.WORDS["misses" if answer.assurance == "misses" else answer.variation]
    return {
        "title": f"{answer.kpi.label}: {wording.lowered(wrong)}",
        "problem": f"{answer.finding.rstrip('.')}. {answer.reading}",
        "owner": answer.kpi.owner,
        "source": "kpi",
        "kpi_id": kpi_id,
    }


def form(action: Action | None) -> None:
    """Open an action, or revise one without moving it."""
    begin = start() if action is None else {**_fields(action)}
    record_id = action.action_id if action else ""
    first = forms.seen(record_id, action.revision if action else 0, begin)
    called, key = words(), forms.key(record_id)
    with st.form(f"action_{key}"):
        left, middle, right = st.columns(3, gap="medium")
        with left:
            given = forms.fill(
                ACTION.fields, LEFT if action else LEFT[:2], first.fields, called, key
            )
        with middle:
            given |= forms.fill(ACTION.fields, RIGHT, first.fields, called, key)
        with right:
            st.caption("What would prove that it worked; fixed before it is implemented.")
            kept = action.standing.keeps if action else ()
            open_to = [name for name in (*CRITERION, *NARROWED) if name not in kept]
            given |= forms.fill(ACTION.fields, open_to, first.fields, called, key)
            why = st.text_input("Why this change *", key=f"{key}_why") if action else ""
        if not st.form_submit_button("Save", type="primary"):
            return
    _write(action, record_id, first, given, why)


def _write(
    action: Action | None, record_id: str, first: forms.Seen, given: dict[str, Any], why: str
) -> None:
    ledger, who = registers(home()), reads.viewer()
    if action is None:
        filled = {name: value for name, value in given.items() if value}
        written = forms.send(lambda: actions.add(ledger, who, filled))
    else:
        mine = forms.changes(given, first)
        written = forms.send(
            lambda: actions.revise(ledger, who, record_id, first.revision, mine, why),
            record_id, actions.history(ledger, who, record_id),
        )  # fmt: skip
    if written:
        inputs.goto(action=written.action_id, new="", kpi="", source="")
        st.rerun()


def _fields(action: Action) -> dict[str, Any]:
    """An action's fields by the register's names."""
    found = {
        name: getattr(action, name) for name in (*LEFT, *RIGHT, "implemented_on", "verification")
    }
    proof = action.criterion
    names = (*CRITERION, *NARROWED)
    told = [getattr(proof, name.removeprefix("criterion_"), None) for name in names]
    return found | dict(zip(names, told, strict=True))


def _whom(criterion: Criterion) -> str:
    """The cohort of a criterion; nothing where it is about all cases."""
    if not criterion.dimension:
        return ""
    return f" of {wording.words(criterion.dimension)} {criterion.member}"


def mover(action: Action) -> None:
    """The moves that the state allows, each with the fields that it requires, and no others."""
    moves = action.standing.moves
    names = {name: scales().states[name].word for name in moves}
    key = f"move_{action.action_id}_{action.state}"
    now = st.session_state.get(key, moves[0])
    to = st.segmented_control(
        "Move to", list(names), default=moves[0], required=True, key=key,
        format_func=lambda one: inputs.inked(names[one], one == now),
    )  # fmt: skip
    state = scales().states[to]
    needed = [name for name in scales().required(to) if _fields(action).get(name) is None]
    needed += [name for name in state.requires if name not in needed]
    key = f"{forms.key(action.action_id)}_{to}"
    with st.form(f"move_{key}", border=False):
        st.caption(blocks.plain(state.meaning))
        given = forms.fill(ACTION.fields, needed, _fields(action), words(), key)
        back = not scales().is_forward(action.state, to)
        why = st.text_input("Why it goes back *", key=f"{key}_why") if back else ""
        if not st.form_submit_button(f"Move to {state.word.lower()}", type="primary"):
            return
    ledger, who = registers(home()), reads.viewer()
    first = forms.seen(action.action_id, action.revision, _fields(action))
    written = forms.send(
        lambda: actions.move(ledger, who, action.action_id, first.revision, to, given, why),
        action.action_id, actions.history(ledger, who, action.action_id),
    )  # fmt: skip
    if written:
        st.rerun()
