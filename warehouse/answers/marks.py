"""What stands on a trend beside its months: segments, flags, second opinions, a proposal.

Months are dates of their first day. Limits are in the KPI's unit.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from warehouse.stats.control_limits import Limits

Standing = Literal["agrees", "differs", "unsure"]


@dataclass(frozen=True)
class Segment:
    """Months that one set of limits is for, first and last included; never judged across.

    `limits` is None with fewer than 6 closed months. The first segment has no `reason`; the others
    say what changed, who approved it, and on which record (empty for a new definition) it rests.
    `frozen_after` is the last month that the limits rest on where a baseline was frozen.
    `left_out` are months that are drawn and judged, and that limits do not rest on.
    """

    first: date
    last: date
    limits: Limits | None
    reason: str = ""
    approver: str = ""
    author: str = ""
    record_id: str = ""
    frozen_after: date | None = None
    left_out: tuple[date, ...] = ()


@dataclass(frozen=True)
class Flag:
    """Something known that is drawn at its month; `is_lasting`: it goes on beyond that month."""

    month: date
    until: date
    words: str
    kind: str
    record_id: str = ""


@dataclass(frozen=True)
class Opinion:
    """What another method says of the same months: its finding in one sentence, and its n.

    `unsure` where the method cannot be used here, or only bears on how sure the first one is.
    """

    method: str
    n: int
    standing: Standing
    said: str


@dataclass(frozen=True)
class Proposal:
    """A rebase that people may decide on: from which month, and the event that it would rest on."""

    from_month: date
    run: int
    event: str
    words: str


@dataclass(frozen=True)
class Turn:
    """A verdict that is another one than at an earlier month: `common` → `concern_high`."""

    kpi_id: str
    label: str
    before: str
    now: str
    is_assurance: bool
