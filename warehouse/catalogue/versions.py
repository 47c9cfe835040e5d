"""Reads versions: what of a KPI changed when, in kpis.toml and in the organisation's own care.toml.

A version says only what it changes; everything else stays as the version before had it. Care.toml
overlays targets and owners in the same way, and from the day of an own target on the catalogue's
says nothing any more.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from warehouse.catalogue.kpis import ORIGINS, SIGNS, Kpi, Version
from warehouse.catalogue.naming import known
from warehouse.errors import CatalogueRefused

TARGET = ("target", "target_sign", "target_words", "target_origin", "target_clause", "target_note")
CHANGEABLE = {
    "month", "numerator", "denominator", "value", "cases", "exclusions", "source", "formula",
    "maturity_days", "owner", "reads_as", "beware", *TARGET,
}  # fmt: skip
FIXED = {"kind", "unit", "scale", "fact", "better"}  # a KPI of another kind is another KPI
DATED = {"valid_from", "why", "author", "restates"}
FIELDS = (
    "month", "numerator", "denominator", "value", "exclusions", "formulas", "parameters", "source",
    "maturity_days", "owner", "reads_as", "beware", *TARGET,
)  # fmt: skip
NO_TARGET = "none"
OWN_TARGET = {"value", "sign", "origin", "clause", "note", "words", "valid_from", "why", "author"}
OWN_OWNER = {"name", "valid_from", "why", "author"}

Body = Mapping[str, Any]


def dated(where: str, body: Body, read: Callable[[str, Body], Kpi]) -> Kpi:
    """A KPI from its body and the versions in it; `read` turns one plain body into a KPI.

    Raises:
        CatalogueRefused: versions out of order or of one day, without why or author, that change
            nothing, or that change what makes it the same KPI.
    """
    plain = {key: value for key, value in body.items() if key != "version"}
    declared = body.get("version", [])
    if not isinstance(declared, list) or not all(isinstance(one, dict) for one in declared):
        raise CatalogueRefused(f"Cannot use {where}", "write each version as [[kpi.….version]]")
    found = [_snapshot(read(where, plain), Version(None))]
    for change in declared:
        place = f"version {change.get('valid_from', 'without valid_from')} of {where}"
        _check(place, change, found[-1])
        merged = _merged(place, plain, change)
        if merged == plain:
            raise CatalogueRefused(
                f"Cannot use {place}", "it changes nothing", "Take it out, or say what changes."
            )
        changes = tuple(sorted(key for key in CHANGEABLE if merged.get(key) != plain.get(key)))
        version = Version(
            day(place, change["valid_from"]),
            change["why"],
            change["author"],
            changes,
            change.get("restates", ""),
        )
        found.append(_snapshot(read(place, merged), version))
        plain = merged
    return found[-1][0] if len(found) == 1 else _kpi(found)


def _snapshot(kpi: Kpi, version: Version) -> tuple[Kpi, Version]:
    return kpi, replace(version, fields={name: getattr(kpi, name) for name in FIELDS})


def _kpi(found: Sequence[tuple[Kpi, Version]]) -> Kpi:
    return replace(found[-1][0], versions=tuple(version for _, version in found))


def _check(place: str, change: Body, before: tuple[Kpi, Version]) -> None:
    fixed = sorted(FIXED & set(change))
    if fixed:
        raise CatalogueRefused(
            f"Cannot use {place}",
            f"{fixed} cannot change: figures of another {fixed[0]} cannot stand in one series",
            "Declare another KPI with its own id.",
        )
    known(place, change, CHANGEABLE | DATED)
    _signed(place, change)
    _follows(place, day(place, change["valid_from"]), before[1].valid_from)


def _signed(place: str, change: Body) -> None:
    missing = [key for key in ("valid_from", "why", "author") if not change.get(key)]
    if missing:
        raise CatalogueRefused(
            f"Cannot use {place}",
            f"{missing} is missing",
            "Say from when it holds, why it changed, and who decided.",
        )


def _follows(place: str, begins: date, before: date | None) -> None:
    if before is not None and begins <= before:
        raise CatalogueRefused(
            f"Cannot use {place}",
            f"it begins on {begins}, the one before it on {before}",
            "Versions stand oldest first, each from its own day on.",
        )


def day(where: str, value: Any) -> date:
    """The first day of a month, out of TOML or out of the text that a build keeps.

    Raises:
        CatalogueRefused: it is no day, or not a month's first.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        found = value
    else:
        try:
            found = date.fromisoformat(value)
        except (TypeError, ValueError):
            raise CatalogueRefused(
                f"Cannot use {where}",
                f"valid_from = {value!r} is no day",
                "Write it like 2025-07-01.",
            ) from None
    if found.day != 1:
        raise CatalogueRefused(
            f"Cannot use {where}",
            f"valid_from = {found} lies inside a month, and a month has one definition",
            "Write the first day of the month that it holds for first.",
        )
    return found


def _merged(place: str, plain: Body, change: Body) -> dict[str, Any]:
    own = {key: value for key, value in change.items() if key in CHANGEABLE}
    merged = {**plain, **own}
    if "target" in own and "target_words" not in own:
        merged.pop("target_words", None)  # they spoke of the target before
    if own.get("target") == NO_TARGET:
        merged = {key: value for key, value in merged.items() if key not in TARGET}
    if "formula" in own:
        formulas = plain.get("formula", {})
        known(f"formula of {place}", own["formula"], formulas)
        merged["formula"] = {
            name: {**body, **own["formula"].get(name, {})} for name, body in formulas.items()
        }
    return merged


