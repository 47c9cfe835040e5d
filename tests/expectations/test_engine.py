"""Great Expectations does what this house needs of it, and nothing that it must not do."""

import os
import socket
from dataclasses import replace

import great_expectations.expectations as gxe
import pytest

from expectations import checks, engine, judged
from warehouse.connection import reading, writing
from warehouse.errors import CatalogueRefused

FAULTS = """
update contact_leg set ivr_s = -1 where src_row < 3;
update contact_leg set channel = 'fax' where src_row < 4;
update contact_leg set contact_id = null where src_row < 5;
update contact_leg set ended_at = started_at - interval 1 second where src_row < 6;
update contact_leg set leg_id = 'leg7' where src_row in (8, 9)
"""
FAILED = {
    "contact_leg_menu_not_negative": 3,
    "contact_leg_channel_listed": 4,
    "contact_leg_contact_known": 5,
    "contact_leg_end_after_start": 6,
    "contact_leg_key_unique": 3,
}


def counted_by_the_library(database, check):
    source = engine.staged(database)
    batch = (
        source.add_table_asset(check.table, table_name=check.table)
        .add_batch_definition_whole_table("whole")
        .get_batch()
    )
    named = getattr(gxe, check.expectation)(**check.arguments)
    result = batch.validate(named, result_format="SUMMARY")
    source.get_execution_engine().end()
    return result.result["unexpected_count"]


def outcomes(path, *checks):
    with reading(path) as database:
        return engine.outcomes(database, {"ticket": checks})


@pytest.mark.parametrize("check_id", FAILED)
def test_the_library_and_the_stored_query_count_the_same_rows(check_id, spoilt):
    path = spoilt(FAULTS)
    check = next(check for check in checks() if check.id == check_id)
    with reading(path) as database:
        by_query = database.value(f"select count(*) from ({check.sql})")
        by_library = counted_by_the_library(database, check)

    assert (by_library, by_query) == (FAILED[check_id],) * 2


def test_these_forms_are_all_that_declarations_use():
    tried = {check.expectation for check in checks() if check.id in FAILED}
    assert tried == {check.expectation for check in checks()} - {""}


def test_an_exception_inside_the_library_is_an_error_of_ours(clean):
    """The library reports it as a failed expectation: a bad query would look like bad data."""
    check = next(check for check in checks() if check.id == "ticket_counts_not_negative")
    broken = replace(check, where="error('no such luck') is null")

    with pytest.raises(CatalogueRefused) as refused:
        outcomes(clean, broken)

    assert refused.value.what == "Cannot judge check 'ticket_counts_not_negative' over 'ticket'"
    assert "no such luck" in refused.value.found
    assert refused.value.remedy == "Correct expectations/tickets.toml."


@pytest.mark.parametrize("order", [1, -1])
def test_the_refusal_names_the_check_that_raises_and_not_its_neighbour(order, clean):
    """Conditions on one table are counted in one query, and all of them fail with it."""
    first, second = (
        next(check for check in checks() if check.id == id_)
        for id_ in ("ticket_counts_not_negative", "ticket_solved_has_time")
    )
    with pytest.raises(CatalogueRefused) as refused:
        outcomes(clean, *(first, replace(second, where="error('no such luck') is null"))[::order])

    assert refused.value.what == "Cannot judge check 'ticket_solved_has_time' over 'ticket'"
    assert "no such luck" in refused.value.found


def test_an_exception_inside_an_expectation_class_is_an_error_of_ours(clean):
    check = next(check for check in checks() if check.id == "ticket_priority_in_range")
    broken = replace(check, arguments={"column": "no_such_column", "min_value": 0})

    with pytest.raises(CatalogueRefused, match="no_such_column"):
        outcomes(clean, broken)


def test_an_error_still_releases_the_file(spoilt):
    path = spoilt("select 1")
    check = next(check for check in checks() if check.id == "ticket_counts_not_negative")
    with pytest.raises(CatalogueRefused):
        outcomes(path, replace(check, where="error('x') is null"))

    with writing(path) as database:
        database.run("delete from ticket")
        assert database.value("select count(*) from ticket") == 0


@pytest.mark.parametrize("text", ["{batch}", "a :b c", "a::b", r"C:\d"])
def test_braces_and_colons_in_a_query_are_the_query_s_own(text, spoilt):
    path = spoilt(f"update ticket set status_raw = '{text}' where src_row = 1")
    check = next(check for check in checks() if check.id == "ticket_counts_not_negative")
    query = f"select * from ticket where status_raw = '{text}' and created_at::date is not null"

    (verdict,) = judged([replace(check, where="", rows=query)], path, "b")

    assert (verdict.passed, verdict.rows_failed) == (False, 1)


def test_nothing_is_printed_and_nothing_is_sent(clean, capfd, monkeypatch):
    """Progress bars and usage statistics are on in the library unless they are turned off."""
    sent = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: sent.append(address))
    check = next(check for check in checks() if check.id == "ticket_counts_not_negative")

    outcomes(clean, check)

    assert capfd.readouterr() == ("", "")
    assert sent == []
    assert os.environ["GX_ANALYTICS_ENABLED"] == "False"
    assert engine.context().config.analytics_enabled is False
