"""What the page of definitions prints of a KPI's history and of its target's origin."""

from datetime import date

from pages.parts import cataloguing
from warehouse.catalogue.loader import shipped
from warehouse.home import Settings

KPI = "service_level"


def kpi():
    own = {
        "value": 0.85, "origin": "client contract", "note": "Acme, schedule 4",
        "valid_from": date(2025, 6, 1), "why": "contract renewed", "author": "Board",
    }  # fmt: skip
    return shipped(Settings(targets={KPI: [{"value": 0.8}, own]})).kpis[KPI]


def test_each_version_says_what_changed_why_and_who_decided():
    (line,) = cataloguing.history(kpi())
    assert (line["From"], line["Target"]) == ("Jun 2025", "≥\u202f85\u202f%")
    assert (line["Why"], line["Decided by"]) == ("contract renewed", "Board")
    assert "target" in line["Changed"]
    assert line["Reaches back"] == "no"


def test_a_kpi_that_never_changed_has_no_history():
    assert cataloguing.history(shipped(Settings()).kpis[KPI]) == []


def test_the_origin_of_a_target_is_printed_with_the_words_that_say_more():
    told = dict(cataloguing.responsible(kpi()))
    assert told["Origin of the target"] == "client contract, Acme, schedule 4"
