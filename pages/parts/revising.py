"""What the list of numbers that changed prints."""

from pages.parts import wording
from warehouse.answers.revisions import Revision, Revisions

FIGURES = ("Was", "n was", "Is", "n is")
WIDTHS = {
    "KPI": 250, "Month": 90, "Source": 150, "Formula": 150, "Was": 100, "n was": 90, "Is": 100,
    "n is": 90, "Reported in": 170, "Changed in": 170,
}  # fmt: skip
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
            "Source": one.cohort.source or "all",
            "Formula": one.formula.name or "headline",
            "Was": wording.amount(one.value_before, one.kpi.unit, one.n_before),
            "n was": wording.count(one.n_before),
            "Is": _now(one),
            "n is": wording.count(one.n),
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
        f"{rest:,} more figures, by cohort or beyond the newest {len(found.listed)}, differ too; "
        "`python -m warehouse diff` prints them build by build."
    )
