"""Which rows of a fact a cohort holds: one condition a dimension, and the values it binds."""

from datetime import date

from warehouse import compose
from warehouse.answers.shapes import Cohort
from warehouse.catalogue.kpis import Formula


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


def scope(formula: Formula, month: date, cohort: Cohort) -> tuple[str, dict[str, object]]:
    """The condition that picks one month and cohort of a fact, and its bound values."""
    where, named = members(cohort)
    where += [f"{formula.month} = $month", "$source in ('', source_id)"]
    return " and ".join(where), {**named, "month": month, "source": cohort.source}
