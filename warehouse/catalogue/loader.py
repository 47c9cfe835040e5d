"""Reads the catalogue: the shipped declarations, checked, overlaid by the organisation's own.

The texts are stored in each build, and an answer reads them from there: a figure is explained by
the declaration that it was computed with, not by the one that is on disk today.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from warehouse.catalogue import censoring, contracts, versions
from warehouse.catalogue.kpis import (
    KINDS,
    OUTCOMES,
    RESTATED,
    SIDES,
    SIGNS,
    UNITS,
    Catalogue,
    Exclusion,
    Fact,
    Formula,
    Kpi,
)
from warehouse.catalogue.naming import known
from warehouse.errors import CatalogueRefused
from warehouse.home import Settings

FOLDER = Path(__file__).parent
FILES = ("kpis.toml", "facts.toml", "review.toml")
OVERLAY = "care.json"  # the part of care.toml that figures depend on
NAME = re.compile(r"[a-z][a-z0-9_]*")
LABEL_LENGTH = 30  # characters that fit a column of 200 px at 14 px

MEASURED = {
    "kind", "unit", "scale", "fact", "month", "numerator", "denominator", "value", "cases",
    "exclusions", "source",
}  # fmt: skip
KPI_KEYS = MEASURED | {
    "label", "question", "outcome", "better", "formula", "target", "target_sign", "target_words",
    "target_origin", "target_clause", "target_note", "owner", "maturity_days", "reads_as", "beware",
    "also_by", "not_by", "review_cycle", "awaits", "combined_only", "version", "censored",
    "compare_within",
}  # fmt: skip
FORMULA_KEYS = MEASURED | {"label", "parameter", "split"}
REQUIRED = ("label", "question", "outcome", "kind", "unit", "better", "reads_as", "source")
SCALES = {"points": 100, "per_1000": 1000}


def shipped(settings: Settings) -> Catalogue:
    """The shipped declarations with the targets and owners of care.toml.

    Raises:
        CatalogueRefused: a declaration does not hold; the message says where.
    """
    texts = {name: (FOLDER / name).read_text(encoding="utf-8") for name in FILES}
    overlay = {
        "targets": settings.targets,
        "owners": settings.owners,
        "contracts": settings.contracts,
        "site": {
            "zone": settings.site_zone,
            "country": settings.country,
            "subdivision": settings.subdivision,
        },
    }
    return declared(
        texts | {OVERLAY: json.dumps(overlay, ensure_ascii=False, sort_keys=True, default=str)}
    )


def declared(texts: Mapping[str, str]) -> Catalogue:
    """The catalogue that these texts declare.

    Raises:
        CatalogueRefused: an unknown key, a missing unit, a name that nothing bears.
    """
    return _declared(tuple(sorted(texts.items())))


@lru_cache(maxsize=4)  # a pure function of its texts; reading 50 KPIs takes a tenth of a second
def _declared(texts: tuple[tuple[str, str], ...]) -> Catalogue:
    text = dict(texts)
    kpis, facts, review = (_toml(name, text[name]) for name in FILES)
    overlay = json.loads(text[OVERLAY])
    found_facts = {name: _fact(name, body) for name, body in facts["fact"].items()}
    reader = _Reader(found_facts, facts["exclusions"], review["policy"])
    found = {name: reader.kpi(name, body) for name, body in kpis["kpi"].items()}
    contracts.declared(found, overlay.get("contracts", {}))  # refused here, read where asked
    return Catalogue(
        kpis=versions.overlaid(found, overlay),
        facts=found_facts,
        order=tuple(facts["order"]),
        stored=frozenset(facts["stored"]),
        passing=frozenset(facts["passing"]),
        policy=review["policy"],
        answers=review["answers"],
        site=overlay["site"],
        texts=text,
    )


def _toml(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueRefused(f"Cannot read {name!r}", str(error), "Correct it.") from error


def _fact(name: str, body: Mapping[str, Any]) -> Fact:
    known(f"fact.{name}", body, ("dimensions", "shows", "terms", "packs", "near"))
    packs = tuple(tuple(pack) for pack in body.get("packs", ()))
    packed = [dimension for pack in packs for dimension in pack]
    known(f"packs of fact.{name}", packed, body["dimensions"])
    if len(set(packed)) < len(packed):
        raise CatalogueRefused(
            f"Cannot use the packs of fact {name!r}",
            f"a dimension stands in two of {[list(pack) for pack in packs]}",
            "Leave it in one of them.",
        )
    return Fact(
        name,
        tuple(body["dimensions"]),
        tuple(body["shows"]),
        body.get("terms", {}),
        packs,
        body.get("near", {}),
    )


class _Reader:
    """Turns the body of one KPI into its dataclass, refusing what does not hold."""

    def __init__(
        self,
        facts: Mapping[str, Fact],
        groups: Mapping[str, list[dict[str, str]]],
        policy: Mapping[str, int],
    ) -> None:
        self._facts = facts
        self._groups = groups
        self._policy = policy

    def kpi(self, name: str, body: Mapping[str, Any]) -> Kpi:
        """The KPI in force now, with all that was in force before it."""
        where = f"kpi.{name} of kpis.toml"
        return versions.dated(where, body, lambda place, told: self._kpi(place, name, told))

    def _kpi(self, where: str, name: str, body: Mapping[str, Any]) -> Kpi:
        self._check(where, name, body)
        head = self._formula(where, "", {"source": body["source"]}, body)
        variants = [
            self._formula(f"{where}, formula {variant!r}", variant, own, body)
            for variant, own in body.get("formula", {}).items()
        ]
        fact = self._facts.get(head.fact)
        also, never = list(body.get("also_by", [])), list(body.get("not_by", []))
        known(f"also_by and not_by of {where}", also + never, fact.dimensions if fact else ())
        banded = [body["compare_within"]] if body.get("compare_within") else []
        known(f"compare_within of {where}", banded, fact.dimensions if fact else ())
        split = [d for d in fact.dimensions if d not in ("agent", *never)] if fact else []
        plain = {key: body[key] for key in body if key in Kpi.__dataclass_fields__}
        words = (
            "label", "question", "reads_as", "beware", "target_words", "target_note", "awaits"
        )  # fmt: skip
        filled = {key: self._filled(where, body.get(key, "")) for key in words}
        target = body.get("target")
        return Kpi(
            **{
                **plain,
                **filled,
                "id": name,
                "target": None if target is None else float(target),
                "exclusions": head.exclusions,
                "formulas": (head, *variants) if head.fact else (),
                "parameters": {v.name: v.parameter for v in variants if v.parameter},
                "dimensions": tuple(split + also),
                "is_combined_only": body.get("combined_only", False),
                "censored": censoring.read(where, body, self._facts, self._exclusions),
            }
        )

    def _check(self, where: str, name: str, body: Mapping[str, Any]) -> None:
        known(where, body, KPI_KEYS)
        if not NAME.fullmatch(name):
            raise CatalogueRefused(f"Cannot use {where}", f"found {name!r}, expected a_short_name")
        missing = [key for key in REQUIRED if not body.get(key)]
        if missing:
            raise CatalogueRefused(f"Cannot use {where}", f"{missing} is missing")
        if bool(body.get("fact")) == bool(body.get("awaits")):
            raise CatalogueRefused(
                f"Cannot use {where}", "it needs a fact, or `awaits` to say which data it waits for"
            )
        known(f"outcome of {where}", [body["outcome"]], OUTCOMES)
        known(f"better of {where}", [body["better"]], SIDES)
        target = ("target" in body, bool(body.get("target_sign")), bool(body.get("target_origin")))
        if any(target) and not all(target):
            raise CatalogueRefused(
                f"Cannot use {where}", "a target needs target, target_sign and target_origin"
            )
        if target[0]:
            known(f"target_sign of {where}", [body["target_sign"]], SIGNS)
            versions.origin(where, body["target_origin"], body.get("target_clause", ""))
        if len(self._filled(where, body["label"])) > LABEL_LENGTH:
            raise CatalogueRefused(
                f"Cannot use {where}", f"its label is longer than {LABEL_LENGTH} characters"
            )

    def _formula(
        self, where: str, name: str, own: Mapping[str, Any], body: Mapping[str, Any]
    ) -> Formula:
        known(where, own, FORMULA_KEYS)
        if name == RESTATED:
            raise CatalogueRefused(f"Cannot use {where}", "its name is kept for restated figures")
        if not own.get("source"):
            raise CatalogueRefused(f"Cannot use {where}", "its source is missing")
        told = {**body, **own}
        kind, unit = told["kind"], told["unit"]
        known(f"kind of {where}", [kind], KINDS)
        known(f"unit of {where}", [unit], UNITS)
        if told.get("fact"):
            known(f"fact of {where}", [told["fact"]], self._facts)
            self._expressed(where, kind, told)
        cases = {"count": told.get("numerator", ""), "median": "1"}
        return Formula(
            name=name,
            label=self._filled(where, told["label"]),
            kind=kind,
            unit=unit,
            fact=told.get("fact", ""),
            month=told.get("month", ""),
            numerator=told.get("numerator", ""),
            denominator=told.get("denominator", ""),
            value=told.get("value", ""),
            cases=told.get("cases") or cases.get(kind) or told.get("denominator", ""),
            scale=told.get("scale", SCALES.get(unit, 1)),
            exclusions=self._exclusions(where, told.get("exclusions", [])),
            source=own["source"],
            parameter=own.get("parameter", ""),
            is_split=own.get("split", not name),
        )

    def _expressed(self, where: str, kind: str, told: Mapping[str, Any]) -> None:
        needed = {"median": ("month", "value"), "count": ("month", "numerator")}.get(
            kind, ("month", "numerator", "denominator")
        )
        missing = [key for key in needed if not told.get(key)]
        if missing:
            raise CatalogueRefused(f"Cannot use {where}", f"{missing} is missing for kind {kind!r}")

    def _exclusions(self, where: str, listed: list[Any]) -> tuple[Exclusion, ...]:
        found: list[Exclusion] = []
        for entry in listed:
            if isinstance(entry, str):
                known(f"exclusions of {where}", [entry], [f"@{group}" for group in self._groups])
                found += self._exclusions(where, self._groups[entry[1:]])
                continue
            if set(entry) != {"reason", "when"}:
                raise CatalogueRefused(
                    f"Cannot use {where}", f"an exclusion needs reason and when, found {entry!r}"
                )
            found.append(Exclusion(self._filled(where, entry["reason"]), entry["when"]))
        return tuple(found)

    def _filled(self, where: str, text: str) -> str:
        try:
            return text.format_map(self._policy)
        except (KeyError, ValueError, IndexError) as error:
            raise CatalogueRefused(
                f"Cannot use {where}",
                f"{error} names no policy number in {text!r}",
                f"Known are {sorted(self._policy)}.",
            ) from error
