"""Sums of a fact by each of its dimensions, from one pass over its rows.

A grouping set for each dimension costs a hash table and a pass over ten million rows each. Few
sets of several dimensions together cost a fourth of that; their sums are added up to those of each
dimension, which is exact, because they are sums of DECIMAL and of counts.
"""

from collections.abc import Sequence

from warehouse import compose
from warehouse.catalogue.kpis import Fact, Formula

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
    rows, found, added = compose.parts(fact, month, formulas, dimensions)
    cases = [f"when grouping({pack[0]}) = 0 then {place}" for place, pack in enumerate(by)]
    pack = f"case {' '.join(cases)} end" if cases else "0"
    sets = [f"({', '.join(['source_id', 'month', *pack])})" for pack in by or [()]]
    query = f"""{rows}
select {", ".join([f"{pack} as pack", "source_id", "month", *dimensions, *added.listed()])}
from part
group by grouping sets ({", ".join(sets)})"""
    return query, found, added


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
