"""The survival curve: steps and band, both medians, and the cases under observation beneath."""

from pages.charts import lasting
from warehouse.answers.spread_shapes import Lasting

ANSWER = Lasting(
    event="solved tickets",
    censored="those still open",
    unit="hours",
    n=40,
    events=30,
    median=20.0,
    low=12.0,
    high=None,
    naive=8.0,
    longest=47.0,
    enough=True,
    curve=(
        (0.0, 1.0, None, None), (8.0, 0.7, 0.5, 0.8), (20.0, 0.5, 0.3, 0.6), (47.0, 0.4, 0.2, 0.5),
    ),
    at_risk=((0, 40), (12, 25), (24, 12), (36, 4)),
    left_out=2,
    sentence="With 30 solved tickets and 10 of those still open the median is 20 h.",
)  # fmt: skip


def trace(figure, name):
    return next(t for t in figure.data if t.name == name)


def test_the_curve_is_drawn_in_steps_with_its_band():
    figure = lasting.figure(ANSWER, "light")
    curve = trace(figure, "curve")
    assert (curve.line.shape, list(curve.y)) == ("hv", [1.0, 0.7, 0.5, 0.4])
    assert list(trace(figure, "low").y) == [0.5, 0.3, 0.2]
    assert trace(figure, "low").fill == "tonexty"


def test_cases_under_observation_stand_beneath_the_times():
    words = lasting.figure(ANSWER, "light").layout.xaxis.ticktext
    assert words[1] == "12\u202fh<br>n 25"
    assert len(words) == 4


def test_both_medians_stand_as_uprights_the_ended_alone_dashed():
    shapes = [s for s in lasting.figure(ANSWER, "dark").layout.shapes if s.x0 == s.x1]
    assert [(s.x0, s.line.dash) for s in shapes] == [(8.0, "4px,3px"), (20.0, None)]
    said = [a.text for a in lasting.figure(ANSWER, "dark").layout.annotations]
    assert said == ["ended alone 8\u202fh", "<b>median 20\u202fh</b>"]


def test_a_median_that_is_not_reached_is_not_drawn():
    from dataclasses import replace

    figure = lasting.figure(replace(ANSWER, median=None, low=None), "light", narrow=True)
    assert len([s for s in figure.layout.shapes if s.x0 == s.x1]) == 1


def test_the_alternative_text_is_the_sentence():
    assert lasting.alt(ANSWER) == f"Kaplan–Meier curve, n 40. {ANSWER.sentence}"
