"""Versions: what was in force on a month's first day decides; one that lies is refused."""

import re
from datetime import date

import pytest

from warehouse.catalogue.binding import bound
from warehouse.catalogue.loader import declared, shipped
from warehouse.errors import CatalogueRefused
from warehouse.home import Settings

KPI = "abandonment_rate"  # ships with < 5 %, organisation, no version
STRICT = """
[[kpi.abandonment_rate.version]]
valid_from = 2025-04-01
why = "short abandons count"
author = "Head of service"
numerator = "abandoned"
denominator = "offered"
exclusions = ["@queue", "@live"]
"""
TIGHTER = """
[[kpi.abandonment_rate.version]]
valid_from = 2025-07-01
why = "a tighter target"
author = "Board"
target = 0.04
target_sign = "≤"
"""


def versioned(*added, settings=None):
    texts = dict(shipped(settings or Settings()).texts)
    anchor = "[kpi.short_abandon_rate]"
    assert anchor in texts["kpis.toml"]
    added = "\n".join(added) + f"\n{anchor}"
    return declared(texts | {"kpis.toml": texts["kpis.toml"].replace(anchor, added, 1)})


def test_a_month_is_judged_by_what_was_in_force_on_its_first_day():
    kpi = versioned(STRICT, TIGHTER).kpis[KPI]
    assert [kpi.target_at(date(2025, month, 1)) for month in (3, 6, 7)] == [0.05, 0.05, 0.04]
    assert (kpi.at(date(2025, 6, 1)).target_sign, kpi.at(date(2025, 7, 1)).target_sign) == (
        "<",
        "≤",
    )
    assert [v.valid_from for v in kpi.versions] == [None, date(2025, 4, 1), date(2025, 7, 1)]
    assert kpi.versions[1].changes == ("denominator", "exclusions", "numerator")
    assert [v.what for v in kpi.versions[1:]] == ["definition", "target"]
    assert (kpi.versions[2].why, kpi.versions[2].author) == ("a tighter target", "Board")


def test_only_a_version_that_computes_otherwise_parts_the_figures():
    kpi = versioned(STRICT, TIGHTER).kpis[KPI]
    told = [(p.since, p.until, p.formula.numerator) for p in kpi.periods()]
    assert told == [
        (date.min, date(2025, 4, 1), "abandoned - short_abandoned"),
        (date(2025, 4, 1), date.max, "abandoned"),
    ]
    assert kpi.is_restated and kpi.formula("restated").numerator == "abandoned"
    only_target = versioned(TIGHTER).kpis[KPI]
    assert not only_target.is_restated and only_target.formula("restated") is None
    assert len(only_target.periods()) == 1


def test_a_variant_inherits_from_the_version_and_keeps_what_it_says_itself():
    kpi = versioned(STRICT).kpis[KPI]
    assert [p.formula.numerator for p in kpi.periods("talkdesk")] == [
        "abandoned - short_abandoned",
        "abandoned",
    ]
    assert len(kpi.periods("of_offered")) == 1


def test_a_version_that_begins_later_is_not_in_force_yet():
    catalogue = versioned(STRICT, TIGHTER).known_on(date(2025, 5, 1))
    kpi = catalogue.kpis[KPI]
    assert (kpi.numerator, kpi.target) == ("abandoned", 0.05)
    assert [v.valid_from for v in kpi.versions] == [None, date(2025, 4, 1)]
    assert versioned(STRICT).known_on(None).kpis[KPI].numerator == "abandoned"


def test_a_target_can_end_and_its_words_go_with_it():
    gone = '[[kpi.service_level.version]]\nvalid_from = 2025-04-01\nwhy = "w"\nauthor = "a"\n'
    kpi = versioned(gone + 'target = "none"\n').kpis["service_level"]
    assert (kpi.target_at(date(2025, 3, 1)), kpi.target_at(date(2025, 4, 1))) == (0.8, None)
    assert (kpi.target, kpi.target_words, kpi.target_origin) == (None, "", "")
    raised = versioned(gone + "target = 0.9\n").kpis["service_level"]
    assert (raised.target, raised.target_words, raised.target_sign) == (0.9, "", "≥")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (("numerator", "numerater"), "unknown 'numerater'. Did you mean 'numerator'?"),
        (('why = "short abandons count"\n', ""), "['why'] is missing"),
        (('author = "Head of service"\n', ""), "['author'] is missing"),
        (("valid_from = 2025-04-01\n", ""), "['valid_from'] is missing"),
        (("2025-04-01", '"soon"'), "valid_from = 'soon' is no day"),
        (("2025-04-01", "2025-04-01T00:00:00"), "is no day"),
        (("2025-04-01", "2025-04-15"), "2025-04-15 lies inside a month"),
        (('"abandoned"', '"abandoned"\nkind = "mean"'), "['kind'] cannot change"),
        (('"abandoned"', '"abandoned"\nunit = "count"'), "Declare another KPI with its own id"),
        (('"abandoned"', '"abandoned"\ntarget_origin = "ISO"'), "unknown 'ISO'"),
        (('"abandoned"', '"abandoned"\ntarget_origin = "standard"'), "its clause is ''"),
        (('["@queue", "@live"]', '["@queues"]'), "Did you mean '@queue'?"),
    ],
)
def test_a_version_that_does_not_hold_is_refused_with_its_place(spoil, message):
    assert spoil[0] in STRICT
    with pytest.raises(CatalogueRefused, match=re.escape(message)):
        versioned(STRICT.replace(*spoil, 1))


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ((TIGHTER, STRICT), "it begins on 2025-04-01, the one before it on 2025-07-01"),
        ((STRICT, STRICT.replace('"abandoned"', '"offered"')), "it begins on 2025-04-01"),
        ((STRICT, STRICT.replace("2025-04-01", "2025-05-01")), "it changes nothing"),
        (
            (STRICT + "[kpi.abandonment_rate.version.formula.talkdeks]\n",),
            "Did you mean 'talkdesk'?",
        ),
    ],
)
def test_versions_out_of_order_of_one_day_or_without_a_change_are_refused(added, message):
    with pytest.raises(CatalogueRefused, match=re.escape(message)):
        versioned(*added)


