"""A rebase is proposed under its conditions, and only proposed."""

from datetime import UTC, date, datetime

from tests.pages import made
from tests.warehouse.answers.test_segments import AFTER, BEFORE, months
from warehouse.answers.proposals import proposal
from warehouse.answers.series import judged
from warehouse.catalogue.loader import shipped
from warehouse.home import Settings
from warehouse.registers.events import Event

CATALOGUE = shipped(Settings())
AT = datetime(2026, 1, 1, tzinfo=UTC)
START = date(2024, 2, 1)  # the 14th month: the first after the change


def event(day):
    return Event(
        "E-2026-001", 1, "Call-back offered", "launch", day, None, (), None, None, None,
        "kept in the limits", "stands", AT, "M. Okafor", AT, "M. Okafor",
    )  # fmt: skip


def asked(values, events, better="lower"):
    kpi = made.kpi(better=better)
    return proposal(kpi, judged(CATALOGUE, kpi, months(values)), events)


def test_eight_months_on_one_side_since_a_known_event_are_proposed():
    found = asked(BEFORE + AFTER[:8], [event(date(2024, 1, 20))])
    assert (found.from_month, found.run, found.event) == (START, 8, "Call-back offered")
    assert "the owner may decide" in found.words and "trial limits until 13" in found.words


def test_seven_months_are_a_signal_and_no_proposal_yet():
    assert asked(BEFORE + AFTER[:7], [event(START)]) is None


def test_without_an_event_of_that_time_nothing_is_proposed():
    assert asked(BEFORE + AFTER, []) is None
    assert asked(BEFORE + AFTER, [event(date(2024, 3, 1))]) is None  # after the change
    assert asked(BEFORE + AFTER, [event(date(2023, 12, 31))]) is None  # long before it


def test_a_concern_is_never_proposed_away():
    assert asked(BEFORE + AFTER, [event(START)], better="higher") is None
    assert asked(BEFORE + AFTER, [event(START)], better="neither") is not None
