"""What customers did later, by experience; where nobody knows it, that is said."""

from pages.parts import blocks, states, wording
from pages.parts.listening import FEWEST
from warehouse.answers.later import COMPLAINT, FIRST_CONTACT, SATISFACTION, Later, Outcome, Share

EXPERIENCES = {
    (SATISFACTION, True): "satisfied",
    (SATISFACTION, False): "not satisfied",
    (FIRST_CONTACT, True): "no further contact",
    (FIRST_CONTACT, False): "came back on the same matter",
    (COMPLAINT, True): "never complained",
    (COMPLAINT, False): "complained",
}


def section(answer: Later) -> None:
    """What customers did later, by experience; null where no list of customers is loaded."""
    blocks.part(
        "What customers did afterwards",
        f"Within {answer.months} months of the experience, over all history. Association, not "
        "cause: who was content may have stayed anyway.",
    )
    if not answer.outcomes:
        what = "names nobody who is followed so long" if answer.has_list else "is not loaded"
        states.empty(
            "Later behaviour is not known",
            f"The monthly list of customers {what} (template customer_months). This is not 0.",
        )
        return
    blocks.grid(
        [_outcome(answer, one) for one in answer.outcomes],
        "Later behaviour by experience",
        right=("Left", "Bought again"),
    )


def _outcome(answer: Later, one: Outcome) -> dict[str, str | None]:
    told = wording.NONE
    for kind, difference, around in answer.apart:
        if kind == one.kind and not one.is_good:
            interval = wording.interval(around.low, around.high, "share")
            told = f"{wording.change(difference, 'share')} ({interval})"
    return {
        "Experience": EXPERIENCES[one.kind, one.is_good],
        "Left": wording.amount(one.left.value, "share", one.left.n),
        "Left, 95 % interval": _around(one.left),
        "n": _size(one.left),
        "Bought again": wording.amount(one.bought_again.value, "share", one.bought_again.n),
        "Bought, 95 % interval": _around(one.bought_again),
        "n followed": _size(one.bought_again),
        "Left more often than the others by": told,
    }


def _around(share: Share) -> str:
    found = share.interval
    return wording.interval(found.low, found.high, "share", share.n) if found else wording.NONE


def _size(share: Share) -> str:
    return f"under {FEWEST}" if share.value is None else wording.count(share.n)
