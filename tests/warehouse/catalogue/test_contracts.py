"""Targets of contracts: by provider, with a history, beside the definition that counts for all."""

from datetime import date

import pytest

from warehouse.catalogue import contracts
from warehouse.catalogue.loader import declared, shipped
from warehouse.errors import CatalogueRefused
from warehouse.home import Settings

KARROW = "Karrow Contact"


def agreed(told):
    return contracts.of(shipped(Settings(contracts={KARROW: told})))[KARROW]


def test_a_plain_value_is_in_force_from_the_beginning_with_the_sign_of_the_kpi():
    kpi = agreed({"abandonment_rate": 0.04})["abandonment_rate"]
    assert (kpi.target, kpi.target_sign, kpi.origin) == (0.04, "<", "client contract")
    assert kpi.meets(0.03) and not kpi.meets(0.04)


def test_a_list_has_a_history_and_before_its_first_day_there_is_no_contract():
    kpi = agreed(
        {"service_level": [
            {"value": 0.8, "valid_from": date(2025, 1, 1), "why": "signed", "author": "Board",
             "note": "schedule 4"},
            {"value": 0.85, "valid_from": date(2025, 6, 1), "why": "renewed", "author": "Board"},
        ]}
    )["service_level"]  # fmt: skip
    found = [kpi.target_at(date(year, month, 1)) for year, month in
             ((2024, 12), (2025, 1), (2025, 5), (2025, 6))]  # fmt: skip
    assert found == [None, 0.8, 0.8, 0.85]
    assert kpi.at(date(2025, 2, 1)).origin == "client contract, schedule 4"


def test_the_target_of_everybody_else_stays_as_it_is():
    catalogue = shipped(Settings(contracts={KARROW: {"service_level": 0.9}}))
    assert catalogue.kpis["service_level"].target == 0.8
    assert contracts.of(shipped(Settings())) == {}


def test_a_build_of_before_contracts_has_none():
    texts = dict(shipped(Settings()).texts)
    texts["care.json"] = texts["care.json"].replace('"contracts": {}, ', "")
    assert "contracts" not in texts["care.json"]
    assert contracts.of(declared(texts)) == {}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"service_levle": 0.9}, "Did you mean 'service_level'"),
        ({"survey_response_rate": "high"}, "Write a number in its unit"),
        ({"customer_retention_rate": 0.9}, "not split by provider"),
        ({"average_handle_time": 300}, "of which 'neither' is better"),
        ({"service_level": {"value": 0.9, "origin": "handshake"}}, "unknown 'handshake'"),
        (0.9, "expected KPIs with their targets"),
    ],
)
def test_what_a_contract_cannot_set_is_refused_with_its_place(told, words):
    with pytest.raises(CatalogueRefused, match=words) as refusal:
        shipped(Settings(contracts={KARROW: told}))
    assert "contracts.'Karrow Contact'" in str(refusal.value)
