"""The cells that a change is split into: sums of both periods, the small ones taken together."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warehouse import compose, facts
from warehouse.answers import narrowed, wording
from warehouse.answers.shapes import Cohort
from warehouse.answers.spans import Span
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.connection import Database
from warehouse.period import month_label

BETWEEN = " · "
OTHERS = "others"
STATES = """
select month, status
from kpi_month
where kpi_id = $kpi and formula = '' and source_id = $source
    and dimension = $dimension and member = $member"""
STORED = """
select dimension, member, month >= $second as is_after, sum(numerator) as numerator,
    sum(denominator) as denominator, sum(n) as n,
    if(bool_and(n <= 1 or deviation is not null),
        sum(greatest(n - 1, 0) * coalesce(deviation, 0) ** 2 + n * value ** 2), null) as squares
from kpi_month
where kpi_id = $kpi and formula = '' and source_id = $source
    and dimension in ('', $dimension)
    and (month between $first and $first_end or month between $second and $second_end)
group by all
order by all"""


@dataclass(frozen=True)
class Cell:
    """One member of each dimension; sums and cases before and after.

    `squares` are the sums of the squared values of single cases, None where they are not known.
    """

    members: tuple[str, ...]
    numerators: tuple[float, float]
    denominators: tuple[float, float]
    n: tuple[int, int]
    squares: tuple[float | None, float | None] = (None, None)
    is_others: bool = False

    @property
    def name(self) -> str:
        """`voice`, `voice · North`, or `others`."""
        return OTHERS if self.is_others else BETWEEN.join(self.members)

    @property
    def errors(self) -> tuple[float, float] | None:
        """The standard errors of both numerators of a mean; None where one is not known."""
        found = []
        for x, n, squares in zip(self.numerators, self.n, self.squares, strict=True):
            if n == 0:
                found.append(0.0)
            elif squares is None or n == 1:
                return None
            else:
                found.append(math.sqrt(max(0.0, n * (squares - x * x / n) / (n - 1))))
        return found[0], found[1]

    @property
    def is_stated(self) -> bool:
        """Whether every dimension names a member."""
        return compose.NOT_STATED not in self.members


@dataclass(frozen=True)
class Grouped:
    """Cells after grouping; `members` are the names of those in "others"."""

    cells: tuple[Cell, ...]
    members: tuple[str, ...]

    def columns(self) -> tuple[list[str], list[float], list[float], list[float], list[float]]:
        """Names and sums as the decomposition takes them."""
        return (
            [cell.name for cell in self.cells],
            [cell.numerators[0] for cell in self.cells],
            [cell.denominators[0] for cell in self.cells],
            [cell.numerators[1] for cell in self.cells],
            [cell.denominators[1] for cell in self.cells],
        )


def gaps(
    database: Database, kpi: Kpi, cohort: Cohort, before: Span, after: Span
) -> tuple[list[str], list[str]]:
    """The months of both periods that are still provisional, and those without a figure.

    Of several members together nothing is measured beforehand: then those of everybody.
    """
    first = ("", "") if cohort.others else (cohort.dimension, cohort.member)
    named = {"kpi": kpi.id, "source": cohort.source, "dimension": first[0], "member": first[1]}
    status = dict(database.rows(STATES, named))
    months = [*before.months, *after.months]
    return (
        [month_label(month) for month in months if status.get(month) == "provisional"],
        [month_label(month) for month in months if month not in status],
    )


def read(
    database: Database,
    catalogue: Catalogue,
    formula: Formula,
    kpi: Kpi,
    by: tuple[str, ...],
    cohort: Cohort,
    before: Span,
    after: Span,
) -> list[Cell]:
    """Sums by cell: measured ones for one dimension of everybody, else from the fact's rows."""
    bound: dict[str, Any] = {
        "first": before.first,
        "first_end": before.last,
        "second": after.first,
        "second_end": after.last,
        "source": cohort.source,
    }
    if len(by) == 1 and not cohort.dimension and formula.is_split:
        return _stored(database, kpi, by[0], bound)
    keys = [f"coalesce(cast({name} as text), $not_stated)" for name in by]
    where = [f"not ({compose.left_out(formula)})", "$source in ('', source_id)"]
    month = formula.month
    where.append(
        f"({month} between $first and $first_end or {month} between $second and $second_end)"
    )
    bound["not_stated"] = compose.NOT_STATED
    conditions, members = narrowed.members(cohort)
    where, bound = [*where, *conditions], {**bound, **members}
    facts.as_written(database)
    rows = database.rows(
        f"select {', '.join(keys)}, {month} >= $second, sum({formula.numerator}), "
        f"sum({formula.denominator or 'null'}), sum({formula.cases}), {_squares(formula)} "
        f"from {compose.relation(catalogue.facts[formula.fact])} "
        f"where {' and '.join(where)} group by all order by all",
        bound,
    )
    return _cells([(tuple(row[: len(by)]), *row[len(by) :]) for row in rows])


