"""The strip that says how far a meeting is."""

from base64 import b64decode

from pages.charts import progress
from pages.charts import theme as look


def drawn(chapters, place):
    text = b64decode(progress.strip(chapters, place, "light").split(",")[1]).decode()
    return [one.split('"') for one in text.split("<rect ")[1:]]


def test_there_is_one_dash_a_slide_and_the_present_one_is_heavier():
    heights = [one[7] for one in drawn([1, 3, 1], 2)]
    assert heights == ["4", "4", "8", "4", "4"]


def test_slides_shown_are_ink_and_those_to_come_are_not():
    ink = look.tokens("light")
    assert [one[11] for one in drawn([2, 1], 1)] == [ink.ink_2, ink.ink, ink.rule]


def test_chapters_are_apart():
    left = [float(one[1]) for one in drawn([2, 2], 0)]
    assert abs(left[2] - left[1] - (left[1] - left[0]) - progress.PAUSE) < 0.2
