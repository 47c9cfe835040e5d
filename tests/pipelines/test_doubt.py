"""Files that lie are refused with the evidence; honest ones pass, and repairs are declared."""

import random
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipelines import intake, progress
from pipelines.declared import read_profile
from pipelines.exports import found
from warehouse import build
from warehouse.connection import reading, writing
from warehouse.errors import InputRefused
from warehouse.home import Home

PROFILE = """
mapping = 1
name = "doubtful"
tool = "Doubtful"
source = "doubtful"
{top}
[reader]
format = "csv"
[recognise]
columns = ["id", "start", "answer", "talk", "seconds", "caller"]
[time]
zone = "UTC"
formats = {formats}
{time}
[tables.contact_leg.columns]
leg_id = {{ from = "id" }}
contact_id = {{ from = "id" }}
channel = {{ const = "voice" }}
direction = {{ const = "inbound" }}
outcome = {{ const = "answered" }}
customer_key = {{ from = "caller", as = "hash" }}
started_at = {{ {start} }}
answered_at = {{ from = "answer" }}
talk_s = {{ {talk} }}
handle_s = {{ from = "seconds" }}
"""
ISO = "%Y-%m-%d %H:%M:%S"
HONEST = {"answer": "", "talk": "0:03:05", "seconds": "185", "caller": "+44 7700 900101"}


