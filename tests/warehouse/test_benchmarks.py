"""Benchmarks as declared: none without source, date and note; the unit is the KPI's."""

from datetime import date

import pytest

from warehouse.benchmarks import Benchmark, declared
from warehouse.catalogue.loader import shipped
from warehouse.errors import HomeRefused
from warehouse.home import Home, Settings

KPIS = shipped(Settings()).kpis
GOOD = {
    "kpi": '"abandonment_rate"',
    "value": "0.06",
    "unit": '"share"',
    "source": '"A report, table 4"',
    "date": "2024-03-01",
    "comparability": '"voice only, short abandons left in"',
}


def read(tmp_path, text):
    (tmp_path / "benchmarks.toml").write_text(text, encoding="utf-8")
    return declared(Home(tmp_path), KPIS)


def entry(**changes):
    told = {name: text for name, text in (GOOD | changes).items() if text is not None}
    return "[[benchmark]]\n" + "\n".join(f"{name} = {text}" for name, text in told.items())


def test_without_a_file_there_is_none_and_none_is_shipped(tmp_path):
    assert declared(Home(tmp_path), KPIS) == ()


def test_a_benchmark_has_source_date_note_and_perhaps_a_range(tmp_path):
    found = read(tmp_path, entry(low="0.04", high="0.09") + "\n" + entry(formula='"of_offered"'))
    assert found[0] == Benchmark(
        "abandonment_rate", 0.06, "share", "A report, table 4", date(2024, 3, 1),
        "voice only, short abandons left in", 0.04, 0.09,
    )  # fmt: skip
    assert (found[1].formula, found[1].low) == ("of_offered", None)


@pytest.mark.parametrize("name", ["source", "date", "comparability", "unit", "value", "kpi"])
def test_what_is_missing_is_named(tmp_path, name):
    with pytest.raises(HomeRefused, match=rf"benchmark 1 of benchmarks.toml: \['{name}'\] missing"):
        read(tmp_path, entry(**{name: None}))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kpi": '"abandon_rate"'}, "Did you mean 'abandonment_rate'"),
        ({"sauce": '"x"'}, "Did you mean 'source'"),
        ({"unit": '"seconds"'}, "unit 'seconds', expected 'share'"),
        ({"value": "6"}, "Write 6 % as 0.06"),
        ({"value": '"6 %"'}, "Write a number"),
        ({"date": '"last year"'}, "is no day"),
        ({"comparability": '"n/a"'}, "Say whose customers"),
        ({"source": '" "'}, "Write it in words"),
        ({"low": "0.07", "high": "0.09"}, "around the value"),
        ({"low": "0.04"}, "Give both ends"),
        ({"formula": '"of_offerd"'}, "Did you mean 'of_offered'"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_write(tmp_path, changes, words):
    with pytest.raises(HomeRefused, match=words) as refusal:
        read(tmp_path, entry(**changes))
    assert "all other pages are as they were" in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[benchmark]\nkpi = 1", r"Write each benchmark as \[\[benchmark\]\]"),
        ("[[benchmarks]]\nkpi = 1", "unknown 'benchmarks'"),
        ("benchmark = [", "Cannot read benchmarks.toml"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path, text, words):
    with pytest.raises(HomeRefused, match=words):
        read(tmp_path, text)
