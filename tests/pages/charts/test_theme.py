"""The tokens keep their contrast, and the template its rules."""

import pytest

from pages.charts import theme


def luminance(colour):
    """WCAG 2 relative luminance of #RRGGBB."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_the_formula_of_wcag():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(
    "token", ["ink", "ink_2", "ink_3", "improvement_text", "concern_text", "change_text"]
)
def test_text_reads_on_paper_and_on_the_process_band(name, token):
    ink = theme.tokens(name)
    assert contrast(getattr(ink, token), ink.paper) >= 4.5
    assert contrast(getattr(ink, token), ink.band) >= 4.4  # ink_3 on band: 4.48 in light


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("token", ["improvement", "concern", "common", "change", "edge"])
def test_marks_and_limits_stand_out_from_paper_and_band(name, token):
    ink = theme.tokens(name)
    assert contrast(getattr(ink, token), ink.paper) >= 3
    assert contrast(getattr(ink, token), ink.band) >= 3


def test_an_unknown_theme_is_drawn_light():
    assert theme.tokens("sepia") is theme.tokens("light")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_nothing_is_blue_or_orange_by_accident(name):
    ink = theme.tokens(name)
    assert tuple(theme.template(name).layout.colorway) == (ink.common, ink.ink_2, ink.ink_3)


def test_each_judgement_has_its_own_shape():
    shapes = {theme.SYMBOLS[mark] for mark in ("improvement", "concern", "change")}
    assert shapes == {"circle", "diamond", "triangle-up"}


def test_a_figure_has_a_fixed_height_and_no_legend():
    figure = theme.blank("light", 380)
    assert figure.layout.height == 380
    assert figure.layout.template.layout.showlegend is False
