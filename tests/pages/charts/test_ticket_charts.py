"""The charts on tickets: what goes in and out, how old the rest is, what comes back."""

from datetime import date

from pages.charts import in_out, pyramid, solve_cohorts, theme
from tests.pages.made import PROVENANCE
from warehouse.answers.ticket_shapes import AgeBand, Backlog, FlowMonth, Reopens, SolveMonth

LIGHT = theme.tokens("light")


def backlog(**changes):
    told = {
        "kpi_id": "open", "month": date(2025, 5, 1), "before": date(2024, 5, 1),
        "months": (
            FlowMonth(date(2025, 4, 1), 10, 40, 2, 44, 8),
            FlowMonth(date(2025, 5, 1), 8, 50, 1, 47, 12),
        ),
        "bands": (AgeBand(0, 14, 9, 5), AgeBand(14, None, 3, 4)),
        "median_days": 2.0, "untimed": 0, "unplaced": 0,
        "finding": "12 tickets were open", "provenance": PROVENANCE,
    }  # fmt: skip
    return Backlog(**(told | changes))


def reopens():
    def cohort(month, reopened, mature, share, **more):
        told = {
            "solved": mature,
            "waiting": 0,
            "unknown": 0,
            "early": 0,
            "still_open": 0,
            "low": share and share / 2,
            "high": share and share * 2,
            "is_provisional": False,
        }
        return SolveMonth(date(2025, month, 1), reopened=reopened, mature=mature, share=share,
                          **(told | more))  # fmt: skip

    return Reopens(
        kpi_id="reopened", window_days=14,
        months=(cohort(3, 5, 100, 0.05), cohort(4, 0, 3, None),
                cohort(5, 1, 50, 0.02, is_provisional=True, waiting=40)),
        groups=(), actors=(), share=0.04, finding="4.0 % were reopened", provenance=PROVENANCE,
    )  # fmt: skip


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


def test_what_went_out_hangs_below_and_reopened_stands_on_created():
    figure = in_out.figure(backlog(), "light")
    assert list(trace(figure, "created").y) == [40, 50]
    assert list(trace(figure, "reopened").y) == [2, 1]
    assert list(trace(figure, "solved").y) == [-44, -47]
    assert list(trace(figure, "open at the end").y) == [8, 12]
    assert figure.layout.barmode == "relative"


def test_the_axis_below_names_what_went_out_without_a_sign():
    assert not any("\u2212" in text for text in in_out.figure(backlog(), "light")
                   .layout.yaxis.ticktext)  # fmt: skip


def test_every_month_says_its_sum():
    hover = trace(in_out.figure(backlog(), "light"), "created").hovertext[1]
    assert hover == (
        "May 2025: 8 at the start<br>+ 50 created<br>+ 1 reopened<br>\u2212 47 solved<br>"
        "= 12 open at the end"
    )
    assert in_out.alt(backlog()).startswith(
        "12 tickets were open. Open at the end of a month: 8 to 12 over 2 months."
    )
    assert in_out.alt(backlog(months=())) == "No month to show."
    assert in_out.figure(backlog(months=()), "dark", narrow=True)


def test_both_sides_of_the_pyramid_are_on_one_scale_and_the_oldest_on_top():
    figure = pyramid.figure(backlog(), "light")
    now, before = trace(figure, "now"), trace(figure, "before")
    assert [round(x, 3) for x in now.x] == [1.0, 0.333]
    assert [round(x, 3) for x in before.x] == [-0.556, -0.444]
    texts = [a.text for a in figure.layout.annotations]
    assert texts[-2:] == ["under 14\u202fd", "14\u202fd and more"]
    assert "end of May 2024" in texts


def test_without_a_year_before_there_is_one_side():
    one = backlog(before=None, bands=(AgeBand(0, None, 9, None),))
    assert [trace.name for trace in pyramid.figure(one, "light").data] == ["now"]
    assert pyramid.alt(one) == "12 tickets were open. 0\u202fd and more 9."
    assert pyramid.alt(backlog()).endswith(
        "14\u202fd and more 3, a year before 4; under 14\u202fd 9, a year before 5."
    )


def test_a_provisional_cohort_is_hollow_in_a_hatched_month_and_a_withheld_one_has_no_point():
    figure = solve_cohorts.figure(reopens(), "light")
    points = trace(figure, "cohorts")
    assert list(points.x) == [0, 2]
    assert list(points.marker.color) == [LIGHT.common, LIGHT.paper]
    assert list(trace(figure, "provisional").x) == [2]
    assert trace(figure, "provisional").marker.pattern.shape == "/"


def test_the_cohorts_in_words_have_count_and_interval():
    hover = trace(solve_cohorts.figure(reopens(), "light"), "cohorts").hovertext
    assert hover[0] == (
        "<b>Solved in Mar 2025</b> 5.0\u202f%<br>95 % interval 2.5 – 10.0\u202f%<br>5 of 100"
    )
    assert hover[1].endswith("1 of 50<br>40 not over yet")
    assert solve_cohorts.alt(reopens()) == (
        "4.0 % were reopened. By month of the first solve: Mar 2025 5.0\u202f%, "
        "May 2025 2\u202f% provisional."
    )
