"""A profile is checked before a row is read; an error names the place and near misses."""

from pathlib import Path

import pytest

from pipelines.declared import SHIPPED, profiles, read_profile
from warehouse.errors import CatalogueRefused
from warehouse.home import Home

ACME = (Path(__file__).parents[1] / "data" / "profiles" / "acme_calls.toml").read_text()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "cadence_days = 7",
            "cadance_days = 7",
            r"unknown key 'cadance_days'. Did you mean one of \['cadence_days'",
        ),
        (
            "[tables.contact_leg]",
            "[tables.contact_legs]",
            r"there is no table 'contact_legs'. Did you mean one of \['contact_leg'",
        ),
        (
            "queue_name = { from",
            "queue = { from",
            r"\[tables.contact_leg\]: there is no column 'queue'. Did you mean one of \['queue",
        ),
        (
            'started_at = { from = "Started" }\n',
            "",
            r"required columns \['started_at'\] are not mapped",
        ),
        ('as = "hash"', 'as = "hashed"', "as = 'hashed'"),
        ('zone = "Europe/London"', 'zone = "Europe/Londn"', "is not an IANA time zone"),
        ('from = "Queue"', 'form = "Queue"', "unknown key 'form'. Did you mean one of .'from'"),
        ("above = 86400", "abowe = 86400", "unknown key 'abowe'"),
        ('format = "csv"', 'format = "cvs"', "format = 'cvs'"),
        ('name = "acme_calls"\n', "", r"\['name'\] is missing"),
        ('leg_id = { from = "Call" }', 'leg_id = "Call"', "found 'Call', expected"),
        ("mapping = 1", "mapping = 2", "mapping = 2. Allowed are"),
        ('map = "outcome"', 'map = "outcomes"', r"no \[values.outcomes\]. Did you .*'outcome'"),
        (
            'leg_id = { from = "Call" }',
            'leg_id = { from = "Call", const = "x" }',
            r"leg_id: found \['const', 'from'\], expected one source",
        ),
        (
            'leg_id = { from = "Call" }',
            "leg_id = { from = 'Call', pattern = '[0-9]+' }",
            r"leg_id: the pattern '\[0-9\]\+' has no group",
        ),
        (
            'leg_id = { from = "Call" }',
            "leg_id = { from = 'Call', pattern = '(?<=a)(b)' }",
            "cannot be used. regex error",
        ),
        ('leg_id = { from = "Call" }', "leg_id = { file = '[' }", "'.' cannot be used"),
        ("'^Report '", "'^Report ('", "cannot be used"),
        ('column = "Caller", equals', "equals", "names no column"),
        ('reason = "test call"\n', "", r"found \['when'\], expected \['reason', 'when'\]"),
        ("[time]\n", '[time]\nambiguous = "shift"\n', "ambiguous = 'shift'. Allowed are"),
        ('as = "hash"', 'as = "hash", end_of = "week"', "end_of = 'week'. Allowed are"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_place(tmp_path, old, new, message):
    assert old in ACME
    path = tmp_path / "broken.toml"
    path.write_text(ACME.replace(old, new, 1))

    with pytest.raises(CatalogueRefused, match=message):
        read_profile(path)


def test_broken_toml_is_refused_with_its_line(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text("mapping = 1\nname = \n")

    with pytest.raises(CatalogueRefused, match="line 2"):
        read_profile(path)


def test_every_shipped_profile_holds_and_has_its_own_name(tmp_path):
    names = [profile.name for profile in profiles(Home(tmp_path))]

    assert len(names) == len(set(names)) == len(list(SHIPPED.glob("*.toml")))


def test_an_organisations_own_profiles_stand_beside_the_shipped_ones(home):
    assert "acme_calls" in [profile.name for profile in profiles(home)]


def test_a_profile_lists_every_source_column_that_it_reads(tmp_path):
    path = tmp_path / "acme.toml"
    path.write_text(ACME)

    assert set(read_profile(path).used) == {
        "Call",
        "Started",
        "Status",
        "Caller",
        "Talk",
        "Changed",
        "Queue",
        "Wait",
        "Wrap",
        "Rating",
    }


def test_an_organisations_own_profile_replaces_the_shipped_one_of_its_name(home):
    shipped = next(iter(sorted(SHIPPED.glob("*.toml"))))
    name = read_profile(shipped).name
    (home.profiles / "mine.toml").write_text(ACME.replace('"acme_calls"', f'"{name}"'))

    [mine] = [profile for profile in profiles(home) if profile.name == name]
    assert mine.tool == "Acme call log"


def test_two_of_an_organisations_profiles_may_not_share_a_name(home):
    (home.profiles / "twin.toml").write_text(ACME)

    with pytest.raises(CatalogueRefused, match="is named 'acme_calls' too"):
        profiles(home)
