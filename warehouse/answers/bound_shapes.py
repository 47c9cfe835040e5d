"""What the records that are not counted could change in one figure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Bound:
    """One KPI in one month of one source ("" = all together), if its uncounted rows had counted.

    `held` records are in quarantine and unmended, `unusable` rows are left out because data are
    missing or invalid; both are in `low` and `high`, in the KPI's unit. `undated` records cannot be
    placed in a month and are in neither; they lie in a file that covers this one. `if_good` and
    `if_bad` are the same two figures by the side that is better (a KPI of which neither side is:
    high and low). None = not bounded, and `why` says so.
    """

    kpi_id: str
    source: str
    month: date
    held: int
    unusable: int
    undated: int
    low: float | None
    high: float | None
    if_good: float | None
    if_bad: float | None
    why: str

    @property
    def rows(self) -> int:
        """Rows that the bounds take in."""
        return self.held + self.unusable
