"""Profiles read from TOML and checked: an unknown key or column is an error with near misses.

The shipped ones stand in pipelines/profiles/, an organisation's own in CARE_HOME/profiles.
"""

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.language import ALLOWED, KEYS, SOURCES
from pipelines.mapping import Group, Profile, Reader, Rule, Spec, TableMap, Times, Variant, maps_of
from warehouse.catalogue.tables import PROVENANCE, tables
from warehouse.errors import CatalogueRefused
from warehouse.home import Home, zone_known

SHIPPED = Path(__file__).with_name("profiles")


def profiles(home: Home) -> list[Profile]:
    """The shipped profiles and the organisation's own, checked.

    One of the organisation's own replaces the shipped one of the same name.

    Raises:
        CatalogueRefused: a profile has an unknown key, table, column, cast or policy, or two
            files declare the same name.
    """
    by_name: dict[str, Profile] = {}
    for folder in (SHIPPED, home.profiles):
        here: dict[str, Profile] = {}
        for file in sorted(folder.glob("*.toml")):
            profile = read_profile(file)
            if profile.name in here:
                raise CatalogueRefused(
                    f"Cannot use profile {file.name!r}",
                    f"another file in {folder.name!r} is named {profile.name!r} too",
                    "Give one of them another name.",
                )
            here[profile.name] = profile
        by_name |= here
    return list(by_name.values())


def read_profile(file: Path) -> Profile:
    """One checked profile."""
    try:
        text = file.read_text(encoding="utf-8")
        declared = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise CatalogueRefused(f"Cannot read profile {file.name!r}", str(error)) from error
    return checked(declared, text, f"Cannot use profile {file.name!r}")


def checked(declared: dict[str, Any], text: str, where: str) -> Profile:
    """The profile that a declaration says; `text` is the declaration as written.

    Raises:
        CatalogueRefused: beginning with `where`, what is wrong with it.
    """
    _known(declared, "profile", where)
    for part in ("reader", "recognise", "time"):
        _known(declared.get(part, {}), part, f"{where}, [{part}]")
    if missing := {"mapping", "name", "tool", "source", "reader", "tables"} - set(declared):
        raise CatalogueRefused(where, f"{sorted(missing)} is missing")
    _allowed("mapping", declared["mapping"], where)
    values = dict(declared.get("values", {}))
    nulls = tuple(values.pop("null", ["", "-"]))
    recognise = declared.get("recognise", {})
    profile = Profile(
        name=declared["name"],
        tool=declared["tool"],
        source=declared["source"],
        cadence_days=declared.get("cadence_days", 31),
        site_zone=declared.get("site_zone", ""),
        reader=_reader(declared["reader"], where),
        required=tuple(recognise.get("columns", ())),
        file_pattern=recognise.get("file", ""),
        contains=recognise.get("contains", ""),
        lacks=recognise.get("lacks", ""),
        part=recognise.get("part", ""),
        synonyms=_other_names(declared.get("synonyms", {})),
        time=Times(**{k: _frozen(v) for k, v in declared.get("time", {}).items()}),
        null_tokens=nulls,
        values=values,
        excludes=_rules(declared.get("exclude", []), where),
        rejects=_rules(declared.get("reject", []), where),
        refuses=_rules(declared.get("refuse", []), where),
        tables=tuple(_table(name, body, where) for name, body in declared["tables"].items()),
        personal=frozenset(declared.get("personal", ())),
        trusted=frozenset(declared.get("trusted", ())),
        text=text,
    )
    _check(profile, where)
    return profile


def _other_names(declared: dict[str, list[str]]) -> dict[str, str]:
    return {other: name for name, others in declared.items() for other in others}


def _reader(declared: Spec, where: str) -> Reader:
    """The declared reader, its group checked."""
    options = {key: _frozen(value) for key, value in declared.items() if key != "group"}
    if not (group := declared.get("group")):
        return Reader(**options)
    place = f"{where}, [reader.group]"
    _known(group, "group", place)
    if "by" not in group:
        raise CatalogueRefused(place, "by is missing")
    if "starts" in group:
        _condition(group["starts"], place)
    for spec in (columns := group.get("columns", {})).values():
        _known(spec, "group column", place)
        if len(set(Group.FUNCTIONS) & set(spec)) != 1:
            raise CatalogueRefused(place, f"expected one of {Group.FUNCTIONS} in {spec!r}")
        if "where" in spec:
            _condition(spec["where"], place)
    keep = group.get("keep_rows", False)
    return Reader(**options, group=Group(_frozen(group["by"]), columns, group.get("starts"), keep))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _rules(declared: list[Spec], where: str) -> tuple[Rule, ...]:
    for rule in declared:
        _exactly(rule, {"reason", "when"}, where)
        _condition(rule["when"], where)
    return tuple(Rule(rule["reason"], rule["when"]) for rule in declared)


def _table(name: str, body: Spec, where: str) -> TableMap:
    if name not in tables():
        raise CatalogueRefused(where, f"there is no table {name!r}", _near(name, tables()))
    place = f"{where}, [tables.{name}]"
    _known(body, "table", place)
    shared = body.get("columns", {})
    variants = []
    for row in body.get("rows", [{}]):
        _known(row, "row", place)
        both = [c for c in (body.get("where"), row.get("where")) if c]
        condition = {"all": both} if len(both) > 1 else (both[0] if both else None)
        variants.append(Variant(shared | row.get("columns", {}), condition))
    for variant in variants:
        _columns(name, variant, place)
    if "updated_at" in body:
        _spec(body["updated_at"], place)
    return TableMap(name, tuple(variants), body.get("updated_at"))


