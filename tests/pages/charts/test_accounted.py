"""The bar of all rows behind a figure: its parts are all of them, and each can be pressed."""

from dataclasses import replace
from datetime import date

from pages.charts import accounted
from tests.pages.made import PROVENANCE, kpi
from warehouse.answers.record_shapes import Tally, month_asked
from warehouse.catalogue.kpis import Formula
from warehouse.compose import COUNTED, IN_NUMERATOR

FORMULA = Formula(
    name="", label="", kind="proportion", unit="share", fact="fact_contact", month="month",
    numerator="abandoned", denominator="offered", value="", cases="offered", scale=1,
    exclusions=(), source="",
)  # fmt: skip
FOUND = Tally(
    finding="5.9 % is 1,042 of 17,664; 702 rows are left out",
    accounted="Every row is accounted for",
    kpi=kpi(),
    formula=FORMULA,
    asked=month_asked("abandonment_rate", date(2025, 9, 1)),
    judgements=((IN_NUMERATOR, 1042), (COUNTED, 16622), ("internal", 311), ("outbound", 238),
                ("short", 96), ("test", 40), ("late", 10), ("odd", 7)),
    matches=(), numerator=1042, denominator=17664, value=1042 / 17664, n=17664,
    is_withheld=False, files=(), columns=(), provenance=PROVENANCE,
)  # fmt: skip


def test_the_parts_are_all_rows_in_order_and_carry_their_state():
    drawn = accounted.figure(FOUND, "light")
    told = [(bar.name, bar.x[0], bar.base[0], bar.customdata[0][0]) for bar in drawn.data]
    assert told == [
        ("counted", 16622, 0, "counted"),
        ("numerator", 1042, 16622, "numerator"),
        ("excluded", 702, 17664, "excluded"),
    ]
    assert sum(bar.x[0] for bar in drawn.data) == FOUND.total == 18366


def test_a_part_too_thin_for_its_words_is_named_below():
    drawn = accounted.figure(FOUND, "light")
    below = [one.text for one in drawn.layout.annotations]
    assert below == ["1,042 in the numerator", "702 left out"]
    assert [bar.text.strip() for bar in drawn.data] == ["16,622 others counted", "", ""]


def test_reasons_beyond_four_are_counted_together():
    assert accounted.reasons(FOUND) == (
        "311 internal · 238 outbound · 96 short · 40 test · 17 for 2 other reasons"
    )


def test_a_mean_has_no_numerator_to_show():
    found = replace(FOUND, judgements=((COUNTED, 20), ("test", 5)))
    assert accounted.parts(found) == [("counted", "counted", 20), ("excluded", "left out", 5)]
    assert accounted.alt(found) == "Every row is accounted for. Left out: 5 test."
