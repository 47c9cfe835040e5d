"""Rows of text become canonical rows, or reasons."""

from decimal import Decimal

import pytest

GOOD = (
    "c1,+44 7700 900001,Billing,2026-03-02 09:00:00,Answered,00:00:20,120,30,2026-03-02 10:00:00,4"
)


def test_a_good_row_becomes_the_canonical_row_with_its_units(stage, export):
    staged = stage(export([GOOD]))

    assert staged.rows(
        "select leg_id, queue_name, started_at::text, answered_at::text, wait_s, talk_s, "
        "handle_s, outcome, outcome_raw, src_row, source_updated_at::text from contact_leg"
    ) == [
        (
            "c1",
            "Billing",
            "2026-03-02 09:00:00+00",
            "2026-03-02 09:00:20+00",
            Decimal("20.000"),
            Decimal("120.000"),
            Decimal("150.000"),
            "answered",
            None,
            1,
            "2026-03-02 10:00:00+00",
        )
    ]
    assert staged.accounts() == [("calls.csv", 1, 1, 0, 0, 0)]


def test_one_source_row_may_give_rows_in_two_tables_and_counts_once(stage, export):
    staged = stage(export([GOOD]))

    assert staged.rows("select response_id, value_num, scale_max from survey_answer") == [
        ("c1", Decimal("4.000"), Decimal("5.000"))
    ]
    assert staged.accounts() == [("calls.csv", 1, 1, 0, 0, 0)]


def test_an_empty_cell_is_null_and_never_zero(stage, export):
    staged = stage(export(["c1,-,,2026-03-02 09:00:00,Lost,,,,,"]))

    assert staged.rows(
        "select customer_key, queue_name, wait_s, talk_s, handle_s, answered_at from contact_leg"
    ) == [(None,) * 6]
    assert staged.rows("select count(*) from survey_answer") == [(0,)]


def test_a_sum_of_parts_leaves_out_what_is_not_known(stage, export):
    staged = stage(export(["c1,,,2026-03-02 09:00:00,Answered,0:10,,30,,"]))

    assert staged.rows("select talk_s, handle_s from contact_leg") == [(None, Decimal("30.000"))]


def test_the_same_customer_has_one_key_however_the_number_is_written(stage, export):
    staged = stage(
        export(
            [
                GOOD,
                GOOD.replace("c1", "c2").replace("+44 7700 900001", "0044-7700-900001"),
                GOOD.replace("c1", "c3").replace("900001", "900002"),
            ]
        )
    )

    keys = [key for (key,) in staged.rows("select customer_key from contact_leg order by leg_id")]
    assert keys[0] == keys[1] != keys[2]
    assert "7700" not in keys[0]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            "c1,,,02/03/2026 09:00,Lost,,,,,",
            "started_at: '02/03/2026 09:00' is not an instant in the declared formats, or one that "
            "a clock change skips or repeats",
        ),
        ("c1,,,2026-03-02 09:00:00,Lost,soon,,,,", "wait_s: 'soon' is not a duration (h:mm:ss)"),
        ("c1,,,2026-03-02 09:00:00,Lost,,many,,,", "talk_s: 'many' is not a number"),
        ("c1,,,2026-03-02 09:00:00,Vanished,,,,,", "outcome: 'Vanished' is none of Answered, Lost"),
        (",,,2026-03-02 09:00:00,Lost,,,,,", "leg_id: is missing"),
        ("c1,,,,Lost,,,,,", "started_at: is missing"),
        ("c1,,,2026-03-02 09:00:00,Lost,,86401,,,", "talk time over a day"),
        ("c1,,,2026-03-02 09:00:00,Lost,,,,,,surplus", "more cells than the 10 of the header"),
        (
            "c1,,,2026-03-29 01:30:00,Lost,,,,,",
            "started_at: '2026-03-29 01:30:00' is not an instant in the declared formats, or one "
            "that a clock change skips or repeats",
        ),
        (
            "c1,,,2026-10-25 01:30:00,Lost,,,,,",
            "started_at: '2026-10-25 01:30:00' is not an instant in the declared formats, or one "
            "that a clock change skips or repeats",
        ),
    ],
)
def test_a_row_that_cannot_be_conformed_goes_to_quarantine_with_its_reason(
    stage, export, row, reason
):
    staged = stage(export([GOOD.replace("c1", "c0"), row]))

    assert staged.reasons() == [(2, reason)]
    assert staged.accounts() == [("calls.csv", 2, 1, 0, 0, 1)]


def test_quarantine_keeps_the_mapped_cells_and_masks_personal_ones(stage, export):
    staged = stage(export([GOOD.replace("Answered", "Vanished")]))

    [(record,)] = staged.rows("select record from quarantine")
    assert '"Status": "Vanished"' in record
    assert '"Caller": "(withheld)"' in record
    assert "7700" not in record


def test_rows_that_the_profile_leaves_out_are_counted_by_reason(stage, export):
    staged = stage(export([GOOD, "c2,000,,2026-03-02 09:00:00,Lost,,,,,", "", ""]))

    assert staged.rows("select reason, rows from exclusion order by reason") == [
        ("blank line", 2),
        ("test call", 1),
    ]
    assert staged.accounts() == [("calls.csv", 4, 1, 0, 3, 0)]


def test_lines_above_the_header_and_breaks_inside_cells_are_no_records(stage, export):
    header = "Call ID,Caller,Queue,Started,Status,Wait,Talk,Wrap,Changed,Rating"
    staged = stage(
        export(f'Report of 2 March\n{header}\nc1,,"Bill\ning",2026-03-02 09:00:00,Lost,,,,,\n')
    )

    assert staged.rows("select queue_name, src_row from contact_leg") == [("Bill\ning", 1)]


def test_a_quote_that_never_closes_costs_its_line_and_no_other(stage, export):
    torn = 'c2,"torn,Billing,2026-03-02 09:00:00,Lost,,,,,'
    staged = stage(export([GOOD, torn, GOOD.replace("c1", "c3")]))

    assert staged.reasons() == [(2, "a quote opens and does not close")]
    assert staged.rows("select leg_id, src_row from contact_leg order by 1") == [
        ("c1", 1),
        ("c3", 3),
    ]


def test_windows_1252_is_read_strictly_where_utf_8_does_not_fit(stage, export):
    staged = stage(export([GOOD.replace("Billing", "Núñez")], encoding="cp1252"))

    assert staged.rows("select queue_name from contact_leg") == [("Núñez",)]
