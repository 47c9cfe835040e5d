"""Checks passed, quarantine and age of the data, by month of loading, from rows one can count."""

from datetime import UTC, datetime

from tests.warehouse.made import made, rows, stored
from warehouse import books, build
from warehouse.catalogue.loader import shipped
from warehouse.connection import writing
from warehouse.home import Home, Settings
from warehouse.measure import measure

CHECKS, HELD, AGE = "data_quality_pass_rate", "quarantined_share", "data_freshness_days"


def at(month, day, hour=12):
    return datetime(2025, month, day, hour, tzinfo=UTC)


def loaded(path, files=(), verdicts=(), newest=None):
    """A build as it stands after its newest load; `newest` dates the sources by name."""
    ref = made(path, {"contact_leg": []}, as_of="2025-06-01 00:00:00+00")
    again(ref, files, verdicts, newest)
    return ref


def again(ref, files=(), verdicts=(), newest=None):
    """Measure it again, with more files and verdicts in it."""
    with writing(ref.path) as database:
        for n, (sha, when, read, held) in enumerate(files):
            database.run(
                "insert into load_file values (?, 'tool', 'p', 'f.csv', ?, 1, 1, ?, ?, 0, 0, ?, "
                "?, 'UTC')",
                [n, sha, read, read - held, held, when],
            )
        for build_id, passed in verdicts:
            for check, held in enumerate(passed):
                database.run(
                    "insert into verdict_history values (?, ?, ?)", [build_id, f"c{check}", held]
                )
        for source, when in (newest or {}).items():
            database.run("delete from source where source_id = ?", [source])
            database.run(
                "insert into source values (?, 'p', 't', 'Europe/London', "
                "'2025-06-01 00:00:00+00', 31, ?, ?)",
                [source, when, at(5, 31)],
            )
        measure(database, shipped(Settings()))


def test_the_newest_load_of_a_month_says_which_checks_passed(tmp_path):
    verdicts = [
        ("2025-03-04T090000Z", [False] * 10),
        ("2025-03-28T090000Z", [True] * 9 + [False]),
        ("2025-05-31T233000Z", [True] * 8),  # 1 June in London
    ]
    march, june = rows(loaded(tmp_path / "b", verdicts=verdicts), CHECKS)
    assert (march["numerator"], march["denominator"], march["status"]) == (9, 10, "final")
    assert (f"{june['month']:%m}", june["n"], june["status"]) == ("06", 8, "provisional")


def test_quarantine_is_of_the_records_of_files_first_loaded_in_the_month(tmp_path):
    files = [("a", at(3, 1), 60, 3), ("b", at(3, 31, 23), 40, 0), ("c", at(3, 9), 140, 2)]
    march, april = rows(loaded(tmp_path / "b", files), HELD)  # b: 1 April in London
    assert (march["numerator"], march["denominator"], march["value"]) == (5, 200, 0.025)
    assert (april["numerator"], april["denominator"]) == (0, 40)
    assert march["rows_held_back"] in (0, None)


def test_reading_the_same_file_again_leaves_the_month_of_its_first_loading(tmp_path):
    ref = loaded(tmp_path / "b", [("a", at(3, 1), 100, 5)])
    before = stored(ref)
    with writing(ref.path) as database:
        database.run("update load_file set loaded_at = ?, quarantined = 0", [at(5, 2)])
        database.run("delete from source_age")
        books.keep(database)
    again(ref)
    (march,) = rows(ref, HELD)
    assert (f"{march['month']:%m}", march["numerator"]) == ("03", 5)
    assert before != stored(ref)  # its age is that of the new load


def test_the_age_is_in_local_days_the_mean_of_the_sources_at_the_newest_load(tmp_path):
    newest = {"tool": at(2, 28, 23), "roster": None} | {f"s{i}": at(2, 19) for i in range(4)}
    ref = loaded(tmp_path / "b", [("a", at(3, 2, 1), 9, 0)], newest=newest)
    again(ref, [("b", at(3, 5), 9, 0)], newest={"tool": at(3, 4, 23), "s0": at(3, 1)})
    (march,) = rows(ref, AGE)
    assert (march["numerator"], march["n"], march["value"]) == (1 + 4 + 3 * 14, 5, 9.4)


def test_the_books_go_on_in_a_build_that_begins_empty(tmp_path):
    home = Home(tmp_path)
    with build.writer(home):
        first, path = build.staged(home, full=True)
        loaded(path.with_name("made"), [("a", at(3, 1), 100, 5)]).path.rename(path)
        build.publish(home, first, path)
        _, second = build.staged(home, full=True)
        with writing(second) as database:
            found = database.rows("select sha256, rows_read, quarantined from file_reading")
            ages = database.value("select count(*) from source_age")
    assert (found, ages) == ([("a", 100, 5)], 1)
