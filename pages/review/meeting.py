"""Meeting mode: the review on a wall, one slide at a time, moved by keys."""

import streamlit as st

from pages.parts import annotating, banner, inputs, offers, presenting, reads, slides
from warehouse.answers.objectives import objectives, owed
from warehouse.answers.registers import action_list, risk_register
from warehouse.answers.scorecard import scorecard
from warehouse.home import home

slides.sized()
source, who = inputs.chosen("source", offers.sources(), ""), reads.viewer()
card = reads.ask(scorecard, source=source, notes=annotating.notes())
deck = presenting.deck(card)
names = [slide.url for slide in deck]
shown = inputs.chosen("slide", names, presenting.OPENING)
place = names.index(shown)
acts = action_list(home(), who)

with st.container(key="wall", gap="xsmall"):
    slides.head(deck, place)
    if shown in (presenting.OPENING, presenting.OBJECTIVES):
        notes, named = annotating.notes(), owed(home(), who)
        aims = reads.ask(objectives, source=source, notes=notes, acts=named)
        if shown == presenting.OPENING:
            banner.shown(figures=True)
            slides.opening(card, aims, acts)
        else:
            slides.objectives(aims)
    elif shown == presenting.REGISTERS:
        slides.registers(risk_register(home(), who), acts)
    elif shown == presenting.CLOSING:
        slides.closing(card, acts)
    else:
        row = next(row for _, group in card.groups for row in group if row.kpi.id == shown)
        slides.kpi(row, acts, source)
slides.foot(deck, place, card.provenance)
