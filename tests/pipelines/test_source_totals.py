"""The template for totals that a source itself reports."""

from pathlib import Path

HEADER = "source,month,measure,value,stated_on\n"


def load(sampled, tmp_path: Path, name: str, *rows: str) -> None:
    path = tmp_path / name
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows))
    sampled.load(path)


def test_a_month_is_read_in_both_spellings_and_a_day_inside_it_in_none(sampled, tmp_path):
    load(
        sampled, tmp_path, "totals.csv",
        'desk,2025-06,contacts_offered,"1,234",',
        "desk,2025-07-01,contacts_offered,0,",
        "desk,2025-07-15,contacts_offered,5,",
        "desk,2025-08,contacts_offered,,",
    )  # fmt: skip

    assert sampled.rows("select of_source, month::text, value from source_total order by all") == [
        ("desk", "2025-06-01", 1234),
        ("desk", "2025-07-01", 0),
    ]
    assert sampled.value("select count(*) from quarantine") == 2


def test_the_total_that_was_stated_last_stands(sampled, tmp_path):
    load(sampled, tmp_path, "july.csv", "desk,2025-06,ticket,10,2025-07-02")
    load(sampled, tmp_path, "august.csv", "desk,2025-06,ticket,12,2025-08-02")

    assert sampled.value("select value from source_total") == 12
