"""Complaints against their deadlines, by cause, with escalations and agreement of coders."""

import pytest

from tests.warehouse.made import made
from warehouse.access import Viewer, local_viewer
from warehouse.answers.complaint_register import register
from warehouse.answers.complaints import complaints
from warehouse.answers.spans import span_from
from warehouse.errors import InputRefused, NotAllowed

MARCH = span_from("2025-03")
AS_OF = "2025-04-30 12:00:00+00"


def at(day, hour=9, month=3):
    return f"2025-{month:02}-{day:02} {hour:02}:00:00+00"


def handled(name, **columns):
    """Received on Monday 3 March, acknowledged in an hour, answered and closed in time."""
    return {"complaint_id": name, "received_at": at(3), "acknowledged_at": at(3, 10),
            "first_response_at": at(5), "resolved_at": at(12), "outcome": "upheld",
            "category": "billing", "channel": "voice", **columns}  # fmt: skip


ROWS = [
    handled("c1", root_cause="tariff", reopened=True),
    handled("c2", category="Other reason", root_cause="tariff"),
    handled("c3", acknowledged_at=at(5), category="billing", region="North"),  # 48 h
    handled("c4", first_response_at=at(12), category="meter"),  # 7 working days
    handled("c5", resolved_at=at(3, month=4), category=None),  # 23 working days
    handled("c6", resolved_at=None, outcome="open", is_vulnerable=True, channel="email"),
]
ESCALATIONS = [
    {"record_ref": "c1", "raised_at": at(4), "level": 2, "reason": "delay", "answered_at": at(5)},
    {"record_ref": "c6", "raised_at": at(6), "level": None, "reason": None},
]
CODINGS = [
    {"complaint_id": f"k{i}", "coder_ref": coder, "coded_on": "2025-03-20", "category": code}
    for i in range(40)
    for coder, code in (
        ("a", "billing" if i < 20 else "meter"),
        ("b", "billing" if i < 20 - 2 or i >= 38 else "meter"),
    )
]


@pytest.fixture(scope="module")
def ref(tmp_path_factory):
    tables = {"complaint": ROWS, "escalation": ESCALATIONS, "complaint_coding": CODINGS}
    return made(tmp_path_factory.mktemp("complaints") / "b", tables, as_of=AS_OF)


@pytest.fixture(scope="module")
def answer(ref):
    return complaints(ref, MARCH, viewer=local_viewer())


def listed(ref, **asked):
    return register(ref, MARCH, viewer=local_viewer(), **asked)


def test_every_step_parts_what_fell_due_into_on_time_late_and_overdue(answer):
    found = [(s.due, s.on_time, s.late, s.overdue) for s in answer.stages]
    assert found == [(6, 5, 1, 0), (6, 5, 1, 0), (6, 4, 1, 1)]
    assert [s.meets for s in answer.stages] == [None, None, None]  # six are too few to judge
    assert answer.stages[2].share == 4 / 6
    assert answer.stages[2].low < 4 / 6 < answer.stages[2].high


def test_open_past_the_deadline_is_counted_with_the_vulnerable(answer):
    assert (answer.received, answer.overdue, answer.overdue_vulnerable) == (6, 1, 1)
    assert answer.finding.endswith(
        "1 is open past the deadline, one of them from vulnerable customers"
    )


def test_catch_all_codes_are_one_and_missing_ones_apart(answer):
    bars = [(bar.name, bar.weight) for bar in answer.categories.pareto.bars]
    assert bars == [("billing", 3), ("meter", 1), ("other", 1)]
    assert (answer.categories.other, answer.categories.not_stated) == (0.2, 1)
    assert answer.categories.pareto.bars[-1].cumulative == 1
    assert (answer.root_causes.pareto.total, answer.root_causes.not_stated) == (2, 4)


def test_escalations_without_level_or_reason_are_listed(answer):
    assert answer.escalations == 2
    (gap,) = answer.undocumented
    assert (gap.record, gap.missing, gap.answered_at) == ("c6", ("level", "reason"), None)


def test_two_coders_agreement_is_kappa_with_its_interval(answer):
    category, cause = answer.codings
    # 36 of 40 alike, both use each code 20 times: kappa = (0.9 - 0.5) / 0.5
    assert category.agreement.kappa == pytest.approx(0.8)
    assert (category.agreement.observed, category.agreement.n) == (0.9, 40)
    assert category.agreement.interval.low < 0.8 < category.agreement.interval.high
    assert cause.agreement is None


def test_without_contacts_there_is_no_rate_and_it_is_not_0(answer):
    assert answer.per_1000 is None


