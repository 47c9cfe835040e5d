"""Numbers and days in the organisation's locale; words stay English."""

from datetime import date

import pytest

from tests.pages import made
from warehouse import notation
from warehouse.answers import wording
from warehouse.errors import HomeRefused
from warehouse.home import Home

OCTOBER = date(2025, 10, 13)


def test_without_a_locale_numbers_and_days_are_british():
    assert notation.number(17664.5, 1) == "17,664.5"
    assert notation.day(OCTOBER) == "13 Oct 2025"
    assert notation.short_day(OCTOBER) == "13 Oct"


@pytest.mark.parametrize(
    ("locale", "number", "day"),
    [
        ("de-DE", "1.234.567,50", "13 Oct 2025"),
        ("en-US", "1,234,567.50", "Oct 13, 2025"),
        ("fr-FR", "1\u202f234\u202f567,50", "13 Oct 2025"),
        ("de-CH", "1’234’567.50", "13 Oct 2025"),
        ("sv-SE", "1\u00a0234\u00a0567,50", "13 Oct 2025"),
    ],
)
def test_each_locale_has_its_marks_and_order(locale, number, day):
    with notation.writing(locale):
        assert notation.number(1234567.5, 2) == number
        assert notation.day(OCTOBER) == day
    assert notation.current().locale == "en-GB"


def test_a_short_day_has_no_stray_comma():
    with notation.writing("en-US"):
        assert notation.short_day(OCTOBER) == "Oct 13"
        assert notation.long_day(OCTOBER) == "October 13, 2025"


def test_the_minus_is_a_true_one_and_zero_has_none():
    with notation.writing("de-DE"):
        assert notation.number(-1234.5, 1) == "\u22121.234,5"
        assert notation.number(-0.04, 1) == "0,0"


def test_figures_intervals_and_targets_follow():
    with notation.writing("de-DE"):
        assert wording.amount(0.0594, "share") == "5,9\u202f%"
        assert wording.interval(0.0561, 0.0625, "share") == "5,6 – 6,2\u202f%"
        assert wording.counted(17664, "row") == "17.664 rows"
        assert wording.target(made.kpi()) == "<\u202f5\u202f%"
        assert wording.target(made.kpi(target=0.055)) == "<\u202f5,5\u202f%"
        assert wording.target(made.kpi(unit="count", target=1500)) == "<\u202f1.500"


def test_every_notation_has_two_different_marks_and_an_order_that_forms_take():
    for one in notation.notations().values():
        assert one.decimal != one.thousands
        assert len(one.separators) == 2
        assert sorted(one.typed.replace(".", "/").replace("-", "/").split("/")) == [
            "DD", "MM", "YYYY",
        ]  # fmt: skip


def test_a_locale_that_is_not_known_is_refused_with_those_that_are(tmp_path):
    (tmp_path / "care.toml").write_text('[organisation]\nlocale = "xx-XX"\n')
    with pytest.raises(HomeRefused, match=r"locale = .xx-XX. is not known.*de-DE"):
        _ = Home(tmp_path).settings


def test_the_locale_of_care_toml_is_read(tmp_path):
    (tmp_path / "care.toml").write_text('[organisation]\nlocale = "de-DE"\n')
    assert Home(tmp_path).settings.locale == "de-DE"
