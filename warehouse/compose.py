"""Composes SQL from declarations: what each row of a fact gives to each formula, summed in groups.

Declared expressions are part of the statement, as columns are; values that a caller names (a
month, a member, a threshold) are bound.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from warehouse.catalogue.kpis import Fact, Formula

NOT_STATED = "not stated"
COUNTED = "counted"
IN_NUMERATOR = "counted in the numerator"


@dataclass(frozen=True)
class Sums:
    """The names of the columns that hold a formula's sums in a composed query.

    `counted` counts the rows that no exclusion left out; `holistic` is the median, which cannot
    be added up. Of a mean: how many rows have a value of their own, its sum and that of its square.
    """

    numerator: str
    denominator: str
    cases: str
    counted: str
    holistic: str
    singles: str = "null"
    single: str = "null"
    squared: str = "null"


@dataclass
class Columns:
    """Expressions by the alias they were given; the same expression is computed once."""

    prefix: str
    of: dict[str, str] = field(default_factory=dict)

    def alias(self, expression: str) -> str:
        """The alias of an expression, a new one where it is new."""
        return self.of.setdefault(expression, f"{self.prefix}{len(self.of)}")

    def listed(self) -> list[str]:
        """The select list."""
        return [f"{expression} as {alias}" for expression, alias in self.of.items()]


def left_out(formula: Formula) -> str:
    """The condition under which a row is not counted; "false" where every row is."""
    return " or ".join(f"coalesce({e.when}, false)" for e in formula.exclusions) or "false"


def relation(fact: Fact, *, parameter: str = "") -> str:
    """A fact with its shared terms; `parameter` names a column that $parameter replaces."""
    base = fact.name
    if parameter:
        base = f"(select * replace (cast($parameter as decimal(18, 3)) as {parameter}) from {base})"
    if not fact.terms:
        return base
    terms = ", ".join(f"{expression} as {name}" for name, expression in fact.terms.items())
    return f"(select *, {terms} from {base})"


def sums(
    fact: Fact,
    month: str,
    formulas: Sequence[Formula],
    groups: Iterable[tuple[str, ...]],
    *,
    where: str = "true",
    parameter: str = "",
) -> tuple[str, list[Sums]]:
    """A query of all formulas over one fact, attributed by one of its months.

    `groups` are the grouping sets, each of columns among source_id, month and the dimensions.

    Returns:
        The SQL, and for each formula the columns that hold its sums. Columns of the result:
        source_id, month, dimension ("" for none), member (null where it is not stated), the sums.
    """
    sets = [tuple(group) for group in groups]
    dimensions = sorted({name for group in sets for name in group} - {"source_id", "month"})
    rows, found, added = parts(fact, month, formulas, dimensions, where=where, parameter=parameter)
    told = [f"when grouping({name}) = 0 then" for name in dimensions]
    dimension = " ".join(f"{case} '{name}'" for case, name in zip(told, dimensions, strict=True))
    member = " ".join(
        f"{case} cast({name} as text)" for case, name in zip(told, dimensions, strict=True)
    )
    keyed = [
        "source_id" if any("source_id" in group for group in sets) else "null as source_id",
        "month",
        f"case {dimension} else '' end as dimension" if dimensions else "'' as dimension",
        f"case {member} else '' end as member" if dimensions else "'' as member",
    ]
    query = f"""{rows}
