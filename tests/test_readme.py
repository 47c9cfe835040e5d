"""The README's own export: whoever copies its two files can load it."""

import re

from pipelines.run import load
from tests.conftest import ROOT
from warehouse.home import Home

EXPORT = """\
CallId,Start,Answered,Caller,Queue,Result
1,01/06/2025 09:00:00,01/06/2025 09:00:20,+44 1,Billing,Answered
2,01/06/2025 09:05:00,,+44 2,Billing,Missed
3,31/06/2025 09:05:00,,+44 2,Billing,Missed
"""


def test_the_export_of_the_readme_loads_with_the_settings_and_the_profile_of_the_readme(tmp_path):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    settings, profile = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "home" / "profiles").mkdir(parents=True)
    (tmp_path / "home" / "care.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "home" / "profiles" / "acme_calls.toml").write_text(profile, encoding="utf-8")
    (tmp_path / "acme.csv").write_text(EXPORT, encoding="utf-8")
    [entry] = load([tmp_path / "acme.csv"], Home(tmp_path / "home")).intake.files
    # the 31st of June is no day: its row waits in quarantine
    assert (entry.read, entry.quarantined, entry.profile) == (3, 1, "acme_calls")
    assert entry.zone == "Europe/London"
