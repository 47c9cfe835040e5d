"""The risk register on a page: map, list, one risk, and the form that adds or revises one."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from pages.charts import risk_map
from pages.parts import blocks, evidence, forms, inputs, offers, reads, wording
from warehouse.answers.registers import RiskRegister
from warehouse.catalogue.scales import Step, scales
from warehouse.errors import NoBuild
from warehouse.home import home
from warehouse.registers import risks
from warehouse.registers.ledger import registers
from warehouse.registers.risks import RISK, Risk

LEFT = ("title", "description", "cause", "kpi_ids")
RIGHT = ("owner", "treatment", "treatment_text", "review_on", "status")
SCORES = (
    "inherent_likelihood", "inherent_consequence", "current_likelihood", "current_consequence",
)  # fmt: skip
WIDTHS = {"Id": 100, "Risk": 296, "Level": 80, "Owner": 164, "Review": 102, "KPIs": 50}
TALL = 420
PLACES = "Open risks on the map"
HOW_TO_READ = (
    "Each disc is an open risk at its current likelihood and consequence, with the number of its "
    "id. Above the step line lies what is beyond appetite and asks for a decision. A heavy ring: "
    "its review is overdue."
)


def words() -> dict[str, Mapping[Any, str]]:
    """What the fields' values are called."""
    scale = scales().risk
    steps = {
        "likelihood": {step.number: f"{step.number} {step.word}" for step in scale.likelihood},
        "consequence": {step.number: f"{step.number} {step.word}" for step in scale.consequence},
    }
    scores = {name: steps[name.split("_")[1]] for name in SCORES}
    treatments = {name: name for name in scales().treatments}
    return {**scores, "treatment": treatments, "kpi_ids": kpi_words()}


def helps() -> dict[str, str]:
    """What the steps of the scales and the treatments mean."""
    scale = scales().risk
    steps = {"likelihood": meanings(scale.likelihood), "consequence": meanings(scale.consequence)}
    told = "\n".join(f"- **{name}**: {text}" for name, text in scales().treatments.items())
    return {name: steps[name.split("_")[1]] for name in SCORES} | {"treatment": told}


def meanings(steps: Sequence[Step]) -> str:
    """A scale as a list."""
    return "\n".join(f"- **{step.number} {step.word}**: {step.meaning}" for step in steps)


def kpi_words() -> dict[str, str]:
    """KPIs that a record can be linked to; empty while nothing is loaded."""
    try:
        return offers.kpis()
    except NoBuild:
        return {}


def unit(kpi_id: str) -> str:
    """A KPI's unit; a plain number where nothing is loaded."""
    try:
        found = offers.kpi(kpi_id)
    except NoBuild:
        found = None
    return found.unit if found else "score"


def scale() -> risk_map.Scale:
    """What the map is drawn on."""
    risk = scales().risk
    return risk_map.Scale(
        [step.word for step in risk.likelihood],
        [step.word for step in risk.consequence],
        risk.grid,
        risk.appetite,
    )


def places(register: RiskRegister) -> list[risk_map.Place]:
    """The open risks as discs."""
    return [
        risk_map.Place(
            risk.risk_id,
            risk.risk_id.rsplit("-", 1)[-1].lstrip("0"),
            risk.current_likelihood,
            risk.current_consequence,
            f"<b>{risk.risk_id}</b> {risk.title}<br>{risk.current_level.word}, {risk.owner}",
            risk.risk_id in register.reviews_overdue,
        )
        for risk in register.risks
        if risk.is_open
    ]


def drawn(register: RiskRegister, only: str = "") -> None:
    """The map of all open risks or of one; a selected disc writes its risk into the address."""
    discs = [one for one in places(register) if not only or one.risk_id == only]
    figure = risk_map.figure(discs, scale(), inputs.theme(), narrow=inputs.is_phone())
    said = risk_map.alt(discs, scale())
    evidence.chart(figure, f"risk_map_{only}", said, picks="" if only else "risk", table=PLACES)
    with blocks.footer():
        blocks.numbers(places_table(register, only), PLACES, ())
        blocks.how_to_read(HOW_TO_READ)


