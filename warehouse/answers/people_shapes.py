"""What the answer on people and resources looks like; units and nulls as in `shapes`."""

from dataclasses import dataclass
from datetime import date

from warehouse.answers.multiples import Panel
from warehouse.answers.shapes import Assurance, Provenance
from warehouse.catalogue.kpis import Kpi


@dataclass(frozen=True)
class Resource:
    """One series of resource adequacy: a KPI, or a formula of one under its own label.

    `panel` has its months, limits and newest closed month; None where there is no figure, and `gap`
    then says what it waits for. `meets` is the newest closed month against the target then in
    force, None without one or with under 30 cases.
    """

    kpi: Kpi
    formula: str
    panel: Panel | None
    variation: str
    assurance: Assurance
    meets: bool | None
    gap: str


@dataclass(frozen=True)
class Watched:
    """One agent over the weeks looked at; `below` weeks had fewer evaluations than the minimum.

    `weeks` are those in which the agent answered contacts: weeks of absence are not among them.
    """

    agent: str
    team: str | None
    weeks: int
    below: int
    evaluations: int


@dataclass(frozen=True)
class Monitoring:
    """Monitored interactions per agent and week, calibrations left out.

    `first` and `last` are Mondays, None without an agent-week. `spread` counts agent-weeks by
    evaluations, the last class open. `below` are the agents with a week below the minimum, those
    with most such weeks first; empty for a viewer without the right to see rows, while
    `agents_below` counts them for everybody.
    """

    minimum: int
    first: date | None
    last: date | None
    agents: int
    agents_below: int
    agent_weeks: int
    weeks_below: int
    spread: tuple[tuple[int, int], ...]
    below: tuple[Watched, ...]


@dataclass(frozen=True)
class Calibration:
    """Quality scores and calibrations of the last 12 months, apart.

    `score` is the mean of the `n` submitted evaluations that count, `mixed` what it would be with
    the `calibrations` in it; None without any. `doubled` interactions were scored by two or more
    evaluators, whose highest and lowest score lie `apart` points from one another on average;
    `close` of them at most `within` points. None without such an interaction.
    """

    first: date | None
    last: date | None
    score: float | None
    n: int
    mixed: float | None
    calibrations: int
    doubled: int
    apart: float | None
    close: int
    within: float


@dataclass(frozen=True)
class TeamTraining:
    """Refreshers in date in one team at the end of `month`; `share` None under 5 agents."""

    team: str
    current: int
    n: int
    share: float | None
    low: float | None
    high: float | None
    is_few: bool


@dataclass(frozen=True)
class People:
    """Resource adequacy (ISO 9001:2015 clause 9.3.2 d): each series, or what it waits for.

    `training` is by team at the end of `training_month`, None without a figure.
    """

    resources: tuple[Resource, ...]
    monitoring: Monitoring
    calibration: Calibration
    training_kpi: Kpi | None
    training_month: date | None
    training: tuple[TeamTraining, ...]
    finding: str
    provenance: Provenance
