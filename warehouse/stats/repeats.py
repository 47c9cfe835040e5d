"""First-contact resolution by repeated contacts: nobody came back on the same matter in time.

Biases to print beside: customers who cannot be identified, topics coded anew, customers who give
up or go elsewhere. Leave out outbound calls, promised call-backs and reconnects before. Source: our
own definition; the warehouse's SQL has it too, for data that do not fit into arrays.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from warehouse.stats.intervals import Interval, wilson
from warehouse.stats.survival import kaplan_meier

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Resolution:
    """First-contact resolution of issues, and what else to say about the same contacts.

    `share` is resolved among mature issue starts, 0–1, None while none is mature, with its Wilson
    `interval`. `by_contact` judges every mature contact instead of issue starts. `with_immature`
    is biased upwards and there to show by how much. `estimate` is Kaplan–Meier's for fresh data,
    None where nobody has been observed for that long; then it is `estimate_at_most` or less.
    """

    issues: int
    mature: int
    resolved: int
    share: float | None
    interval: Interval | None
    mature_contacts: int
    repeats: int
    by_contact: float | None
    with_immature: float | None
    estimate: float | None
    estimate_at_most: float | None


def first_contact_resolution(
    times: Sequence[float], keys: Sequence[Hashable], window: float, as_of: float
) -> Resolution:
    """Judge contacts by whether the same key comes again within `window`, inclusive.

    `times`, `window` and `as_of` in one unit of elapsed time (seconds since any instant, in UTC),
    `keys` say who on what: customer and topic, in any channel by our definition. An issue starts
    with a contact that follows none of its key within the window. Mature is what is at least one
    window old. A contact at the same instant is no repeat. Order does not matter.

    Raises:
        ValueError: lengths that differ, no window, or a contact after `as_of`.
    """
    at = np.asarray(times, dtype=np.float64)
    if len(at) != len(keys) or window <= 0 or (at > as_of).any():
        raise ValueError(f"{len(at)} times until {as_of!r}, {len(keys)} keys, window {window!r}")
    since, until = _neighbours(at, keys)
    starts, again = ~(since <= window), until <= window
    mature = at <= as_of - window
    first, resolved = starts & mature, starts & mature & ~again
    issues, n, met = int(starts.sum()), int(first.sum()), int(resolved.sum())
    contacts, repeats = int(mature.sum()), int((mature & again).sum())
    estimate, at_most = _estimate(at[starts], until[starts], window, as_of)
    return Resolution(
        issues=issues,
        mature=n,
        resolved=met,
        share=met / n if n else None,
        interval=wilson(met, n),
        mature_contacts=contacts,
        repeats=repeats,
        by_contact=1 - repeats / contacts if contacts else None,
        with_immature=int((starts & ~again).sum()) / issues if issues else None,
        estimate=estimate,
        estimate_at_most=at_most,
    )


def _neighbours(at: Floats, keys: Sequence[Hashable]) -> tuple[Floats, Floats]:
    """Time since the key's contact before and until the one after; infinite where none."""
    codes: dict[Hashable, int] = {}
    code = np.array([codes.setdefault(key, len(codes)) for key in keys], dtype=np.int64)
    order = np.lexsort((at, code))
    sorted_at, sorted_code = at[order], code[order]
    since, until = np.full(len(at), np.inf), np.full(len(at), np.inf)
    if len(at) == 0:
        return since, until
    change = np.flatnonzero(np.diff(sorted_code) | (np.diff(sorted_at) > 0)) + 1
    begins = np.concatenate([[0], change])  # of each group of one key at one instant
    group = np.repeat(np.arange(len(begins)), np.diff([*begins, len(at)]))
    same_key = np.diff(sorted_code[begins]) == 0
    gaps = np.where(same_key, np.diff(sorted_at[begins]), np.inf)
    since[order] = np.concatenate([[np.inf], gaps])[group]
    until[order] = np.concatenate([gaps, [np.inf]])[group]
    return since, until


def _estimate(
    starts: Floats, until: Floats, window: float, as_of: float
) -> tuple[float | None, float | None]:
    """Survival of no return at the window, and its last known value until then."""
    returned = np.isfinite(until)
    waited = np.where(returned, until, as_of - starts)
    curve = kaplan_meier(waited.tolist(), returned.tolist())
    if curve is None:
        return None, None
    reached, last = curve.at(window), curve.at(min(window, curve.longest))
    return reached.share if reached else None, last.share if last else None
