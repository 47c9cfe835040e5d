"""The shipped catalogue holds, and a declaration that does not is refused with a message."""

import re
import tomllib
from dataclasses import replace

import pytest

from warehouse.catalogue.kpis import catalogue
from warehouse.catalogue.loader import FILES, FOLDER, declared, shipped
from warehouse.errors import CatalogueRefused
from warehouse.home import Home, Settings

IDS = """
contacts_offered abandonment_rate short_abandon_rate average_speed_of_answer_voice
average_speed_of_answer_chat service_level average_handle_time transfer_rate callback_offered_rate
callback_success_rate hold_share occupancy first_reply_hours_median resolution_hours_median
reopen_rate one_touch_rate first_contact_resolution_rate repeat_contact_rate open_backlog
escalation_answered_in_48h_rate sla_met_rate delivery_on_promise_rate complaints_received
complaints_per_1000_contacts complaints_per_1000_customers complaint_acknowledged_in_24h_rate
complaint_answered_in_5_working_days_rate complaint_resolved_in_15_working_days_rate
complaint_upheld_rate complaint_recurring_share complaint_referred_rate
complaint_handling_satisfaction complaints_overdue customer_satisfaction net_promoter_score
customer_effort_score survey_response_rate survey_sample_met_rate monitored_interactions_rate
quality_score critical_error_rate training_current_rate customer_retention_rate
actions_on_time_rate actions_verified_effective_rate nonconformity_recurrence_rate
kpis_under_control_rate risks_above_appetite data_quality_pass_rate quarantined_share
data_freshness_days
"""
FORMULAS = {
    "service_level": "amazon_connect_builtin amazon_connect_data_lake genesys "
    "genesys_with_flow_outs genesys_without_short_abandons genesys_without_abandons talkdesk "
    "answered_only",
    "abandonment_rate": "of_offered talkdesk short_out_of_numerator callbacks_out_of_denominator "
    "of_served_and_abandoned",
    "one_touch_rate": "zendesk",
    "first_contact_resolution_rate": "per_contact single_contact_case survey_stated agent_stated",
    "survey_response_rate": "of_invited",
    "net_promoter_score": "weighted",
    "customer_effort_score": "mean_score",
    "customer_satisfaction": "mean_score",
}


def texts():
    """The shipped texts, and an empty overlay, to be spoiled."""
    return dict(shipped(Settings()).texts)


def spoiled(old, new, name="kpis.toml"):
    found = texts()
    assert old in found[name]
    return found | {name: found[name].replace(old, new, 1)}


def test_every_id_that_was_agreed_is_there_and_no_other():
    assert sorted(shipped(Settings()).kpis) == sorted(IDS.split())


def test_every_formula_that_was_agreed_is_there():
    kpis = shipped(Settings()).kpis
    missing = {
        (kpi, name)
        for kpi, names in FORMULAS.items()
        for name in names.split()
        if kpis[kpi].formula(name) is None
    }
    assert missing == set()


def test_every_kpi_has_owner_question_reading_and_source_and_a_target_its_origin():
    for kpi in shipped(Settings()).kpis.values():
        assert kpi.owner and kpi.question.endswith("?") and kpi.reads_as and kpi.source
        assert (kpi.target is None) == (kpi.target_origin == "")
        assert bool(kpi.formulas) != bool(kpi.awaits)
        assert kpi.beware or kpi.awaits


def test_the_targets_of_the_organisation_are_its_own():
    kpis = shipped(Settings()).kpis
    assert {kpi.target_origin for kpi in kpis.values() if kpi.target is not None} == {
        "organisation"
    }
    told = {name: (kpi.target_sign, kpi.target) for name, kpi in kpis.items() if kpi.target}
    assert told["abandonment_rate"] == ("<", 0.05)
    assert told["average_speed_of_answer_voice"] == ("≤", 30)
    assert told["average_speed_of_answer_chat"] == ("<", 60)
    assert told["first_contact_resolution_rate"] == ("≥", 0.7)


def test_no_text_says_that_a_standard_requires_a_number():
    for kpi in shipped(Settings()).kpis.values():
        said = " ".join((kpi.question, kpi.reads_as, kpi.beware, kpi.target_words))
        assert not re.search(r"ISO|requires", said)


def test_policy_numbers_stand_in_the_texts():
    kpis = shipped(Settings()).kpis
    assert kpis["reopen_rate"].label == "Reopened within 14 days"
    reasons = [exclusion.reason for exclusion in kpis["abandonment_rate"].exclusions]
    assert reasons[-1] == "abandoned within 5 s"


