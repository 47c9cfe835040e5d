"""Waivers: a named person, a reason, a last day; expired at the site's midnight; revoked once."""

from datetime import UTC, date, datetime

import pytest

from tests.warehouse.test_verdicts import KEY, WAIT
from warehouse.access import Viewer
from warehouse.errors import LedgerRefused, NotAllowed, StaleRevision
from warehouse.registers import waivers
from warehouse.registers.verify import verify_ledger
from warehouse.verdicts import Waived

FIELDS = {"check_id": "wait", "reason": "The switch is mended in June.", "expires_on": "2026-06-30"}


@pytest.fixture
def written(ledger, okafor, home):
    return waivers.add(ledger, okafor, FIELDS, checks={"wait", "key"}, home=home)


def test_a_waiver_keeps_who_why_and_until_when(written):
    assert written.waiver_id == "W-2026-001"
    assert (written.check_id, written.waived_by) == ("wait", "M. Okafor")
    assert written.expires_on == date(2026, 6, 30)
    assert written.told.words == (
        "waived by M. Okafor until 2026-06-30 because The switch is mended in June."
    )


@pytest.mark.parametrize("missing", ["reason", "expires_on"])
def test_a_waiver_without_reason_or_last_day_is_refused(ledger, okafor, home, missing):
    with pytest.raises(LedgerRefused, match="not filled"):
        waivers.add(ledger, okafor, {**FIELDS, missing: ""}, checks={"wait"}, home=home)
    assert waivers.listed(ledger, okafor) == []


def test_a_check_that_does_not_fail_cannot_be_waived_and_a_near_name_is_offered(
    ledger, okafor, home
):
    with pytest.raises(LedgerRefused, match="Did you mean 'wait'"):
        waivers.add(ledger, okafor, {**FIELDS, "check_id": "wat"}, checks={"wait"}, home=home)
    with pytest.raises(LedgerRefused, match="there is none to waive"):
        waivers.add(ledger, okafor, FIELDS, checks=(), home=home)


@pytest.mark.parametrize(
    ("day", "is_taken"),
    [
        ("2026-03-02", False),  # today, by the ledger's clock
        ("2026-03-03", True),
        ("2027-03-02", True),  # 365 days ahead
        ("2027-03-03", False),
    ],
)
def test_the_last_day_is_after_today_and_at_most_a_year_ahead(ledger, okafor, home, day, is_taken):
    given = {**FIELDS, "expires_on": day}
    if is_taken:
        written = waivers.add(ledger, okafor, given, checks={"wait"}, home=home)
        assert written.expires_on == date.fromisoformat(day)
    else:
        with pytest.raises(LedgerRefused, match="expected a day after 2026-03-02 and at most 365"):
            waivers.add(ledger, okafor, given, checks={"wait"}, home=home)


def test_what_day_it_is_follows_the_zone_of_the_site(ledger, clock, okafor, home):
    home.path.mkdir(parents=True, exist_ok=True)
    (home.path / "care.toml").write_text('[organisation]\nsite_zone = "Pacific/Auckland"\n')
    clock.at = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # 3 March, 01:00 in Auckland
    with pytest.raises(LedgerRefused, match="a day after 2026-03-03"):
        waivers.add(
            ledger, okafor, {**FIELDS, "expires_on": "2026-03-03"}, checks={"wait"}, home=home
        )


@pytest.mark.usefixtures("written")
def test_a_waiver_holds_through_its_last_day_at_the_site(ledger, clock, okafor, home):
    clock.at = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)  # 23:59 in London
    assert [one.check_id for one in waivers.in_force(home, okafor, ledger)] == ["wait"]
    clock.at = datetime(2026, 6, 30, 23, 0, tzinfo=UTC)  # 1 July, 00:00 in London
    assert waivers.in_force(home, okafor, ledger) == ()


def test_an_expired_check_fails_and_blocks_again(ledger, clock, okafor, home):
    waivers.add(ledger, okafor, {**FIELDS, "check_id": "key"}, checks={"key"}, home=home)
    failing = type(KEY)(**{**vars(KEY), "passed": False, "rows_failed": 2})
    (now,) = waivers.applied([failing], home, okafor, ledger)
    assert not now.blocks and not now.passed
    assert now.waived == Waived("W-2026-001", "M. Okafor", date(2026, 6, 30), FIELDS["reason"])
    clock.at = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    (later,) = waivers.applied([failing], home, okafor, ledger)
    assert later.blocks and later.waived is None


@pytest.mark.usefixtures("written")
def test_a_passed_check_and_one_that_guards_the_books_are_not_waived(ledger, okafor, home):
    passed = type(WAIT)(**{**vars(WAIT), "passed": True})
    gate = type(WAIT)(**{**vars(WAIT), "severity": "critical", "waivable": False})
    found = waivers.applied([WAIT, passed, gate], home, okafor, ledger)
    assert [one.waived is not None for one in found] == [True, False, False]
    assert [one.blocks for one in found] == [False, False, True]


def test_of_two_waivers_of_a_check_the_longer_one_counts(ledger, written, andrade, home):
    longer = {**FIELDS, "expires_on": "2026-09-30"}
    waivers.add(ledger, andrade, longer, checks={"wait"}, home=home)
    (one,) = waivers.in_force(home, andrade, ledger)
    assert (one.waived_by, one.expires_on) == ("P. Andrade", date(2026, 9, 30))
    assert written.expires_on < one.expires_on


def test_revoking_needs_a_reason_and_is_for_good(ledger, written, andrade, home):
    with pytest.raises(LedgerRefused, match="no reason"):
        waivers.revoke(ledger, andrade, written.waiver_id, 1, " ")
    gone = waivers.revoke(ledger, andrade, written.waiver_id, 1, "The switch is mended.")
    assert (gone.waived_by, gone.revoked_by) == ("M. Okafor", "P. Andrade")
    assert gone.revoked_why == "The switch is mended."
    assert waivers.in_force(home, andrade, ledger) == ()
    with pytest.raises(StaleRevision, match=r"P\. Andrade"):
        waivers.revoke(ledger, andrade, written.waiver_id, 1, "again")
    with pytest.raises(LedgerRefused, match="revoked"):
        waivers.revoke(ledger, andrade, written.waiver_id, 2, "again")


def test_waivers_are_part_of_the_chain(ledger, written, andrade, home):
    waivers.revoke(ledger, andrade, written.waiver_id, 1, "mended")
    report = verify_ledger(home)
    assert report.holds
    assert report.entries == 2
    changes = waivers.history(ledger, andrade, written.waiver_id)
    assert [(one.author, one.field) for one in changes if one.field in ("reason", "status")] == [
        ("M. Okafor", "reason"),
        ("M. Okafor", "status"),
        ("P. Andrade", "status"),
    ]


def test_who_may_not_see_registers_sees_failures_unwaived(ledger, written, home):
    stranger = Viewer("guest", "viewer", frozenset({"see_figures"}))
    assert written.is_in_force(date(2026, 3, 2))
    assert waivers.in_force(home, stranger, ledger) == ()
    with pytest.raises(NotAllowed):
        waivers.revoke(ledger, stranger, written.waiver_id, 1, "why")
