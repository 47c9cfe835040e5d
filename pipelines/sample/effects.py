"""The planted effects and their true values, as written down in effects.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from warehouse.errors import CatalogueRefused

DECLARED = Path(__file__).with_name("effects.toml")
Numbers = tuple[float, ...]


@dataclass(frozen=True)
class Planted:
    """What each effect says of itself: a sentence, and the KPI in which it is to be found."""

    text: str
    kpi: str


@dataclass(frozen=True)
class Growth(Planted):
    """Contacts grow month by month."""

    per_month_share: float


@dataclass(frozen=True)
class Season(Planted):
    """Twelve factors on the contacts of a day, January first."""

    by_month: Numbers


@dataclass(frozen=True)
class Monday(Planted):
    """Mondays are busier than Tuesdays to Fridays."""

    ratio: float


@dataclass(frozen=True)
class Lunch(Planted):
    """Two local hours are busier than the compared ones."""

    ratio: float
    hours: tuple[int, ...]
    compared_hours: tuple[int, ...]


@dataclass(frozen=True)
class RegionOutOfLine(Planted):
    """One region abandons more than all the others together."""

    region: str
    ratio: float


@dataclass(frozen=True)
class AbandonmentRise(Planted):
    """Everybody abandons more since first_month (−1 is the last)."""

    first_month: int
    ratio: float


@dataclass(frozen=True)
class VulnerableWait(Planted):
    """Vulnerable customers wait longer."""

    ratio: float


@dataclass(frozen=True)
class SlippingTeam(Planted):
    """One team grows slower and worse with every month since first_month."""

    team: str
    first_month: int
    handle_time_share_per_month: float
    quality_points_per_month: float

    def months_slipped(self, team: str, back: int) -> int:
        """How many months of slipping this team has behind it in the month −1, −2, …"""
        return max(0, back - self.first_month + 1) if team == self.team else 0


@dataclass(frozen=True)
class CorrectiveAction(Planted):
    """First-contact resolution of one reason steps up in first_month and stays there."""

    reason: str
    first_month: int
    step_share: float


@dataclass(frozen=True)
class MixShift(Planted):
    """Simpson's reversal: both channels improve, the total falls."""

    voice_rate_before: float
    voice_rate_after: float
    chat_rate_before: float
    chat_rate_after: float
    chat_share_before: float
    chat_share_after: float

    @property
    def total_before(self) -> float:
        """First-contact resolution of both channels together before the shift."""
        chat = self.chat_share_before
        return (1 - chat) * self.voice_rate_before + chat * self.chat_rate_before

    @property
    def total_after(self) -> float:
        """The same afterwards, without the corrective action."""
        chat = self.chat_share_after
        return (1 - chat) * self.voice_rate_after + chat * self.chat_rate_after


@dataclass(frozen=True)
class SurveyBias(Planted):
    """Who answers depends on the score that would be given, 1 to 5."""

    score_when_resolved: Numbers
    score_otherwise: Numbers
    response_rate_by_score: Numbers

    def scores(self, resolved_share: float) -> Numbers:
        """Shares of the scores 1 to 5 among all served when this share was resolved at once."""
        pairs = zip(self.score_when_resolved, self.score_otherwise, strict=True)
        return tuple(resolved_share * good + (1 - resolved_share) * bad for good, bad in pairs)

    def true_share(self, resolved_share: float) -> float:
        """Share of 4 and 5 among all customers served: what a survey of everybody would say."""
        return sum(self.scores(resolved_share)[3:])

    def observed_share(self, resolved_share: float) -> float:
        """Share of 4 and 5 that is to be expected among those who answer."""
        answers = self._answers(resolved_share)
        return sum(answers[3:]) / sum(answers)

    def response_rate(self, resolved_share: float) -> float:
        """Share of the invited who answer."""
        return sum(self._answers(resolved_share))

    def _answers(self, resolved_share: float) -> Numbers:
        pairs = zip(self.scores(resolved_share), self.response_rate_by_score, strict=True)
        return tuple(share * rate for share, rate in pairs)


@dataclass(frozen=True)
class Effects:
    """Everything planted; `levels` and `dirt` are plain numbers by name."""

    growth: Growth
    season: Season
    monday: Monday
    lunch: Lunch
    region_out_of_line: RegionOutOfLine
    abandonment_rise: AbandonmentRise
    vulnerable_wait: VulnerableWait
    slipping_team: SlippingTeam
    corrective_action: CorrectiveAction
    mix_shift: MixShift
    survey_bias: SurveyBias
    levels: Mapping[str, float]
    dirt: Mapping[str, float]


@cache
def effects() -> Effects:
    """The declared effects.

    Raises:
        CatalogueRefused: a table or a key is missing or unknown.
    """
    declared = tomllib.loads(DECLARED.read_text(encoding="utf-8"))
    parts: dict[str, Any] = {}
    for part in fields(Effects):
        table = declared.pop(part.name, None)
        kind = part.type
        try:
            parts[part.name] = table if not isinstance(kind, type) else kind(**_frozen(table))
        except TypeError as problem:
            raise _refused(f"[{part.name}]: {problem}") from problem
    if declared:
        raise _refused(f"unknown tables {sorted(declared)}")
    return Effects(**parts)


def _frozen(table: dict[str, Any] | None) -> dict[str, Any]:
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in (table or {}).items()
    }


def _refused(found: str) -> CatalogueRefused:
    return CatalogueRefused(
        f"Cannot read the planted effects in {DECLARED.name}", found, "Correct the file."
    )
