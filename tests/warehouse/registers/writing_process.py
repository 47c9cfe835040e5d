"""A process of its own that writes: new records, and revisions of one record that all share.

python writing_process.py HOME NAME COUNT
"""

import sys
from pathlib import Path

from warehouse.access import ALL_RIGHTS, Viewer
from warehouse.errors import StaleRevision
from warehouse.home import Home
from warehouse.registers.ledger import Ledger, registers


def revise_shared(ledger: Ledger, viewer: Viewer) -> None:
    """Append the next revision of the shared record, looking again as often as it is stale."""
    while True:
        found = ledger.entries(viewer, record_id="shared", newest=True)
        seen = found[0].revision if found else 0
        try:
            with ledger.appending(viewer) as pen:
                pen.append("note", "shared", seen, {"by": viewer.name}, "")
        except StaleRevision:
            continue
        return


def main(folder: str, name: str, count: int) -> None:
    """Write `count` new records and as many revisions."""
    ledger = registers(Home(Path(folder)))
    viewer = Viewer(name, "local", ALL_RIGHTS)
    for _ in range(count):
        with ledger.appending(viewer) as pen:
            pen.append("risk", pen.next_id("R"), 0, {"by": name}, "")
        revise_shared(ledger, viewer)
    print(f"{count} risks, {count} notes")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
