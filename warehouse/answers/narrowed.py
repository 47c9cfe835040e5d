"""Which rows of a fact a cohort holds: one condition a dimension, and the values it binds."""

from datetime import UTC, date, datetime, timedelta

from warehouse import compose
from warehouse.answers.shapes import Cohort
from warehouse.catalogue.kpis import Fact, Formula
from warehouse.period import month_add

DAY = timedelta(days=1)


def members(cohort: Cohort) -> tuple[list[str], dict[str, object]]:
    """The conditions that pick a cohort's members, never null, and their bound values."""
    where: list[str] = []
    named: dict[str, object] = {}
    for place, (dimension, member) in enumerate(cohort.members):
        if member == compose.NOT_STATED:
            where.append(f"({dimension} is null)")
        else:
            where.append(f"coalesce(cast({dimension} as text) = $member_{place}, false)")
            named[f"member_{place}"] = member
    return where, named


def near(fact: Fact, month: str, first: date, last: date) -> tuple[list[str], dict[str, object]]:
    """A condition that every row of the months fulfils, and its bound values; none where none is.

    It looks at stored instants, so that rows of other months are passed over before any join.
    A local day begins at most a day before or after that of UTC.
    """
    if month not in fact.near:
        return [], {}
    after = month_add(last, 1)
    return [f"({fact.near[month]})"], {
        "near_from": datetime(first.year, first.month, 1, tzinfo=UTC) - DAY,
        "near_to": datetime(after.year, after.month, 1, tzinfo=UTC) + DAY,
    }


def scope(
    fact: Fact, formula: Formula, month: date, cohort: Cohort
) -> tuple[str, dict[str, object]]:
    """The condition that picks one month and cohort of a fact, and its bound values."""
    where, named = members(cohort)
    close, moments = near(fact, formula.month, month, month)
    where += [*close, f"{formula.month} = $month", "$source in ('', source_id)"]
    return " and ".join(where), {**named, **moments, "month": month, "source": cohort.source}
