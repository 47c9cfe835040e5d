"""Reads what contracts with outsourcers set: targets by provider, out of the organisation's file.

They are written like its own targets, with a history, and stored in the build with them; a contract
says nothing of the definition, which is the same for everybody.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from warehouse.catalogue import versions
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.catalogue.naming import known
from warehouse.errors import CatalogueRefused

CONTRACT = "client contract"  # the origin of such a target unless it says another
PROVIDER = "provider"  # the dimension
OVERLAY = "care.json"

Contracts = Mapping[str, Mapping[str, Kpi]]


def of(catalogue: Catalogue) -> Contracts:
    """The contracts that a catalogue was declared with: by provider the KPIs with its targets."""
    overlay = json.loads(catalogue.texts.get(OVERLAY, "{}"))
    return declared(catalogue.kpis, overlay.get("contracts", {}))


def declared(kpis: Mapping[str, Kpi], contracts: Mapping[str, Any]) -> Contracts:
    """By provider the KPIs with the target of its contract, and no other target.

    Raises:
        CatalogueRefused: an unknown KPI, one that is not split by provider, a target that is no
            number in its unit.
    """
    found: dict[str, dict[str, Kpi]] = {}
    for provider, told in contracts.items():
        section = f"contracts.{provider!r}"
        if not isinstance(told, dict):
            raise CatalogueRefused(
                f"Cannot use [{section}] of care.toml",
                f"found {told!r}, expected KPIs with their targets",
                f"Write [{section}] and below it a line like service_level = 0.85.",
            )
        known(f"[{section}] of care.toml", told, kpis)
        found[provider] = {name: _kpi(section, kpis[name], body) for name, body in told.items()}
    return found


def _kpi(section: str, kpi: Kpi, told: Any) -> Kpi:
    if PROVIDER not in kpi.dimensions:
        raise CatalogueRefused(
            f"Cannot use [{section}] {kpi.id} of care.toml",
            "its figures are not split by provider",
            "Take it out, or declare a target for all under [targets].",
        )
    bare = replace(
        kpi, target=None, target_words="", target_origin="", target_clause="",
        target_note="", versions=(),
    )  # fmt: skip
    return versions.laid_over(bare, versions.steps(bare, section, told, _target))


def _target(where: str, kpi: Kpi, told: Any) -> dict[str, Any]:
    entry = told if isinstance(told, dict) else {"value": told}
    return versions.own_target(where, kpi, {"origin": CONTRACT, **entry})
