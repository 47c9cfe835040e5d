"""The page on data quality: failed first, shares that round to nothing are counted."""

from datetime import UTC, date, datetime

from pages.parts import banner, checking, fitness
from tests.pages import made
from warehouse.answers.shapes import FileAccount, Freshness, Quality, Verdict
from warehouse.verdicts import Waived

WAIVED = Waived("W-2026-001", "M. Okafor", date(2026, 6, 30), "Mended in June.")
LOADED = datetime(2025, 10, 13, 6, tzinfo=UTC)


def verdict(label, severity="warning", passed=True, kpis=("abandonment_rate",), **changes):
    declared = {"rows_checked": 200, "rows_failed": 0 if passed else 3, **changes}
    return Verdict(
        label, label, "contact_leg", severity, "Data steward", "Because.", kpis, passed,
        failing=(), sql="select 1", **declared,
    )  # fmt: skip


def fresh(source, *, is_late, ends=datetime(2025, 10, 4, tzinfo=UTC), age=9.0):
    return Freshness(source, source, ends, ends, age, 7, is_late)


def quality(*verdicts, accounts=(), freshness=()):
    return Quality("f", verdicts, accounts, (), freshness, made.PROVENANCE)


def account(read, quarantined):
    return FileAccount("s", "f.csv", read, read - quarantined, 0, 0, quarantined, LOADED)


def test_failed_checks_stand_first_and_critical_ones_before_the_others():
    found = fitness.verdicts(
        quality(
            verdict("passed critical", "critical"),
            verdict("failed info", "info", passed=False),
            verdict("failed warning", passed=False),
        ),
        "",
    )
    assert [one.label for one in found] == ["failed warning", "failed info", "passed critical"]


def test_only_checks_that_bear_on_the_kpi_are_listed():
    found = fitness.verdicts(quality(verdict("a"), verdict("b", kpis=("nps",))), "nps")
    assert [one.label for one in found] == ["b"]


def test_the_heading_names_the_check_that_fails():
    assert fitness.checks_title([verdict("Wait is never negative", passed=False)]) == (
        "1 of 1 check fails: wait is never negative"
    )
    assert (
        fitness.checks_title(
            [
                verdict("Late", passed=False, waived=WAIVED),
                verdict("Lost", passed=False),
                verdict("a"),
            ]
        )
        == "2 of 3 checks fail, 1 of them waived, first: lost"
    )
    assert fitness.checks_title([verdict("a"), verdict("b")]) == "All 2 checks pass"


def test_a_waived_check_stands_behind_those_that_fail_and_before_those_that_pass():
    found = fitness.verdicts(
        quality(
            verdict("passed", "critical"),
            verdict("waived", "critical", passed=False, waived=WAIVED),
            verdict("failed", "info", passed=False),
        ),
        "",
    )
    assert [one.label for one in found] == ["failed", "waived", "passed"]


def test_a_waived_check_says_until_when_and_never_that_it_passed():
    one = verdict("a", passed=False, waived=WAIVED)
    assert fitness.found_words(one) == "3 of 200, waived to 30 Jun"
    assert checking.state_words(one) == (
        "failed, waived by M. Okafor until 30 Jun 2026 because mended in June"
    )
    assert checking.state_words(verdict("b")) == "passed"
    assert fitness.found_words(verdict("c", rows_checked=0)) == "nothing to check"


def test_a_tile_whose_failures_are_all_waived_is_grey_and_still_counts_them():
    waived = verdict("a", "critical", passed=False, waived=WAIVED)
    tile = fitness.figures(quality(waived, verdict("b", "critical")))[0]
    assert (tile.value, tile.remark) == ("1 of 2 pass", "1 check failing, 1 waived")
    assert not tile.is_concern


def test_a_check_names_the_first_kpi_that_it_affects():
    words = {"nps": "Net promoter score"}
    assert fitness.affects(verdict("a", kpis=("nps", "other")), words) == "Net promoter score +1"
    assert fitness.affects(verdict("a", kpis=("nps",)), words) == "Net promoter score"
    assert fitness.affects(verdict("a", kpis=()), words) == "all"


def test_a_tile_is_orange_only_when_something_fails_or_is_late():
    answer = quality(
        verdict("a", "critical"),
        verdict("b", passed=False),
        accounts=(account(1000, 2),),
        freshness=(fresh("calls", is_late=True), fresh("tickets", is_late=False)),
    )
    critical, warning, held, sources = fitness.figures(answer)
    assert (critical.value, critical.is_concern) == ("1 of 1 pass", False)
    assert (warning.value, warning.remark, warning.is_concern) == (
        "0 of 1 pass", "1 check failing", True,
    )  # fmt: skip
    assert (held.value, held.remark) == ("0.20\u202f%", "2 of 1,000")
    assert (sources.value, sources.remark, sources.is_concern) == ("1 of 2", "1 source late", True)


def test_a_share_that_would_round_to_nothing_is_a_number():
    assert fitness.quarantined(5, 488494) == "5 rows"
    assert fitness.quarantined(0, 488494) == "0.0\u202f%"
    assert fitness.quarantined(0, 0) == "–"


def test_one_late_source_is_named_with_where_its_data_end():
    assert banner.lateness([fresh("survey_tool", is_late=True)], 7) == (
        "**survey\\_tool is late:** its data end on 4 Oct 2025. "
        "Figures stay, each as of its own data’s time."
    )


def test_of_several_late_sources_the_oldest_is_named():
    old = fresh("bank", is_late=True, ends=datetime(1999, 7, 31, tzinfo=UTC), age=9975.0)
    said = banner.lateness([fresh("calls", is_late=True), old], 9)
    assert said.startswith("**2 of 9 sources are late:** bank the longest, to 31 Jul 1999.")


def test_a_refused_load_says_where_its_checks_can_be_waived():
    assert "page Waivers" in banner.waivable([{"waivable": False}, {"waivable": True}])
    assert banner.waivable([{"waivable": False}]) == ""
    assert banner.waivable([{}]) == ""
