"""What if: how many agents does the busiest half hour need, and how many would a surge?"""

import streamlit as st

from pages.parts import blocks, inputs, planning, reads, states, wording
from warehouse.answers.what_if import what_if

place = st.container()
left, right = st.columns([0.42, 0.58], gap="large")
with left:
    blocks.part("Asked", "What is left empty is measured in the last closed month.")
    asked = planning.asked()
answer = reads.ask(what_if, asked)
month = wording.month_name(answer.measured.month)
with place:
    blocks.heading(answer.finding, f"What if · voice · measured in {month}", figures=True)
with left:
    blocks.part("Measured")
    blocks.facts(planning.measured(answer), "What the data say")
with right:
    if not answer.loads:
        states.empty(
            "Nothing to work out",
            "No half hour of calls or no handle time is in the data: fill in both.",
        )
        st.stop()
    blocks.part("Agents needed", "On the queue, by Erlang A and C; rostered with shrinkage.")
    found = planning.loads(answer.loads, narrow=inputs.is_phone())
    blocks.written(found, "Agents needed now and under the surge")
    planning.warned(answer)
    for load in answer.loads:
        calls = f"{wording.quantity(load.calls)} calls in the half hour"
        blocks.part(f"{load.name}: what each number of agents leads to", calls)
        blocks.grid(planning.table(load.lines), load.name, right=planning.FIGURES)
    with blocks.footer():
        blocks.how_to_read(planning.HOW_TO_READ)
blocks.provenance(answer.provenance)
