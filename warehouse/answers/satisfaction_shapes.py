"""What the answer on satisfaction looks like. Shares are 0–1, scores in the unit of their KPI."""

from dataclasses import dataclass

from warehouse.answers.shapes import Provenance
from warehouse.answers.spans import Span
from warehouse.catalogue.kpis import Kpi
from warehouse.stats.weighting import Likeness


@dataclass(frozen=True)
class Score:
    """One survey figure of a period with what it rests on.

    `value` and its 95 % interval are None without answers or with too few to show. `answered` of
    `reached` invitations of the same sources; both None where no source knows its invitations.
    `bound_low` and `bound_high`: where the share of all who were asked lies whatever the silent
    think. `needed` answers, and `to_invite` at this response rate, would give the asked margin.
    """

    kpi: Kpi
    value: float | None
    low: float | None
    high: float | None
    n: int
    answered: int | None
    reached: int | None
    needed: int | None
    to_invite: int | None
    bound_low: float | None = None
    bound_high: float | None = None
    is_provisional: bool = False

    @property
    def response_rate(self) -> float | None:
        """Complete answers of delivered invitations, 0–1."""
        return self.answered / self.reached if self.reached and self.answered is not None else None


@dataclass(frozen=True)
class Group:
    """One group among respondents and among all customers served; `apart` is standardised."""

    name: str
    respondents: int
    served: int
    share_respondents: float
    share_served: float
    apart: float | None


@dataclass(frozen=True)
class Balance:
    """Respondents against customers served on one variable; `likeness` None below two groups."""

    driver: str
    label: str
    groups: tuple[Group, ...]
    likeness: Likeness | None


@dataclass(frozen=True)
class Weighted:
    """A score after weighting; `by` are the labels of the variables, none for the plain figure.

    `low` and `high` are None for scores that have no interval under weights. Not `converged`: the
    margins could not be met and the raw figure stands.
    """

    by: tuple[str, ...]
    value: float | None
    low: float | None
    high: float | None
    n: int
    n_effective: float
    design_effect: float
    converged: bool
    trimmed: int


@dataclass(frozen=True)
class Band:
    """A score among answers about contacts of one kind; None values are withheld."""

    driver: str
    label: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    is_few: bool


@dataclass(frozen=True)
class Satisfaction:
    """Every survey score of a period, and one of them – `kpi` – looked at closely.

    `linked` answers name a contact of the build, the others of `answers` do not and are in no
    balance, weighting or band. `served` are the customers' interactions that were answered.
    """

    span: Span
    kpi: Kpi | None
    scores: tuple[Score, ...]
    answers: int
    linked: int
    served: int
    raw: Score | None
    balances: tuple[Balance, ...]
    weighted: tuple[Weighted, ...]
    bands: tuple[Band, ...]
    bias: str
    finding: str
    provenance: Provenance
