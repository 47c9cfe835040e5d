"""The roster and the training matrix, in the columns of the templates."""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from pipelines.sample.months import EPOCH
from pipelines.sample.people import Agent
from pipelines.sample.world import World

ROSTER = (
    "agent_id",
    "agent_name",
    "email",
    "team",
    "site",
    "team_leader",
    "employment_start",
    "employment_end",
    "fte",
    "skills",
    "valid_from",
    "valid_to",
    "id_zendesk",
    "id_telephony",
    "id_survey",
)
TRAINING = (
    "agent_id",
    "course_code",
    "course",
    "assigned_on",
    "due_on",
    "completed_on",
    "expires_on",
    "score_pct",
    "status",
)
COURSES = (
    ("DP", "Data protection", 0),
    ("CMP", "Complaint handling", 3),
    ("VUL", "Vulnerable customers", 7),
)  # code, title, days after the first
YEAR, ASSIGNED_BEFORE, FIRST_WITHIN = 365, 60, 30  # days
EARLY, LATE = (7, 25), (10, 70)  # days before, or after, a refresher falls due
LEADERS = ("Tess Lead", "Omar Lead", "Ingrid Lead", "Ravi Lead")


def write_roster(world: World, path: Path) -> int:
    """Write one row an agent and stay in a team; returns the rows."""
    rows = [row for agent in world.agents for row in _stays(world, agent)]
    _write(path, ROSTER, rows)
    return len(rows)


def write_training(world: World, path: Path) -> int:
    """Write one row an agent, course and yearly round (`DP-R2` = the second); returns the rows."""
    chance = random.Random(f"{world.seed}/training")
    rows = [row for agent in world.agents for row in _rounds(world, agent, chance)]
    _write(path, TRAINING, rows)
    return len(rows)


def _stays(world: World, agent: Agent) -> Iterator[tuple[object, ...]]:
    months = world.span.months
    for stay in agent.stays:
        team = world.organisation.teams[stay.team]
        joined = agent.employed_on if stay.first is None else months[stay.first].first
        left = (
            agent.left_on
            if stay.last is None
            else (months[stay.last + 1].first - timedelta(days=1))
        )
        yield (
            agent.agent_id,
            agent.name,
            agent.email,
            team.name,
            team.site,
            LEADERS[stay.team % len(LEADERS)],
            agent.employed_on,
            agent.left_on or "",
            agent.fte,
            team.queue.lower() or "billing;chat",
            joined,
            left or "",
            agent.zendesk_id,
            agent.username,
            agent.email,
        )


def _rounds(world: World, agent: Agent, chance: random.Random) -> Iterator[tuple[object, ...]]:
    start, end = world.span.months[0].first, EPOCH + timedelta(days=world.span.months[-1].days[-1])
    last = min(end, agent.left_on or end)
    if agent.employed_on >= start:
        due = agent.employed_on + timedelta(days=FIRST_WITHIN)
        done = agent.employed_on + timedelta(days=chance.randrange(5, FIRST_WITHIN))
    else:  # the round that was still valid when the sample begins
        done = max(agent.employed_on, start - timedelta(days=chance.randrange(0, 375)))
        due = done + timedelta(days=chance.randrange(7, 25))
    number = 1
    while due - timedelta(days=ASSIGNED_BEFORE) <= last:
        for code, title, after in COURSES:
            when = done + timedelta(days=after)
            yield _course(agent, (f"{code}-R{number}", title), due, when, last, chance)
        number, due = number + 1, done + timedelta(days=YEAR)
        late = chance.random() < world.effects.levels["refreshed_late_share"]
        done = due + timedelta(days=chance.randrange(*LATE) if late else -chance.randrange(*EARLY))


def _course(
    agent: Agent, course: tuple[str, str], due: date, done: date, last: date, chance: random.Random
) -> tuple[object, ...]:
    assigned = max(due - timedelta(days=ASSIGNED_BEFORE), agent.employed_on)
    score = chance.randrange(72, 101)
    if done <= last:
        return (
            agent.agent_id,
            *course,
            assigned,
            due,
            done,
            done + timedelta(days=YEAR),
            score,
            "completed",
        )
    return (
        agent.agent_id,
        *course,
        assigned,
        due,
        "",
        "",
        "",
        "overdue" if due < last else "assigned",
    )


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)
