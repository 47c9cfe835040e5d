"""What is asked of the rows behind a figure, and what they look like."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, get_args

from warehouse.answers.shapes import Cohort, Provenance
from warehouse.answers.spans import Span
from warehouse.catalogue.kpis import Formula, Kpi
from warehouse.compose import COUNTED, IN_NUMERATOR

State = Literal["all", "numerator", "counted", "excluded"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True)
class Asked:
    """Which rows of a KPI's fact: those that belong to its months, and of these a part.

    `only` are members of further dimensions. `low` ≤ value of a counted row < `high`, in the unit
    of the formula's value. `state` "counted" = counted, but not in the numerator; `reason` is one
    exclusion's. `search` is looked for in the record's id as it is shown. `size` rows picked by
    chance, the same for the same `seed`; 0 = all. `order` is a column, "" the time.
    """

    kpi_id: str
    span: Span
    cohort: Cohort = field(default_factory=Cohort)
    only: tuple[tuple[str, str], ...] = ()
    formula: str = ""
    low: float | None = None
    high: float | None = None
    state: State = "all"
    reason: str = ""
    search: str = ""
    seed: str = ""
    size: int = 0
    columns: tuple[str, ...] = ()
    order: str = ""
    descending: bool = False

    @property
    def members(self) -> tuple[tuple[str, str], ...]:
        """Every dimension with the member that rows must have."""
        return self.cohort.members + self.only

    @property
    def counted(self) -> "Asked":
        """The same without what does not change the count: pages and orders share one count."""
        return replace(
            self, state="all", reason="", size=0, seed="", columns=(), order="", descending=False
        )

    @property
    def is_whole(self) -> bool:
        """Whether all rows of the figure are asked for, so that it can be recomputed from them."""
        return self.state == "all" and not (self.reason or self.search or self.size)


@dataclass(frozen=True)
class Column:
    """A column that can be shown: its name, SQL type, and whether it is so without being chosen."""

    name: str
    type: str
    is_usual: bool


@dataclass(frozen=True)
class File:
    """A file that some of the rows came from."""

    name: str
    sha256: str
    loaded_at: datetime | None
    rows: int


@dataclass(frozen=True)
class Tally:
    """All rows of a figure, each in exactly one judgement: their numbers add up.

    `numerator`, `denominator`, `value` and `n` are those of the figure, from these very rows; value
    is None where there is none, or where several definitions were in force in the span. `matches`
    counts, by judgement, the rows in which the search is found.
    """

    finding: str
    accounted: str
    kpi: Kpi
    formula: Formula
    asked: Asked
    judgements: tuple[tuple[str, int], ...]
    matches: tuple[tuple[str, int], ...]
    numerator: float | None
    denominator: float | None
    value: float | None
    n: int
    is_withheld: bool
    files: tuple[File, ...]
    columns: tuple[Column, ...]
    provenance: Provenance

    @property
    def total(self) -> int:
        """All rows."""
        return sum(number for _, number in self.judgements)

    def of(self, state: str) -> int:
        """How many rows are in a state."""
        return sum(n for name, n in self.judgements if state in ("all", state_of(name)))

    @property
    def picked(self) -> int:
        """How many rows state, reason, search and sample leave."""
        asked = self.asked
        found = sum(
            number
            for name, number in self.matches
            if asked.state in ("all", state_of(name)) and asked.reason in ("", name)
        )
        return min(found, asked.size) if asked.size else found

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        """The reasons of rows that are left out, the most frequent first."""
        return tuple(one for one in self.judgements if state_of(one[0]) == "excluded")


@dataclass(frozen=True)
class Page:
    """Some rows in order; `columns` first say judgement, record, source_id, file, record_number."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def state_of(judgement: str) -> State:
    """What a judgement makes of a row."""
    return {IN_NUMERATOR: "numerator", COUNTED: "counted"}.get(judgement, "excluded")  # type: ignore[return-value]


def month_asked(kpi_id: str, month: date, cohort: Cohort | None = None) -> Asked:
    """All rows of one month."""
    return Asked(kpi_id, Span(month, month), cohort or Cohort())
