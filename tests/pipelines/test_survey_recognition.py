"""Each survey export is known by one shipped profile and claimed by no other."""

from pathlib import Path

import pytest

from pipelines.declared import SHIPPED, read_profile
from pipelines.exports import opened
from pipelines.recognise import missing
from tests.conftest import ROOT

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
KNOWN = [read_profile(file) for file in sorted(SHIPPED.glob("*.toml"))]
TOOLS = ("qualtrics", "surveymonkey", "limesurvey", "typeform", "google_forms")


@pytest.mark.parametrize(
    "file",
    sorted(f.relative_to(SAMPLES).as_posix() for tool in TOOLS for f in (SAMPLES / tool).iterdir()),
)
def test_one_shipped_profile_knows_each_survey_export_and_no_other_does(file, tmp_path):
    export = opened(SAMPLES / file, tmp_path)[0]

    assert len([p.name for p in KNOWN if not missing(export, p)]) == 1


def test_real_qualtrics_exports_are_known_by_their_own_profiles_alone(tmp_path):
    files = sorted((ROOT.parent / "shared" / "data" / "survey" / "qualtrics").glob("*.csv"))

    claims = {
        file.name: [p.name for p in KNOWN if not missing(opened(file, tmp_path)[0], p)]
        for file in files
    }

    assert claims == {
        "qualtrics_numeric.csv": ["qualtrics_browser_rewritten"],
        "qualtrics_raw.csv": ["qualtrics_browser_export"],
        "qualtrics_text.csv": ["qualtrics_browser_rewritten"],
        "sample.csv": ["qualtrics_example_export"],
        "sample_legacy.csv": ["qualtrics_legacy_export"],
    }
