"""How a build is opened: what every connection is told before anybody asks."""

from warehouse.connection import reading, scratch, writing


def test_no_result_waits_for_a_buffer_to_be_emptied(tmp_path):
    told = "select value from duckdb_settings() where name = 'streaming_buffer_size'"
    with writing(tmp_path / "b.duckdb") as database:
        written = database.value(told)
    with reading(tmp_path / "b.duckdb") as database, scratch() as other:
        assert {written, database.value(told), other.value(told)} == {"931.3 GiB"}