class Stage:
    """Stage rows with a profile of the test's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.remarks: list[str] = []
        self.repaired: dict[str, int] = {}

    def __call__(
        self,
        rows: list[dict[str, str]],
        *,
        formats: str = f'["{ISO}"]',
        start: str = 'from = "start"',
        talk: str = 'from = "talk", as = "duration"',
        time: str = "",
        top: str = "",
    ) -> list[tuple]:
        declared = PROFILE.format(formats=formats, start=start, talk=talk, time=time, top=top)
        (self._folder / "doubtful.toml").write_text(declared)
        names = ["id", "start", *HONEST]
        text = "\n".join(",".join({**HONEST, **row}[name] for name in names) for row in rows)
        export = self._folder / "export.csv"
        export.write_text(",".join(names) + "\n" + text + "\n")
        known = [read_profile(self._folder / "doubtful.toml")]
        this = intake.Intake(Home(self._folder / "home"), intake.Choice(), known, progress.quiet)
        this.unpacked.mkdir(parents=True)
        staged = self._folder / "staged.duckdb"
        with writing(staged) as database:
            build.create(database)
        intake.stage(this, found([export]), staged)
        [entry] = this.files
        self.remarks = [remark.evidence for remark in entry.remarks]
        self.repaired = entry.repaired
        with reading(staged) as database:
            return database.rows(
                "select leg_id, cast(timezone('UTC', started_at) as text), talk_s::double "
                "from contact_leg order by src_row"
            )


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def calls(days: int, fmt: Callable[[datetime], str], first: datetime) -> list[dict[str, str]]:
    """Ten calls a day, an hour apart, in order."""
    times = [first + timedelta(days=d, hours=h) for d in range(days) for h in range(10)]
    return [{"id": f"c{i}", "start": fmt(at)} for i, at in enumerate(times)]


def iso(at: datetime) -> str:
    return at.strftime(ISO)


def swapped(at: datetime) -> str:
    """As a spreadsheet of the wrong country saves it."""
    return iso(at.replace(day=at.month, month=at.day) if at.day <= 12 else at)


AUTUMN = datetime(2025, 9, 15, 8)


def test_an_honest_file_passes_without_a_remark(stage):
    assert len(stage(calls(60, iso, AUTUMN))) == 600
    assert stage.remarks == []


def test_a_file_swapped_up_to_the_12th_is_refused_with_the_count(stage):
    # 15 September to 13 November: 24 days up to the 12th, of which 10 October and 11 November
    # stay what they are, and 9 and 11 October, 9 and 10 November come to lie near the period
    with pytest.raises(InputRefused) as refusal:
        stage(calls(60, swapped, AUTUMN))

    assert refusal.value.found == (
        "180 cells of 'start' with a day up to 12 fall outside the period of the others, "
        "2025-09-15 to 2025-11-13; swapping day and month puts all of them inside"
    )
    assert "Nothing was changed" in refusal.value.stands


def test_years_of_swapped_days_are_seen_by_their_order(stage):
    with pytest.raises(InputRefused, match="steps from row to row of 'start' go back in time"):
        stage(calls(800, swapped, datetime(2023, 1, 1, 8)))


def test_swapped_days_are_repaired_where_the_profile_says_so_and_the_load_tells(stage):
    rows = stage(calls(60, swapped, AUTUMN), time="swapped = true")

    assert [at for _, at, _ in rows] == [row["start"] for row in calls(60, iso, AUTUMN)]
    # 24 days up to the 12th, of which 10 October and 11 November stay what they are
    assert stage.repaired == {"day and month swapped back ([time] swapped)": 220}
    assert stage.remarks == []


def test_a_trusted_column_is_taken_as_it_stands(stage):
    assert len(stage(calls(60, swapped, AUTUMN), top='trusted = ["start"]')) == 600


def test_a_few_old_tickets_are_no_lie(stage):
    old = [{"id": f"o{i}", "start": f"2025-0{i}-02 09:00:00"} for i in range(1, 5)]

    assert len(stage(old + calls(60, iso, AUTUMN))) == 604


@pytest.mark.parametrize("seed", range(10))
def test_honest_files_in_no_order_over_any_span_are_believed(stage, seed):
    dice = random.Random(seed)
    first = datetime(2024, 1, 1) + timedelta(days=dice.randrange(700))
    rows = calls(dice.choice([20, 45, 90, 300]), iso, first)
    dice.shuffle(rows)

    assert len(stage(rows)) == len(rows)


def test_a_format_with_day_and_month_the_wrong_way_round_is_refused(stage):
    rows = calls(30, lambda at: at.strftime("%d/%m/%Y %H:%M:%S"), AUTUMN)

    with pytest.raises(InputRefused) as refusal:
        stage(rows, formats='["%m/%d/%Y %H:%M:%S"]')

    assert refusal.value.found == (
        "'%m/%d/%Y %H:%M:%S' reads 120 of 300 cells of 'start', '%d/%m/%Y %H:%M:%S' reads 300: "
        "day and month are the other way round"
    )


def test_one_day_that_does_not_exist_is_left_to_quarantine(stage):
    rows = calls(3, iso, AUTUMN)
    rows[4]["start"] = "2025-09-31 08:00:00"

    assert len(stage(rows)) == 29


def test_ids_in_scientific_notation_are_refused(stage):
    rows = calls(1, iso, AUTUMN)
    for row in rows[2:5]:
        row["id"] = "1.03006E+13"

    with pytest.raises(InputRefused, match="3 of 10 cells of 'id' are numbers such as"):
        stage(rows)


def test_telephone_numbers_in_scientific_notation_are_refused(stage):
    rows = [row | {"caller": "4.47701E+11"} for row in calls(1, iso, AUTUMN)]

    with pytest.raises(InputRefused, match="10 of 10 cells of 'caller'"):
        stage(rows)


def test_a_few_cut_off_references_are_remarked(stage):
    rows = calls(6, iso, AUTUMN)
    rows[0]["caller"] = rows[1]["caller"] = "4.47701E+11"

    assert len(stage(rows)) == 60
    assert stage.remarks == ["2 of 60 cells of 'caller' are numbers such as 1.03E+13"]


def test_ids_with_an_e_in_them_are_ids(stage):
    rows = [{"id": f"{i}e5{i}", "start": iso(AUTUMN)} for i in range(10)]

    assert len(stage(rows)) == 10


def test_day_numbers_instead_of_times_are_refused_and_can_be_declared(stage, tmp_path):
    rows = [{"id": f"c{i}", "start": str(45915.5 + i)} for i in range(10)]

    with pytest.raises(InputRefused, match="10 of 10 cells of 'start' are day numbers"):
        stage(rows)
    (tmp_path / "staged.duckdb").unlink()
    shutil.rmtree(tmp_path / "home")
    repaired = stage(rows, start='from = "start", as = "day_number"')
    assert repaired[0][1] == "2025-09-15 12:00:00"


@pytest.mark.parametrize("column", ["talk", "seconds"])
def test_parts_of_a_day_instead_of_durations_are_refused(stage, column):
    rows = [
        row | {column: f"{(i + 61) / 86400:.12f}"} for i, row in enumerate(calls(2, iso, AUTUMN))
    ]

    with pytest.raises(InputRefused, match=f"20 of 20 cells of '{column}' are parts of a day"):
        stage(rows)


def test_parts_of_a_day_are_read_where_the_profile_says_so(stage):
    rows = [{"id": "c1", "start": iso(AUTUMN), "talk": "0.002141203704"}]

    assert stage(rows, talk='from = "talk", as = "day_fraction"')[0][2] == 185


def test_seconds_below_one_are_seconds(stage):
    rows = [row | {"seconds": "0.25"} for row in calls(2, iso, AUTUMN)]

    assert len(stage(rows)) == 20


def test_a_column_that_mixes_two_zones_is_refused(stage):
    # every second answer is written an hour early, as a column of UTC and London does in summer
    rows = calls(4, iso, AUTUMN)
    for i, row in enumerate(rows):
        answered = datetime.strptime(row["start"], ISO) + timedelta(seconds=20 + i)
        row["answer"] = iso(answered - timedelta(hours=i % 2))

    with pytest.raises(InputRefused) as refusal:
        stage(rows)

    assert refusal.value.found == (
        "in 20 of 40 rows 'answer' lies 1 hour(s) before 'start' and a few minutes on, in the "
        "others a few minutes after it: one of the two mixes time zones"
    )


def test_long_waits_are_no_second_zone(stage):
    rows = calls(4, iso, AUTUMN)
    for i, row in enumerate(rows):
        row["answer"] = iso(datetime.strptime(row["start"], ISO) + timedelta(minutes=3 * i))

    assert len(stage(rows)) == 40


def test_offsets_in_a_part_of_a_column_are_remarked(stage):
    rows = calls(1, iso, AUTUMN)
    for row in rows[:4]:
        row["start"] += "+01:00"

    stage(rows, formats=f'["{ISO}%z", "{ISO}"]')

    assert stage.remarks == ["4 of 10 cells of 'start' carry one"]
