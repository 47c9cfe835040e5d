"""Filters bound to the address: what is chosen stands in it, so that a pasted one restores a page.

Streamlit's own `bind="query-params"` writes the words of an option into the address; here ids are
written (`?kpi=abandonment_rate`), which never change. The address is the only state: every run
reads it, and a widget writes it. A value that cannot be chosen is dropped, and a note says so.
"""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.charts import theme as look

RADIO_AT_MOST = 9  # more options than these are searched in a select box
SEGMENTS_AT_MOST = 6
NOTES = "dropped_from_address"
PHONES = ("Mobile", "Android", "iPhone")


def is_phone() -> bool:
    """Whether the browser says that it is a phone's."""
    agent = st.context.headers.get("User-Agent") or ""
    return any(word in agent for word in PHONES)


def theme() -> str:
    """`light` or `dark`, as the viewer's browser shows it."""
    return st.context.theme.type or "light"


class Row(NamedTuple):
    """The filter row: `filters` at the left, on a phone in one popover; `switches` at the right."""

    filters: DeltaGenerator
    switches: DeltaGenerator


def row(*params: str) -> Row:
    """One horizontal container; `params` are those that a phone counts on its one popover."""
    outer = st.container(horizontal=True, vertical_alignment="center", gap="small")
    if is_phone() and params:
        chosen = sum(bool(st.query_params.get(param)) for param in params)
        return Row(outer.popover(f"Filters: {chosen or 'none'}"), outer)
    filters = outer.container(horizontal=True, width="content", vertical_alignment="center")
    outer.space("stretch")
    return Row(filters, outer)


def chosen(param: str, options: Collection[str], default: str = "") -> str:
    """What the address says for a parameter; the default where it says nothing that is offered."""
    value = st.query_params.get(param)
    if value is None or value == default:
        return default
    if value in options:
        return value
    note(f"{param} = {value!r} is not offered here and was left out.")
    del st.query_params[param]
    return default


def note(words: str) -> None:
    """Remember a note about the address until `notes` prints it."""
    st.session_state.setdefault(NOTES, []).append(words)


def notes() -> None:
    """Print, once, what was dropped from the address."""
    dropped = st.session_state.pop(NOTES, [])
    if dropped:
        st.caption(" ".join(["From the address:", *dropped]))


def choice(
    place: DeltaGenerator,
    param: str,
    label: str,
    options: Mapping[str, str],
    default: str = "",
    clears: tuple[str, ...] = (),
) -> str:
    """One filter: a popover that shows its value; on a phone a labelled select box.

    Args:
        place: the row's `filters`.
        param: its name in the address.
        label: its name on the page.
        options: id → words, in order.
        default: the id that is left out of the address.
        clears: parameters that a change makes void.
    """
    value = chosen(param, options, default)
    if is_phone():
        return select(place, param, label, options, default, clears)
    words = options.get(value, value or "none")
    place = place.popover(f"{label}: {_lowered(words) if param == 'kpi' else words}")
    if len(options) > RADIO_AT_MOST:
        return select(place, param, label, options, default, clears)
    place.radio(
        label,
        list(options),
        format_func=options.__getitem__,
        key=_held(param, value),
        on_change=_writer(param, default, clears),
        label_visibility="collapsed",
    )
    return value


def select(
    place: DeltaGenerator,
    param: str,
    label: str,
    options: Mapping[str, str],
    default: str = "",
    clears: tuple[str, ...] = (),
) -> str:
    """A labelled box that is searched by typing."""
    value = chosen(param, options, default)
    place.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        key=_held(param, value),
        on_change=_writer(param, default, clears),
    )
    return value


def _held(param: str, value: object) -> str:
    """The key of a parameter's widget, which shows what the address says."""
    key = f"in_{param}"
    st.session_state[key] = value
    return key


def either(
    row: Row,
    param: str,
    label: str,
    options: Mapping[str, str],
    default: str,
    clears: tuple[str, ...] = (),
) -> str:
    """A switch where there is room for its segments, else a filter."""
    if is_phone() or len(options) > SEGMENTS_AT_MOST:
        return choice(row.filters, param, label, options, default, clears)
    return switch(row.switches, param, label, options, default, clears)


def switch(
    place: DeltaGenerator,
    param: str,
    label: str,
    options: Mapping[str, str],
    default: str,
    clears: tuple[str, ...] = (),
) -> str:
    """A segmented control; the chosen segment is ink, not the action colour."""
    value = chosen(param, options, default)
    place.segmented_control(
        label,
        list(options),
        format_func=lambda one: inked(options[one], one == value),
        key=_held(param, value),
        required=True,
        on_change=_writer(param, default, clears),
        label_visibility="collapsed",
    )
    return value


def pills(
    place: DeltaGenerator, param: str, label: str, options: Mapping[str, str]
) -> frozenset[str]:
    """Several narrowing marks at once; in the address as a list of ids joined by commas."""
    said = [one for one in st.query_params.get(param, "").split(",") if one]
    value = [one for one in said if one in options]
    for one in set(said) - set(value):
        note(f"{param} = {one!r} is not offered here and was left out.")
    place.pills(
        label,
        list(options),
        format_func=lambda one: inked(options[one], one in value),
        key=_held(param, value),
        selection_mode="multi",
        on_change=_writer(param, "", ()),
        label_visibility="collapsed",
    )
    return frozenset(value)


def inked(words: str, is_chosen: bool) -> str:
    """An option's words; those of the chosen one in ink, which reads better than its tint."""
    return f':color[{words}]{{foreground="{look.tokens(theme()).ink}"}}' if is_chosen else words


def opened(param: str) -> bool:
    """Whether a section that is closed by default was opened (`?rows=1`)."""
    return chosen(param, ("1",)) == "1"


def toggle(place: DeltaGenerator, param: str, label: str) -> bool:
    """The page's main button; it opens a section, and closes it again, in the address."""
    is_open = opened(param)
    place.button(
        "Cancel" if is_open else label,
        key=f"in_{param}",
        type="secondary" if is_open else "primary",
        on_click=goto,
        kwargs={param: "" if is_open else "1"},
    )
    return is_open


def goto(**params: str) -> None:
    """Write parameters into the address; an empty value takes one out."""
    for param, value in params.items():
        if value:
            st.query_params[param] = value
        elif param in st.query_params:
            del st.query_params[param]


def _writer(param: str, default: str, clears: tuple[str, ...]) -> Callable[[], None]:
    def write() -> None:
        value = st.session_state[f"in_{param}"]
        text = ",".join(value) if isinstance(value, list) else value
        goto(**{param: "" if text == default else text or "", **dict.fromkeys(clears, "")})

    return write


def _lowered(words: str) -> str:
    """Words inside a label: the first letter small, unless it begins an abbreviation."""
    return words if words[1:2].isupper() or not words[:1] else words[0].lower() + words[1:]
