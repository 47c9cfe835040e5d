"""Whether an action worked, on its page: the verdict in words, the picture, what it rests on."""

import streamlit as st

from pages.charts import interrupted
from pages.parts import annotating, blocks, evidence, inputs, reads, wording
from warehouse.answers import effectiveness_words as words
from warehouse.answers.effectiveness import effectiveness, terms_of
from warehouse.answers.effectiveness_shapes import Effectiveness, Side
from warehouse.errors import CareError
from warehouse.home import home
from warehouse.registers.actions import Action
from warehouse.registers.records import Change

NO_CRITERION = (
    "No criterion was fixed, so nothing can prove that it worked. Fill in KPI, direction, size and "
    "months before the action is in place."
)
HOW_TO_READ = (
    "Grey points are weeks (or months where weeks have too few cases). The solid lines are the "
    "figures before and after, from sums of their cases; the dashed one is the level before, "
    "carried on. **Effective** needs an interval above nothing, the size that was asked for, "
    "lasting to the newest month, and, where the criterion names a cohort, more than the others "
    "moved. With few points the program says *too early* rather than guess. Weeks depend on the "
    "week before: errors allow for it, and the slope is shown and never judges."
)


def section(action: Action, changes: list[Change]) -> None:
    """The verdict on an action by its criterion; one line where there is none."""
    terms = terms_of(action, changes, home().settings.site_zone)
    if terms is None:
        if action.implemented_on is not None:
            blocks.part("Did it work?")
            st.caption(NO_CRITERION)
        return
    try:
        answer = reads.ask(effectiveness, terms, notes=annotating.notes())
    except CareError as error:
        blocks.part("Did it work?")
        st.caption(blocks.plain(wording.sentence(f"{error}")))
        return
    blocks.part(answer.finding, "Did it work? Judged by the criterion that was fixed for it.")
    if late := words.after_the_fact(terms):
        st.warning(blocks.plain(late), icon=":material/history:")
    if answer.estimate is None:
        st.caption(blocks.plain(f"{answer.why_not} {answer.reading[0]}"))
        return
    _shown(answer)


def _shown(answer: Effectiveness) -> None:
    left, right = st.columns([0.6, 0.4], gap="medium")
    with left:
        narrow = inputs.is_phone()
        picture = interrupted.figure(answer, inputs.theme(), narrow=narrow)
        key, label = f"proof_{answer.terms.action_id}", f"{answer.kpi.label}, before and after"
        evidence.chart(picture, key, interrupted.alt(answer), table=label)
        with blocks.footer():
            rows = [
                {
                    wording.capital(answer.grain): wording.day_name(point.first),
                    "Value": wording.amount(point.value, answer.kpi.unit, point.n),
                    "n": wording.count(point.n),
                }
                for point in answer.points
            ]
            blocks.numbers(rows, label, ("Value", "n"))
            blocks.how_to_read(HOW_TO_READ)
    with right:
        blocks.facts(_facts(answer), "What the verdict rests on")
    st.markdown(" ".join(blocks.plain(one) for one in answer.reading))
    blocks.provenance(answer.provenance)


def _facts(answer: Effectiveness) -> list[tuple[str, str]]:
    unit, found = answer.kpi.unit, answer.estimate
    pairs = [("Verdict", wording.capital(answer.judgement.word))]
    pairs += [(name, _side(answer, side)) for name, side in _sides(answer)]
    if found is not None:
        pairs.append(("Change", words.signed(found.effect, unit)))
        pairs.append(("95 % interval", words.between(found.interval, unit)))
    if answer.compared is not None:
        against = words.signed(answer.compared.difference, unit)
        pairs.append(("Against the others", against))
        pairs.append(("95 % interval of that", words.between(answer.compared.interval, unit)))
    pairs.append(("Slope a week, its change", _slope(answer)))
    pairs.append(("Window until", wording.day_name(answer.window_until)))
    return pairs


def _sides(answer: Effectiveness) -> list[tuple[str, Side | None]]:
    return [("Before", answer.before), ("After", answer.after)]


def _side(answer: Effectiveness, side: Side | None) -> str:
    if side is None:
        return wording.NONE
    value = wording.amount(side.value, answer.kpi.unit, side.n)
    reach = wording.interval(side.low, side.high, answer.kpi.unit, side.n)
    return f"{value} ({reach}), n = {wording.count(side.n)}"


def _slope(answer: Effectiveness) -> str:
    if answer.slopes is None:
        return "needs 52 weeks, 12 of them after"
    found, unit = answer.slopes, answer.kpi.unit
    return f"{words.signed(found.slope, unit)} ({words.between(found.slope_interval, unit)})"
