"""Periods as an address writes them."""

from datetime import date

import pytest

from warehouse.answers.spans import Span, span_from
from warehouse.errors import InputRefused


@pytest.mark.parametrize(
    ("text", "label", "months"),
    [
        ("2025-09", "Sep 2025", 1),
        ("2025-Q3", "Q3 2025", 3),
        ("2025-01..2025-06", "Jan – Jun 2025", 6),
        ("2024-11..2025-01", "Nov 2024 – Jan 2025", 3),
    ],
)
def test_a_period_is_read_named_and_written_back(text, label, months):
    found = span_from(text)
    assert (found.label, len(found.months), found.text) == (label, months, text)


def test_a_range_that_is_a_quarter_is_that_quarter():
    assert span_from("2025-04..2025-06").text == "2025-Q2"
    assert span_from("2025-Q2") == Span(date(2025, 4, 1), date(2025, 6, 1))


@pytest.mark.parametrize("text", ["", "2025", "2025-Q5", "2025-13", "2025-06..2025-01", "Q3"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(InputRefused):
        span_from(text)
