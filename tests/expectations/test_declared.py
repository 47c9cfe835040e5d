"""A wrong declaration is refused with what is near to it; a right one says what it means."""

import re

import pytest

from expectations import checks
from expectations.declared import FOLDER, SORTS, read, texts
from warehouse.build import create
from warehouse.catalogue.loader import shipped
from warehouse.catalogue.tables import tables
from warehouse.connection import scratch
from warehouse.errors import CatalogueRefused
from warehouse.home import Settings

RIGHT = """
[wait_not_negative]
label = "Wait is never negative"
table = "contact_leg"
sort = "range"
expectation = "ExpectColumnValuesToBeBetween"
column = "wait_s"
min_value = 0
severity = "warning"
owner = "Contact centre operations"
why = "A negative wait shortens the average."
kpis = ["service_level"]
"""
ROWS = RIGHT.replace(
    'expectation = "ExpectColumnValuesToBeBetween"\ncolumn = "wait_s"\nmin_value = 0\n',
    'rows = "select * from contact_leg where wait_s < 0"\n',
)
WHERE = ROWS.replace('rows = "select * from contact_leg where wait_s < 0"', 'where = "wait_s < 0"')


def changed(old: str, new: str, text: str = RIGHT) -> dict[str, str]:
    assert old in text
    return {"contacts.toml": text.replace(old, new)}


def test_a_right_declaration_is_read():
    (check,) = read({"contacts.toml": RIGHT})

    assert check.sql == "select * from contact_leg where wait_s < 0"
    assert check.cases == "select 1 from contact_leg"
    assert check.arguments == {"column": "wait_s", "min_value": 0}
    assert check.kpis == ("service_level",)
    assert not check.gate


def test_a_condition_may_be_narrowed_to_the_rows_that_it_is_about():
    (check,) = read(changed('where = "', 'of = "is_acd or is_test"\nwhere = "', WHERE))

    assert check.sql == "select * from contact_leg where (is_acd or is_test) and (wait_s < 0)"
    assert check.cases == "select 1 from contact_leg where is_acd or is_test"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (
            changed("ExpectColumnValuesToBeBetween", "ExpectColumnValueToBeBetween"),
            "unknown expectation 'ExpectColumnValueToBeBetween', did you mean "
            "'ExpectColumnValuesToBeBetween'",
        ),
        (
            changed('table = "contact_leg"', 'table = "contact_legs"'),
            "unknown table 'contact_legs', did you mean 'contact_leg'",
        ),
        (
            changed('column = "wait_s"', 'column = "waits"'),
            "unknown column of contact_leg 'waits', did you mean 'wait_s'",
        ),
        (
            changed('"service_level"', '"service_levels"'),
            "unknown KPI 'service_levels', did you mean 'service_level'",
        ),
        (
            changed('sort = "range"', 'sort = "ranges"'),
            "unknown sort 'ranges', did you mean 'range'",
        ),
        (changed('sort = "range"\n', ""), "'sort' is missing"),
        (changed("wait_s < 0", "waits < 0", WHERE), '"waits" not found'),
        (
            changed('where = "', 'cases = "select 1"\nof = "is_acd"\nwhere = "', WHERE),
            "'of' narrows 'where' and takes the place of 'cases'",
        ),
        (
            changed('rows = "', 'of = "is_acd"\nrows = "', ROWS),
            "'of' narrows 'where' and takes the place of 'cases'",
        ),
        (changed("warning", "warn"), "unknown severity 'warn', did you mean 'warning'"),
        (changed("min_value", "min_valeu"), "unknown key 'min_valeu', did you mean 'min_value'"),
        (
            changed("ExpectColumnValuesToBeBetween", "anything at all"),
            "unknown expectation 'anything at all', known: ['ExpectColumnPairValues",
        ),
        (changed('owner = "Contact centre operations"\n', ""), "'owner' is missing"),
        (changed('"Contact centre operations"', '""'), "owner = '' cannot be used"),
        (changed('why = "A negative wait shortens the average."\n', ""), "'why' is missing"),
        (changed('column = "wait_s"\n', ""), "'column' is missing"),
        (changed("min_value = 0\n", ""), "'min_value' or 'max_value' is missing"),
        (changed("min_value = 0", 'min_value = "0"'), "min_value = '0' cannot be used"),
        (changed("[wait_not_negative]", "[Wait]"), "expected a section [lower_case_id]"),
        (changed("[wait_not_negative]", "loose = 1\n[wait]"), "expected a section"),
        (
            changed("min_value = 0", "min_value = 0\nrows = 'select 1'"),
            "expected one of 'expectation', 'where', 'rows', 'mix', 'filled', and only one",
        ),
        (changed("wait_s < 0", "waits < 0", ROWS), '"waits" not found'),
        (changed("wait_s < 0", "wait_s < ", ROWS), "its SQL does not run: "),
        (
            changed('rows = "', 'using = ["evnt"]\nrows = "', ROWS),
            "unknown fragment in using 'evnt', did you mean 'event'",
        ),
        (
            changed('rows = "', 'cases = "select nonsense"\nrows = "', ROWS),
            "its SQL does not run: ",
        ),
    ],
)
def test_a_wrong_declaration_is_refused_and_says_what_was_meant(files, found):
    with pytest.raises(CatalogueRefused) as refused:
        read(files)

    assert found in refused.value.found
    assert refused.value.what.startswith("Cannot use check ")
    assert refused.value.remedy == "Correct expectations/contacts.toml."