def _squares(formula: Formula) -> str:
    """The sum of squares of a mean's single cases; null where a row stands for several."""
    if formula.kind != "mean" or not formula.value:
        return "null"
    value, cases, numerator = formula.value, formula.cases, formula.numerator
    return (
        f"case when count({value}) = sum({cases}) and "
        f"abs(sum({value}) - sum({numerator})) <= 0.0005 * count({value}) "
        f"then sum(cast({value} as double) ** 2) end"
    )


def _stored(database: Database, kpi: Kpi, dimension: str, bound: dict[str, Any]) -> list[Cell]:
    """Measured sums; what sources that never state the dimension add is "not stated"."""
    rows = database.rows(STORED, {**bound, "kpi": kpi.id, "dimension": dimension})
    cells = _cells([((member,), *sums) for name, member, *sums in rows if name])
    totals = _cells([((), *sums) for name, _, *sums in rows if not name])
    if not totals:
        return cells
    whole = totals[0]
    stated = [cell for cell in cells if cell.is_stated]

    def rest(column: str) -> list[float]:
        return [
            getattr(whole, column)[i] - math.fsum(getattr(cell, column)[i] for cell in stated)
            for i in (0, 1)
        ]

    first, second = (round(one) for one in rest("n"))
    if first <= 0 and second <= 0:
        return stated
    x, d = rest("numerators"), rest("denominators")
    left = Cell(
        (compose.NOT_STATED,),
        (x[0] if first else 0.0, x[1] if second else 0.0),
        (d[0] if first else 0.0, d[1] if second else 0.0),
        (first, second),
        (_less(whole, stated, 0), _less(whole, stated, 1)),
    )
    return [*stated, left]


def _less(whole: Cell, parts: Sequence[Cell], place: int) -> float | None:
    """The squares of a whole without those of its parts."""
    known = [cell.squares[place] for cell in (whole, *parts) if cell is whole or cell.n[place]]
    first, *others = known
    told = [one for one in others if one is not None]
    return None if first is None or len(told) < len(others) else first - math.fsum(told)


def _cells(rows: Sequence[tuple[Any, ...]]) -> list[Cell]:
    found: dict[tuple[str, ...], list[list[float]]] = {}
    squared: dict[tuple[str, ...], list[float | None]] = {}
    for members, is_after, numerator, denominator, n, squares in rows:
        sums = found.setdefault(members, [[0.0, 0.0], [0.0, 0.0], [0, 0]])
        for place, value in enumerate((numerator, denominator, n)):
            sums[place][int(is_after)] = float(value or 0)
        both = squared.setdefault(members, [None, None])
        both[int(is_after)] = None if squares is None else float(squares)
    return [
        Cell(
            members, (x[0], x[1]), (d[0], d[1]), (int(n[0]), int(n[1])),
            (squared[members][0], squared[members][1]),
        )
        for members, (x, d, n) in found.items()
        if any(n) or any(d)
    ]  # fmt: skip


def _added(squares: Sequence[float | None]) -> float | None:
    told = [one for one in squares if one is not None]
    return math.fsum(told) if told and len(told) == len(squares) else None


def too_few(catalogue: Catalogue, formula: Formula, n_1: int, n_2: int) -> str:
    """Why a period cannot be shown at all; empty where both can."""
    least = catalogue.answers["withheld_below"]
    if formula.kind == "count" or not any(0 < n < least for n in (n_1, n_2)):
        return ""
    return f"One of the two periods has fewer than {wording.number(least)} cases."


def grouped(cells: Sequence[Cell], catalogue: Catalogue, formula: Formula) -> Grouped:
    """Cells below the number of cases to be judged, in both periods, become "others", last.

    A single one stays as it is. A cell with too few cases to be shown in a period goes there even
    so, and then another with it where the total would give it away. What states no member stays
    apart unless it is as small as that.
    """
    judged = catalogue.answers["judged_from"]
    shown = catalogue.answers["withheld_below"] if formula.kind != "count" else 0
    hidden = [any(0 < n < shown for n in cell.n) for cell in cells]
    small = [max(cell.n) < judged and cell.is_stated for cell in cells]
    inside = [i for i, cell in enumerate(cells) if hidden[i]]
    if sum(small) > 1 or inside:
        inside = sorted({*inside, *(i for i, few in enumerate(small) if few)})
    if len(inside) == 1 and len(cells) > 1:
        left = [i for i in range(len(cells)) if i not in inside]
        inside.append(min(left, key=lambda i: (max(cells[i].n), cells[i].name)))
    if not inside:
        return Grouped(tuple(cells), ())
    taken = [cells[i] for i in inside]

    def pair(column: str) -> list[Any]:
        return [sum(getattr(cell, column)[i] for cell in taken) for i in (0, 1)]

    (x1, x2), (d1, d2), (n1, n2) = pair("numerators"), pair("denominators"), pair("n")
    s1, s2 = (_added([cell.squares[i] for cell in taken if cell.n[i]]) for i in (0, 1))
    others = Cell((OTHERS,), (x1, x2), (d1, d2), (n1, n2), (s1, s2), is_others=True)
    kept = [cell for i, cell in enumerate(cells) if i not in inside]
    return Grouped((*kept, others), tuple(sorted(cell.name for cell in taken)))
