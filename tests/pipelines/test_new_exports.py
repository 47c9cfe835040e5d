"""Two exports that nobody has seen: what is proposed for them is recognised and loads them."""

import json
import re

from pipelines.exports import opened
from pipelines.proposal import proposal
from pipelines.sight import seen
from tests.pipelines.test_quirks import checked_text

GERMAN = """Vorgangsliste Stadtwerke Kirnbach
Erstellt am 2. Oktober 2026 durch M. Weber
Vorgangsnr;Betreff;Kunde;Eingang;Erledigt am;Status;Kanal;Bearbeiter
V-1;Zählerstand;k1@post.example;3. März 2026 09:15;5. März 2026 11:00;Erledigt;E-Mail;A. Vogel
V-2;Rechnung;k2@post.example;14. März 2026 14:02;;Offen;Telefon;B. Lang
V-3;Umzug;k3@post.example;2. Mai 2026 08:30;4. Mai 2026 10:10;Erledigt;Web;A. Vogel
V-4;Störung;k4@post.example;21. Dezember 2026 12:20;;Offen;Telefon;B. Lang
"""


def proposed(export, folder) -> str:
    """The proposal as it is printed."""
    [found] = opened(export, folder)
    return proposal(found.inner_name, seen(found, folder))


def test_german_months_a_preamble_and_addresses_are_seen(tmp_path, sampled):
    export = tmp_path / "vorgaenge.csv"
    export.write_text(GERMAN, encoding="utf-8")
    text = proposed(export, tmp_path)

    assert 'month_names = ["de"]' in text
    assert 'personal = ["Kunde"]' in text
    filled = text.replace("map = {}", 'map = { Erledigt = "resolved", Offen = "open" }')
    sampled.load(export, zone="Europe/Berlin", known=[checked_text(filled)])
    assert sampled.account() == (4, 4, 0, 0, 0)
    assert sampled.rows(
        "select timezone('UTC', created_at)::text from ticket order by src_row limit 1"
    ) == [("2026-03-03 08:15:00",)]


def test_a_list_in_json_does_not_keep_a_proposal_from_being_recognised(tmp_path, sampled):
    record = {"case": {"ref": "H1"}, "opened": "2026-04-03T08:10:00Z", "state": "open"}
    lines = [
        {
            **record,
            "case": {"ref": f"H{n}"},
            "opened": f"2026-04-{n:02d}T08:10:00Z",
            "labels": ["vip"],
        }
        for n in range(1, 5)
    ]
    export = tmp_path / "helpnest.ndjson"
    export.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    text = proposed(export, tmp_path)

    assert re.search(r"^columns = .*labels", text, re.MULTILINE) is None
    sampled.load(export, known=[checked_text(text)])
    assert sampled.account() == (4, 4, 0, 0, 0)
