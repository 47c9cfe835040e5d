"""Which canonical table and columns an unknown export's columns most likely are, by their names.

likely.toml holds the names. Only proposals use this; a load does what its profile declares.
"""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.kinds import Column
from warehouse.catalogue.tables import tables

DECLARED = Path(__file__).with_name("likely.toml")
EXACT, INSIDE = 3.0, 1.5  # of a name that is one of the known, or has all words of one
LATER = 0.05  # less for each place down the list
LACKING = 2.0  # less for each required column without a likely source
QUESTION = re.compile(
    r"recommend|likely|satisf|happy|effort|easy|rate|rating|score|nps|csat|ces|question|how"
    r"|^q ?\d|^qid ?\d+( \d+)?$"
)
FITTING = {
    "TIMESTAMPTZ": {"datetime", "date", "epoch"},
    "DATE": {"date", "datetime"},
    "BOOLEAN": {"boolean"},
    "INTEGER": {"integer", "number"},
    "BIGINT": {"integer", "number"},
    "TEXT": {"text", "integer", "boolean", "number"},
}


@dataclass(frozen=True)
class Scale:
    """A scale that whole numbers could stand on."""

    metric: str
    least: int
    most: int


@dataclass
class Chosen:
    """The likeliest table, its columns' sources, and questions that look like scales."""

    table: str
    score: float
    columns: dict[str, Column]
    extra: dict[str, Column] = field(default_factory=dict)
    scales: list[tuple[Column, Scale]] = field(default_factory=list)


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads(DECLARED.read_text(encoding="utf-8"))


@cache
def plain(name: str) -> str:
    """Lower case, words apart: "callStart (UTC)" is "call start utc"."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", "number" if name == "#" else name)
    return " ".join(re.findall(r"[^\W_]+", apart.lower()))


def chosen(columns: tuple[Column, ...]) -> Chosen:
    """The table whose required and other columns the names fit best."""
    best = max((_as(table, columns) for table in _declared()["columns"]), key=lambda c: c.score)
    if "updated_at" not in tables()[best.table].columns:
        names = _declared()["columns"]["ticket"]["updated_at"]
        changed = [c for c in columns if _score(c, names, "TIMESTAMPTZ") >= EXACT - 1]
        if changed and changed[0] not in best.columns.values():
            best.extra["updated_at"] = changed[0]
    elif "updated_at" in best.columns:
        best.extra["updated_at"] = best.columns["updated_at"]
    return best


def _as(table: str, columns: tuple[Column, ...]) -> Chosen:
    """The columns taken for this table: the best pairs first, each source once."""
    canonical = tables()[table].columns
    pairs = [
        (score, name, column)
        for name, names in _declared()["columns"][table].items()
        for column in columns
        if (score := _score(column, names, canonical[name].type, name)) > 0
        and (tables()[table].key != (name,) or column.is_unique or score > EXACT - 1)
    ]
    taken: dict[str, Column] = {}
    total = 0.0
    natural = tables()[table].key
    for score, name, column in sorted(pairs, key=lambda pair: -_preferred(pair, natural)):
        if name not in taken and column not in taken.values():
            taken[name] = column
            total += score
    if len(natural) == 1 and natural[0] not in taken:
        unique = (c for c in columns if c.is_unique and c.kind in ("text", "integer"))
        if key := next((c for c in unique if c not in taken.values()), None):
            taken[natural[0]] = key
    required = [name for name, column in canonical.items() if column.required]
    lacking = [name for name in required if name not in taken and not usual(table, name)]
    scales = _scales(columns, taken) if table == "survey_response" else []
    return Chosen(table, total - LACKING * len(lacking) + 2 * len(scales), taken, {}, scales)


def _preferred(pair: tuple[float, str, Column], natural: tuple[str, ...]) -> float:
    """A column that is unique before one that is not, where an only key is looked for."""
    score, name, column = pair
    return score - INSIDE * (natural == (name,) and not column.is_unique)


def _score(column: Column, names: list[str], sql_type: str, name: str = "") -> float:
    if column.kind == "empty":
        return 0
    fitting = FITTING.get(sql_type, {"integer", "number"})
    if name.endswith("_s"):
        fitting = fitting | {"duration"}
    if column.kind not in fitting:
        return 0
    words = plain(column.name)
    for place, known in enumerate(names):
        if words == known:
            return EXACT - LATER * place
        if set(known.split()) <= set(words.split()):
            return INSIDE - LATER * place
    return 0


def _scales(columns: tuple[Column, ...], taken: dict[str, Column]) -> list[tuple[Column, Scale]]:
    found = []
    for column in columns:
        scale = _scale(column)
        if scale and column not in taken.values() and QUESTION.search(plain(column.name)):
            found.append((column, scale))
    return found


def _scale(column: Column) -> Scale | None:
    """The smallest usual scale that holds whole numbers; the name decides between two."""
    if column.kind != "integer" or column.least is None or column.most is None:
        return None
    name = plain(column.name)
    if column.least >= 1 and column.most <= 5 and not re.search("recommend|nps", name):
        return Scale("ces" if re.search("effort|easy", name) else "csat", 1, 5)
    if column.least >= 1 and column.most <= 7 and re.search("effort|easy|agree", name):
        return Scale("ces", 1, 7)
    if column.least >= 0 and column.most <= 10:
        return Scale("nps", 0, 10)
    return None


def usual(table: str, name: str) -> str:
    """What a required column most often is where the export does not say; empty = unknown."""
    return str(_declared()["usual"].get(table, {}).get(name, ""))


def mapped(words: tuple[str, ...], allowed: str) -> tuple[dict[str, str], list[str]]:
    """The tool's words for canonical ones, and those that nothing is known about."""
    canonical = re.split(r", ", allowed)
    known = {
        word: name
        for name, others in _declared()["words"].items()
        if name in canonical
        for word in others
    } | {plain(name): name for name in canonical}
    hits = {word: known[plain(word)] for word in words if plain(word) in known}
    return hits, [word for word in words if word not in hits]
