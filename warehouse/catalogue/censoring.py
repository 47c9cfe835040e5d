"""Reads how a KPI counts cases that are not over: the table `[kpi.….censored]` of kpis.toml."""

from collections.abc import Callable, Mapping
from typing import Any

from warehouse.catalogue.kpis import UNITS, Censored, Exclusion, Fact, Formula
from warehouse.catalogue.naming import known
from warehouse.errors import CatalogueRefused

TOLD = ("month", "value", "is_event", "ended", "going")
KEYS = {*TOLD, "fact", "unit", "exclusions"}
DURATIONS = ("seconds", "hours")


def read(
    where: str,
    body: Mapping[str, Any],
    facts: Mapping[str, Fact],
    exclusions: Callable[[str, list[Any]], tuple[Exclusion, ...]],
) -> Censored | None:
    """The censored form of a KPI; None where it declares none. Fact and unit are the KPI's own
    unless told.

    Raises:
        CatalogueRefused: an unknown key, a missing one, a fact or unit that is not there, or a unit
            that is no duration.
    """
    told = body.get("censored")
    if told is None:
        return None
    place = f"{where}, censored"
    if not isinstance(told, Mapping):
        raise CatalogueRefused(f"Cannot use {place}", "it is no table", "Write [kpi.….censored].")
    known(place, told, KEYS)
    missing = [key for key in TOLD if not told.get(key)]
    if missing:
        raise CatalogueRefused(f"Cannot use {place}", f"{missing} is missing")
    fact, unit = told.get("fact", body.get("fact", "")), told.get("unit", body["unit"])
    known(f"fact of {place}", [fact], facts)
    known(f"unit of {place}", [unit], UNITS)
    if unit not in DURATIONS:
        raise CatalogueRefused(
            f"Cannot use {place}", f"found the unit {unit!r}", f"Give one of {list(DURATIONS)}."
        )
    formula = Formula(
        name="censored",
        label=body["label"],
        kind="median",
        unit=unit,
        fact=fact,
        month=told["month"],
        numerator="",
        denominator="",
        value=told["value"],
        cases="1",
        scale=1,
        exclusions=exclusions(place, told.get("exclusions", [])),
        source=body["source"],
    )
    return Censored(formula, told["is_event"], told["ended"], told["going"])