def _columns(table: str, variant: Variant, place: str) -> None:
    canonical = tables()[table].columns
    for column, spec in variant.columns.items():
        if column not in canonical or column in PROVENANCE:
            raise CatalogueRefused(
                place, f"there is no column {column!r}", _near(column, canonical)
            )
        _spec(spec, f"{place}, {column}")
    absent = [c.name for c in canonical.values() if c.required and c.name not in variant.columns]
    if absent:
        raise CatalogueRefused(place, f"required columns {absent} are not mapped")
    if variant.where:
        _condition(variant.where, place)


def _spec(spec: Spec, place: str) -> None:
    if not isinstance(spec, dict):
        raise CatalogueRefused(place, f"found {spec!r}, expected a table such as {{from = …}}")
    _known(spec, "spec", place)
    for key in ("as", "end_of", "normalise"):
        _allowed(key, spec.get(key), place)
    _zone(spec.get("zone"), place)
    _pattern(spec.get("pattern"), place, groups=1)
    _file_pattern(spec.get("file"), place, groups=1)
    if len(given := sorted(SOURCES & set(spec))) > 1:
        raise CatalogueRefused(place, f"found {given}, expected one source of the value")
    if "when" in spec:
        _condition(spec["when"], place)
    nested = [
        spec[k] for k in ("plus_s", "else", "minus", "times") if isinstance(spec.get(k), dict)
    ]
    nested += [
        i
        for k in ("coalesce", "join", "sum", "between")
        for i in spec.get(k, ())
        if isinstance(i, dict)
    ]
    for branch in spec.get("case", ()):
        _exactly(branch, {"when", "then"}, place)
        _condition(branch["when"], place)
        nested.append(branch["then"])
    for inner in nested:
        _spec(inner, place)


def _condition(condition: Spec, place: str) -> None:
    _known(condition, "condition", place)
    if {"column", "all", "any", "not"}.isdisjoint(condition):
        raise CatalogueRefused(place, f"condition {condition!r} names no column")
    _pattern(condition.get("matches"), place)
    for inner in (*condition.get("all", ()), *condition.get("any", ())):
        _condition(inner, place)
    if "not" in condition:
        _condition(condition["not"], place)


def _check(profile: Profile, where: str) -> None:
    _allowed("format", profile.reader.format, where)
    _allowed("ambiguous", profile.time.ambiguous, where)
    _allowed("nonexistent", profile.time.nonexistent, where)
    for language in profile.time.month_names:
        _allowed("month_names", language, where)
    _zone(profile.time.zone, where)
    _zone(profile.site_zone, where)
    for pattern in (profile.reader.skip_lines, profile.contains, profile.lacks):
        _file_pattern(pattern, where)
    for pattern in (profile.reader.name_pattern, profile.part):
        _file_pattern(pattern or None, where, groups=1)
    _pattern(profile.reader.line or None, where, groups=1)
    group = profile.reader.group
    if group and not group.keep_rows:
        for name in profile.mapped:
            if name not in (known := {*group.by, *group.made}):
                raise CatalogueRefused(where, f"a group has no column {name!r}", _near(name, known))
    variants = [variant for table in profile.tables for variant in table.variants]
    for named in maps_of([variant.columns for variant in variants]):
        if named not in profile.values:
            raise CatalogueRefused(
                where, f"there is no [values.{named}]", _near(named, profile.values)
            )


def _allowed(key: str, value: Any, where: str) -> None:
    if value is not None and value not in ALLOWED[key]:
        raise CatalogueRefused(where, f"{key} = {value!r}", f"Allowed are {sorted(ALLOWED[key])}.")


def _zone(zone: str | None, where: str) -> None:
    if zone and not zone_known(zone):
        raise CatalogueRefused(where, f"{zone!r} is not an IANA time zone")


def _pattern(pattern: str | None, where: str, *, groups: int = 0) -> None:
    """Refuse a regular expression that Polars cannot run, before it meets a cell."""
    if pattern is None:
        return
    try:
        found = pl.Series([""]).str.extract_groups(pattern).struct.fields
    except pl.exceptions.ComputeError as error:
        raise CatalogueRefused(
            where, f"the pattern {pattern!r} cannot be used", str(error).split("\n")[0]
        ) from error
    _grouped(pattern, len(found), groups, where)


def _file_pattern(pattern: str | None, where: str, *, groups: int = 0) -> None:
    """The same for patterns over a file's name or beginning, which Python runs."""
    if pattern is None:
        return
    try:
        found = re.compile(pattern).groups
    except re.error as error:
        raise CatalogueRefused(
            where, f"the pattern {pattern!r} cannot be used", str(error)
        ) from error
    _grouped(pattern, found, groups, where)


def _grouped(pattern: str, found: int, wanted: int, where: str) -> None:
    if found < wanted:
        raise CatalogueRefused(
            where, f"the pattern {pattern!r} has no group", "Put what is to be kept in ( )."
        )


def _exactly(body: Spec, keys: set[str], where: str) -> None:
    if set(body) != keys:
        raise CatalogueRefused(where, f"found {sorted(body)}, expected {sorted(keys)}")


def _known(body: Spec, kind: str, where: str) -> None:
    unknown = sorted(set(body) - KEYS[kind])
    if unknown:
        raise CatalogueRefused(where, f"unknown key {unknown[0]!r}", _near(unknown[0], KEYS[kind]))


def _near(word: str, known: Any) -> str:
    close = get_close_matches(word, list(known), n=3, cutoff=0.0)
    return f"Did you mean one of {close}?"
