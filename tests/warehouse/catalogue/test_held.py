"""What may have fed a figure, as declared: a slip is refused with where it stands."""

import pytest

from warehouse.catalogue.held import DECLARED, held, read
from warehouse.errors import CatalogueRefused

TEXT = DECLARED.read_text(encoding="utf-8")


def test_the_shipped_declaration_holds():
    (leg, interval) = held().feeds["fact_contact", "month"]

    assert (leg.table, leg.dated, leg.times, leg.sums) == ("contact_leg", ("started_at",), 1, False)
    assert interval.sums
    assert held().scale["quality_score"] == (0, 100)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('table = "escalation"', 'table = "excalation"', "fact_escalation.due_month names"),
        ('dated = ["raised_at"]', 'dated = ["raised_on"]', "raised_on"),
        ('dated = ["sent_at"]', 'dates = ["sent_at"]', "expected table and dated"),
        ('adds = "numerator"', 'adds = "above"', "above"),
        ("[0, 100]", "[100, 0]", "expected a rising pair"),
    ],
)
def test_a_slip_is_refused(right, wrong, said):
    assert right in TEXT
    with pytest.raises(CatalogueRefused, match=said):
        read(TEXT.replace(right, wrong, 1))
