"""The invented sample: written in the tools' formats, the same each time, whole or not at all."""

import csv
import hashlib
import io
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.sample import generate
from pipelines.sample.dice import GOLDEN, Dice, mixed
from pipelines.sample.effects import effects
from pipelines.sample.months import budgets, last_complete, span
from tests.pipelines.sample.reading import RECORD_END, whole_lines
from warehouse.errors import InputRefused

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
SMALL = {"months": 3, "until": date(2026, 10, 1), "contacts": 1500}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "sample"
    generate(folder, **SMALL)
    return folder


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def shape(value: object) -> object:
    """The keys of nested JSON, in order; a value is only a leaf."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return "leaf"


def test_the_same_arguments_give_the_same_bytes(small, tmp_path):
    generate(tmp_path / "again", **SMALL)

    assert digests(tmp_path / "again") == digests(small)


def test_another_seed_gives_other_contacts(small, tmp_path):
    generate(tmp_path / "other", seed=2, **SMALL)
    one, other = digests(small), digests(tmp_path / "other")

    assert one.keys() == other.keys()
    assert not set(one.values()) & set(other.values())


def test_the_truth_counts_what_stands_in_the_files(tmp_path):
    steps: list[int] = []

    truth = generate(tmp_path / "sample", progress=steps.append, **SMALL)

    assert sum(steps) == truth.rows["contacts"] == 1500
    assert len(steps) == 3
    assert truth.months == (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
    assert set(truth.files) == set(digests(tmp_path / "sample"))


def test_contact_records_have_the_keys_of_the_tool_in_its_order(small):
    theirs = [
        json.loads(line)
        for line in (SAMPLES / "amazon_connect" / "ctr_lines.jsonl").read_text().splitlines()
    ]
    full = next(record for record in theirs if record["Agent"] and record["Channel"] == "VOICE")
    path = small / "amazon_connect" / "contact-records-2026-10.jsonl"
    ours = [json.loads(line) for line in whole_lines(path, RECORD_END)[0]]
    answered = next(
        record
        for record in ours
        if record["Agent"]
        and record["Queue"]
        and record["CustomerEndpoint"]
        and record["Channel"] == "VOICE"
    )
    free = {"Attributes": None, "TransferCompletedTimestamp": None}

    assert all(list(record) == list(full) for record in ours)
    assert shape(answered | free) == shape(full | free)


def test_tickets_have_the_keys_of_the_tool_in_its_order(small):
    name = "export_2026_10_31_9f2c_1.json"
    theirs = json.loads((SAMPLES / "zendesk" / name).read_text().splitlines()[0])
    lines = (small / "zendesk" / "export_2026_11_01_bb01_1.json").read_text().splitlines()
    rated = {"custom_fields": None}
    ours = next(
        ticket
        for line in lines
        if (ticket := json.loads(line)["ticket"])["satisfaction_rating"].get("id")
    )

    assert shape(ours | rated) == shape(theirs["ticket"] | rated)
    assert all(json.loads(line).keys() == {"ticket"} for line in lines)


def test_ratings_have_the_wrapper_and_the_keys_of_the_tool(small):
    theirs = json.loads((SAMPLES / "zendesk" / "satisfaction_ratings.json").read_text())
    ours = json.loads((small / "zendesk" / "satisfaction_ratings_2026_Q3.json").read_text())

    assert list(ours) == list(theirs)
    assert list(ours["satisfaction_ratings"][0]) == list(theirs["satisfaction_ratings"][0])
    assert ours["count"] == len(ours["satisfaction_ratings"])


def test_survey_responses_begin_with_a_mark_and_three_header_rows(small):
    text = (small / "qualtrics" / "Bluebird Care Survey_November 1, 2026_07.00.csv").read_bytes()
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    keys = [json.loads(cell) for cell in rows[2]]

    assert text.startswith(b"\xef\xbb\xbf")
    assert rows[0][:3] == ["StartDate", "EndDate", "Status"]
    assert keys[0] == {"ImportId": "startDate", "timeZone": "America/Denver"}
    assert {key["ImportId"] for key in keys} >= {"QID1", "QID2", "QID3_1", "QID6", "ContactId"}
    assert {len(row) for row in rows} == {31}


def test_the_distribution_history_has_the_header_of_the_tool(small):
    theirs = (SAMPLES / "qualtrics" / "distribution_history.csv").read_bytes().splitlines()[0]
    ours = (small / "qualtrics" / "Distribution history_2026_Q4.csv").read_bytes().splitlines()[0]

    assert ours == theirs


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("quality_scorecards_2026.csv", "quality_scorecards.csv"),
        ("roster.csv", "roster.csv"),
        ("training.csv", "training.csv"),
    ],
)
def test_people_files_have_the_header_of_the_templates(small, ours, theirs):
    header = (SAMPLES / "templates" / theirs).read_text().splitlines()[0]

    assert (small / "people" / ours).read_text().splitlines()[0] == header


def test_every_agent_of_the_contacts_stands_in_the_roster(small):
    roster = pl.read_csv(small / "people" / "roster.csv", infer_schema=False)
    path = small / "amazon_connect" / "contact-records-2026-10.jsonl"
    records = [json.loads(line) for line in whole_lines(path, RECORD_END)[0]]
    names = {record["Agent"]["Username"] for record in records if record["Agent"]}

    assert names <= set(roster["id_telephony"])
    assert roster["agent_id"].n_unique() == 60


def test_months_beyond_the_year_end_and_a_leap_day_are_whole():
    scene = span(4, date(2028, 2, 1), "Europe/London")

    assert [month.first for month in scene.months] == [
        date(2027, 11, 1),
        date(2027, 12, 1),
        date(2028, 1, 1),
        date(2028, 2, 1),
    ]
    assert [len(month.days) for month in scene.months] == [30, 31, 31, 29]
    assert [month.back for month in scene.months] == [-4, -3, -2, -1]


def test_a_month_begins_and_ends_at_local_midnight():
    summer = span(1, date(2026, 7, 1), "Europe/London").months[0]

    # 30 June 2026 23:00 UTC to 31 July 2026 23:00 UTC: British Summer Time.
    assert (summer.begin_s, summer.end_s) == (1_782_860_400, 1_785_538_800)


def test_the_last_complete_month_is_the_one_before():
    assert last_complete(date(2026, 1, 31)) == date(2025, 12, 1)
    assert last_complete(date(2026, 12, 1)) == date(2026, 11, 1)


def test_the_mix_shift_finds_two_whole_quarters_before_the_action_or_none():
    assert span(26, date(2026, 10, 1), "Europe/London").reversal(-7) == (1, 4)
    assert span(26, date(2026, 12, 1), "Europe/London").reversal(-7) == (2, 5)
    assert span(14, date(2026, 10, 1), "Europe/London").reversal(-7) == (1, 4)
    assert span(12, date(2026, 10, 1), "Europe/London").reversal(-7) is None


def test_month_budgets_sum_to_the_contacts_asked_for():
    scene = span(26, date(2026, 10, 1), "Europe/London")

    assert sum(budgets(scene, effects(), 12_345, [0.0] * 26)) == 12_345


def test_draws_are_those_of_the_published_generator():
    # The first outputs of SplitMix64 for the seed 1234567, as published by Vigna.
    states = [(1_234_567 + n * GOLDEN) % 2**64 for n in (1, 2, 3)]

    assert mixed(pl.Series(states, dtype=pl.UInt64)).to_list() == [
        6_457_827_717_110_365_317,
        3_203_168_211_198_807_973,
        9_817_491_932_198_370_423,
    ]


def test_picks_keep_to_their_shares():
    frame = pl.select(n=pl.int_range(100_000)).select(p=Dice(1).pick("p", (1, 2, 1)))
    shares = frame["p"].value_counts(normalize=True).sort("p")["proportion"].to_list()

    assert shares == pytest.approx([0.25, 0.5, 0.25], abs=0.006)


@pytest.mark.parametrize("change", [{"months": 0}, {"contacts": 149}, {"until": date(2026, 10, 2)}])
def test_arguments_that_make_no_sample_are_refused(tmp_path, change):
    with pytest.raises(InputRefused, match="Cannot make a sample"):
        generate(tmp_path / "sample", **(SMALL | change))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_files_in_it_is_refused_and_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")

    with pytest.raises(InputRefused, match="the folder is not empty"):
        generate(tmp_path, **SMALL)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(InputRefused, match="Cannot write the sample"):
        generate(tmp_path / "file" / "sample", **SMALL)


def test_an_interrupted_sample_leaves_nothing_behind(tmp_path):
    def stop(_: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(InputRefused, match="No space left on device"):
        generate(tmp_path / "sample", progress=stop, **SMALL)
    assert list(tmp_path.iterdir()) == []
