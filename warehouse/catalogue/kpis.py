"""What a KPI is: the declaration that its card prints and its figure is computed from.

A KPI is declared by row-level SQL expressions over a fact (one row a case, `warehouse/sql`).
Shares, means, rates and counts are sums of `numerator` and `denominator`; a median is taken of
`value`. A row for which an exclusion holds is not counted and carries the first reason that holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, get_args

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
ORIGINS = ("organisation", "client contract", "regulator", "standard")
RESTATED = "restated"  # the present definition over all months, beside "as defined then"


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

    @property
    def computes(self) -> Mapping[str, str]:
        """What its figures follow, by name; where two are equal, so are the figures."""
        names = ("kind", "fact", "month", "numerator", "denominator", "value", "cases")
        told = {name: getattr(self, name) for name in (*names, "parameter")}
        whens = "; ".join(exclusion.when for exclusion in self.exclusions)
        return told | {"scale": str(self.scale), "exclusions": whens}


@dataclass(frozen=True)
class Censored:
    """Durations of which some are not over: `formula` has each one's length so far as its value.

    Where `is_event` (SQL) holds, it has ended: the sentence says `ended` of those, else `going`.
    """

    formula: Formula
    is_event: str
    ended: str
    going: str


@dataclass(frozen=True)
class Version:
    """What is in force of a KPI from a day on, until the next version.

    `valid_from` is None for what holds from the beginning. `changes` names what differs from the
    version before; `restates` says why months that were reported are computed anew by it, and is
    empty where it does not reach back. `fields` are the fields of the KPI that a version decides.
    """

    valid_from: date | None
    why: str = ""
    author: str = ""
    changes: tuple[str, ...] = ()
    restates: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def what(self) -> str:
        """What it is a version of, in a word: the definition, the target or the owner."""
        if self.changes and all(name.startswith("target") for name in self.changes):
            return "target"
        return "owner" if self.changes == ("owner",) else "definition"


@dataclass(frozen=True)
class Period:
    """The months, from `since` to before `until`, that one formula is in force for."""

    since: date
    until: date
    formula: Formula
    maturity_days: int


@dataclass(frozen=True)
class Kpi:
    """A KPI as declared, with the organisation's target and owner, as in force now.

    `target` is in the KPI's unit, None where there is none; `target_sign` is one of < ≤ ≥ >;
    `target_origin` one of ORIGINS, with the clause of a standard and free words beside it.
    `awaits` says in words which data the KPI waits for; it is empty where a fact feeds it.
    `owner` is a role, empty where nobody owns the KPI. `maturity_days` is how long after the
    end of a month its figure can still change. `is_combined_only`: its parts come from different
    sources, so there is no figure of one source. `compare_within` names a dimension, within one
    member of which alone others are compared. `formulas` has the headline first. `versions`, oldest
    first, is empty where nothing of it ever changed.
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
    target_clause: str = ""
    target_note: str = ""
    owner: str = ""
    maturity_days: int = 0
    reads_as: str = ""
    beware: str = ""
    dimensions: tuple[str, ...] = ()
    source: str = ""
    review_cycle: str = "monthly"
    awaits: str = ""
    is_combined_only: bool = False
    compare_within: str = ""
    versions: tuple[Version, ...] = ()
    censored: Censored | None = None  # durations with the cases that are not over yet

    @property
    def origin(self) -> str:
        """Where the target comes from, with the clause and the words that say more."""
        said = (self.target_origin, self.target_clause, self.target_note)
        return ", ".join(part for part in said if part)

    @property
    def is_restated(self) -> bool:
        """Whether months were computed by definitions that differ, so that both are kept."""
        return len({tuple(p.formula.computes.items()) for p in self.periods()}) > 1

    def at(self, day: date) -> "Kpi":
        """The KPI as it was in force on a day; of a month, on its first."""
        past = [v for v in self.versions if v.valid_from is None or v.valid_from <= day]
        return replace(self, **past[-1].fields) if past else self

    def known_on(self, day: date) -> "Kpi":
        """The KPI without the versions that begin after a day."""
        past = tuple(v for v in self.versions if v.valid_from is None or v.valid_from <= day)
        return replace(self.at(day), versions=past)

    def target_at(self, month: date) -> float | None:
        """The target that a month is judged by; None where it had none."""
        return self.at(month).target

    def formula(self, name: str = "") -> Formula | None:
        """The present formula of that name, "" for the headline; None where there is none."""
        if name == RESTATED and self.is_restated:
            return replace(self.formulas[0], name=RESTATED)
        return next((formula for formula in self.formulas if formula.name == name), None)

    def periods(self, name: str = "") -> tuple[Period, ...]:
        """What a formula computed when, oldest first; one period where it never changed."""
        present = self.formula(name)
        if present is None:
            return ()
        if name == RESTATED or not self.versions:
            return (Period(date.min, date.max, present, self.maturity_days),)
        found: list[Period] = []
        for version in self.versions:
            formula = next(f for f in version.fields["formulas"] if f.name == name)
            since, days = version.valid_from or date.min, version.fields["maturity_days"]
            if not found or (formula.computes, days) != (
                found[-1].formula.computes,
                found[-1].maturity_days,
            ):
                found[-1:] = [replace(last, until=since) for last in found[-1:]]
                found.append(Period(since, date.max, formula, days))
        return tuple(found)

    def formula_at(self, month: date, name: str = "") -> Formula | None:
        """The formula of that name that computes a month; None where there is none."""
        return next((p.formula for p in self.periods(name) if p.since <= month < p.until), None)

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
    row, `terms` named expressions over a row that formulas share. `packs` are dimensions that are
    summed together first. `near`, by month column: what rows from $near_from to $near_to fulfil.
    """

    name: str
    dimensions: tuple[str, ...]
    shows: tuple[str, ...]
    terms: Mapping[str, str]
    packs: tuple[tuple[str, ...], ...] = ()
    near: Mapping[str, str] = field(default_factory=dict)


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

    def known_on(self, day: date | None) -> "Catalogue":
        """The catalogue without what begins after a day; all of it where no day is known."""
        if day is None:
            return self
        return replace(self, kpis={name: kpi.known_on(day) for name, kpi in self.kpis.items()})


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
