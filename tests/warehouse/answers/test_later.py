"""What customers did after an experience: left or bought again, once a customer, with n."""

import pytest

from tests.warehouse.made import made
from warehouse.access import Viewer, local_viewer
from warehouse.answers.later import COMPLAINT, FIRST_CONTACT, SATISFACTION, later
from warehouse.errors import NotAllowed


def months(key, active, purchases=(1, 1, 1, 1)):
    """Four months of one customer, March to June; `active` says in which one he still is one."""
    return [
        {"customer_key": key, "month": f"2025-0{3 + i}-01", "is_active": is_active,
         "purchases": bought, "source_id": "tool"}
        for i, (is_active, bought) in enumerate(zip(active, purchases, strict=True))
    ]  # fmt: skip


STAYS, LEAVES = (True, True, True, True), (True, True, False, False)


def built(path, customers, **tables):
    return made(path / "b", {"customer_month": customers, **tables})


def answers(good, bad):
    """Customers g0 … satisfied and b0 … not, in March; twice the same customer counts once."""
    responses, given = [], []
    names = [f"g{i}" for i in range(good)] + [f"b{i}" for i in range(bad)]
    for n, key in enumerate([*names, names[0]]):
        responses.append({"response_id": f"r{n}", "customer_key": key,
                          "submitted_at": "2025-03-05 09:00:00+00"})  # fmt: skip
        given.append({"response_id": f"r{n}", "metric": "csat",
                      "value_num": 5 if key[0] == "g" else 1})  # fmt: skip
    return {"survey_response": responses, "survey_answer": given}


def one(found, kind, is_good):
    (outcome,) = [o for o in found.outcomes if (o.kind, o.is_good) == (kind, is_good)]
    return outcome


@pytest.fixture(scope="module")
def satisfied(tmp_path_factory):
    """10 satisfied, of whom one leaves and none buys; 10 not, of whom six leave and all buy."""
    rows = [r for i in range(10) for r in months(f"g{i}", LEAVES if i < 1 else STAYS, (1, 0, 0, 0))]
    rows += [r for i in range(10) for r in months(f"b{i}", LEAVES if i < 6 else STAYS)]
    return later(
        built(tmp_path_factory.mktemp("later"), rows, **answers(10, 10)), viewer=local_viewer()
    )


def test_who_left_within_three_months_is_a_share_with_n_and_interval(satisfied):
    good, bad = (one(satisfied, SATISFACTION, is_good) for is_good in (True, False))
    assert (good.left.value, good.left.n) == (0.1, 10)
    assert (bad.left.value, bad.left.n) == (0.6, 10)
    assert bad.left.interval.low < 0.6 < bad.left.interval.high


def test_only_purchases_after_the_month_of_the_experience_count(satisfied):
    good, bad = (one(satisfied, SATISFACTION, is_good) for is_good in (True, False))
    assert (good.bought_again.value, bad.bought_again.value) == (0.0, 1.0)


def test_the_difference_has_newcombes_interval(satisfied):
    ((kind, difference, interval),) = satisfied.apart
    assert (kind, difference) == (SATISFACTION, pytest.approx(0.5))
    assert interval.low < 0.5 < interval.high


def test_months_that_are_not_loaded_are_not_known(tmp_path):
    rows = [r for i in range(10) for r in months(f"g{i}", STAYS)[:3]]
    found = later(built(tmp_path, rows, **answers(10, 0)), viewer=local_viewer())
    assert (found.outcomes, found.has_list) == ((), True)


def test_first_contacts_and_complaints_are_compared_too(tmp_path):
    rows = [r for i in range(12) for r in months(f"k{i}", LEAVES if i < 6 else STAYS)]
    legs = [
        {"customer_key": f"k{i}", "reason": "bill", "started_at": f"2025-03-0{day} 09:00:00+00"}
        for i in range(12)
        for day in ((3, 5) if i < 6 else (3,))
    ]
    complaints = [{"customer_key": f"k{i}", "received_at": "2025-03-10 09:00:00+00"}
                  for i in range(5)]  # fmt: skip
    ref = built(tmp_path, rows, contact_leg=legs, complaint=complaints)
    found = later(ref, viewer=local_viewer())
    came_back = one(found, FIRST_CONTACT, False)
    assert (came_back.left.value, came_back.left.n) == (1.0, 6)
    assert one(found, COMPLAINT, False).left.value == 1.0
    never = one(found, COMPLAINT, True)  # the seven who never complained, one of whom leaves
    assert (never.left.value, never.left.n) == (1 / 7, 7)


def test_a_customer_with_several_keys_counts_once_among_those_without_a_complaint(tmp_path):
    rows = []
    for i in range(8):
        for key in (f"k{i}", f"mail{i}"):
            rows += [{**row, "customer_ref": f"c{i}"} for row in months(key, STAYS)]
    complaints = [{"customer_key": f"k{i}", "received_at": "2025-03-10 09:00:00+00"}
                  for i in range(2)]  # fmt: skip
    found = later(built(tmp_path, rows, complaint=complaints), viewer=local_viewer())
    assert one(found, COMPLAINT, True).left.n == 6


def test_fewer_than_5_customers_are_withheld(tmp_path):
    rows = [r for i in range(4) for r in months(f"g{i}", STAYS)]
    found = later(built(tmp_path, rows, **answers(4, 0)), viewer=local_viewer())
    good = one(found, SATISFACTION, True)
    assert (good.left.value, good.left.interval, good.left.n) == (None, None, 4)
    assert found.apart == ()


def test_without_a_list_of_customers_there_is_nothing_and_it_is_said(tmp_path):
    found = later(built(tmp_path, [], **answers(5, 5)), viewer=local_viewer())
    assert (found.outcomes, found.apart, found.has_list) == ((), (), False)


def test_what_is_not_allowed_or_has_no_months_is_refused(satisfied, tmp_path):
    ref = built(tmp_path, [])
    with pytest.raises(NotAllowed):
        later(ref, viewer=Viewer("nobody", "Nobody", frozenset()))
    with pytest.raises(ValueError, match="a month at least"):
        later(ref, months=0, viewer=local_viewer())
