"""Objectives: how far is every target met this year, and will it be at the end of it?"""

import streamlit as st

from pages.parts import aiming, annotating, blocks, inputs, offers, reads, states
from warehouse.answers.objectives import objectives, owed
from warehouse.home import home

source = inputs.chosen("source", offers.sources(), "")
acts = owed(home(), reads.viewer())
with st.skeleton(height=480):
    answer = reads.ask(objectives, source=source, notes=annotating.notes(), acts=acts)

caption = aiming.heading_caption(answer.year, len(answer.rows))
blocks.heading(answer.finding, caption, figures=True)
inputs.choice(inputs.row("source").filters, "source", "Source", offers.sources(), "")
held = [row for row in answer.rows if row.outlook is not None]
if held:
    blocks.part("Least likely first", "Select one for its trend and its actions.")
    aiming.picked(held)
else:
    states.empty("No target has a figure", "A target needs a closed month with enough cases.")
aiming.gaps(answer.rows)
blocks.provenance(answer.provenance)
