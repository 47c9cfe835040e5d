"""What the answer on providers looks like; units and nulls as in `shapes`."""

from dataclasses import dataclass
from datetime import date

from warehouse.answers.shapes import Mark, Provenance
from warehouse.answers.spans import Span
from warehouse.answers.spread_shapes import Standing
from warehouse.catalogue.kpis import Kpi
from warehouse.stats.intervals import Interval


@dataclass(frozen=True)
class Cell:
    """One provider's figure of one KPI over the period.

    `value` is None where nothing was counted (`standing` empty) or fewer than 5 cases were, or it
    protects such a neighbour (withheld); of a count it is the mean of the months. `n` cases. `aim`
    is the KPI with the target that it is held against, that of its contract where there is one
    (`is_contract`), None without any; `meets` None without a target or under 30 cases. `months_met`
    of `months_judged` met the target then in force. `signal` is the mark of the newest closed month
    against the provider's own limits, None without firm ones. `rest` is the figure of all others,
    `difference` this less that in the KPI's unit with its interval `apart`, None where there is
    none; `differs` says what a difference beyond chance means, common where chance explains it and
    None where it was not tested.
    """

    provider: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    standing: Standing
    is_provisional: bool
    aim: Kpi | None
    is_contract: bool
    meets: bool | None
    months_met: int
    months_judged: int
    signal: Mark | None
    rest: float | None
    difference: float | None
    apart: Interval | None
    differs: Mark | None


@dataclass(frozen=True)
class Line:
    """One KPI with a cell for each provider, in the order of `Providers.names`."""

    kpi: Kpi
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Providers:
    """Outsourcers side by side; never ranked.

    `names` are in alphabetical order, those without a provider on record left out. `contracts` are
    the providers with a contract target of any month. `tested` differences were judged at 95 %;
    chance alone would call a twentieth of them. `unfed` are (provider, KPI) of contract targets in
    force without a figure in the period. `last` is the newest month of the period with a
    figure, None without one.
    """

    span: Span
    names: tuple[str, ...]
    lines: tuple[Line, ...]
    contracts: tuple[str, ...]
    tested: int
    unfed: tuple[tuple[str, Kpi], ...]
    last: date | None
    finding: str
    provenance: Provenance