def test_a_formula_inherits_what_it_does_not_say():
    rate = shipped(Settings()).kpis["abandonment_rate"]
    talkdesk, strict = rate.formula("talkdesk"), rate.formula("of_offered")
    assert talkdesk == replace(
        rate.formula(), name="talkdesk", label=talkdesk.label, source=talkdesk.source,
        is_split=False,
    )  # fmt: skip
    assert (strict.numerator, strict.denominator) == ("abandoned", "offered")


def test_care_toml_overlays_owners_and_targets(tmp_path):
    (tmp_path / "care.toml").write_text(
        '[owners]\nservice_level = "Head of service"\n[targets]\nservice_level = 0.9\n'
        "transfer_rate = 0.1\n",
        encoding="utf-8",
    )
    kpis = catalogue(Home(tmp_path)).kpis
    assert kpis["service_level"].owner == "Head of service"
    assert (kpis["service_level"].target, kpis["service_level"].target_sign) == (0.9, "≥")
    assert (kpis["transfer_rate"].target, kpis["transfer_rate"].target_sign) == (0.1, "≤")
    assert kpis["transfer_rate"].target_origin == "organisation"
    assert kpis["abandonment_rate"].target == 0.05


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (Settings(owners={"service_levels": "X"}), "Did you mean 'service_level'?"),
        (Settings(targets={"abandonment": 0.1}), "unknown 'abandonment'"),
        (Settings(targets={"contacts_offered": 5}), "'neither' is better"),
        (Settings(targets={"service_level": "80 %"}), "Write a number in its unit"),
    ],
)
def test_an_overlay_that_does_not_fit_is_refused(settings, message):
    with pytest.raises(CatalogueRefused, match=re.escape(message)):
        shipped(settings)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('unit = "count"', 'unti = "count"', "unknown 'unti'. Did you mean 'unit'?"),
        ('unit = "count"\n', "", "['unit'] is missing"),
        ('unit = "count"', 'unit = "counts"', "unit of kpi.contacts_offered"),
        ('kind = "count"', 'kind = "sum"', "kind of kpi.contacts_offered"),
        ('outcome = "access"', 'outcome = "acces"', "Did you mean 'access'?"),
        ('better = "neither"', 'better = "up"', "better of kpi.contacts_offered"),
        ('fact = "fact_contact"', 'fact = "fact_contacts"', "Did you mean 'fact_contact'?"),
        ('fact = "fact_contact"\n', "", "it needs a fact, or `awaits`"),
        ('target_sign = "<"\n', "", "a target needs target, target_sign and target_origin"),
        ('target_sign = "<"', 'target_sign = "<="', "target_sign of kpi.abandonment_rate"),
        ('exclusions = ["@queue"]', 'exclusions = ["@queues"]', "Did you mean '@queue'?"),
        ('exclusions = ["@queue"]', 'exclusions = [{ reason = "x" }]', "needs reason and when"),
        ('also_by = ["agent"]', 'also_by = ["agents"]', "Did you mean 'agent'?"),
        ('label = "Contacts offered"', 'label = "Contacts that were offered to a queue"', "longer"),
        ('label = "Contacts offered"', 'label = "{short_s} s"', "'short_s' names no policy number"),
        ('numerator = "offered"\n', "", "['numerator'] is missing for kind 'count'"),
        ("[kpi.contacts_offered]", "[kpi.Contacts]", "expected a_short_name"),
        ("[kpi.contacts_offered]", "[kpi.contacts_offered", "Cannot read 'kpis.toml'"),
        ('label = "Abandoned of offered"\nsource', 'label = "Abandoned"\nsorce', "unknown 'sorce'"),
    ],
)
def test_a_declaration_that_does_not_hold_is_refused(old, new, message):
    with pytest.raises(CatalogueRefused, match=re.escape(message)):
        declared(spoiled(old, new))


def test_the_same_texts_give_the_same_catalogue_again():
    first = shipped(Settings(owners={"occupancy": "Planner"}))
    again = declared(first.texts)
    assert again.kpis == first.kpis
    assert again.kpis["occupancy"].owner == "Planner"


def test_every_relation_has_its_file_and_every_file_is_a_relation():
    order = tomllib.loads((FOLDER / "facts.toml").read_text(encoding="utf-8"))["order"]
    files = {path.stem for path in (FOLDER.parent / "sql").glob("*.sql")}
    assert set(order) == files
    assert len(order) == len(set(order))
    assert set(FILES) <= {path.name for path in FOLDER.glob("*.toml")}
