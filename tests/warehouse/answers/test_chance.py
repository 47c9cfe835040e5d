"""A scorecard of pure noise shows as many icons as the page says it would."""

from math import sqrt

import numpy as np
import pytest

from tests.pages import made
from tests.warehouse.answers.test_segments import months
from warehouse.answers.series import judged
from warehouse.catalogue.loader import shipped
from warehouse.home import Settings
from warehouse.stats.false_alarms import chances

CATALOGUE = shipped(Settings())
LENGTHS = (14, 20, 26)  # months of history that KPIs of one page differ by


def noise(cards: int, kpis: int, seed: int) -> tuple[int, int, float, float]:
    """Icons and marks on scorecards of processes that never change, and what is printed of them."""
    dice = np.random.default_rng(seed)
    icons = marks = 0
    printed = drawn = 0.0
    for chart in range(cards * kpis):
        length = LENGTHS[chart % len(LENGTHS)]
        kpi = made.kpi(better=("lower", "higher", "neither")[chart % 3])
        found = judged(CATALOGUE, kpi, months(0.5 + 0.01 * dice.standard_normal(length)))
        icons += found.state != "common"
        marks += sum(month.mark != "common" for month in found.months[-12:])
        chance = chances(length)
        assert chance is not None
        printed, drawn = printed + chance.last, drawn + chance.marks
    return icons, marks, printed, drawn


def test_a_page_of_noise_shows_about_the_printed_number_of_icons():
    icons, marks, printed, drawn = noise(cards=20, kpis=36, seed=5)
    assert icons == pytest.approx(printed, abs=3 * sqrt(printed))  # 720 charts: about 12
    assert marks == pytest.approx(drawn, rel=0.5)  # they come in runs: three errors are a half


@pytest.mark.full
def test_ten_thousand_charts_of_noise_show_the_printed_number_of_icons():
    icons, marks, printed, drawn = noise(cards=278, kpis=36, seed=6)
    assert icons == pytest.approx(printed, abs=3 * sqrt(printed))
    assert marks == pytest.approx(drawn, rel=0.15)  # three errors, as marks come in runs
