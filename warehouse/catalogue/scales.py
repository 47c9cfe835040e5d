"""The scales of the registers as declared in scales.toml: scoring a risk, moving an action."""

import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from warehouse.errors import CatalogueRefused

DECLARED = Path(__file__).with_name("scales.toml")
SECTIONS = {"risk", "treatment", "source", "state"}
RISK_KEYS = {"appetite", "grid", "likelihood", "consequence", "level"}
STATE_LISTS = {"moves", "requires", "clears", "keeps"}
STATE_KEYS = {"word", "meaning", "done", "locked"} | STATE_LISTS
SIZE = 5  # a five by five grid: what the risk map draws and ISO 31010 B.10 shows


@dataclass(frozen=True)
class Step:
    """One step of a scale: number from 1, word, and what it means."""

    number: int
    word: str
    meaning: str


@dataclass(frozen=True)
class RiskScale:
    """Likelihood × consequence → level; `appetite` is the highest level carried undecided."""

    likelihood: tuple[Step, ...]
    consequence: tuple[Step, ...]
    levels: tuple[Step, ...]
    grid: tuple[tuple[int, ...], ...]
    appetite: int

    def level(self, likelihood: int, consequence: int) -> Step:
        """The level of a score, each 1–5."""
        return self.levels[self.grid[likelihood - 1][consequence - 1] - 1]

    def is_above_appetite(self, likelihood: int, consequence: int) -> bool:
        """Whether the score needs a decision."""
        return self.level(likelihood, consequence).number > self.appetite


@dataclass(frozen=True)
class State:
    """A state of a corrective action; the fields are named as in scales.toml."""

    name: str
    word: str
    meaning: str
    moves: tuple[str, ...]
    requires: tuple[str, ...]
    clears: tuple[str, ...]
    keeps: tuple[str, ...]
    done: bool
    locked: bool


@dataclass(frozen=True)
class Scales:
    """Everything in scales.toml; `states` stands in the order of going forward."""

    risk: RiskScale
    treatments: dict[str, str]
    sources: dict[str, str]
    states: dict[str, State]

    def required(self, state: str) -> tuple[str, ...]:
        """Fields that must be filled in a state: its own and those of every state before it."""
        names = list(self.states)
        passed = names[: names.index(state) + 1]
        return tuple(field for name in passed for field in self.states[name].requires)

    def is_forward(self, old: str, new: str) -> bool:
        """Whether a move goes down the list of states."""
        names = list(self.states)
        return names.index(new) > names.index(old)


@cache
def scales() -> Scales:
    """The scales that the project ships, checked.

    Raises:
        CatalogueRefused: scales.toml does not hold.
    """
    return read(DECLARED.read_text(encoding="utf-8"))


def read(text: str) -> Scales:
    """Scales from the text of a scales.toml.

    Raises:
        CatalogueRefused: an unknown or missing key, a scale without five steps, a grid that
            falls where likelihood or consequence rises, a move to a state that is not there.
    """
    try:
        declared = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refusal(f"it is not TOML: {error}") from error
    _keys("the file", declared, SECTIONS, SECTIONS)
    states = {name: _state(name, body) for name, body in declared["state"].items()}
    for state in states.values():
        for move in state.moves:
            if move not in states or move == state.name:
                expected = ", ".join(name for name in states if name != state.name)
                raise _refusal(
                    f"[state.{state.name}] moves to {move!r}, expected one of {expected}"
                )
    return Scales(
        risk=_risk(declared["risk"]),
        treatments=_words("treatment", declared["treatment"]),
        sources=_words("source", declared["source"]),
        states=states,
    )


def _refusal(found: str) -> CatalogueRefused:
    return CatalogueRefused(
        f"Cannot use {DECLARED.name}", found, "Correct the file.", "Nothing was changed."
    )


def _keys(place: str, body: Any, allowed: set[str], needed: set[str]) -> None:
    if not isinstance(body, dict):
        raise _refusal(f"{place} must be a section, found {body!r}")
    unknown, missing = sorted(set(body) - allowed), sorted(needed - set(body))
    if unknown:
        raise _refusal(f"unknown keys {unknown} in {place}, allowed are {sorted(allowed)}")
    if missing:
        raise _refusal(f"{place} lacks {missing}")


def _sentence(place: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _refusal(f"{place} must be a text, found {value!r}")
    return value.strip()


def _words(place: str, body: Any) -> dict[str, str]:
    if not isinstance(body, dict) or not body:
        raise _refusal(f"[{place}] must list at least one name")
    return {name: _sentence(f"{place}.{name}", meaning) for name, meaning in body.items()}


def _steps(name: str, declared: Any) -> tuple[Step, ...]:
    if not isinstance(declared, list) or len(declared) != SIZE:
        raise _refusal(f"[[risk.{name}]] must stand {SIZE} times")
    steps = []
    for number, body in enumerate(declared, start=1):
        place = f"risk.{name} {number}"
        _keys(place, body, {"word", "meaning"}, {"word", "meaning"})
        word, meaning = _sentence(place, body["word"]), _sentence(place, body["meaning"])
        steps.append(Step(number, word, meaning))
    return tuple(steps)


def _grid(declared: Any) -> tuple[tuple[int, ...], ...]:
    steps = range(1, SIZE + 1)
    whole = (
        isinstance(declared, list)
        and len(declared) == SIZE
        and all(isinstance(row, list) and len(row) == SIZE for row in declared)
        and all(type(level) is int and level in steps for row in declared for level in row)
    )
    if not whole:
        raise _refusal(f"risk.grid must be {SIZE} rows of {SIZE} levels, each 1–{SIZE}")
    grid = tuple(tuple(row) for row in declared)
    for line in (*grid, *zip(*grid, strict=True)):
        if any(after < before for before, after in pairwise(line)):
            raise _refusal(f"risk.grid falls in {list(line)} where the score rises")
    return grid


def _risk(body: Any) -> RiskScale:
    _keys("[risk]", body, RISK_KEYS, RISK_KEYS)
    appetite = body["appetite"]
    if type(appetite) is not int or not 1 <= appetite <= SIZE:
        raise _refusal(f"risk.appetite must be a level 1–{SIZE}, found {appetite!r}")
    return RiskScale(
        likelihood=_steps("likelihood", body["likelihood"]),
        consequence=_steps("consequence", body["consequence"]),
        levels=_steps("level", body["level"]),
        grid=_grid(body["grid"]),
        appetite=appetite,
    )


def _state(name: str, body: Any) -> State:
    place = f"[state.{name}]"
    _keys(place, body, STATE_KEYS, {"word", "meaning", "moves"})
    for key in STATE_LISTS:
        names = body.get(key, [])
        if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
            raise _refusal(f"{key} in {place} must be a list of names, found {names!r}")
    flags = {key: body.get(key, False) for key in ("done", "locked")}
    if not all(isinstance(flag, bool) for flag in flags.values()):
        raise _refusal(f"done and locked in {place} must be true or false, found {flags}")
    return State(
        name=name,
        word=_sentence(place, body["word"]),
        meaning=_sentence(place, body["meaning"]),
        moves=tuple(body["moves"]),
        requires=tuple(body.get("requires", ())),
        clears=tuple(body.get("clears", ())),
        keeps=tuple(body.get("keeps", ())),
        **flags,
    )
