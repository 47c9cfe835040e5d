"""Periods to compare, as an address writes them: a month, a quarter or a range of months."""

from dataclasses import dataclass
from datetime import date

from warehouse.errors import InputRefused
from warehouse.period import (
    MONTHS,
    month_from,
    month_label,
    months_between,
    quarter_label,
    quarter_months,
    quarter_of,
)

TO = ".."


@dataclass(frozen=True)
class Span:
    """Whole months from the one that begins on `first` to the one that begins on `last`."""

    first: date
    last: date

    @property
    def months(self) -> list[date]:
        """The first days of its months."""
        return months_between(self.first, self.last)

    @property
    def is_quarter(self) -> bool:
        """Whether it is one calendar quarter."""
        return self.months == quarter_months(quarter_of(self.first))

    @property
    def label(self) -> str:
        """`Sep 2025`, `Q3 2025`, `Jan – Jun 2025`, `Nov 2024 – Jan 2025`."""
        if self.first == self.last:
            return month_label(self.first)
        if self.is_quarter:
            return quarter_label(self.first)
        same = self.first.year == self.last.year
        start = MONTHS[self.first.month - 1] if same else month_label(self.first)
        return f"{start} – {month_label(self.last)}"

    @property
    def text(self) -> str:
        """As an address writes it: `2025-09`, `2025-Q3`, `2025-01..2025-06`."""
        if self.first == self.last:
            return f"{self.first:%Y-%m}"
        if self.is_quarter:
            return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
        return f"{self.first:%Y-%m}{TO}{self.last:%Y-%m}"


def span_from(text: str) -> Span:
    """The period that a person or an address wrote.

    Raises:
        InputRefused: no month, quarter or range, or a range that ends before it begins.
    """
    year, _, quarter = text.partition("-Q")
    if quarter in ("1", "2", "3", "4") and year.isdigit() and len(year) == 4:
        months = quarter_months(date(int(year), 3 * int(quarter) - 2, 1))
        return Span(months[0], months[-1])
    first, _, last = text.partition(TO)
    found = Span(month_from(first), month_from(last or first))
    if found.last < found.first:
        raise InputRefused(
            f"Cannot read the period {text!r}",
            "it ends before it begins",
            "Write the earlier month first, like '2025-01..2025-06'.",
        )
    return found
