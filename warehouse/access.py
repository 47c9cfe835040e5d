"""Who looks and who writes: every answer and every append takes a viewer.

Until sign-in and roles are built there is one local viewer with all rights; rights are checked
here and nowhere else.
"""

import getpass
from dataclasses import dataclass
from typing import Literal

from warehouse.errors import NotAllowed

Right = Literal["see_figures", "see_rows", "see_people", "see_registers", "write_registers"]
ALL_RIGHTS: frozenset[Right] = frozenset(
    ("see_figures", "see_rows", "see_people", "see_registers", "write_registers")
)


@dataclass(frozen=True)
class Viewer:
    """A person, the name that the ledger records, and what they may do."""

    name: str
    role: str
    rights: frozenset[Right]

    def need(self, right: Right) -> None:
        """Raise NotAllowed unless the viewer has the right."""
        if right not in self.rights:
            raise NotAllowed(
                f"Cannot go on as {self.name!r} ({self.role})",
                f"the right {right!r} is missing, found {sorted(self.rights)}",
                "Ask the person who keeps care.toml.",
                "Nothing was changed.",
            )


def local_viewer() -> Viewer:
    """The one person at this machine, with all rights."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # no such user in the password database, as in some containers
        name = "local"
    return Viewer(name=name, role="local", rights=ALL_RIGHTS)
