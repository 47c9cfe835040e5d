"""The only cache: every question that a page asks the warehouse goes through here.

An answer depends on the build, on who asks, on what is asked and on how numbers are written;
nothing else can change it, so those four are its key. A new build has a new id and so finds
nothing old. All sessions get the same answer, not a copy, which would cost more than asking:
answers are frozen, and no page changes what is in them.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from warehouse import notation
from warehouse.access import Viewer, local_viewer
from warehouse.build import BuildRef, current
from warehouse.home import home
from warehouse.registers.waivers import Waiver, in_force

Answer = TypeVar("Answer")
KEPT = 300  # answers; the oldest goes first


def viewer() -> Viewer:
    """Who looks: the one local viewer, until there is sign-in."""
    return local_viewer()


def build() -> BuildRef:
    """The published build.

    Raises:
        NoBuild: nothing was loaded yet.
    """
    return current(home())


def ask(question: Callable[..., Answer], *about: Any, **named: Any) -> Answer:
    """The answer to `question(build, *about, **named, viewer=…)`, kept while the build stands."""
    ref, who = build(), viewer()
    name = f"{question.__module__}.{question.__qualname__}"
    call = partial(question, ref, *about, viewer=who, **named)
    locale = notation.current().locale
    kept: Answer = _kept(ref.id, who.name, sorted(who.rights), locale, name, about, named, call)
    return kept


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _kept(
    build_id: str,
    who: str,
    rights: list[str],
    locale: str,
    question: str,
    about: tuple[Any, ...],
    named: dict[str, Any],
    _call: Callable[[], Any],
) -> Any:
    return _call()


def waived() -> tuple[Waiver, ...]:
    """The waivers in force today at the site; never kept, since anybody may write one meanwhile."""
    return in_force(home(), viewer())


def this_hour() -> datetime:
    """Now to the hour, UTC: freshness is counted in days, and a kept answer needs a steady key."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def refusal() -> dict[str, Any] | None:
    """What a load that was not published left behind; None when the last load was published.

    Keys: `build_id`, and `checks`, a list of label, rows_failed, rows_checked, owner.
    """
    try:
        text = (home().path / "refused.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
    except (OSError, ValueError):
        return None
    return found
