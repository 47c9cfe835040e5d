"""Risks above appetite, actions on time and causes that came back, as the registers tell them."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.warehouse.made import made, rows
from warehouse.access import local_viewer
from warehouse.catalogue.loader import shipped
from warehouse.connection import writing
from warehouse.home import Home, Settings
from warehouse.measure import measure
from warehouse.registers import risks
from warehouse.registers.copying import copied
from warehouse.registers.ledger import registers

AS_OF = "2026-08-01 00:00:00+00"


def measured(path, actions=(), risk_rows=()):
    """A build whose copied registers are these rows."""
    ref = made(path, {"contact_leg": []}, as_of=AS_OF)
    with writing(path) as database:
        for row in actions:
            database.run("insert into action_revision values (?, ?, ?, ?, ?)", list(row))
        for row in risk_rows:
            database.run("insert into risk_revision values (?, ?, ?, ?, ?, ?)", list(row))
        measure(database, shipped(Settings()))
    return ref


def at(year, month, day):
    return datetime(year, month, day, 23, 30, tzinfo=UTC)


def action(name, due, *steps):
    """Its revisions: when, and whether it was done then."""
    return [(name, n, when, done, due) for n, (when, done) in enumerate(steps, 1)]


def test_actions_are_on_time_by_their_first_date_and_back_when_opened_again(tmp_path):
    due, opened = date(2025, 3, 31), (at(2025, 2, 1), False)
    five = [action(f"a{i}", due, opened, (at(2025, 3, 10), True)) for i in range(5)]
    late = action("late", due, opened, (at(2025, 3, 31), True))  # 00:30 of 1 April in London
    never = action("never", due, opened)
    back = action("back", due, opened, (at(2025, 3, 9), True), (at(2026, 3, 8), False))
    too_late = action("x", due, opened, (at(2025, 3, 9), True), (at(2026, 3, 20), False))
    ahead = action("ahead", date(2026, 8, 1), opened)
    told = [row for one in (*five, late, never, back, too_late, ahead) for row in one]
    ref = measured(tmp_path / "b", told)
    (on_time,) = rows(ref, "actions_on_time_rate")
    assert (on_time["numerator"], on_time["denominator"]) == (7, 9)
    came_back = rows(ref, "nonconformity_recurrence_rate", "2025-03")[0]
    assert (came_back["numerator"], came_back["denominator"]) == (1, 7)


def test_a_risk_counts_as_it_stood_at_the_end_of_each_month(tmp_path):
    told = [
        ("r1", 1, at(2026, 5, 3), True, 5, True),
        ("r1", 2, at(2026, 6, 29), True, 2, False),
        ("r2", 1, at(2026, 5, 31), True, 4, True),  # 1 June in London
        ("r2", 2, at(2026, 7, 2), False, 4, True),
    ]
    found = rows(measured(tmp_path / "b", (), told), "risks_above_appetite")
    assert [(f"{row['month']:%m}", row["numerator"], row["n"]) for row in found] == [
        ("05", 1, 1), ("06", 1, 2), ("07", 0, 1),
    ]  # fmt: skip


def test_the_registers_are_copied_with_times_and_without_words(tmp_path):
    ledger = replace(registers(Home(tmp_path / "home")), now=lambda: at(2026, 5, 3))
    ref = made(tmp_path / "b", {"contact_leg": []}, as_of=AS_OF)
    with writing(ref.path) as database:
        copied(database, ledger, local_viewer())
        assert database.rows("from risk_revision") == []
        given = {"title": "Evening cover", "owner": "Head", "treatment": "mitigate"}
        given |= {"review_on": "2026-06-30", "inherent_likelihood": 5, "inherent_consequence": 4}
        given |= {"current_likelihood": 4, "current_consequence": 4}
        risks.add(ledger, local_viewer(), given)
        copied(database, ledger, local_viewer())
        copied(database, ledger, local_viewer())
        assert database.rows("from risk_revision") == [
            ("R-2026-001", 1, at(2026, 5, 3), True, 5, True)
        ]