def places_table(register: RiskRegister, only: str = "") -> list[dict[str, str | None]]:
    """Where each open risk lies on the map, in words."""
    named = words()
    return [
        {
            "Id": one.risk_id,
            "Risk": one.title,
            "Likelihood": named["current_likelihood"][one.current_likelihood],
            "Consequence": named["current_consequence"][one.current_consequence],
            "Level": one.current_level.word,
        }
        for one in register.risks
        if one.is_open and (not only or one.risk_id == only)
    ]


def listed(register: RiskRegister, shown: str) -> None:
    """The risks, worst first; selecting one writes it into the address."""
    found = [one for one in register.risks if shown == "all" or one.status == shown]
    lines: list[dict[str, str | None]] = [
        {
            "Id": one.risk_id,
            "Risk": one.title,
            "Level": one.current_level.word,
            "Owner": one.owner,
            "Review": wording.day_name(one.review_on),
            "KPIs": str(len(one.kpi_ids) or wording.NONE),
        }
        for one in found
    ]
    if not lines:
        st.caption("No risk in this state.")
        return
    picked = blocks.grid(
        lines, "Risks, worst first", widths=WIDTHS, key=f"risks_{shown}",
        height=min(TALL, 38 + blocks.ROW * len(lines)),
    )  # fmt: skip
    if picked is not None:
        one = found[picked]
        with blocks.chosen(one.risk_id, one.title):
            st.button("Open", on_click=inputs.goto, kwargs={"risk": one.risk_id})


def facts(risk: Risk, register: RiskRegister) -> list[tuple[str, str]]:
    """One risk in its terms."""
    overdue = " – overdue" if risk.risk_id in register.reviews_overdue else ""
    return [
        ("Level now", _level(risk.current_likelihood, risk.current_consequence)),
        ("Without treatment", _level(risk.inherent_likelihood, risk.inherent_consequence)),
        ("Appetite", "above: asks for a decision" if risk.is_above_appetite else "within"),
        ("Owner", risk.owner),
        ("Treatment", risk.treatment),
        ("What is done", risk.treatment_text or wording.NONE),
        ("Next review", wording.day_name(risk.review_on) + overdue),
        ("Cause", risk.cause or wording.NONE),
        ("Opened", f"{wording.day_name(risk.opened_at.date())} by {risk.opened_by}"),
    ]  # fmt: skip


def _level(likelihood: int, consequence: int) -> str:
    grid = scales().risk
    return (
        f"{grid.level(likelihood, consequence).word} ({grid.likelihood[likelihood - 1].word} × "
        f"{grid.consequence[consequence - 1].word})"
    )


def form(risk: Risk | None) -> None:
    """Add a risk, or revise one by the revision that the writer saw."""
    names = (*LEFT, *SCORES, *RIGHT)
    start = _start() if risk is None else {name: getattr(risk, name) for name in names}
    record_id = risk.risk_id if risk else ""
    first = forms.seen(record_id, risk.revision if risk else 0, start)
    called, key = words(), forms.key(record_id)
    with st.form(f"risk_{key}"):
        left, middle, right = st.columns(3, gap="medium")
        with left:
            given = forms.fill(RISK.fields, LEFT, first.fields, called, key, helps())
        with middle:
            given |= forms.fill(RISK.fields, SCORES, first.fields, called, key, helps())
        with right:
            shown = RIGHT if risk else RIGHT[:-1]
            given |= forms.fill(RISK.fields, shown, first.fields, called, key, helps())
            why = st.text_input("Why this change *", key=f"{key}_why") if risk else ""
        if not st.form_submit_button("Save", type="primary"):
            return
    ledger, who = registers(home()), reads.viewer()
    if risk is None:
        written = forms.send(lambda: risks.add(ledger, who, given))
    else:
        mine = forms.changes(given, first)
        written = forms.send(
            lambda: risks.revise(ledger, who, record_id, first.revision, mine, why),
            record_id, risks.history(ledger, who, record_id),
        )  # fmt: skip
    if written:
        inputs.goto(risk=written.risk_id, new="", kpi="")
        st.rerun()


def _start() -> dict[str, Any]:
    """A new risk, linked to the KPI that the address names."""
    kpi_id = st.query_params.get("kpi", "")
    return {"kpi_ids": (kpi_id,) if kpi_id in kpi_words() else ()}
