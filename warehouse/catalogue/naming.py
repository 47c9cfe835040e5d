"""Names in declarations: an unknown one is refused, with the nearest that is known."""

import difflib
from collections.abc import Iterable

from warehouse.errors import CatalogueRefused


def known(where: str, found: Iterable[str], allowed: Iterable[str]) -> None:
    """Refuse a name that is not allowed, with the nearest one that is.

    Raises:
        CatalogueRefused: the first unknown name.
    """
    allowed = sorted(allowed)
    for name in found:
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, 1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Allowed are {allowed}."
            raise CatalogueRefused(f"Cannot use {where}", f"unknown {name!r}", hint)
