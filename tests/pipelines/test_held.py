"""What records held back still say, and how a later file closes them."""

from pipelines.conform import MASK as MASKED
from pipelines.intake import Choice
from warehouse.held import MASK, cell_text

GOOD = "c{0},,Billing,2026-03-0{0} 09:00:00,Lost,0:10,,,,"
CLEAN = [GOOD.format(number) for number in range(1, 7)]
DAMAGED = [
    CLEAN[0],
    CLEAN[1].replace("0:10", "ten"),
    CLEAN[2].replace("2026-03-03", "2026-03-33"),
    CLEAN[3],
    CLEAN[4].replace("Lost", "Lots"),
    CLEAN[5],
]


def closed(staged) -> list[tuple]:
    return staged.rows(
        "select row_number, by_file, how from held_closed order by file_id, row_number"
    )


def times(staged) -> list[tuple]:
    return staged.rows(
        "select row_number, at_::date::text from held_time where column_name = 'started_at' "
        "order by row_number"
    )


def test_a_held_record_keeps_its_natural_key_and_its_time(stage, export):
    staged = stage(export(DAMAGED))

    assert staged.accounts() == [("calls.csv", 6, 3, 0, 0, 3)]
    assert staged.rows(
        "select row_number, key from held_key where table_name = 'contact_leg' order by all"
    ) == [(2, "c2"), (3, "c3"), (5, "c5")]
    assert times(staged) == [(2, "2026-03-02"), (3, None), (5, "2026-03-05")]


def test_a_corrected_file_closes_what_it_brings_and_gives_the_rows_of_a_clean_one(stage, export):
    stage(export(DAMAGED, "damaged.csv"))
    staged = stage(export(CLEAN, "corrected.csv"))

    assert closed(staged) == [(2, 2, "accepted"), (3, 2, "accepted"), (5, 2, "accepted")]
    assert staged.accounts() == [
        ("damaged.csv", 6, 3, 0, 0, 3),
        ("corrected.csv", 6, 3, 3, 0, 0),
    ]
    assert staged.rows("select leg_id, wait_s from contact_leg order by leg_id") == [
        (f"c{number}", 10) for number in range(1, 7)
    ]


def test_one_load_of_both_files_closes_what_two_loads_close(stage, export):
    staged = stage(export(DAMAGED, "1_damaged.csv"), export(CLEAN, "2_corrected.csv"))

    assert closed(staged) == [(2, 2, "accepted"), (3, 2, "accepted"), (5, 2, "accepted")]


def test_a_record_that_loses_to_a_newer_one_closes_all_the_same(stage, export):
    older = CLEAN[1][:-1] + "2026-03-02 10:00:00,"
    newer = CLEAN[1][:-1] + "2026-03-09 10:00:00,"
    stage(export([older.replace("0:10", "ten"), newer], "damaged.csv"))
    staged = stage(export([older], "corrected.csv"))

    assert staged.accounts()[1] == ("corrected.csv", 1, 0, 1, 0, 0)
    assert closed(staged) == [(1, 2, "accepted")]


def test_a_good_record_of_the_same_file_closes_nothing(stage, export):
    staged = stage(export([DAMAGED[1], CLEAN[1]]))

    assert closed(staged) == []


def test_a_record_that_is_held_back_again_is_open_once(stage, export):
    stage(export(DAMAGED, "damaged.csv"))
    staged = stage(export([DAMAGED[1], CLEAN[2]], "half_corrected.csv"))

    assert closed(staged) == [(2, 2, "sent again"), (3, 2, "accepted")]
    assert staged.rows(
        "select file_id, row_number from quarantine "
        "anti join held_closed using (file_id, row_number) order by all"
    ) == [(1, 5), (2, 1)]


def test_the_same_key_of_another_source_closes_nothing(stage, export):
    stage(export(DAMAGED, "damaged.csv"))
    staged = stage(export(CLEAN, "elsewhere.csv"), choice=Choice(source="other"))

    assert closed(staged) == []


def test_a_record_without_a_key_is_closed_by_declaring_the_file_that_replaces_it(
    stage, export, home
):
    (home.path / "care.toml").write_text('[replaces]\n"corrected.csv" = "damaged.csv"\n')
    stage(export([CLEAN[0], CLEAN[1].removeprefix("c2")], "damaged.csv"))
    staged = stage(export(CLEAN[:2], "corrected.csv"))

    assert closed(staged) == [(2, 2, "replaced")]


def test_a_masked_cell_is_no_key(stage, export, home):
    assert MASK == MASKED
    assert cell_text({"from": "Caller", "as": "hash"}, {"Caller": "07700"}) is None
    assert cell_text({"join": ["a", "b"]}, {"a": "1"}) is None
    assert cell_text({"join": ["a", "b"], "gaps": ""}, {"a": "1"}) == "1#"
    assert cell_text({"template": "{a b} {c.d}"}, {"a b": "x", "c.d": "y"}) == "x y"