select {", ".join([*keyed, *added.listed()])}
from part
group by grouping sets ({", ".join(f"({', '.join(group)})" for group in sets)})"""
    return query, found


def parts(
    fact: Fact,
    month: str,
    formulas: Sequence[Formula],
    dimensions: Iterable[str],
    *,
    where: str = "true",
    parameter: str = "",
) -> tuple[str, list[Sums], Columns]:
    """What each row of a fact gives to each formula; each exclusion is asked once a row, because
    asking costs more than summing.

    Returns:
        A with clause that ends with the relation `part` (source_id, month, the dimensions and
        what is to be summed), each formula's columns, and the sums to take of `part`.
    """
    whens, outs = Columns("is_when_"), Columns("is_out_")
    given, added = Columns("part_"), Columns("sum_")
    found = [_formula(formula, whens, outs, given, added) for formula in formulas]
    inner = ["source_id", f"{month} as month", *dimensions]
    query = f"""with asked as (
    select {", ".join(["*", *whens.listed()])}
    from {relation(fact, parameter=parameter)}
    where {month} is not null and {where}
),
judged as (
    select {", ".join(["*", *outs.listed()])}
    from asked
),
part as (
    select {", ".join([*inner, *given.listed()])}
    from judged
)"""
    return query, found, added


def _out(formula: Formula, whens: Columns) -> str:
    """The condition under which a row is not counted, of columns that hold its parts."""
    parts = [whens.alias(f"coalesce({exclusion.when}, false)") for exclusion in formula.exclusions]
    return " or ".join(parts) or "false"


def _formula(
    formula: Formula,
    whens: Columns,
    outs: Columns,
    parts: Columns,
    added: Columns,
) -> Sums:
    out = outs.alias(_out(formula, whens))

    def part(expression: str) -> str:
        return parts.alias(f"case when {out} then null else {expression} end")

    def total(expression: str) -> str:
        return added.alias(f"sum({part(expression)})") if expression else "null"

    return Sums(
        numerator=total(formula.numerator),
        denominator=total(formula.denominator),
        cases=total(formula.cases),
        **{name: total(expression) for name, expression in squares(formula).items()},
        counted=added.alias(f"count({part('1')})"),
        holistic=(
            added.alias(f"quantile_cont(cast({part(formula.value)} as double), 0.5)")
            if formula.kind == "median"
            else "null"
        ),
    )


def squares(formula: Formula) -> dict[str, str]:
    """What to sum for the spread of single cases, by the name of Sums; nothing but for a mean.

    To three decimals, so that sums stay exact in any order.
    """
    if formula.kind != "mean" or not formula.value:
        return {}
    value = f"cast({formula.value} as decimal(18, 3))"
    known = f"if(({formula.value}) is null, 0, 1)"
    return {"singles": known, "single": value, "squared": f"{value} * {value}"}


def stated(query: str) -> str:
    """Grouped sums without the dimensions that a source never states: they say nothing of it."""
    return (
        f"select * from ({query}) qualify dimension = '' "
        "or count(member) over (partition by source_id, dimension) > 0"
    )


def settled(formula: Formula, sums: Sums, relation: str, *, is_combined: bool) -> str:
    """A query of a formula's figures, in the columns of kpi_month, from grouped sums.

    Each source's own figures, or those of all sources together (source_id ""): sums are added up
    from the sources', a median has groups without source. They are provisional where one of the
    sources that they rest on is. $kpi, $formula, $dimensions, $not_stated and $maturity are bound.
    """
    adds = is_combined and formula.kind != "median"

    def whole(column: str) -> str:
        return f"sum({column})" if adds and column != "null" else column

    numerator, denominator = whole(sums.numerator), whole(sums.denominator)
    as_of = "min(local_as_of)" if adds else "earliest_as_of" if is_combined else "local_as_of"
    place = "partition by summed.month, summed.dimension, summed.member"
    earliest = f"min(clock.local_as_of) over ({place})" if is_combined and not adds else "null"
    return f"""with placed as (
    select
        summed.* replace (coalesce(summed.member, $not_stated) as member),
        clock.local_as_of,
        {earliest} as earliest_as_of
    from {relation} as summed
    left join source_clock as clock using (source_id)
    where summed.{sums.counted} > 0 and list_contains($dimensions, summed.dimension)
)
select
    $kpi as kpi_id, $formula as formula, {"''" if is_combined else "source_id"} as source_id,
    month, dimension, member,
    cast({numerator} as double) as numerator, cast({denominator} as double) as denominator,
    {value(formula, numerator, denominator, sums.holistic)} as value,
    cast(coalesce({whole(sums.cases)}, 0) as bigint) as n,
    {_deviation(whole, sums)} as deviation,
    if(month + interval 1 month + to_days($maturity) <= {as_of}, 'final', 'provisional') as status
from placed
where source_id is {"null" if is_combined and not adds else "not null"}
{"group by month, dimension, member" if adds else ""}"""


def _deviation(whole: Callable[[str], str], sums: Sums) -> str:
    """The sample standard deviation of single cases; null where a row stands for several.

    That is so where the cases' own values do not add up to the figure.
    """
    if sums.singles == "null":
        return "cast(null as double)"
    n, total = whole(sums.singles), whole(sums.single)
    squared = f"cast({whole(sums.squared)} as double)"
    return f"""case when {n} > 1 and {n} = {whole(sums.cases)} and {n} = {whole(sums.denominator)}
        and abs({total} - {whole(sums.numerator)}) <= 0.0005 * {n}
        then sqrt(greatest(0, ({squared} - cast({total} as double) ** 2 / {n}) / ({n} - 1))) end"""


def value(formula: Formula, numerator: str, denominator: str, holistic: str) -> str:
    """The expression of a formula's value from its sums; null where the denominator is 0."""
    if formula.kind == "median":
        return holistic
    if formula.kind == "count":
        return f"cast(coalesce({numerator}, 0) as double)"
    ratio = f"cast({numerator} as double) / nullif(cast({denominator} as double), 0)"
    return ratio if formula.scale == 1 else f"{formula.scale} * {ratio}"


def reason(formula: Formula) -> str:
    """The expression that says of a row: counted in the numerator, counted, or why not."""
    whens = [
        f"when coalesce({e.when}, false) then '{e.reason.replace(chr(39), chr(39) * 2)}'"
        for e in formula.exclusions
    ]
    if formula.kind in ("proportion", "rate", "nps", "count"):
        whens.append(f"when coalesce({formula.numerator}, 0) <> 0 then '{IN_NUMERATOR}'")
    return f"case {' '.join(whens)} else '{COUNTED}' end" if whens else f"'{COUNTED}'"


def readable(fact: Fact, formula: Formula) -> str:
    """One KPI's query as a person reads it; it gives the same figures as the composed one."""
    lines = [f"from {fact.name}"]
    if fact.terms:
        terms = ",\n".join(f"        {text} as {name}" for name, text in fact.terms.items())
        lines = [f"from (\n        select *,\n{terms}\n        from {fact.name}\n    )"]
    lines.append(f"where {formula.month} is not null")
    lines += [f"    and not coalesce({e.when}, false)  -- {e.reason}" for e in formula.exclusions]
    counted = "\n    ".join(lines)
    if formula.kind == "median":
        picked, figure = formula.value, "quantile_cont(cast(value as double), 0.5) as value"
        columns = f"{picked} as value, 1 as cases"
    else:
        denominator = formula.denominator or "null"
        columns = (
            f"{formula.numerator} as numerator,\n        {denominator} as denominator,\n"
            f"        {formula.cases} as cases"
        )
        figure = (
            "sum(numerator) as numerator, sum(denominator) as denominator,\n    "
            f"{value(formula, 'sum(numerator)', 'sum(denominator)', '')} as value"
        )
    return f"""with counted as (
    select
        source_id, {formula.month} as month,
        {columns}
    {counted}
)
select source_id, month, {figure}, sum(cases) as n
from counted
group by source_id, month
order by source_id, month"""
