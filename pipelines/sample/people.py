"""The invented agents: who they are, and which team they are in from month to month."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipelines.sample.months import Span
from pipelines.sample.organisation import Organisation

FIRST_ID = 3601
ZENDESK_BASE = 361_800_000_000
FEWEST, MOST = 60, 120
CONTACTS_AN_AGENT = 20_000  # one more agent for so many more contacts in the whole sample
SMALLEST_TO_CHANGE = 5  # teams below this size keep their people
Plan = tuple[tuple[int, int], ...]  # months counted back, and how many change in them
MOVES: Plan = ((-16, 2), (-9, 3), (-3, 2))
OPEN_TO_MOVES = (0, 1, 2, 6)  # teams that take people in: the big ones, by position
JOINERS: Plan = ((-20, 2), (-11, 3), (-5, 2))
LEAVERS: Plan = ((-22, 2), (-12, 2), (-6, 2))
FIRST_NAMES = (
    "Ana",
    "Ben",
    "Chloë",
    "Dev",
    "Elin",
    "Farid",
    "Grace",
    "Hugo",
    "Isla",
    "Jonah",
    "Kaya",
    "Liam",
    "Maya",
    "Noor",
    "Owen",
    "Priya",
    "Quinn",
    "Rosa",
    "Sami",
    "Tess",
    "Uma",
    "Viktor",
    "Wren",
    "Xenia",
    "Yusuf",
    "Zoë",
)
LAST_NAMES = (
    "Pires",
    "Okafor",
    "Martin",
    "Patel",
    "Brandt",
    "Novak",
    "Hughes",
    "Larsen",
    "Murphy",
    "Costa",
    "Evans",
    "Kowalski",
    "Singh",
    "Reid",
    "Baker",
    "Nguyen",
    "Walsh",
    "Moreau",
    "Clarke",
    "Öztürk",
    "Fraser",
    "Haddad",
    "Jansen",
    "Doyle",
)
PLAIN = str.maketrans("ëÖüö", "eOuo")  # user names are ASCII


@dataclass(frozen=True)
class Stay:
    """One agent in one team: position of the team, first and last month index (None = open)."""

    team: int
    first: int | None
    last: int | None


@dataclass(frozen=True)
class Agent:
    """One agent; the position in the list is the number used while generating."""

    agent_id: int
    name: str
    fte: float
    employed_on: date
    left_on: date | None
    skill: float
    stays: tuple[Stay, ...]

    @property
    def username(self) -> str:
        """The name in the telephony tool."""
        return self.name.translate(PLAIN).lower().replace(" ", ".")

    @property
    def email(self) -> str:
        """The name in the survey tool."""
        return f"{self.username}@bluebird.example"

    @property
    def zendesk_id(self) -> int:
        """The id in the ticket tool."""
        return ZENDESK_BASE + self.agent_id

    @property
    def is_steady(self) -> bool:
        """In one team from the first month to the last."""
        return len(self.stays) == 1 and self.stays[0].first is self.stays[0].last is None

    def team_in(self, month: int) -> int | None:
        """Position of the team in that month; null = not employed."""
        for stay in self.stays:
            if (stay.first or 0) <= month and (stay.last is None or month <= stay.last):
                return stay.team
        return None


def agents(organisation: Organisation, span: Span, contacts: int, seed: int) -> list[Agent]:
    """All agents, 60 to 120 with the volume; some join, leave or change team in the course."""
    chance = random.Random(f"{seed}/agents")
    number = min(MOST, FEWEST + contacts // CONTACTS_AN_AGENT)
    listed = list(_first_list(organisation, span, number, chance))
    _change(listed, span, JOINERS, chance, _join)
    _change(listed, span, LEAVERS, chance, _leave)
    _change(listed, span, MOVES, chance, _move)
    return listed


def pools(listed: list[Agent], teams: int, month: int) -> list[list[int]]:
    """For each team the positions of its agents in that month."""
    found: list[list[int]] = [[] for _ in range(teams)]
    for position, agent in enumerate(listed):
        team = agent.team_in(month)
        if team is not None:
            found[team].append(position)
    return found


def _first_list(
    organisation: Organisation, span: Span, number: int, chance: random.Random
) -> Iterator[Agent]:
    names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    chance.shuffle(names)
    shares = [team.share for team in organisation.teams]
    sizes = [max(2, round(share * number)) for share in shares]
    sizes[0] += number - sum(sizes)
    teams = [team for team, size in enumerate(sizes) for _ in range(size)]
    for n, team in enumerate(teams):
        employed = span.months[0].first - timedelta(days=chance.randrange(60, 3000))
        yield Agent(
            FIRST_ID + n,
            names[n],
            chance.choice((1.0, 1.0, 1.0, 0.8, 0.6)),
            employed,
            None,
            chance.gauss(0.0, 0.012),
            (Stay(team, None, None),),
        )


def _change(
    listed: list[Agent],
    span: Span,
    plan: Plan,
    chance: random.Random,
    change: Callable[[Agent, int, Span, random.Random], Agent],
) -> None:
    for back, number in plan:
        month = len(span.months) + back
        for _ in range(number if month > 0 else 0):
            sizes = Counter(agent.stays[0].team for agent in listed if agent.is_steady)
            able = [
                position
                for position, agent in enumerate(listed)
                if agent.is_steady and sizes[agent.stays[0].team] >= SMALLEST_TO_CHANGE
            ]
            position = chance.choice(able)
            listed[position] = change(listed[position], month, span, chance)


def _join(agent: Agent, month: int, span: Span, chance: random.Random) -> Agent:
    return replace(
        agent, employed_on=span.months[month].first, stays=(Stay(agent.stays[0].team, month, None),)
    )


def _leave(agent: Agent, month: int, span: Span, chance: random.Random) -> Agent:
    return replace(
        agent,
        left_on=span.months[month].first - timedelta(days=1),
        stays=(Stay(agent.stays[0].team, None, month - 1),),
    )


def _move(agent: Agent, month: int, span: Span, chance: random.Random) -> Agent:
    old = agent.stays[0].team
    new = chance.choice([team for team in OPEN_TO_MOVES if team != old])
    return replace(agent, stays=(Stay(old, None, month - 1), Stay(new, month, None)))
