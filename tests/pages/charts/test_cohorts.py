"""The funnel plot: members by size, outliers named, small ones withheld."""

from pages.charts import cohorts, theme
from tests.pages import made

LIGHT = theme.tokens("light")


def trace(figure, name):
    return next(t for t in figure.data if t.name == name)


def words(figure):
    return [a.text for a in figure.layout.annotations]


def test_a_member_stands_at_its_size_and_value():
    points = trace(cohorts.figure(made.funnel(), "light"), "members")
    assert list(points.x) == [1480, 4402]
    assert list(points.y) == [0.088, 0.044]


def test_a_withheld_member_is_not_drawn():
    points = trace(cohorts.figure(made.funnel(), "light"), "members")
    assert "VIP" not in [name for (name,) in points.customdata]


def test_a_selected_point_tells_its_member():
    points = trace(cohorts.figure(made.funnel(), "light"), "members")
    assert [tuple(data) for data in points.customdata] == [("Halden",), ("Leeds",)]


def test_an_outlier_is_an_orange_diamond_with_its_name_in_bold():
    figure = cohorts.figure(made.funnel(), "light")
    marker = trace(figure, "members").marker
    assert (marker.symbol[0], marker.color[0]) == ("diamond", LIGHT.concern)
    assert "<b>Halden 8.8\u202f%</b>" in words(figure)


def test_of_the_members_inside_only_the_smallest_is_named_with_its_n():
    answer = made.funnel(
        points=(
            made.CohortPoint("Small", 0.1, 3.0, 40, 0.04, 0.2, "common", False),
            made.CohortPoint("Large", 0.05, 200.0, 4000, 0.04, 0.06, "common", False),
        )
    )
    assert [point.member for point in cohorts.named(answer)] == ["Small"]
    assert "Small 10\u202f%, n 40" in words(cohorts.figure(answer, "light"))


def test_wide_limits_are_dashed_and_narrow_ones_dotted():
    figure = cohorts.figure(made.funnel(), "light")
    assert list(trace(figure, "limit 4").y) == [0.17, 0.076, 0.06]
    assert trace(figure, "limit 4").line.dash == "4px,4px"
    assert list(trace(figure, "limit 2").y) == [0.0, 0.028, 0.038]
    assert trace(figure, "limit 2").line.dash == "1.5px,3px"


def test_centre_and_target_are_named_in_the_margin():
    labels = words(cohorts.figure(made.funnel(), "light"))
    assert "All 4.7\u202f%" in labels
    assert "<b>Target <\u202f5\u202f%</b>" in labels


def test_without_a_band_the_points_are_still_drawn():
    figure = cohorts.figure(made.funnel(band=(), centre=None), "light")
    assert list(trace(figure, "members").x) == [1480, 4402]
    assert not [t for t in figure.data if t.name == "band"]


def test_the_alternative_text_names_who_is_outside():
    assert cohorts.alt(made.funnel()) == (
        "One of two queues stands outside what chance explains. All together 4.7\u202f%. "
        "Outside: Halden 8.8\u202f%, n 1,480."
    )
