"""The words of the language in which profiles are written (docs/profiles.md explains each)."""

from typing import Any

from pipelines.months import NAMES

KEYS = {
    kind: set(words.split())
    for kind, words in {
        "profile": "mapping name tool about source site_zone cadence_days personal trusted reader "
        "recognise synonyms time values exclude reject refuse tables",
        "reader": "format delimiter encodings header_rows name_row name_pattern name_joint "
        "skip_lines columns sheet records unwrap optional any_case line explode group",
        "recognise": "columns file contains lacks part",
        "time": "zone formats swapped ambiguous nonexistent one_format_per_column month_names",
        "table": "columns where rows updated_at",
        "row": "columns where",
        "spec": "from coalesce join with gaps template const file case else sum between pattern "
        "split map as formats zone end_of true false normalise scale plus_s minus times min "
        "separator when lenient",
        "group": "by starts keep_rows columns",
        "group column": "first last min max sum count where",
        "condition": "column equals in not_in matches empty above below column_above before_column "
        "equals_column all any not",
    }.items()
}
SOURCES = {"from", "coalesce", "join", "template", "const", "sum", "between", "case"}
ALLOWED: dict[str, set[Any]] = {
    "mapping": {1},
    "format": {"csv", "json", "lines", "xlsx"},
    "ambiguous": {"quarantine", "earliest", "latest"},
    "nonexistent": {"quarantine", "shift"},
    "as": {"text", "datetime", "date", "number", "integer", "duration", "day_fraction"}
    | {"day_number", "boolean", "hash", "list", "epoch"},
    "end_of": {"day", "month"},
    "normalise": {"text", "phone"},
    "month_names": set(NAMES),
}