def origin(where: str, name: str, clause: str) -> None:
    """Refuse a target whose origin is none of ORIGINS, or a standard without its clause.

    Raises:
        CatalogueRefused: so it is.
    """
    known(f"target_origin of {where}", [name], ORIGINS)
    if name == "standard" and not any(letter.isdigit() for letter in clause):
        raise CatalogueRefused(
            f"Cannot use {where}",
            f"its target comes from a standard, but its clause is {clause!r}",
            "Name the standard and the clause that sets the number; if none does, the target is "
            "the organisation's.",
        )


def overlaid(kpis: Mapping[str, Kpi], overlay: Mapping[str, Any]) -> dict[str, Kpi]:
    """The KPIs with the targets and owners of care.toml.

    Raises:
        CatalogueRefused: an unknown KPI or key, a target that is no number in the KPI's unit.
    """
    known("[owners] of care.toml", overlay["owners"], kpis)
    known("[targets] of care.toml", overlay["targets"], kpis)
    found = {}
    for name, kpi in kpis.items():
        told = steps(kpi, "targets", overlay["targets"].get(name), own_target)
        told += steps(kpi, "owners", overlay["owners"].get(name), _own_owner)
        found[name] = laid_over(kpi, told) if told else kpi
    return found


def steps(
    kpi: Kpi, section: str, told: Any, read: Callable[[str, Kpi, Body], dict[str, Any]]
) -> list[Version]:
    """What one section of care.toml says of a KPI: a plain value, or entries each from a day."""
    if told is None:
        return []
    where = f"[{section}] {kpi.id} of care.toml"
    if not isinstance(told, list):
        return [Version(None, fields=read(where, kpi, told))]
    found: list[Version] = []
    for entry in told:
        if not isinstance(entry, dict):
            raise CatalogueRefused(f"Cannot use {where}", f"found {entry!r}, expected a table")
        place = f"{where}, {entry.get('valid_from', 'from the beginning')}"
        begins = None
        if found or "valid_from" in entry:
            _signed(place, entry)
            begins = day(place, entry["valid_from"])
            _follows(place, begins, found[-1].valid_from if found else None)
        fields = read(place, kpi, entry)
        if found and fields == found[-1].fields:
            raise CatalogueRefused(f"Cannot use {place}", "it changes nothing", "Take it out.")
        found.append(Version(begins, entry.get("why", ""), entry.get("author", ""), fields=fields))
    return found


def own_target(where: str, kpi: Kpi, told: Any) -> dict[str, Any]:
    """The fields of a KPI that one entry of care.toml sets, a plain value or a table.

    Raises:
        CatalogueRefused: no number in the KPI's unit, an unknown sign, key or origin.
    """
    entry = told if isinstance(told, dict) else {"value": told}
    known(where, entry, OWN_TARGET)
    value = entry.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float) or kpi.better == "neither":
        raise CatalogueRefused(
            f"Cannot use {where}",
            f"found {value!r} for a KPI of which {kpi.better!r} is better",
            f"Write a number in its unit ({kpi.unit}; shares 0–1).",
        )
    sign = entry.get("sign") or kpi.target_sign or {"higher": "≥", "lower": "≤"}[kpi.better]
    known(f"sign of {where}", [sign], SIGNS)
    told_origin = entry.get("origin", "organisation")
    origin(where, told_origin, entry.get("clause", ""))
    words = {f"target_{key}": entry.get(key, "") for key in ("words", "clause", "note")}
    return words | {"target": float(value), "target_sign": sign, "target_origin": told_origin}


def _own_owner(where: str, _: Kpi, told: Any) -> dict[str, Any]:
    entry = told if isinstance(told, dict) else {"name": told}
    known(where, entry, OWN_OWNER)
    if not isinstance(entry.get("name"), str):
        raise CatalogueRefused(f"Cannot use {where}", f"found {told!r}, expected a name")
    return {"owner": entry["name"]}


def laid_over(kpi: Kpi, told: Sequence[Version]) -> Kpi:
    """One row of versions out of the catalogue's and the organisation's own."""
    shipped = kpi.versions or (_snapshot(kpi, Version(None))[1],)
    begins = sorted({version.valid_from or date.min for version in (*shipped, *told)})
    found: list[Version] = []
    for since in begins:
        base = kpi.at(since) if kpi.versions else kpi
        fields = {name: getattr(base, name) for name in FIELDS}
        new = [v for v in (*shipped, *told) if (v.valid_from or date.min) == since]
        for step in told:
            if (step.valid_from or date.min) <= since:
                fields |= step.fields
        before = found[-1].fields if found else fields
        changes = tuple(sorted(name for name in FIELDS if fields[name] != before[name]))
        if found and not changes:
            continue  # a target of the catalogue that an own one had replaced before
        signed = [v for v in new if v.why]
        found.append(
            Version(
                None if since == date.min else since,
                "; ".join(v.why for v in signed),
                "; ".join(dict.fromkeys(v.author for v in signed)),
                changes,
                "; ".join(v.restates for v in signed if v.restates),
                fields,
            )
        )
    kept = tuple(found) if len(found) > 1 else ()
    return replace(kpi, **found[-1].fields, versions=kept)
