"""A build of an older program gets the tables that it lacks, and keeps what it has."""

from warehouse import build
from warehouse.connection import writing


def test_a_missing_canonical_table_is_laid_out_and_the_others_stay(tmp_path):
    with writing(tmp_path / "b") as database:
        build.create(database)
        database.run("insert into agent (source_id, agent_id) values ('roster', 'a1')")
        database.run("drop table staffed_day")
        build.complete(database)
        assert database.rows("select count(*) from staffed_day") == [(0,)]
        assert database.rows("select agent_id from agent") == [("a1",)]
