"""The stepped bars of rows on their way into a figure."""

from pages.charts import flow as drawn
from warehouse.answers.flow import Stage, Step

STAGE = Stage(
    "From the files",
    "",
    (
        Step("Rows read", 1000, "all"),
        Step("Accepted", 900, "kept"),
        Step("Superseded", 99, "left"),
        Step("Quarantined: " + "a long reason " * 5, 1, "held"),
    ),
)


def test_each_part_begins_where_the_one_before_ended():
    bars = drawn.figure(STAGE, "light").data

    assert [bar.base[0] for bar in bars] == [0, 0, 0.9, min(0.999, 1 - drawn.LEAST)]
    assert [round(bar.x[0], 3) for bar in bars[:3]] == [1, 0.9, 0.099]


def test_one_row_of_a_thousand_can_still_be_seen():
    assert drawn.figure(STAGE, "light").data[3].x[0] == drawn.LEAST


def test_words_stand_above_their_bar_and_fit_a_phone():
    figure = drawn.figure(STAGE, "dark", narrow=True)
    words = [one.text for one in figure.layout.annotations if one.x == 0]

    assert words[0] == "Rows read"
    assert words[3].startswith("◆ Quarantined: a long")
    assert max(map(len, words)) <= drawn.LETTERS[True] + 2
    assert figure.layout.height == drawn.HEAD + 4 * drawn.LINE


def test_shares_are_of_all_rows_of_the_stage():
    assert drawn.said(STAGE.steps[1], 1000) == "900 · 90.0\u202f%"
    assert drawn.said(STAGE.steps[0], 1000) == "1,000"