def test_a_versions_expression_is_tried_before_any_figure_is_computed():
    bound(versioned(STRICT))
    with pytest.raises(CatalogueRefused, match=r"version 2025-04-01 of kpi\.abandonment_rate of"):
        bound(versioned(STRICT.replace('"abandoned"', '"abandond"')))


def test_a_version_changes_one_variant_alone():
    kpi = versioned(
        '[[kpi.abandonment_rate.version]]\nvalid_from = 2025-04-01\nwhy = "w"\nauthor = "a"\n'
        '[kpi.abandonment_rate.version.formula.of_offered]\ndenominator = "answered"\n'
    ).kpis[KPI]
    assert len(kpi.periods()) == 1
    assert [p.formula.denominator for p in kpi.periods("of_offered")] == ["offered", "answered"]


def test_the_organisations_own_targets_and_owners_have_a_history_too():
    own = Settings(
        targets={
            KPI: [
                {"value": 0.06, "origin": "client contract", "note": "Acme, schedule 4"},
                {"value": 0.03, "sign": "≤", "origin": "regulator", "valid_from": date(2025, 5, 1),
                 "why": "new rules", "author": "Board"},
            ]
        },
        owners={
            KPI: [{"name": "Plan", "valid_from": date(2025, 6, 1), "why": "moved", "author": "B"}]
        },
    )  # fmt: skip
    kpi = versioned(TIGHTER, settings=own).kpis[KPI]
    assert [kpi.target_at(date(2025, month, 1)) for month in (4, 5, 7)] == [0.06, 0.03, 0.03]
    assert [kpi.at(date(2025, month, 1)).owner for month in (5, 6)] == [
        "Contact centre manager",
        "Plan",
    ]
    assert kpi.at(date(2025, 4, 1)).origin == "client contract, Acme, schedule 4"
    assert [v.valid_from for v in kpi.versions] == [None, date(2025, 5, 1), date(2025, 6, 1)]
    assert kpi.versions[1].why == "new rules"
    assert [v.what for v in kpi.versions[1:]] == ["target", "owner"]


def test_a_dated_target_leaves_the_catalogues_in_force_before():
    own = [{"value": 0.9, "valid_from": date(2025, 5, 1), "why": "w", "author": "a"}]
    kpi = shipped(Settings(targets={"service_level": own})).kpis["service_level"]
    assert [kpi.target_at(date(2025, month, 1)) for month in (4, 5)] == [0.8, 0.9]


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ([{"value": 0.1, "valid_from": date(2025, 5, 1)}], "['why', 'author'] is missing"),
        ([{"value": 0.1}, {"value": 0.2}], "['valid_from', 'why', 'author'] is missing"),
        ([{"valeu": 0.1}], "Did you mean 'value'?"),
        ([{"value": 0.1, "sign": "<="}], "sign of [targets] abandonment_rate"),
        ([{"value": 0.1, "origin": "standard"}], "Name the standard and the clause"),
        ([0.1], "found 0.1, expected a table"),
    ],
)
def test_an_own_target_that_does_not_hold_is_refused(told, message):
    with pytest.raises(CatalogueRefused, match=re.escape(message)):
        shipped(Settings(targets={KPI: told}))


def test_a_standard_is_an_origin_only_with_its_clause():
    own = [{"value": 0.9, "origin": "standard", "clause": "ISO 18295-1:2017, 5.2"}]
    kpi = shipped(Settings(targets={"service_level": own})).kpis["service_level"]
    assert kpi.origin == "standard, ISO 18295-1:2017, 5.2"
