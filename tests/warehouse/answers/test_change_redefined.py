"""A change is explained under one definition, and not across two."""

import pytest

from tests.warehouse.answers.test_change import MARCH, asked, legs
from tests.warehouse.catalogue.test_versions import STRICT, versioned
from tests.warehouse.made import made
from warehouse.answers.spans import span_from


@pytest.fixture(scope="module")
def redefined(tmp_path_factory):
    """STRICT counts short abandons from April 2025 on."""
    rows = [leg for month in (2, 3, 4, 5) for leg in legs(month, 90, 10, region="North")]
    rows += [leg for month in (2, 3, 4, 5) for leg in legs(month, 80 - month, 20, region="South")]
    path = tmp_path_factory.mktemp("defined") / "b"
    return made(path, {"contact_leg": rows}, catalogue=versioned(STRICT))


def test_a_change_across_a_new_definition_is_not_explained(redefined):
    answer = asked(redefined, before=MARCH, after=span_from("2025-04"))
    assert answer.parts == ()
    assert answer.why_not == (
        "The definition of abandonment rate changed from Apr 2025 on: part of any change is "
        "the definition's own. Compare months that one definition holds for."
    )


@pytest.mark.parametrize("months", [("2025-02", "2025-03"), ("2025-04", "2025-05")])
def test_months_of_one_definition_are_explained(redefined, months):
    answer = asked(redefined, before=span_from(months[0]), after=span_from(months[1]))
    assert (answer.why_not, len(answer.parts)) == ("", 2)
