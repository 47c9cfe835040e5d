"""The invented organisation: regions, teams, queues and reasons, as organisation.toml says."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DECLARED = Path(__file__).with_name("organisation.toml")
CHAT = "Web chat"
COMPLEXITIES = ("simple", "standard", "complex")


@dataclass(frozen=True)
class Share:
    """A region or a customer segment and its share of the customers."""

    name: str
    share: float


@dataclass(frozen=True)
class Team:
    """A team: its queue ('' = the outsourcer's, which takes a share of several queues)."""

    name: str
    site: str
    queue: str
    share: float


@dataclass(frozen=True)
class Reason:
    """Why customers get in touch; `resolution_offset` is centred over the mix."""

    name: str
    queue: str
    product: str
    share: float
    resolution_offset: float
    complexity: tuple[float, ...]


@dataclass(frozen=True)
class Organisation:
    """Everything that organisation.toml declares."""

    name: str
    zone: str
    outsourcer: str
    survey_zone: str
    vulnerable_share: float
    hours: tuple[float, ...]
    regions: tuple[Share, ...]
    segments: tuple[Share, ...]
    teams: tuple[Team, ...]
    reasons: tuple[Reason, ...]
    outsourced_share: float
    outsourced_queues: tuple[str, ...]

    @property
    def queues(self) -> tuple[str, ...]:
        """Names of the queues, in the order of their teams."""
        return tuple(team.queue for team in self.teams if team.queue)

    @property
    def outsourced_team(self) -> int:
        """Position of the outsourcer's team."""
        return next(n for n, team in enumerate(self.teams) if not team.queue)

    def provider(self, team: Team) -> str:
        """Who employs the team."""
        return self.name if team.queue else self.outsourcer


@cache
def organisation() -> Organisation:
    """The declared organisation."""
    declared = tomllib.loads(DECLARED.read_text(encoding="utf-8"))
    raw = declared["reason"]
    mean = sum(reason["share"] * reason["resolution_offset"] for reason in raw)
    reasons = tuple(
        Reason(
            reason["name"],
            reason["queue"],
            reason["product"],
            reason["share"],
            reason["resolution_offset"] - mean,
            tuple(reason["complexity"]),
        )
        for reason in raw
    )
    return Organisation(
        declared["name"],
        declared["zone"],
        declared["outsourcer"],
        declared["survey_zone"],
        declared["vulnerable_share"],
        tuple(declared["hours"]),
        tuple(Share(**region) for region in declared["region"]),
        tuple(Share(**segment) for segment in declared["segment"]),
        tuple(Team(**team) for team in declared["team"]),
        reasons,
        declared["outsourced"]["share"],
        tuple(declared["outsourced"]["queues"]),
    )
