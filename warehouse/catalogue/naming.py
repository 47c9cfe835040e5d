"""Names in declarations: an unknown one is refused, with the nearest that is known."""

import difflib
from collections.abc import Iterable

from warehouse.errors import CatalogueRefused


def nearest(name: str, allowed: Iterable[str]) -> str:
    """The known name that is written most like this one; empty where none is near."""
    return next(iter(difflib.get_close_matches(name, sorted(allowed), 1)), "")


def known(where: str, found: Iterable[str], allowed: Iterable[str]) -> None:
    """Refuse a name that is not allowed, with the nearest one that is.

    Raises:
        CatalogueRefused: the first unknown name.
    """
    allowed = sorted(allowed)
    for name in found:
        if name not in allowed:
            near = nearest(name, allowed)
            hint = f"Did you mean {near!r}?" if near else f"Allowed are {allowed}."
            raise CatalogueRefused(f"Cannot use {where}", f"unknown {name!r}", hint)