def test_text_that_is_not_toml_is_refused_by_file():
    with pytest.raises(CatalogueRefused, match=r"Cannot read 'contacts\.toml'"):
        read({"contacts.toml": "[wait"})


def test_an_id_is_given_once_in_all_files():
    with pytest.raises(CatalogueRefused, match=r"it stands in 'a\.toml' already"):
        read({"a.toml": RIGHT, "b.toml": RIGHT})


def test_a_column_of_another_table_is_no_column_of_this_one():
    with pytest.raises(CatalogueRefused, match="unknown column of ticket 'wait_s'"):
        read(changed('table = "contact_leg"', 'table = "ticket"'))


def test_a_quote_in_a_listed_value_stays_a_value():
    text = RIGHT.replace("ExpectColumnValuesToBeBetween", "ExpectColumnValuesToBeInSet").replace(
        "min_value = 0", 'value_set = ["o\'clock"]'
    )
    (check,) = read({"contacts.toml": text})
    assert check.sql == "select * from contact_leg where wait_s not in ('o''clock')"


def test_gates_are_judged_before_everything_else():
    assert [check.id for check in checks() if check.gate] == [checks()[0].id]


def test_every_canonical_table_has_its_key_checked_as_critical():
    keys = {
        check.table: tuple(check.arguments["column_list"])
        for check in checks()
        if check.expectation == "ExpectCompoundColumnsToBeUnique" and check.severity == "critical"
    }
    assert keys == {name: ("source_id", *table.key) for name, table in tables().items()}


def test_listed_words_are_those_of_the_table_catalogue():
    listed = [check for check in checks() if "value_set" in check.arguments]
    found = {
        (check.table, check.arguments["column"]): ", ".join(check.arguments["value_set"])
        for check in listed
    }
    channels = tables()["contact_leg"].columns["channel"].meaning
    declared = {key: tables()[key[0]].columns[key[1]].meaning for key in found}
    assert declared.pop(("queue_interval", "channel")) == "as in contact_leg"
    assert found.pop(("queue_interval", "channel")) == channels
    assert found == declared
    assert len(listed) == 11


def test_only_a_third_of_the_checks_ask_for_a_value_to_be_there():
    mere = [check for check in checks() if check.expectation == "ExpectColumnValuesToNotBeNull"]
    assert len(checks()) >= 30
    assert 3 * len(mere) <= len(checks())


def test_only_structural_impossibilities_are_critical():
    """Dirt that real exports have must not keep a build from being published."""
    allowed = {"ExpectCompoundColumnsToBeUnique", "ExpectColumnValuesToNotBeNull"}
    other = {
        check.id
        for check in checks()
        if check.severity == "critical" and check.expectation not in allowed
    }
    assert other == {
        "columns_declared",
        "file_rows_accounted",
        "file_exclusions_reasoned",
        "file_quarantine_kept",
        "row_from_known_file",
        "row_from_known_source",
    }
    required = {
        (check.table, check.arguments["column"])
        for check in checks()
        if check.severity == "critical" and check.expectation == "ExpectColumnValuesToNotBeNull"
    }
    assert all(tables()[table].columns[column].required for table, column in required)


def test_every_figure_is_guarded_by_plausibility_and_by_another_table():
    """A KPI without either would be believed because nobody looked."""
    kpis = shipped(Settings()).kpis
    without_table = {  # nothing of what they are about is in a build yet
        *("delivery_on_promise_rate", "survey_sample_met_rate"),
        *("actions_verified_effective_rate", "kpis_under_control_rate"),
    }
    assert [id_ for id_ in without_table if kpis[id_].fact] == []
    for id_ in kpis.keys() - without_table:
        sorts = {check.sort for check in checks() if id_ in check.kpis}
        assert "plausibility" in sorts, id_
        assert sorts & {"link", "totals"}, id_


def test_a_check_between_tables_reads_at_least_two():
    with scratch() as database:
        create(database)
        known = {name for [name] in database.rows("select table_name from duckdb_tables()")}
    few = {
        check.id
        for check in checks()
        if check.sort in ("link", "totals")
        and len(known & set(re.findall(r"(?:from|join) (\w+)", check.sql))) < 2
    }
    assert few == set()


def test_every_sort_of_doubt_is_looked_into():
    assert {check.sort for check in checks()} == set(SORTS)


def test_the_texts_are_the_files_that_a_build_keeps():
    assert sorted(texts()) == sorted(path.name for path in FOLDER.glob("*.toml"))
    assert read(texts()) == checks()