def test_the_rate_per_1000_contacts_has_an_interval(tmp_path):
    legs = [{"started_at": at(4), "wait_s": 5} for _ in range(200)]
    tables = {"complaint": ROWS, "contact_leg": legs}
    found = complaints(made(tmp_path / "b", tables, as_of=AS_OF), MARCH, viewer=local_viewer())
    value, low, high = found.per_1000
    assert value == 1000 * 6 / 200
    assert low < value < high


def test_members_narrow_steps_and_causes(ref):
    found = complaints(ref, MARCH, only=(("channel", "email"),), viewer=local_viewer())
    assert (found.received, found.overdue) == (1, 1)
    assert [s.due for s in found.stages] == [1, 1, 1]
    assert found.stages[0].share is None  # fewer than five
    none = complaints(ref, MARCH, only=(("region", "not stated"),), viewer=local_viewer())
    assert none.received == 5


def test_a_month_without_complaints_says_so(ref):
    found = complaints(ref, span_from("2024-01"), viewer=local_viewer())
    assert (found.received, found.categories.pareto) == (0, None)


def test_the_register_has_the_most_overdue_first_and_its_clocks(ref):
    found = listed(ref)
    assert [line.record for line in found.lines] == ["c6", "c1", "c2", "c3", "c4", "c5"]
    first = found.lines[0]
    # closing was due on Monday 24 March, the 15th working day; the export is of 30 April
    assert (first.close.state, first.close.unit) == ("overdue", "wd")
    assert first.close.beyond == 25  # working days, Good Friday and Easter Monday left out
    assert first.escalation == "not recorded"
    third = next(line for line in found.lines if line.record == "c3")
    assert (third.acknowledge.state, third.acknowledge.taken) == ("late", 48)
    assert third.acknowledge.beyond == 24
    late = next(line for line in found.lines if line.record == "c4")
    assert (late.answer.state, late.answer.taken, late.answer.beyond) == ("late", 7, 2)


def test_no_personal_column_is_in_a_line(ref):
    names = set(vars(listed(ref).lines[0]))
    assert not {name for name in names if "customer" in name or "key" in name or "agent" in name}


def test_marks_count_and_narrow(ref):
    found = listed(ref)
    assert dict(found.marks) == {
        "overdue": 1, "vulnerable": 1, "undocumented": 1, "reopened": 1, "open": 1,
    }  # fmt: skip
    assert [line.record for line in listed(ref, mark="reopened").lines] == ["c1"]
    assert listed(ref, mark="overdue").found == 1


@pytest.mark.parametrize(
    ("words", "records"),
    [
        ("c4", {"c4"}),
        ("METER", {"c4"}),
        ("tariff", {"c1", "c2"}),
        ("100%", set()),
        ("' or 1", set()),
    ],
)
def test_words_are_found_in_reference_and_codes_as_they_stand(ref, words, records):
    assert {line.record for line in listed(ref, search=words).lines} == records


def test_more_than_fit_are_counted(ref):
    found = listed(ref, limit=2)
    assert (len(found.lines), found.found) == (2, 6)


def test_what_is_unknown_or_not_allowed_is_refused(ref):
    nobody = Viewer("nobody", "Nobody", frozenset())
    with pytest.raises(InputRefused, match="mark of complaints"):
        listed(ref, mark="red")
    with pytest.raises(InputRefused, match="dimension of complaints"):
        complaints(ref, MARCH, only=(("colour", "x"),), viewer=local_viewer())
    with pytest.raises(NotAllowed):
        complaints(ref, MARCH, viewer=nobody)
    with pytest.raises(NotAllowed):
        register(ref, MARCH, viewer=nobody)


def test_from_thirty_due_on_a_step_is_judged_against_its_target(tmp_path):
    rows = [handled(f"c{i}", acknowledged_at=at(5) if i < 6 else at(3, 10)) for i in range(30)]
    found = complaints(
        made(tmp_path / "b", {"complaint": rows}, as_of=AS_OF), MARCH, viewer=local_viewer()
    )
    assert [s.meets for s in found.stages] == [False, True, True]
    assert found.finding.startswith("Acknowledged in 24 h: 80\u202f% of 30 due")


def test_each_rate_says_what_it_is_divided_by_and_where_that_comes_from(tmp_path):
    tables = {
        "complaint": [handled(f"c{i}", customer_key=f"k{i}") for i in range(6)],
        "contact_leg": [{"source_id": "calls", "started_at": at(4)}] * 60,
        "customer_month": [
            {
                "source_id": "crm",
                "customer_key": f"k{i}",
                "month": "2025-03-01",
                "is_active": i < 40,
            }
            for i in range(50)
        ],
    }
    found = complaints(made(tmp_path / "b", tables, as_of=AS_OF), MARCH, viewer=local_viewer())
    told = [(one.numerator, one.denominator, one.value, one.sources) for one in found.rates]
    assert told == [(6, 60, 100, ("calls",)), (6, 40, 150, ("crm",))]
