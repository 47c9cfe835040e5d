"""The trend page's small multiples: a KPI by one dimension, the reader's choice of which."""

import streamlit as st

from pages.charts import multiples as drawn
from pages.parts import blocks, evidence, inputs, offers, reads, wording
from pages.parts.subject import Subject
from warehouse.answers.annotations import Annotations
from warehouse.answers.multiples import Multiples, multiples

PEOPLE = ("agent",)  # control charts of single people are no subject of a review


def section(about: Subject, notes: Annotations) -> None:
    """One small chart a member, or nothing where the KPI cannot be split."""
    splits = {
        name: words for name, words in offers.dimensions(about.kpi_id).items() if name not in PEOPLE
    }
    if not splits:
        return
    first = about.cohort.dimension if about.cohort.dimension in splits else next(iter(splits))
    chosen = inputs.chosen("panels", splits, first)
    answer = reads.ask(multiples, about.kpi_id, chosen, source=about.cohort.source, notes=notes)
    blocks.part(answer.finding, caption(answer))
    if len(splits) > 1:
        inputs.select(st.container(width=240), "panels", "By", splits, first)
    if not answer.panels:
        return
    phone = inputs.is_phone()
    picture = drawn.figure(answer, inputs.theme(), narrow=phone)
    evidence.chart(picture, f"panels_{about.kpi_id}_{chosen}", drawn.alt(answer))
    with blocks.footer():
        for panel in answer.panels:
            blocks.link(
                "trends", panel.member, kpi=about.kpi_id, source=about.cohort.source, by=chosen,
                member=panel.member,
            )  # fmt: skip


def caption(answer: Multiples) -> str:
    """How the panels are ordered, what chance alone would mark, and who is not drawn."""
    said = ["One scale, limits of its own for each; ordered by signal, not by rate."]
    if answer.false_alarms is not None:
        chance = wording.decimal(answer.false_alarms, 1)
        said.append(f"Chance alone marks about {chance} of them a month.")
    if answer.others:
        said.append(
            f"Not drawn: {wording.counted(len(answer.others), 'further member')}, most of them "
            "with too few cases."
        )
    return " ".join(said)
