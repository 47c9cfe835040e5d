"""What the list of numbers that changed prints."""

from pages.parts import wording
from warehouse.answers.revisions import Revision, Revisions

FIGURES = ("Was", "n was", "Is", "n is")
WIDTHS = {
    "KPI": 222, "Month": 84, "Was": 80, "Is": 96, "n was": 76, "n is": 76, "Source": 134,
    "Formula": 176, "Reported in": 168, "Changed in": 168,
}  # fmt: skip
NARROW = {"KPI": 116, "Month": 78, "Was": 66, "Is": 96}  # on a phone both figures are in sight
NOTHING = (
    "A month is final once its window has closed. From then on a later load that gives it another "
    "value, numerator, denominator or number of cases puts it on this list, and (R) beside it."
)


def lines(found: Revisions) -> list[dict[str, str | None]]:
    """One line a figure, newest build first."""
    return [
        {
            "KPI": one.kpi.label,
            "Month": wording.month_name(one.month),
            "Was": wording.amount(one.value_before, one.kpi.unit, one.n_before),
            "Is": _now(one),
            "n was": wording.count(one.n_before),
            "n is": wording.count(one.n),
            "Source": one.cohort.source or "all",
            "Formula": wording.words(one.formula.name) or "headline",
            "Reported in": one.build_before,
            "Changed in": one.build_id,
        }
        for one in found.listed
    ]


def _now(one: Revision) -> str:
    return "gone" if one.n is None else f"{wording.amount(one.value, one.kpi.unit, one.n)} (R)"


def caption(found: Revisions) -> str:
    """How much of all that changed is listed."""
    rest = found.total - len(found.listed)
    if rest <= 0:
        return "Every figure that changed is listed."
    return (
        f"{wording.whole(rest)} more figures, by cohort or beyond the newest "
        f"{len(found.listed)}, changed too; "
        "`python -m warehouse diff` prints them build by build."
    )
