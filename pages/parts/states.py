"""When a page cannot show what was asked: empty, stale, refused, broken – calm, and what to do."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from pages.parts import blocks, inputs, wording
from warehouse.errors import BuildDamaged, CareError, NoBuild

log = logging.getLogger("care")
LOAD = "python -m pipelines load PATH…"


@contextmanager
def guarded(page: str) -> Iterator[None]:
    """Around a page: what goes wrong in it is said calmly, and the frame remains."""
    try:
        yield
    except NoBuild:
        no_build(page)
    except CareError as error:
        refused(page, error)
    except Exception:
        reference = secrets.token_hex(3)
        log.exception("page %r failed, reference %s", page, reference)
        with st.container(gap="xxsmall"):
            st.title("This page could not be shown", anchor=False)
            st.caption(page)
        st.error(
            f"Something went wrong in the program, not in your data. Reference **{reference}**: "
            "the server's log has the details under it.",
            icon=":material/error:",
        )
    finally:
        inputs.notes()


def no_build(page: str) -> None:
    """Nothing was loaded yet: the two commands."""
    with st.container(gap="xxsmall"):
        st.title("Nothing has been loaded yet", anchor=False)
        st.caption(page)
    st.markdown(
        "Figures come from a build, and a build is made from exports of your telephony, ticketing "
        "and survey tools. Nothing is wrong; there is only nothing to show."
    )
    with st.container(border=True):
        st.markdown("**With your own exports**")
        st.code(LOAD, language="bash")
        st.markdown("**With the invented sample**")
        st.code("make run", language="bash")
    st.caption("Then reload this page. The registers work without a build.")


def refused(page: str, error: CareError) -> None:
    """A refusal in its parts: what, why, what to do, what still stands."""
    with st.container(gap="xxsmall"):
        title = "The build cannot be opened" if isinstance(error, BuildDamaged) else error.what
        st.title(blocks.plain(title), anchor=False)
        st.caption(page)
    said = [error.found if title == error.what else error.sentence]
    said += [] if said[0] == error.sentence else [error.remedy, error.stands]
    st.error(
        blocks.plain(" ".join(wording.sentence(one) for one in said if one)),
        icon=":material/block:",
    )


def empty(title: str, words: str) -> None:
    """Nothing to show where something was asked: what it means, and that 0 is not missing."""
    with st.container(border=True):
        st.markdown(f"**{blocks.plain(title)}**  \n{blocks.plain(words)}")
