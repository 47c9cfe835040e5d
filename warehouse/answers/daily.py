"""Daily and weekly sums of one KPI: what each day's cases add to numerator, denominator and n."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from warehouse import compose, facts
from warehouse.answers.shapes import Cohort
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.connection import Database

DAY, WEEK = timedelta(days=1), timedelta(days=7)
DAYS = ("local_at", "contact_on")  # what facts call the local day of a case
PLACE = "whose_case"  # a term of one query: mine, others, not stated or elsewhere
AS_OF = """
select min(cast(local_as_of as date))
from source_clock
where $source in ('', source_id)
    and source_id in (
        select source_id from kpi_month where kpi_id = $kpi and source_id <> '' and month >= $month
    )"""


@dataclass(frozen=True)
class Sum:
    """The sums of a day, or of the week that begins on `first`; n = cases."""

    first: date
    numerator: float
    denominator: float
    n: int


def read(
    database: Database, catalogue: Catalogue, kpi: Kpi, cohort: Cohort, days: tuple[date, date]
) -> tuple[tuple[Sum, ...], tuple[Sum, ...]]:
    """Sums by local day, both ends included: of a cohort, and of all its dimension's other members.

    Both () where no day can be told: a median cannot be added up, a count is one of a month, and
    some facts book a case by another moment than the one that they date it by. The second is ()
    without a dimension; cases that do not state it are in neither.
    """
    formula = kpi.formula()
    fact = catalogue.facts[formula.fact] if formula else None
    day = next((name for name in DAYS if fact and name in fact.shows), None)
    if formula is None or fact is None or day is None or formula.kind in ("median", "count"):
        return (), ()
    facts.as_written(database)
    place, named = _place(formula, day, cohort)
    query, (sums,) = compose.sums(
        replace(fact, terms={**fact.terms, PLACE: place}),
        f"cast({day} as date)",
        [formula],
        [("month", PLACE)],
        where=f"cast({day} as date) between $since and $until and $source in ('', source_id)",
    )
    rows = database.rows(
        f"select member, month, cast({sums.numerator} as double), "
        f"cast(coalesce({sums.denominator}, 0) as double), cast({sums.cases} as bigint) "
        f"from ({query}) where {sums.counted} > 0 order by month",
        {"since": days[0], "until": days[1], "source": cohort.source, **named},
    )
    if any(where == "elsewhere" for where, *_ in rows):
        return (), ()
    mine, others = (
        tuple(Sum(*row) for where, *row in rows if where == name and None not in row)
        for name in ("mine", "others")
    )
    return mine, others


def _place(formula: Formula, day: str, cohort: Cohort) -> tuple[str, dict[str, object]]:
    """The expression that says whose a case is, and its bound values.

    "elsewhere": it is booked in another month than that of its day.
    """
    whens = [f"when date_trunc('month', {day}) is distinct from {formula.month} then 'elsewhere'"]
    named: dict[str, object] = {}
    if cohort.dimension:
        text = f"coalesce(cast({cohort.dimension} as text), $not_stated)"
        whens.append(f"when {text} = $member then 'mine'")
        whens.append(f"when {text} = $not_stated then 'not stated' else 'others'")
        named = {"member": cohort.member, "not_stated": compose.NOT_STATED}
    else:
        whens.append("else 'mine'")
    return f"case {' '.join(whens)} end", named


def known_to(database: Database, kpi: Kpi, source: str, month: date) -> date | None:
    """The last local day that every source of the KPI since a month has seen whole; None if none.

    Days whose outcome window is not over are not among them.
    """
    as_of = database.value(AS_OF, {"kpi": kpi.id, "source": source, "month": month})
    return None if as_of is None else as_of - timedelta(days=kpi.maturity_days + 1)


def total(days: Iterable[Sum], first: date, last: date) -> Sum:
    """The sums of the days from `first` to `last`."""
    held = [day for day in days if first <= day.first <= last]
    return Sum(
        first,
        sum(day.numerator for day in held),
        sum(day.denominator for day in held),
        sum(day.n for day in held),
    )


def weeks(days: tuple[Sum, ...], first: date, last: date) -> tuple[Sum, ...]:
    """Whole weeks from Monday between two days, both included; a week without cases has n = 0."""
    monday = first + timedelta(days=-first.weekday() % 7)
    found = []
    while monday + WEEK - DAY <= last:
        found.append(total(days, monday, monday + WEEK - DAY))
        monday += WEEK
    return tuple(found)


def value(formula: Formula, found: Sum) -> float | None:
    """The KPI's value of sums, in its unit; None without a case or with a denominator of 0."""
    if not found.n:
        return None
    return formula.scale * found.numerator / found.denominator if found.denominator else None
