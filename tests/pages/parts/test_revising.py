"""The list of numbers that changed: both figures, the new one marked, what is gone said so."""

from datetime import date

from pages.parts import revising
from tests.pages import made
from warehouse.answers.revisions import Revision, Revisions
from warehouse.answers.shapes import Cohort
from warehouse.catalogue.loader import shipped
from warehouse.home import Settings


def revision(**changes):
    kpi = shipped(Settings()).kpis["abandonment_rate"]
    told = {
        "kpi": kpi, "formula": kpi.formula(), "cohort": Cohort(), "month": date(2025, 3, 1),
        "build_before": "1", "build_id": "2", "value_before": 0.042, "n_before": 900,
        "value": 0.045, "n": 910, **changes,
    }  # fmt: skip
    return Revision(**told)


def found(*listed, total=1):
    return Revisions("…", listed, total, len(listed), made.PROVENANCE)


def test_a_line_has_both_figures_and_marks_the_new_one():
    (line,) = revising.lines(found(revision()))
    assert (line["Was"], line["Is"]) == ("4.2\u202f%", "4.5\u202f% (R)")
    assert (line["Source"], line["Formula"], line["Month"]) == ("all", "headline", "Mar 2025")
    assert list(line) == list(revising.WIDTHS)


def test_a_figure_that_is_no_longer_there_is_gone_and_not_0():
    (line,) = revising.lines(found(revision(value=None, n=None)))
    assert (line["Is"], line["n is"]) == ("gone", "–")


def test_what_is_not_listed_is_counted():
    assert revising.caption(found(revision())) == "Every figure that changed is listed."
    assert revising.caption(found(revision(), total=1201)).startswith("1,200 more figures")
