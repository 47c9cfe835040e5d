"""What a KPI is: the declaration that its card prints and its figure is computed from.

A KPI is declared by row-level SQL expressions over a fact (one row a case, `warehouse/sql`).
Shares, means, rates and counts are sums of `numerator` and `denominator`; a median is taken of
`value`. A row for which an exclusion holds is not counted and carries the first reason that holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from warehouse.home import Home

Kind = Literal["proportion", "mean", "median", "count", "rate", "nps"]
Unit = Literal["share", "seconds", "hours", "score", "points", "count", "per_1000"]
Better = Literal["higher", "lower", "neither"]
Outcome = Literal[
    "access",
    "resolution",
    "complaints",
    "satisfaction",
    "quality",
    "people",
    "suppliers",
    "system",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
UNITS: tuple[Unit, ...] = get_args(Unit)
SIDES: tuple[Better, ...] = get_args(Better)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
SIGNS = ("<", "≤", "≥", ">")


@dataclass(frozen=True)
class Exclusion:
    """Why a row of the fact is not counted, and the SQL condition that says so."""

    reason: str
    when: str


@dataclass(frozen=True)
class Formula:
    """One way to compute a KPI; the headline is the formula without a name.

    `cases` is the expression whose sum is n; `scale` is what numerator over denominator is
    multiplied by (100 for NPS, 1,000 for a rate per 1,000). `parameter` names the column of the
    fact that a caller may replace ("answered_only:60"), empty where there is none. `is_split`:
    measured for every dimension beforehand; the others are computed when they are asked for.
    """

    name: str
    label: str
    kind: Kind
    unit: Unit
    fact: str
    month: str
    numerator: str
    denominator: str
    value: str
    cases: str
    scale: int
    exclusions: tuple[Exclusion, ...]
    source: str
    parameter: str = ""
    is_split: bool = True


@dataclass(frozen=True)
class Kpi:
    """A KPI as declared, with the organisation's target and owner.

    `target` is in the KPI's unit, None where there is none; `target_sign` is one of < ≤ ≥ >.
    `awaits` says in words which data the KPI waits for; it is empty where a fact feeds it.
    `owner` is a role, empty where nobody owns the KPI. `maturity_days` is how long after the
    end of a month its figure can still change. `is_combined_only`: its parts come from different
    sources, so there is no figure of one source. `formulas` has the headline first.
    """

    id: str
    label: str
    question: str
    outcome: Outcome
    kind: Kind
    unit: Unit
    better: Better
    fact: str = ""
    month: str = ""
    numerator: str = ""
    denominator: str = ""
    value: str = ""
    exclusions: tuple[Exclusion, ...] = ()
    formulas: tuple[Formula, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    target: float | None = None
    target_sign: str = ""
    target_words: str = ""
    target_origin: str = ""
    owner: str = ""
    maturity_days: int = 0
    reads_as: str = ""
    beware: str = ""
    dimensions: tuple[str, ...] = ()
    source: str = ""
    review_cycle: str = "monthly"
    awaits: str = ""
    is_combined_only: bool = False

    def formula(self, name: str = "") -> Formula | None:
        """The formula of that name, "" for the headline; None where there is none."""
        return next((formula for formula in self.formulas if formula.name == name), None)

    def meets(self, value: float | None, target: float | None = None) -> bool | None:
        """Whether an unrounded value meets the target; None without either.

        94.96 % does not meet 95 %.
        """
        target = self.target if target is None else target
        if value is None or target is None:
            return None
        return {
            "<": value < target,
            "≤": value <= target,
            "≥": value >= target,
            ">": value > target,
        }[self.target_sign]


@dataclass(frozen=True)
class Fact:
    """A relation that KPIs are computed from, one row a case.

    `dimensions` are its columns that a KPI may be split by, `shows` those that a person sees of a
    row, `terms` named expressions over a row that several formulas share.
    """

    name: str
    dimensions: tuple[str, ...]
    shows: tuple[str, ...]
    terms: Mapping[str, str]


@dataclass(frozen=True)
class Catalogue:
    """Everything declared that figures follow: KPIs, facts, policy numbers, the overlay.

    `order` are the relations in the order in which they build on one another, `stored` those that
    are tables, `passing` the views that only pass rows on. `policy` and `answers` are the numbers
    of review.toml. `site` is the zone, country and subdivision whose working days count. `texts`
    are the declarations by file name, from which the same catalogue can be read again.
    """

    kpis: Mapping[str, Kpi]
    facts: Mapping[str, Fact]
    order: tuple[str, ...]
    stored: frozenset[str]
    passing: frozenset[str]
    policy: Mapping[str, int]
    answers: Mapping[str, int]
    site: Mapping[str, str]
    texts: Mapping[str, str]


def catalogue(home: Home) -> Catalogue:
    """The shipped catalogue overlaid by care.toml, with every expression tried out.

    Raises:
        CatalogueRefused: a declaration does not hold, or its SQL does not run.
    """
    from warehouse.catalogue.binding import bound  # it needs builds, which need this file
    from warehouse.catalogue.loader import shipped

    found = shipped(home.settings)
    bound(found)
    return found
