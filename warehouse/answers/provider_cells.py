"""One KPI by provider: figure, contract, signal, and the difference from all the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import hypot
from typing import Any

from warehouse.answers import case_spread, multiples, series
from warehouse.answers.annotations import Annotations
from warehouse.answers.cohort_points import mark
from warehouse.answers.provider_shapes import Cell
from warehouse.answers.shapes import Cohort, Mark
from warehouse.answers.spans import Span
from warehouse.answers.spread_shapes import Standing
from warehouse.answers.stored import formula_of
from warehouse.catalogue.contracts import PROVIDER, Contracts
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.connection import Database
from warehouse.stats import disparity, intervals, outliers
from warehouse.stats.intervals import Interval


@dataclass(frozen=True)
class Sums:
    """One provider's sums over the period; `rows` are its months, oldest first."""

    numerator: float
    denominator: float
    n: int
    rows: tuple[Mapping[str, Any], ...]
    parts: tuple[float, ...] = ()


@dataclass(frozen=True)
class Side:
    """A figure with its interval and cases; None = not known."""

    value: float | None
    interval: Interval | None
    n: int


@dataclass(frozen=True)
class Asked:
    """One KPI in the period: turns its sums into cells.

    Args:
        database: the open build.
        catalogue: the one that it was computed with.
        kpi: whose figures.
        span: the months.
        source: one source, or all together where empty.
        notes: rebases, events and months left out.
        agreed: the contracts.
    """

    database: Database
    catalogue: Catalogue
    kpi: Kpi
    span: Span
    source: str
    notes: Annotations
    agreed: Contracts

    def cells(self, names: Sequence[str], told: Mapping[str, Sums]) -> tuple[Cell, ...]:
        """A cell for each name, those without a figure empty."""
        answers = self.catalogue.answers
        known = [name for name in names if name in told]
        standing = outliers.ladder(
            [told[name].n for name in known],
            withheld_below=answers["withheld_below"],
            judged_from=answers["judged_from"],
        )
        states: dict[str, Standing] = dict(zip(known, standing, strict=True))
        if self.kpi.kind == "count":  # it speaks of no single person, and 0 is a figure
            states = dict.fromkeys(known, "judged")
        sides = self._sides(known, told)
        marks = self._signals()
        return tuple(
            self._cell(name, told, states.get(name, "empty"), sides, marks.get(name))
            for name in names
        )

    def _sides(self, known: Sequence[str], told: Mapping[str, Sums]) -> dict[str, Side]:
        formula = formula_of(self.kpi, "", self.span.last)
        spreads = case_spread.spreads(
            self.database, self.catalogue, formula, self.span.first, self.span.last,
            source=self.source, dimension=PROVIDER, is_whole=True,
        )  # fmt: skip
        found = {}
        for name in known:
            spread = spreads.get((self.span.first, name))
            if formula.kind == "median":
                value = spread.value if spread else None
                found[name] = Side(value, spread.interval if spread else None, told[name].n)
            else:
                side = _of_sums(formula, told[name])
                around = spread.interval if spread and spread.interval else side.interval
                found[name] = Side(side.value, around, side.n)
        return found

    def _signals(self) -> dict[str, Mark | None]:
        """The mark of each provider's newest closed month, by limits of its own."""
        found: dict[str, Mark | None] = {}
        history = multiples.by_member(
            self.database, self.catalogue, self.kpi, self.source, PROVIDER
        )
        for name, months in history.items():
            past = tuple(month for month in months if month.month <= self.span.last)
            cohort = Cohort(self.source, PROVIDER, name)
            panel = multiples.panel(self.catalogue, self.kpi, past, cohort, self.notes)
            is_firm = panel.limits is not None and not panel.limits.trial
            found[name] = panel.mark if is_firm and panel.latest is not None else None
        return found

    def _cell(
        self,
        name: str,
        told: Mapping[str, Sums],
        state: Standing,
        sides: Mapping[str, Side],
        signal: Mark | None,
    ) -> Cell:
        own = told.get(name)
        shown = own is not None and state in ("shown", "judged")
        side = sides[name] if shown else Side(None, None, own.n if own else 0)
        rows = own.rows if own else ()
        hits = [hit for row in rows if (hit := self._met(name, row)) is not None] if shown else []
        aim, is_contract = self._aim(name)
        rest = self._rest(name, told, sides) if shown else None
        apart = self._apart(name, side, rest, told) if rest else None
        known = side.value is not None and rest is not None and rest.value is not None
        return Cell(
            provider=name,
            value=side.value,
            low=side.interval.low if side.interval else None,
            high=side.interval.high if side.interval else None,
            n=side.n,
            standing=state,
            is_provisional=any(row["status"] == "provisional" for row in rows),
            aim=aim,
            is_contract=is_contract,
            meets=aim.meets(side.value) if aim and self._is_judged(side) else None,
            months_met=sum(hits),
            months_judged=len(hits),
            signal=signal if shown else None,
            rest=rest.value if rest else None,
            difference=(side.value or 0) - (rest.value or 0) if known and rest else None,
            apart=apart,
            differs=self._differs(apart) if apart and self._is_judged(side, rest) else None,
        )

    def _aim(self, name: str, month: date | None = None) -> tuple[Kpi | None, bool]:
        """The KPI with the target then in force, and whether a contract sets it."""
        day = month or self.span.last
        told = self.agreed.get(name, {}).get(self.kpi.id)
        if told is not None and told.at(day).target is not None:
            return told.at(day), True
        own = self.kpi.at(day)
        return (own, False) if own.target is not None else (None, False)

    def _met(self, name: str, row: Mapping[str, Any]) -> bool | None:
        """Whether a month met the target then in force; None with too few cases or no target."""
        aim, _ = self._aim(name, row["month"])
        few = self.kpi.kind != "count" and (row["n"] or 0) < self.catalogue.answers["judged_from"]
        return None if aim is None or few else aim.meets(row["value"])

    def _is_judged(self, *sides: Side | None) -> bool:
        least = 0 if self.kpi.kind == "count" else self.catalogue.answers["judged_from"]
        return all(side is not None and side.n >= least for side in sides)

    def _rest(self, name: str, told: Mapping[str, Sums], sides: Mapping[str, Side]) -> Side | None:
        """All other providers together; None for counts, and for a median of several."""
        others = [other for other in sides if other != name]
        if self.kpi.kind == "count" or not others:
            return None
        if len(others) == 1:
            return sides[others[0]]
        if self.kpi.kind == "median":
            return None
        whole = Sums(
            sum(told[other].numerator for other in others),
            sum(told[other].denominator for other in others),
            sum(told[other].n for other in others),
            (),
            tuple(map(sum, zip(*(told[other].parts for other in others), strict=True))),
        )
        found = _of_sums(formula_of(self.kpi, "", self.span.last), whole)
        if self.kpi.kind == "mean":
            return Side(found.value, _together(found.value, [sides[o] for o in others]), found.n)
        return found

    def _apart(
        self, name: str, side: Side, rest: Side, told: Mapping[str, Sums]
    ) -> Interval | None:
        """Interval of the difference: Newcombe's of shares, else by the intervals of both."""
        if self.kpi.kind == "proportion":
            own = told[name]
            x, n = round(own.numerator), round(own.denominator)
            others = [one for other, one in told.items() if other != name]
            y, m = (round(sum(getattr(one, part) for one in others))
                    for part in ("numerator", "denominator"))  # fmt: skip
            if not (0 <= x <= n and 0 <= y <= m):
                return None
            risk = disparity.relative_risk(x, n, y, m)
            return risk.difference_interval if risk else None
        if side.value is None or rest.value is None or not side.interval or not rest.interval:
            return None
        return intervals.difference(rest.value, rest.interval, side.value, side.interval)

    def _differs(self, apart: Interval) -> Mark:
        if apart.low is None or apart.high is None or apart.low <= 0 <= apart.high:
            return "common"
        return mark(self.kpi, "high" if apart.low > 0 else "low")


def _of_sums(formula: Formula, told: Sums) -> Side:
    """A figure out of sums; of a count the mean of its months."""
    if formula.kind == "count":
        months = len(told.rows)
        return Side(told.numerator / months if months else None, None, told.n)
    if not told.denominator:
        return Side(None, None, told.n)
    low, high = series.bounds(formula, told.numerator, told.denominator, told.n, tuple(told.parts))
    around = Interval(low, high) if low is not None and high is not None else None
    return Side(formula.scale * told.numerator / told.denominator, around, told.n)


def _together(value: float | None, sides: Sequence[Side]) -> Interval | None:
    """Interval of the mean of several groups, from their own: variances weighted by n squared."""
    total = sum(side.n for side in sides)
    halves = []
    for side in sides:
        ends = side.interval
        if ends is None or ends.low is None or ends.high is None:
            return None
        halves.append(side.n / total * (ends.high - ends.low) / 2)
    return None if value is None else Interval(value - hypot(*halves), value + hypot(*halves))
