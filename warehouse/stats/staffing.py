"""How many agents a surge needs: Erlang C (nobody gives up) and Erlang A (some do).

Both take Poisson arrivals, exponential times, one skill and a steady state within the interval:
compare predicted with measured service levels of past intervals before use. Erlang C overstates
waits near full load; prefer A there. Sources: Erlang 1917; Palm 1957; Garnett, Mandelbaum and
Reiman 2002, Manufacturing & Service Operations Management 4(3).
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

NEGLIGIBLE = 1e-16  # of the probability so far, from where on longer queues are not followed
MOST_AGENTS = 100_000
MOST_WAITING = 100_000


@dataclass(frozen=True)
class Queue:
    """What is to be expected in steady state; shares and chances 0–1, times in seconds.

    `wait_s` is the mean over all who arrive, those without a wait and those who give up included.
    `service_level` is answered within the threshold over all who arrive. `abandoned` is 0 where
    nobody gives up.
    """

    load_erlangs: float
    chance_of_wait: float
    wait_s: float
    service_level: float
    occupancy: float
    waiting: float
    abandoned: float


def erlang_c(
    arrivals_per_hour: float, handle_s: float, agents: int, threshold_s: float
) -> Queue | None:
    """The queue in which everybody waits; None when load reaches the agents: no steady state.

    Raises:
        ValueError: times or arrivals that are not above 0, no agents, a negative threshold.
    """
    load = _load(arrivals_per_hour, handle_s, agents, threshold_s)
    if load >= agents:
        return None
    blocked = 1.0
    for k in range(1, agents + 1):
        blocked = load * blocked / (k + load * blocked)
    chance = agents * blocked / (agents - load * (1 - blocked))
    wait = chance * handle_s / (agents - load)
    return Queue(
        load_erlangs=load,
        chance_of_wait=chance,
        wait_s=wait,
        service_level=1 - chance * math.exp(-(agents - load) * threshold_s / handle_s),
        occupancy=load / agents,
        waiting=arrivals_per_hour / 3600 * wait,
        abandoned=0.0,
    )


def erlang_a(
    arrivals_per_hour: float,
    handle_s: float,
    agents: int,
    threshold_s: float,
    patience_s: float,
) -> Queue:
    """The queue in which callers give up after an exponential patience of that mean.

    Steady at any load. Take the patience from a survival curve, not from those who gave up.

    Raises:
        ValueError: as `erlang_c`, a patience that is not above 0, or one with which more than
            100,000 callers would wait.
    """
    load = _load(arrivals_per_hour, handle_s, agents, threshold_s)
    if not patience_s > 0:
        raise ValueError(f"patience must be above 0 seconds, found {patience_s!r}")
    arrivals, serving, leaving = arrivals_per_hour / 3600, 1 / handle_s, 1 / patience_s
    present = _in_system(arrivals, serving, leaving, agents)
    ahead = present[agents:]  # of a caller who arrives when all agents are busy
    waiting = float(np.dot(np.arange(len(ahead)), ahead))
    abandoned = leaving * waiting / arrivals
    served = _served_in_time(len(ahead), agents * serving, leaving, threshold_s)
    return Queue(
        load_erlangs=load,
        chance_of_wait=float(ahead.sum()),
        wait_s=waiting / arrivals,
        service_level=float(1 - ahead.sum() + np.dot(ahead, served)),
        occupancy=load * (1 - abandoned) / agents,
        waiting=waiting,
        abandoned=abandoned,
    )


def required_agents(
    arrivals_per_hour: float,
    handle_s: float,
    threshold_s: float,
    service_level: float,
    *,
    patience_s: float | None = None,
    most_abandoned: float = 1.0,
    shrinkage: float = 0.0,
) -> int:
    """The fewest agents that reach the service level; by Erlang A where a patience is given.

    `most_abandoned` bounds the share that gives up, `shrinkage` (0–1) is the paid time away from
    the queue: the result is then divided by what is left and rounded up.

    Raises:
        ValueError: a share out of range, a goal that 100,000 agents do not reach.
    """
    if not 0 < service_level < 1 or not 0 <= shrinkage < 1 or not 0 < most_abandoned <= 1:
        raise ValueError(f"shares lie in 0 to 1: {service_level!r}, {shrinkage!r}")
    load = _load(arrivals_per_hour, handle_s, 1, threshold_s)

    def enough(agents: int) -> bool:
        if patience_s is None:
            queue = erlang_c(arrivals_per_hour, handle_s, agents, threshold_s)
        else:
            queue = erlang_a(arrivals_per_hour, handle_s, agents, threshold_s, patience_s)
        return (
            queue is not None
            and queue.service_level >= service_level
            and queue.abandoned <= most_abandoned
        )

    low = 0 if patience_s is not None else math.floor(load)  # too few for certain
    high = max(low + 1, math.ceil(load))
    while not enough(high):
        low, high = high, high * 2
        if high > MOST_AGENTS:
            raise ValueError(f"{MOST_AGENTS:,} agents do not reach {service_level!r}")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return math.ceil(high / (1 - shrinkage) - 1e-9)


def _load(arrivals_per_hour: float, handle_s: float, agents: int, threshold_s: float) -> float:
    if not (arrivals_per_hour > 0 and handle_s > 0 and agents >= 1 and threshold_s >= 0):
        raise ValueError(
            "expected arrivals and handle time above 0, an agent, no negative threshold: "
            f"{arrivals_per_hour!r}, {handle_s!r}, {agents!r}, {threshold_s!r}"
        )
    return arrivals_per_hour / 3600 * handle_s


def _in_system(arrivals: float, serving: float, leaving: float, agents: int) -> Floats:
    """Chance of each number of callers in the system, worked out in logarithms."""
    logs = [0.0]
    top = 0.0
    while len(logs) <= agents or logs[-1] > top + math.log(NEGLIGIBLE):
        n = len(logs)
        if n - agents > MOST_WAITING:
            raise ValueError(f"more than {MOST_WAITING:,} callers would wait: patience too long")
        ends = min(n, agents) * serving + max(n - agents, 0) * leaving
        logs.append(logs[-1] + math.log(arrivals / ends))
        top = max(top, logs[-1])
    weights = np.exp(np.array(logs) - top)
    return np.asarray(weights / weights.sum())


def _served_in_time(states: int, pace: float, leaving: float, threshold_s: float) -> Floats:
    """Chance to be served within the threshold, by how many are ahead in the queue.

    The tagged caller moves up when an agent gets free or somebody ahead gives up, and gives up too.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import expm_multiply

    ahead = np.arange(states)
    rows = np.concatenate([ahead, ahead])  # stays, then moves up by one; the last state is served
    columns = np.concatenate([ahead, np.where(ahead > 0, ahead - 1, states)])
    rates = np.concatenate([-(pace + (ahead + 1) * leaving), pace + ahead * leaving])
    moves = csr_array((rates, (rows, columns)), shape=(states + 1, states + 1))
    served = np.zeros(states + 1)
    served[states] = 1.0
    found = expm_multiply(moves * threshold_s, served, traceA=float(moves.trace() * threshold_s))
    return np.asarray(found)[:states]
