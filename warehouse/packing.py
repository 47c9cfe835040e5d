"""Sums of a fact by each of its dimensions, from one pass over its rows.

Two things make ten million rows cheap. Each formula asks the same few questions of a row (is it
inbound, is it a test, …) in another selection: so they are asked once, their answers are the bits
of one number, and rows that answer alike are added up before any formula is looked at. And a
grouping set for each dimension would cost a hash table and a pass each: so few packs of dimensions
that go together are summed, and added up to those of each dimension, which is exact, because they
are sums of DECIMAL and of counts.
"""

from collections.abc import Sequence

from warehouse import compose
from warehouse.catalogue.kpis import Fact, Formula

BITS = 60  # of one BIGINT, its sign and a few apart
ROWS = "1"  # the expression that counts each row as one

Packs = list[tuple[str, ...]]


def packs(fact: Fact, dimensions: set[str]) -> Packs:
    """The dimensions that are wanted, in the packs that the fact declares; others go alone."""
    declared = [tuple(name for name in pack if name in dimensions) for pack in fact.packs]
    alone = dimensions.difference(*fact.packs)
    return [pack for pack in declared if pack] + [(name,) for name in sorted(alone)]


def packed(
    fact: Fact, month: str, formulas: Sequence[Formula], by: Packs
) -> tuple[str, list[compose.Sums], compose.Columns]:
    """A query of the sums by source, month and pack.

    Returns:
        The SQL, each formula's columns, and all that is summed. Columns of the result: pack (the
        place in `by`), source_id, month, the dimensions (null in other packs), the sums.
    """
    dimensions = [name for pack in by for name in pack]
    places = {
        when: place
        for place, when in enumerate(
            dict.fromkeys(one.when for formula in formulas for one in formula.exclusions)
        )
    }
    terms, added = compose.Columns("term_"), compose.Columns("sum_")
    found = [_formula(formula, places, terms, added) for formula in formulas]
    masks = _masks(places)
    keys = ["source_id", "month", *(f"mask_{place}" for place in range(len(masks)))]
    cases = [f"when grouping({pack[0]}) = 0 then {place}" for place, pack in enumerate(by)]
    pack = f"case {' '.join(cases)} end" if cases else "0"
    sets = [f"({', '.join([*keys, *pack])})" for pack in by or [()]]
    totals = [f"sum({name}) as {name}" for name in terms.of.values()]
    place = ["pack", "source_id", "month", *dimensions]
    query = f"""with asked as (
    select {", ".join(["source_id", f"{month} as month", *dimensions, *masks, *terms.listed()])}
    from {compose.relation(fact)}
    where {month} is not null
),
cell as (
    select {", ".join([f"{pack} as pack", *keys, *dimensions, "count(*) as cell_rows", *totals])}
    from asked
    group by grouping sets ({", ".join(sets)})
)
select {", ".join([*place, *added.listed()])}
from cell
group by {", ".join(place)}"""
    return query, found, added


def _masks(places: dict[str, int]) -> list[str]:
    """What a row answers to all exclusions, as the bits of as few numbers as hold them.

    Added up of `if`s, which takes two thirds of shifting and joining bits.
    """
    bits: dict[int, list[str]] = {}
    for when, place in places.items():
        bit = f"if({when}, {1 << place % BITS}::bigint, 0)"
        bits.setdefault(place // BITS, []).append(bit)
    return [f"{' + '.join(one)} as mask_{place}" for place, one in bits.items()]


def _formula(
    formula: Formula, places: dict[str, int], terms: compose.Columns, added: compose.Columns
) -> compose.Sums:
    """What to sum of the cells for a formula that can be added up."""
    bits: dict[int, int] = {}
    for exclusion in formula.exclusions:
        number, bit = divmod(places[exclusion.when], BITS)
        bits[number] = bits.get(number, 0) | 1 << bit
    out = " or ".join(f"mask_{number} & {wanted} <> 0" for number, wanted in bits.items())

    def total(expression: str) -> str:
        if not expression:
            return "null"
        term = "cell_rows" if expression == ROWS else terms.alias(expression)
        return added.alias(f"sum(if({out or 'false'}, null, {term}))")

    return compose.Sums(
        numerator=total(formula.numerator),
        denominator=total(formula.denominator),
        cases=total(formula.cases),
        counted=total(ROWS),
        **{name: total(expression) for name, expression in compose.squares(formula).items()},
        holistic="null",
    )


def unpacked(relation: str, by: Packs, added: compose.Columns) -> str:
    """A query of the sums by source, month and each dimension from those by pack.

    Columns as those of compose.sums. What was counted or summed before is summed.
    """
    totals = ", ".join(f"sum({name}) as {name}" for name in added.of.values())
    parts = [
        f"select source_id, month, '{name}' as dimension, cast({name} as text) as member, {totals} "
        f"from {relation} where pack = {place} group by source_id, month, {name}"
        for place, pack in enumerate(by)
        for name in pack
    ]
    whole = (
        f"select source_id, month, '' as dimension, '' as member, {totals} "
        f"from {relation} where pack = 0 group by source_id, month"
    )
    return " union all ".join([whole, *parts])
