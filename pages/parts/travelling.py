"""Filters that go along from page to page: they stand in the address, and links carry them.

A figure page that cannot use one says so in words. The menu's own links carry nothing, so what
stood in the address of the page before is put back; a pasted address begins without such memory.
"""

import streamlit as st

from pages import EVERY, NAVIGATION, PERIOD
from pages.parts import offers, wording
from warehouse.errors import CareError

ALONG = PERIOD  # beside every dimension
HELD, PLACE, UNUSED = "filters_held", "filters_place", "filters_unused"
FIGURES = {entry.url: entry for entry in NAVIGATION if entry.chapter in ("Review", "Performance")}


def names() -> tuple[str, ...]:
    """The parameters that go along; those of no dimension where nothing is loaded."""
    try:
        return (*ALONG, *offers.every_dimension())
    except CareError:
        return ALONG


def carried(url: str) -> dict[str, str]:
    """What a link to a page takes along; nothing to a page that shows no figures."""
    if url not in FIGURES or st.session_state.get(PLACE) not in FIGURES:
        return {}
    return {name: st.query_params[name] for name in names() if name in st.query_params}


def arrived(url: str) -> None:
    """Before a page is run: remember its filters, or put back those of the page before."""
    before, st.session_state[PLACE] = st.session_state.get(PLACE), url
    st.session_state[UNUSED] = []
    if url not in FIGURES:
        return
    here = {name: st.query_params[name] for name in names() if name in st.query_params}
    if before not in (None, url) and not st.query_params:
        for name, value in st.session_state.get(HELD, {}).items():
            st.query_params[name] = value
        return
    st.session_state[HELD] = here


def unused(words: str) -> None:
    """Remember a filter of the address that this page, or this KPI, cannot use."""
    st.session_state.setdefault(UNUSED, []).append(words)


def told() -> None:
    """Say once which filters of the address the page does not use."""
    url = st.session_state.get(PLACE, "")
    entry = FIGURES.get(url)
    uses = entry.uses if entry else ()
    for name in names() if entry is not None else ():
        value = st.query_params.get(name, "")
        used = name in uses or (EVERY in uses and name not in ALONG)
        if value and not used:
            unused(f"{wording.words(name)} {value}")
    found = list(dict.fromkeys(st.session_state.get(UNUSED, [])))
    st.session_state[UNUSED] = []
    if found:
        st.caption(wording.plain(f"In the address, not used on this page: {'; '.join(found)}."))
